"""``/audit``: who did what, why, and what came of it."""

from __future__ import annotations

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.audit.audit_log import AuditFilter
from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.viewer import viewer_of
from bot.domain.message import message
from bot.jobs.clock import Clock
from bot.moderating.auditing.action_option import LONGEST as LONGEST_KIND, action_of, offer_actions
from bot.moderating.auditing.audit_reader import AuditReader
from bot.moderating.auditing.audit_view import AuditPages
from bot.moderating.auditing.period import LONGEST as LONGEST_DATE, period

_TOLD = {
    "member": locale_str("Only what concerns this member: their comments, or what was done about them"),
    "moderator": locale_str("Only what this member did"),
    "kind": locale_str("Only this kind of act"),
    "since": locale_str("From this day on: 2026-03-14, or 2026-03-14 18:30 in UTC"),
    "until": locale_str("Until this day: 2026-03-14, or 2026-03-14 18:30 in UTC"),
    "days": locale_str("Only the last days"),
}
_NAMES = {
    "member": locale_str("member"),
    "moderator": locale_str("moderator"),
    "kind": locale_str("kind"),
    "since": locale_str("since"),
    "until": locale_str("until"),
    "days": locale_str("days"),
}

Written = app_commands.Range[str, 1, LONGEST_DATE]
Kind = app_commands.Range[str, 1, LONGEST_KIND]
Days = app_commands.Range[int, 1, 3_650]


@app_commands.guild_only()
@app_commands.default_permissions(manage_messages=True)
class AuditCog(
    commands.GroupCog,
    group_name=locale_str("audit"),
    group_description=locale_str("See what was done, by whom, and why"),
):
    """Commands for moderators and managers."""

    def __init__(self, audit: AuditReader, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock

    @app_commands.command(name=locale_str("show"), description=locale_str("List what was done, newest first"))
    @app_commands.describe(**_TOLD)
    @app_commands.rename(**_NAMES)
    @app_commands.autocomplete(kind=offer_actions)
    async def show(
        self,
        interaction: Interaction,
        member: discord.User | None = None,
        moderator: discord.User | None = None,
        kind: Kind | None = None,
        since: Written | None = None,
        until: Written | None = None,
        days: Days | None = None,
    ) -> None:
        """Show the latest acts."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        wanted = await self._wanted(interaction, member, moderator, kind, since, until, days)
        page = await self._audit.page(viewer, wanted)
        view = AuditPages(page, wanted, interaction.client.catalog, viewer.member.language)
        await interactions.respond(interaction, view=view)

    @app_commands.command(
        name=locale_str("export"), description=locale_str("Download what was done as a CSV file")
    )
    @app_commands.describe(**_TOLD)
    @app_commands.rename(**_NAMES)
    @app_commands.autocomplete(kind=offer_actions)
    async def export(
        self,
        interaction: Interaction,
        member: discord.User | None = None,
        moderator: discord.User | None = None,
        kind: Kind | None = None,
        since: Written | None = None,
        until: Written | None = None,
        days: Days | None = None,
    ) -> None:
        """Answer with the acts as a file."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        wanted = await self._wanted(interaction, member, moderator, kind, since, until, days)
        content = await self._audit.export(viewer, wanted)
        file = discord.File(io.BytesIO(content), "audit.csv")
        await interactions.respond(interaction, message("Here is the audit."), files=[file])

    async def _wanted(
        self,
        interaction: Interaction,
        member: discord.User | None,
        moderator: discord.User | None,
        kind: str | None,
        since: str | None,
        until: str | None,
        days: int | None,
    ) -> AuditFilter:
        language = await interactions.language_of(interaction)
        begins, ends = period(since, until, days, self._clock.utcnow())
        return AuditFilter(
            member.id if member else None,
            moderator.id if moderator else None,
            action_of(interaction.client.catalog, language, kind) if kind else None,
            begins,
            ends,
        )
