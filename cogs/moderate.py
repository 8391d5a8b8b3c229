"""``/moderate``: lock, close, slow down, review and export a discussion."""

from __future__ import annotations

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.browsing.article_option import offer_articles
from bot.browsing.choose_discussion import DiscussionPicker
from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.viewer import viewer_of
from bot.domain.export import ExportFormat
from bot.domain.message import message
from bot.domain.moderation import Action
from bot.domain.policy import MAX_SLOWMODE
from bot.exporting.export import Exporter
from bot.moderating.discussion_state import Moderation
from bot.moderating.featuring.ask_question import Questions
from bot.moderating.review import Review
from bot.moderating.review_view import review_for
from cogs.dialog_only import DialogOnlyDiscussion
from cogs.question import QuestionCommand

_ARTICLE = {"article": locale_str("The article (leave empty for the one of this thread)")}
_TOLD = _ARTICLE | {"reason": locale_str("The reason (members can see it)")}
_WHY = _ARTICLE | {"reason": locale_str("The reason (only moderators see it)")}
_NAMES = {"article": locale_str("article")}
_WHY_NAMES = _NAMES | {"reason": locale_str("reason")}

Reason = app_commands.Range[str, 1, 500]


@app_commands.guild_only()
@app_commands.default_permissions(manage_messages=True)
class ModerateCog(
    DialogOnlyDiscussion,
    QuestionCommand,
    commands.GroupCog,
    group_name=locale_str("moderate"),
    group_description=locale_str("Moderate a discussion"),
):
    """Commands for moderators of a discussion."""

    def __init__(
        self,
        moderation: Moderation,
        picker: DiscussionPicker,
        review: Review,
        exporter: Exporter,
        questions: Questions,
    ) -> None:
        self._moderation = moderation
        self._exporter = exporter
        self._picker = picker
        self._review = review
        self._questions = questions

    @app_commands.command(
        name=locale_str("lock"),
        description=locale_str("Let only moderators comment; the discussion can still be found"),
    )
    @app_commands.describe(**_TOLD)
    @app_commands.rename(**_WHY_NAMES)
    @app_commands.autocomplete(article=offer_articles)
    async def lock(
        self, interaction: Interaction, article: str | None = None, reason: Reason | None = None
    ) -> None:
        """Lock a discussion."""
        await self._change(interaction, Action.LOCK, article, reason)

    @app_commands.command(
        name=locale_str("unlock"), description=locale_str("Let everyone comment in a locked discussion again")
    )
    @app_commands.describe(**_WHY)
    @app_commands.rename(**_WHY_NAMES)
    @app_commands.autocomplete(article=offer_articles)
    async def unlock(
        self, interaction: Interaction, article: str | None = None, reason: Reason | None = None
    ) -> None:
        """Unlock a discussion."""
        await self._change(interaction, Action.UNLOCK, article, reason)

    @app_commands.command(
        name=locale_str("close"), description=locale_str("Lock a discussion and archive its threads")
    )
    @app_commands.describe(**_TOLD)
    @app_commands.rename(**_WHY_NAMES)
    @app_commands.autocomplete(article=offer_articles)
    async def close(
        self, interaction: Interaction, article: str | None = None, reason: Reason | None = None
    ) -> None:
        """Close a discussion."""
        await self._change(interaction, Action.CLOSE, article, reason)

    @app_commands.command(
        name=locale_str("reopen"), description=locale_str("Let everyone comment in a closed discussion again")
    )
    @app_commands.describe(**_WHY)
    @app_commands.rename(**_WHY_NAMES)
    @app_commands.autocomplete(article=offer_articles)
    async def reopen(
        self, interaction: Interaction, article: str | None = None, reason: Reason | None = None
    ) -> None:
        """Reopen a discussion."""
        await self._change(interaction, Action.REOPEN, article, reason)

    @app_commands.command(
        name=locale_str("slowmode"),
        description=locale_str("Set how long each member waits between two comments"),
    )
    @app_commands.describe(seconds=locale_str("The wait in seconds; 0 for none"), **_WHY)
    @app_commands.rename(seconds=locale_str("seconds"), **_WHY_NAMES)
    @app_commands.autocomplete(article=offer_articles)
    async def slowmode(
        self,
        interaction: Interaction,
        seconds: app_commands.Range[int, 0, MAX_SLOWMODE],
        article: str | None = None,
        reason: Reason | None = None,
    ) -> None:
        """Set the slowmode of a discussion."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        discussion_id = await self._picker.resolve(viewer, article)
        await interactions.respond(
            interaction, await self._moderation.slow(viewer, discussion_id, seconds, reason)
        )

    @app_commands.command(
        name=locale_str("comments"),
        description=locale_str("List all comments of a discussion, reported ones first"),
    )
    @app_commands.describe(**_ARTICLE)
    @app_commands.rename(**_NAMES)
    @app_commands.autocomplete(article=offer_articles)
    async def comments(self, interaction: Interaction, article: str | None = None) -> None:
        """Page through a discussion as a moderator."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        near = await self._picker.near(viewer, article)
        discussion_id = near or await self._picker.resolve(viewer, article)
        page = await self._review.page(viewer, discussion_id, 0)
        await interactions.respond(interaction, view=await review_for(interaction, viewer, page))

    @app_commands.command(
        name=locale_str("export"), description=locale_str("Download a discussion as a file")
    )
    @app_commands.describe(
        form=locale_str("JSON for programs, CSV for spreadsheets, Markdown and HTML for reading"),
        include_hidden=locale_str("Also hidden, refused and deleted comments, and earlier versions"),
        **_ARTICLE,
    )
    @app_commands.rename(form=locale_str("format"), include_hidden=locale_str("include-hidden"), **_NAMES)
    @app_commands.choices(
        form=[
            app_commands.Choice(name="JSON", value="json"),
            app_commands.Choice(name="CSV", value="csv"),
            app_commands.Choice(name="Markdown", value="markdown"),
            app_commands.Choice(name="HTML", value="html"),
        ]
    )
    @app_commands.autocomplete(article=offer_articles)
    async def export(
        self, interaction: Interaction, form: str, article: str | None = None, include_hidden: bool = False
    ) -> None:
        """Answer with a discussion as a file."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        discussion_id = await self._picker.resolve(viewer, article)
        wanted = ExportFormat(form)
        exported = await self._exporter.for_moderator(
            viewer, discussion_id, wanted, include_hidden=include_hidden
        )
        file = discord.File(io.BytesIO(exported.content), exported.name)
        await interactions.respond(interaction, message("Here is the discussion."), files=[file])

    async def _change(
        self, interaction: Interaction, action: Action, article: str | None, reason: str | None
    ) -> None:
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        discussion_id = await self._picker.resolve(viewer, article)
        await interactions.respond(
            interaction, await self._moderation.change(viewer, discussion_id, action, reason)
        )
