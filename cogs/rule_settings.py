"""``/rules length`` and the like: a command for each rule, with its numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.room_option import Room
from bot.domain.rules import Consequence, Rule
from bot.moderating.rules.rule_book import RuleBook
from bot.moderating.rules_view import set_lines
from cogs.rule_lists import tell

_ACTIONS = [
    Choice(name=locale_str("report to the moderators"), value=Consequence.REPORT.value),
    Choice(name=locale_str("hold for the moderators"), value=Consequence.HOLD.value),
    Choice(name=locale_str("off"), value=Consequence.OFF.value),
    Choice(name=locale_str("as in the server (only for a channel)"), value="server"),
]
_TOLD = {
    "action": locale_str("What the rule does"),
    "channel": locale_str("Only in this channel (leave empty for the whole server)"),
}
_Minutes = Range[int, 1, 1_440]
_Count = Range[int, 0, 50]
_Percent = Range[int, 1, 100]
_Place = Room | None

Function = TypeVar("Function", bound=Callable[..., Any])


def _shared(function: Function) -> Function:
    """Name and explain the options that all these commands have."""
    named = app_commands.rename(action=locale_str("action"), channel=locale_str("channel"))(function)
    return app_commands.choices(action=_ACTIONS)(app_commands.describe(**_TOLD)(named))


class RuleSettings(commands.Cog):
    """A command for each rule."""

    _rule_book: RuleBook

    @app_commands.command(
        name=locale_str("length"), description=locale_str("Find comments that are too long")
    )
    @app_commands.describe(characters=locale_str("More characters than this; 2,000 at first"))
    @app_commands.rename(characters=locale_str("characters"))
    @_shared
    async def length(
        self,
        interaction: Interaction,
        action: str,
        characters: Range[int, 1, 4_000] | None = None,
        channel: _Place = None,
    ) -> None:
        """Set the rule about long comments."""
        await self._set(interaction, Rule.LENGTH, action, channel, characters=characters)

    @app_commands.command(
        name=locale_str("repetition"), description=locale_str("Find what a member has said before")
    )
    @app_commands.describe(minutes=locale_str("Within so many minutes; 60 at first"))
    @app_commands.rename(minutes=locale_str("minutes"))
    @_shared
    async def repetition(
        self, interaction: Interaction, action: str, minutes: _Minutes | None = None, channel: _Place = None
    ) -> None:
        """Set the rule about repeated comments."""
        await self._set(interaction, Rule.REPETITION, action, channel, minutes=minutes)

    @app_commands.command(
        name=locale_str("banned-words"), description=locale_str("Find words of the list of banned ones")
    )
    @_shared
    async def banned_words(self, interaction: Interaction, action: str, channel: Room | None = None) -> None:
        """Set the rule about banned words."""
        await self._set(interaction, Rule.BANNED_WORDS, action, channel)

    @app_commands.command(
        name=locale_str("suspect-words"), description=locale_str("Find words of the list of suspect ones")
    )
    @_shared
    async def suspect_words(self, interaction: Interaction, action: str, channel: Room | None = None) -> None:
        """Set the rule about suspect words."""
        await self._set(interaction, Rule.SUSPECT_WORDS, action, channel)

    @app_commands.command(
        name=locale_str("links"),
        description=locale_str("Find links to banned domains, or to any not allowed"),
    )
    @_shared
    async def links(self, interaction: Interaction, action: str, channel: Room | None = None) -> None:
        """Set the rule about links."""
        await self._set(interaction, Rule.LINKS, action, channel)

    @app_commands.command(
        name=locale_str("flood"),
        description=locale_str("Find many comments, or one text many times, at once"),
    )
    @app_commands.describe(
        comments=locale_str("More comments than this, or times the same text; 5 at first"),
        seconds=locale_str("Within so many seconds, over all channels; 20 at first"),
    )
    @app_commands.rename(comments=locale_str("comments"), seconds=locale_str("seconds"))
    @_shared
    async def flood(
        self,
        interaction: Interaction,
        action: str,
        comments: Range[int, 1, 50] | None = None,
        seconds: Range[int, 1, 3_600] | None = None,
        channel: _Place = None,
    ) -> None:
        """Set the rule about floods."""
        await self._set(interaction, Rule.FLOOD, action, channel, comments=comments, seconds=seconds)

    @app_commands.command(
        name=locale_str("newcomers"), description=locale_str("Find what newcomers write, whatever it is")
    )
    @app_commands.describe(
        comments=locale_str("The first comments of a member, so many; 1 at first"),
        account_days=locale_str("Accounts younger than so many days; 7 at first"),
        member_days=locale_str("Members of this server for less than so many days; 0 at first"),
    )
    @app_commands.rename(
        comments=locale_str("comments"),
        account_days=locale_str("account-days"),
        member_days=locale_str("member-days"),
    )
    @_shared
    async def newcomers(
        self,
        interaction: Interaction,
        action: str,
        comments: Range[int, 0, 50] | None = None,
        account_days: Range[int, 0, 365] | None = None,
        member_days: Range[int, 0, 365] | None = None,
        channel: _Place = None,
    ) -> None:
        """Set the rule about newcomers."""
        numbers = {"comments": comments, "account_days": account_days, "member_days": member_days}
        await self._set(interaction, Rule.NEWCOMERS, action, channel, **numbers)

    @app_commands.command(
        name=locale_str("attachments"), description=locale_str("Find comments with many attachments")
    )
    @app_commands.describe(count=locale_str("More than so many; 0 at first"))
    @app_commands.rename(count=locale_str("count"))
    @_shared
    async def attachments(
        self,
        interaction: Interaction,
        action: str,
        count: Range[int, 0, 10] | None = None,
        channel: _Place = None,
    ) -> None:
        """Set the rule about attachments."""
        await self._set(interaction, Rule.ATTACHMENTS, action, channel, count=count)

    @app_commands.command(
        name=locale_str("mentions"),
        description=locale_str("Find comments that mention many members or roles"),
    )
    @app_commands.describe(count=locale_str("More than so many; 4 at first"))
    @app_commands.rename(count=locale_str("count"))
    @_shared
    async def mentions(
        self, interaction: Interaction, action: str, count: _Count | None = None, channel: _Place = None
    ) -> None:
        """Set the rule about mentions."""
        await self._set(interaction, Rule.MENTIONS, action, channel, count=count)

    @app_commands.command(
        name=locale_str("capitals"), description=locale_str("Find comments that are written in capitals")
    )
    @app_commands.describe(percent=locale_str("So many of a hundred letters, or more; 70 at first"))
    @app_commands.rename(percent=locale_str("percent"))
    @_shared
    async def capitals(
        self, interaction: Interaction, action: str, percent: _Percent | None = None, channel: _Place = None
    ) -> None:
        """Set the rule about capitals."""
        await self._set(interaction, Rule.CAPITALS, action, channel, percent=percent)

    async def _set(
        self, interaction: Interaction, rule: Rule, action: str, channel: Room | None, **numbers: int | None
    ) -> None:
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        consequence = None if action == "server" else Consequence(action)
        given = {name: number for name, number in numbers.items() if number is not None}
        shown = await self._rule_book.set(member, rule, consequence, given, channel.id if channel else None)
        await tell(interaction, *set_lines(rule, shown, partial(interactions.command_named, interaction)))
