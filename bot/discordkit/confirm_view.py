"""A question to one member, with a button that goes on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.domain.message import Message

_TIMEOUT = 600.0

Act = Callable[[Interaction], Awaitable[None]]
"""Does what was asked about, and answers; the interaction is deferred."""


async def ask(
    interaction: Interaction, question: Iterable[Message], label: Message, act: Act, *, danger: bool = True
) -> None:
    """Answer with a question and a button named ``label``, which does it. Whoever does not press it, has
    changed nothing.
    """
    language = await interactions.language_of(interaction)
    asked = "\n".join(interactions.translate(interaction, line, language) for line in question)
    named = interactions.translate(interaction, label, language)
    await interactions.respond(interaction, view=_Confirmation(asked, named, act, danger=danger))


class _Confirmation(Panel):
    def __init__(self, question: str, label: str, act: Act, *, danger: bool) -> None:
        super().__init__(timeout=_TIMEOUT)
        self.act = act
        container: Container[_Confirmation] = Container()
        container.add_item(TextDisplay(question))
        container.add_item(ActionRow(_Go(label, danger=danger)))
        self.add_item(container)


class _Go(Button[_Confirmation]):
    def __init__(self, label: str, *, danger: bool) -> None:
        super().__init__(
            label=label, style=discord.ButtonStyle.danger if danger else discord.ButtonStyle.primary
        )

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        assert self.view is not None
        asked = cast("Interaction", interaction)
        await interactions.defer(asked)
        await self.view.act(asked)
