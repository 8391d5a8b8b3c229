"""The option that names a kind of act: there are more than the 25 that Discord lists."""

from __future__ import annotations

from discord import app_commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.escaping import escaped
from bot.domain.card import one_line
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.letters import folded
from bot.domain.message import message
from bot.domain.moderation import Action
from bot.i18n.catalog import Catalog
from bot.moderating.auditing.audit_words import ACTIONS

LONGEST = 100
"""Characters of an option that Discord completes."""
_OFFERED = 25


def named_actions(catalog: Catalog, language: Language, typed: str) -> dict[Action, str]:
    """The kinds of acts whose name in a language contains what was typed, in the order of the audit."""
    wanted = folded(one_line(typed[:LONGEST]))
    names = {action: catalog.say(name, language) for action, name in ACTIONS.items()}
    return {action: name for action, name in names.items() if wanted in folded(name)}


def action_of(catalog: Catalog, language: Language, chosen: str) -> Action:
    """The kind of act that was chosen from the list, or typed so far that it can be no other.

    Raises:
        BadInput: there is none, or several.
    """
    if chosen in set(Action):
        return Action(chosen)
    found = list(named_actions(catalog, language, chosen))
    if len(found) != 1:
        raise BadInput(
            message("I do not know the kind “{typed}”. Choose one from the list.", typed=escaped(chosen))
        )
    return found[0]


async def offer_actions(interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
    """Offer the kinds of acts whose name contains what was typed."""
    catalog, language = interaction.client.catalog, await interactions.language_of(interaction)
    found = named_actions(catalog, language, typed)
    return [app_commands.Choice(name=name, value=action.value) for action, name in found.items()][:_OFFERED]
