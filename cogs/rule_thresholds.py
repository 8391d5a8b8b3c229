"""``/rules thresholds``: what happens after so many warnings."""

from __future__ import annotations

from datetime import timedelta

from discord import app_commands
from discord.app_commands import Choice, Range, locale_str

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.domain.cases.case import CaseKind
from bot.domain.cases.threshold import Threshold
from bot.domain.message import Message, counted, message
from bot.moderating.cases.case_words import what_is_wanted
from bot.moderating.cases.thresholds import Thresholds
from cogs.rule_lists import tell

_ACTS = [
    Choice(name=locale_str("mute in discussions"), value=CaseKind.MUTE.value),
    Choice(name=locale_str("ban from discussions"), value=CaseKind.DISCUSSION_BAN.value),
    Choice(name=locale_str("timeout"), value=CaseKind.TIMEOUT.value),
    Choice(name=locale_str("kick"), value=CaseKind.KICK.value),
    Choice(name=locale_str("ban from the server"), value=CaseKind.BAN.value),
]
_DURATIONS = [
    Choice(name=locale_str("1 hour"), value=1),
    Choice(name=locale_str("1 day"), value=24),
    Choice(name=locale_str("3 days"), value=3 * 24),
    Choice(name=locale_str("1 week"), value=7 * 24),
    Choice(name=locale_str("4 weeks"), value=28 * 24),
]
_Warnings = Range[int, 2, 50]
_WARNINGS = {"warnings": locale_str("After so many warnings")}
_WARNINGS_NAME = {"warnings": locale_str("warnings")}


class ThresholdsGroup(
    app_commands.Group,
    name=locale_str("thresholds"),
    description=locale_str("What happens after so many warnings"),
):
    """The commands about thresholds."""

    def __init__(self, thresholds: Thresholds) -> None:
        super().__init__()
        self._thresholds = thresholds

    @app_commands.command(
        name=locale_str("add"),
        description=locale_str("Add a threshold, or replace the one for as many warnings"),
    )
    @app_commands.describe(
        days=locale_str("Within so many days"),
        act=locale_str("What is to happen"),
        duration=locale_str("For how long, where it is for a time"),
        automatic=locale_str("Whether it happens by itself, or is proposed to the moderator who warns"),
        **_WARNINGS,
    )
    @app_commands.rename(
        days=locale_str("days"),
        act=locale_str("act"),
        duration=locale_str("duration"),
        automatic=locale_str("automatic"),
        **_WARNINGS_NAME,
    )
    @app_commands.choices(act=_ACTS)
    @app_commands.choices(duration=_DURATIONS)
    async def add(
        self,
        interaction: Interaction,
        warnings: _Warnings,
        days: Range[int, 1, 365],
        act: str,
        duration: int | None = None,
        automatic: bool = False,
    ) -> None:
        """Add or replace one."""
        await interactions.defer(interaction)
        lasts = None if duration is None else timedelta(hours=duration)
        wanted = Threshold(warnings, days, CaseKind(act), lasts, automatic)
        await self._thresholds.put(await interactions.member_of(interaction), wanted)
        await tell(interaction, message("From now on:"), _line(wanted))

    @app_commands.command(name=locale_str("remove"), description=locale_str("Remove a threshold"))
    @app_commands.describe(**_WARNINGS)
    @app_commands.rename(**_WARNINGS_NAME)
    async def remove(self, interaction: Interaction, warnings: _Warnings) -> None:
        """Remove one."""
        await interactions.defer(interaction)
        await self._thresholds.remove(await interactions.member_of(interaction), warnings)
        await tell(interaction, message("The threshold is removed. What it did stays."))

    @app_commands.command(name=locale_str("list"), description=locale_str("See the thresholds"))
    async def list(self, interaction: Interaction) -> None:
        """Show them."""
        await interactions.defer(interaction)
        known = await self._thresholds.of(await interactions.member_of(interaction))
        lines = [_line(one) for one in known] or [message("There are no thresholds.")]
        await tell(interaction, *lines)


def _line(one: Threshold) -> Message:
    told = {
        "warnings": counted("{count} warning", "{count} warnings", one.warnings),
        "days": counted("{count} day", "{count} days", one.days),
        "kind": what_is_wanted(one),
    }
    if one.automatic:
        return message("- {warnings} within {days}: {kind}, by itself", **told)
    return message("- {warnings} within {days}: {kind}, proposed to the moderator who warns", **told)
