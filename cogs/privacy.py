"""``/privacy``: show, export and erase what is stored of the member."""

from __future__ import annotations

import io
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.confirm_view import ask
from bot.discussion.comment_text_view import said
from bot.domain.errors import Refused
from bot.domain.message import Message, message
from bot.domain.people import Member
from bot.privacy.erase_view import outcome, question
from bot.privacy.my_data import Privacy
from bot.privacy.services_view import choice_line, chosen_line, service_lines
from bot.translating.outside_services import OutsideServices

_EVERYWHERE = {"everywhere": locale_str("On every server I am on, not just this one")}
_NAMES = {"everywhere": locale_str("everywhere")}


@app_commands.guild_only()
class PrivacyCog(
    commands.GroupCog,
    group_name=locale_str("privacy"),
    group_description=locale_str("See, download or delete the data I keep about you"),
):
    """Commands about a member's own data."""

    def __init__(self, privacy: Privacy, services: OutsideServices) -> None:
        self._privacy = privacy
        self._services = services

    @app_commands.command(name=locale_str("show"), description=locale_str("See what data I keep about you"))
    @app_commands.describe(**_EVERYWHERE)
    @app_commands.rename(**_NAMES)
    async def show(self, interaction: Interaction, everywhere: bool = False) -> None:
        """Show how much is stored."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        kept = await self._privacy.kept(member, everywhere=everywhere)
        lines = [
            message("**Comments:** {count}", count=kept.comments),
            message("**Earlier versions:** {count}", count=kept.revisions),
            message("**Attachments:** {count}", count=kept.attachments),
            message("**Reports you made:** {count}", count=kept.reports),
            message("**Cases about you:** {count}", count=kept.cases) if kept.cases else None,
            message("**Since:** {date}", date=kept.since.date()) if kept.since else None,
            message(
                "I keep the text and time of each comment, your name, the address of "
                "your picture, the names of attachments, and the reasons of your "
                "reports; of each case about you, your comment that it is about. `{export}` downloads them, "
                "`{erase}` deletes them.",
                export=interactions.command_named(interaction, "privacy export"),
                erase=interactions.command_named(interaction, "privacy erase"),
            ),
            *service_lines(
                await self._services.on_in(member.server_id),
                translates=self._services.is_on,
                choice=await self._choice(interaction, member),
            ),
        ]
        text = said(interaction.client.catalog, member.language, *lines)
        await interactions.respond(interaction, message("{text}", text=text))

    @app_commands.command(name=locale_str("export"), description=locale_str("Download your comments"))
    @app_commands.describe(**_EVERYWHERE)
    @app_commands.rename(**_NAMES)
    async def export(self, interaction: Interaction, everywhere: bool = False) -> None:
        """Answer with a file."""
        await interactions.defer(interaction)
        content = await self._privacy.export(await interactions.member_of(interaction), everywhere=everywhere)
        file = discord.File(io.BytesIO(content), "comments.json")
        await interactions.respond(interaction, message("Here are your comments."), files=[file])

    @app_commands.command(
        name=locale_str("erase"), description=locale_str("Permanently delete your comments")
    )
    @app_commands.describe(**_EVERYWHERE)
    @app_commands.rename(**_NAMES)
    async def erase(self, interaction: Interaction, everywhere: bool = False) -> None:
        """Ask for confirmation."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        kept = await self._privacy.kept(member, everywhere=everywhere)
        if not (kept.comments or kept.reasons or kept.open_cases):
            raise Refused(message("I keep nothing that you wrote here."))
        act = partial(self._erase, everywhere=everywhere)
        await ask(interaction, question(kept), message("Delete permanently"), act)

    async def _erase(self, interaction: Interaction, *, everywhere: bool) -> None:
        member = await interactions.member_of(interaction)
        erased = await self._privacy.erase(member, interaction.id, everywhere=everywhere)
        command = interactions.command_named(interaction, "privacy translation")
        if not (lines := outcome(erased, command)):
            raise Refused(message("I keep nothing that you wrote here."))
        text = said(interaction.client.catalog, member.language, *lines)
        await interactions.respond(interaction, message("{text}", text=text))

    @app_commands.command(
        name=locale_str("translation"),
        description=locale_str(
            "Keep your comments from outside translation services (leave empty to see it)"
        ),
    )
    @app_commands.describe(outside=locale_str("Whether outside services may receive your comments"))
    @app_commands.rename(outside=locale_str("outside"))
    async def translation(self, interaction: Interaction, outside: bool | None = None) -> None:
        """Show or set whether the member's words are kept from outside services."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        if outside is not None:
            await self._privacy.keep_from_outside(member, keep=not outside)
            await interactions.respond(interaction, chosen_line(objects=not outside))
            return
        await interactions.respond(interaction, await self._choice(interaction, member))

    async def _choice(self, interaction: Interaction, member: Member) -> Message:
        return choice_line(
            objects=(await self._privacy.choices(member)).local_engines_only,
            command=interactions.command_named(interaction, "privacy translation"),
            option=interactions.option_named(interaction, "outside"),
        )
