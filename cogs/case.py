"""``/case``: what moderators did about members."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import Range, locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.viewer import viewer_of
from bot.domain.cases.case import CaseKind, Reason
from bot.domain.errors import BadInput
from bot.domain.message import message
from bot.moderating.acting.case_view import show_case
from bot.moderating.acting.member_record_view import show_member
from bot.moderating.cases.cases import Cases
from bot.moderating.cases.opening import Act
from bot.moderating.cases.read_cases import CaseReader
from cogs.rule_lists import tell

_Number = Range[int, 1, 1_000_000_000]
_NUMBER = {"number": locale_str("The number of the case")}
_NUMBER_NAME = {"number": locale_str("number")}
_MEMBER_NAME = {"member": locale_str("member")}


@app_commands.guild_only()
@app_commands.default_permissions(manage_messages=True)
class CaseCog(
    commands.GroupCog,
    group_name=locale_str("case"),
    group_description=locale_str("What moderators did about members"),
):
    """Commands about cases."""

    def __init__(self, cases: Cases, reader: CaseReader) -> None:
        self._cases = cases
        self._reader = reader

    @app_commands.command(
        name=locale_str("list"),
        description=locale_str("See a member's record: how they stand, and their cases"),
    )
    @app_commands.describe(member=locale_str("The member, or somebody who has left"))
    @app_commands.rename(**_MEMBER_NAME)
    async def list(self, interaction: Interaction, member: discord.User) -> None:
        """Show a member's record."""
        await interactions.defer(interaction)
        record = await self._reader.of_member(await viewer_of(interaction), member.id)
        await show_member(interaction, record)

    @app_commands.command(
        name=locale_str("show"),
        description=locale_str("See a case: reason, comment, notes and what became of it"),
    )
    @app_commands.describe(**_NUMBER)
    @app_commands.rename(**_NUMBER_NAME)
    async def show(self, interaction: Interaction, number: _Number) -> None:
        """Show a case."""
        await interactions.defer(interaction)
        await show_case(interaction, number)

    @app_commands.command(
        name=locale_str("note"),
        description=locale_str("Add a note for moderators to a case or about a member"),
    )
    @app_commands.describe(
        text=locale_str("The note; only moderators see it"),
        number=locale_str("The number of the case that it is about"),
        member=locale_str("The member that it is about, where it is about no case"),
    )
    @app_commands.rename(text=locale_str("text"), **_NUMBER_NAME, **_MEMBER_NAME)
    async def note(
        self,
        interaction: Interaction,
        text: Range[str, 1, 1_000],
        number: _Number | None = None,
        member: discord.User | None = None,
    ) -> None:
        """Add a note."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        if (number is None) == (member is None):
            raise BadInput(message("Name either a case by its number, or a member."))
        if number is not None:
            await interactions.respond(interaction, await self._cases.note(viewer, number, text))
        if member is not None:
            opened = await self._cases.open(viewer, Act(CaseKind.NOTE, member.id, Reason(text)))
            await tell(interaction, *opened.told)

    @app_commands.command(
        name=locale_str("undo"),
        description=locale_str("Undo a case: what it did ends, and the member is told"),
    )
    @app_commands.describe(reason=locale_str("The reason; the member is told it"), **_NUMBER)
    @app_commands.rename(reason=locale_str("reason"), **_NUMBER_NAME)
    async def undo(self, interaction: Interaction, number: _Number, reason: Range[str, 1, 500]) -> None:
        """Undo a case."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        await interactions.respond(interaction, await self._cases.undo(viewer, number, reason))
