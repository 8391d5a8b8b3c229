"""``/settings dialog-only`` and ``/moderate dialog-only``: every comment waits for approval."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.browsing.article_option import offer_articles
from bot.browsing.choose_discussion import DiscussionPicker
from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.room_option import Room
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.events import snowflake_time
from bot.domain.message import message
from bot.moderating.dialog_only.dialog_only import DialogOnly
from bot.moderating.discussion_state import Moderation

_STATES = {"on": True, "off": False, "server": None}


class DialogOnlySetting(commands.Cog):
    """The command that ``/settings`` has for servers and channels."""

    _dialog_only: DialogOnly

    @app_commands.command(
        name=locale_str("dialog-only"),
        description=locale_str("Have moderators read every comment before it appears"),
    )
    @app_commands.describe(
        state=locale_str("Whether members comment with “Leave a reply” alone, and wait for approval"),
        channel=locale_str("Only in this channel (leave empty for the whole server)"),
    )
    @app_commands.rename(state=locale_str("state"), channel=locale_str("channel"))
    @app_commands.choices(
        state=[
            Choice(name=locale_str("on"), value="on"),
            Choice(name=locale_str("off"), value="off"),
            Choice(name=locale_str("as in the server (only for a channel)"), value="server"),
        ]
    )
    async def dialog_only(self, interaction: Interaction, state: str, channel: Room | None = None) -> None:
        """Set where members comment by dialog alone."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        answer = await self._dialog_only.set(
            member,
            snowflake_time(interaction.id),
            on=_STATES[state],
            channel_id=channel.id if channel else None,
        )
        text = said(interaction.client.catalog, member.language, *answer, longest=2_000)
        await interactions.respond(interaction, message("{text}", text=text))


class DialogOnlyDiscussion(commands.Cog):
    """The command that ``/moderate`` has for single discussions."""

    _moderation: Moderation
    _picker: DiscussionPicker

    @app_commands.command(
        name=locale_str("dialog-only"),
        description=locale_str("Read every comment of a discussion before it appears"),
    )
    @app_commands.describe(
        on=locale_str("Whether members comment with “Leave a reply” alone, and wait for approval"),
        article=locale_str("The article (leave empty for the one of this thread)"),
    )
    @app_commands.rename(on=locale_str("on"), article=locale_str("article"))
    @app_commands.autocomplete(article=offer_articles)
    async def dialog_only(self, interaction: Interaction, on: bool, article: str | None = None) -> None:
        """Set that members comment on one article by dialog alone."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        discussion_id = await self._picker.resolve(viewer, article)
        at = snowflake_time(interaction.id)
        answer = await self._moderation.comment_by_dialog(viewer, discussion_id, at, on=on)
        await interactions.respond(interaction, answer)
