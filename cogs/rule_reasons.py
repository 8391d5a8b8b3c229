"""``/rules reasons``: the reasons that moderators choose from."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice, Range, locale_str

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.escaping import escaped
from bot.domain.card import trimmed
from bot.domain.cases.case import Template
from bot.domain.message import Message, message
from bot.moderating.reasons.reason_book import MOST, ReasonBook
from cogs.rule_lists import tell

_Text = Range[str, 1, 200]


class ReasonsGroup(
    app_commands.Group,
    name=locale_str("reasons"),
    description=locale_str("Reasons that moderators choose from, in both languages"),
):
    """The commands about reasons."""

    def __init__(self, reasons: ReasonBook) -> None:
        super().__init__()
        self._reasons = reasons

    @app_commands.command(
        name=locale_str("add"), description=locale_str("Add a reason, or replace the one of that name")
    )
    @app_commands.describe(
        name=locale_str("A short name"),
        english=locale_str("What members and moderators read in English"),
        spanish=locale_str("What they read in Spanish"),
    )
    @app_commands.rename(
        name=locale_str("name"), english=locale_str("english"), spanish=locale_str("spanish")
    )
    async def add(
        self, interaction: Interaction, name: Range[str, 1, 40], english: _Text, spanish: _Text
    ) -> None:
        """Add or replace one."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        added = await self._reasons.add(member, name, english, spanish)
        await tell(interaction, message("Moderators can choose it from now on:"), _line(added, 500))

    @app_commands.command(name=locale_str("remove"), description=locale_str("Remove a reason"))
    @app_commands.describe(name=locale_str("Which reason"))
    @app_commands.rename(name=locale_str("name"))
    async def remove(self, interaction: Interaction, name: Range[str, 1, 40]) -> None:
        """Remove one."""
        await interactions.defer(interaction)
        removed = await self._reasons.remove(await interactions.member_of(interaction), name)
        await tell(interaction, message("The reason **{name}** is removed.", name=escaped(removed)))

    @remove.autocomplete("name")
    async def _offer(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        known = await self._reasons.listed(await interactions.member_of(interaction))
        found = [one.name for one in known if typed.casefold() in one.name]
        return [Choice(name=one, value=one) for one in found[:MOST]]

    @app_commands.command(name=locale_str("list"), description=locale_str("See the reasons"))
    async def list(self, interaction: Interaction) -> None:
        """Show them, each in both languages."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        known = await self._reasons.listed(member)
        await tell(interaction, *(_line(one, 1_900 // len(known)) for one in known))


def _line(one: Template, longest: int) -> Message:
    texts = (escaped(trimmed(text, longest // 2 - 30)) for text in one.reason.by_language.values())
    english, spanish = texts
    return message(
        "- **{name}**: {english} / {spanish}", name=escaped(one.name), english=english, spanish=spanish
    )
