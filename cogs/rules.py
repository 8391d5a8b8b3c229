"""``/rules``: what rules look for in comments, in which order, and what they would find in a text."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.room_option import Room
from bot.moderating.cases.thresholds import Thresholds
from bot.moderating.reasons.reason_book import ReasonBook
from bot.moderating.rules.lists import Lists
from bot.moderating.rules.rule_book import RuleBook
from bot.moderating.rules_view import rules_lines, tried_lines
from cogs.rule_domains import DomainsGroup
from cogs.rule_lists import WordsGroup, tell
from cogs.rule_reasons import ReasonsGroup
from cogs.rule_settings import RuleSettings
from cogs.rule_thresholds import ThresholdsGroup

_ROOM = locale_str("A channel whose rules differ (leave empty for the whole server)")


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class RulesCog(
    RuleSettings,
    commands.GroupCog,
    group_name=locale_str("rules"),
    group_description=locale_str("Rules that every comment is held against"),
):
    """Commands for managers of a server."""

    def __init__(
        self, rule_book: RuleBook, lists: Lists, reasons: ReasonBook, thresholds: Thresholds
    ) -> None:
        self._rule_book = rule_book
        group = self.__cog_app_commands_group__
        assert group is not None
        groups = (WordsGroup(lists), DomainsGroup(lists), ReasonsGroup(reasons), ThresholdsGroup(thresholds))
        for one in groups:
            group.add_command(one)

    @app_commands.command(
        name=locale_str("show"), description=locale_str("See the rules, in the order in which they are asked")
    )
    @app_commands.describe(channel=_ROOM)
    @app_commands.rename(channel=locale_str("channel"))
    async def show(self, interaction: Interaction, channel: Room | None = None) -> None:
        """Show how each rule is set."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        shown = await self._rule_book.in_force(member, channel.id if channel else None)
        await tell(interaction, *rules_lines(shown, lambda key: interactions.command_named(interaction, key)))

    @app_commands.command(
        name=locale_str("try"), description=locale_str("See what the rules would find in a text, and why")
    )
    @app_commands.describe(text=locale_str("What a member might write; nothing of it is kept"), channel=_ROOM)
    @app_commands.rename(text=locale_str("text"), channel=locale_str("channel"))
    async def try_text(
        self,
        interaction: Interaction,
        text: app_commands.Range[str, 1, 4_000],
        channel: Room | None = None,
    ) -> None:
        """Show what the rules would find."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        hits = await self._rule_book.try_text(member, text, channel.id if channel else None)
        await tell(interaction, *tried_lines(hits, interaction.client.catalog, member.language))
