"""Switching an outside service on, after saying which it is and what it receives; and off again."""

from __future__ import annotations

from functools import partial

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.confirm_view import ask
from bot.domain.message import message
from bot.translating.outside_services import OutsideServices
from bot.translating.service_view import engine_line, question


async def offer_switch(interaction: Interaction, services: OutsideServices, engine: str) -> None:
    """Show a manager how a service stands in their server, with a button that switches it.

    Raises:
        NotAllowed: the member does not manage the server.
        NotFound: no such service is set up.
    """
    state = await services.state(await interactions.member_of(interaction), engine)
    if state.on:
        switch = partial(_switch_off, services=services, engine=engine)
        await ask(interaction, [engine_line(state)], message("Switch it off"), switch)
        return
    lines = question(state, partial(interactions.command_named, interaction))
    switch = partial(_switch_on, services=services, engine=engine)
    await ask(interaction, lines, message("Switch it on"), switch, danger=False)


async def _switch_on(interaction: Interaction, *, services: OutsideServices, engine: str) -> None:
    member = await interactions.member_of(interaction)
    await interactions.respond(interaction, await services.switch_on(member, engine))


async def _switch_off(interaction: Interaction, *, services: OutsideServices, engine: str) -> None:
    member = await interactions.member_of(interaction)
    await interactions.respond(interaction, await services.switch_off(member, engine))
