"""``/rules domains``: which domains comments may link to."""

from __future__ import annotations

from functools import partial

from discord import app_commands
from discord.app_commands import Choice, Range, locale_str

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.domain.message import message
from bot.moderating.rules.lists import Lists
from bot.moderating.rules_view import domains_lines, some
from cogs.rule_lists import tell

_MAX_CHOICES = 25
"""Discord's limit for what is offered."""
_ALLOWED = "allowed"
_KINDS = [
    Choice(name=locale_str("banned"), value="banned"),
    Choice(name=locale_str("allowed, and no others"), value=_ALLOWED),
]


class DomainsGroup(
    app_commands.Group,
    name=locale_str("domains"),
    description=locale_str("Domains that comments must not link to, or the only ones that they may"),
):
    """The commands about domains."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists

    @app_commands.command(name=locale_str("add"), description=locale_str("Ban domains, or allow them alone"))
    @app_commands.describe(
        domain=locale_str("Such as example.org; what belongs to it, such as a.example.org, is meant too"),
        kind=locale_str("Whether they are banned or allowed"),
    )
    @app_commands.rename(domain=locale_str("domain"), kind=locale_str("kind"))
    @app_commands.choices(kind=_KINDS)
    async def add(self, interaction: Interaction, domain: Range[str, 1, 1_000], kind: str = "banned") -> None:
        """Ban or allow domains."""
        await interactions.defer(interaction)
        member, allowed = await interactions.member_of(interaction), kind == _ALLOWED
        added = some(await self._lists.add_domains(member, domain, allowed=allowed))
        done = (
            message("Allowed, and no others: {domains}", domains=added)
            if allowed
            else message("Banned: {domains}", domains=added)
        )
        await tell(interaction, done)

    @app_commands.command(name=locale_str("remove"), description=locale_str("Take a domain from the list"))
    @app_commands.describe(domain=locale_str("The domain"))
    @app_commands.rename(domain=locale_str("domain"))
    async def remove(self, interaction: Interaction, domain: Range[str, 1, 300]) -> None:
        """Take a domain from the list."""
        await interactions.defer(interaction)
        removed = await self._lists.remove_domain(await interactions.member_of(interaction), domain)
        await tell(interaction, message("Removed: {domains}", domains=some([removed])))

    @remove.autocomplete("domain")
    async def _offer(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        listed = await self._lists.domains(await interactions.member_of(interaction))
        found = [one for one in listed if typed.casefold() in one and len(one) <= 100]
        return [Choice(name=one, value=one) for one in found[:_MAX_CHOICES]]

    @app_commands.command(name=locale_str("list"), description=locale_str("See the domains"))
    async def list(self, interaction: Interaction) -> None:
        """Show the domains."""
        await interactions.defer(interaction)
        listed = await self._lists.domains(await interactions.member_of(interaction))
        await tell(interaction, *domains_lines(listed, partial(interactions.command_named, interaction)))
