"""Tells members on Discord, below the answer to a command, what they could not be told by direct message."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, cast

import discord

from bot.database.engine import Database
from bot.discordkit import interactions
from bot.discordkit.http_errors import translate_errors
from bot.domain.cases.case import CaseLetterState
from bot.domain.errors import TertuliaError
from bot.domain.message import message
from bot.moderating.cases import case_store as cases
from bot.moderating.letters import case_letter_store as letters
from bot.moderating.letters.case_letter_store import ClosedLetter
from bot.moderating.letters.late_letters import LateLetters
from bot.moderating.letters.letter_view import letter_view
from bot.moderating.letters.write_letter import LetterWriter

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction

_log = logging.getLogger(__name__)

ALONE = message("-# Discord does not let me write to you, so you read this here. Nobody else sees it.")


class DiscordLateLetters:
    """Follows answers with the letters that wait for whoever was answered.

    A crash between the message and its row may have a letter told twice; none is lost.
    """

    def __init__(self, database: Database, late: LateLetters, writer: LetterWriter) -> None:
        self._database = database
        self._late = late
        self._writer = writer

    def after(self, interaction: discord.Interaction[Any]) -> Coroutine[Any, Any, None] | None:
        """What tells whoever was answered what waits for them; None where nothing does."""
        server_id, member_id = interaction.guild_id, interaction.user.id
        if server_id is None or not self._late.waits(server_id, member_id) or not _can_follow(interaction):
            return None
        return self._follow(cast("Interaction", interaction), server_id, member_id)

    async def _follow(self, interaction: Interaction, server_id: int, member_id: int) -> None:
        """Tell a member all that waits. What fails waits for their next command."""
        for key in self._late.take(server_id, member_id):
            try:
                await self._tell(interaction, ClosedLetter(key, server_id, member_id))
            except TertuliaError as failure:
                _log.warning("A letter about case %s waits for the next command: %s", key[0], failure)
                self._late.add(ClosedLetter(key, server_id, member_id))

    async def _tell(self, interaction: Interaction, closed: ClosedLetter) -> None:
        key = closed.key
        if await self._database.read(cases.letter_state, *key) is not CaseLetterState.CLOSED:
            return
        matter = await self._writer.matter(key)
        if matter is None:
            await self._database.write(letters.forgo, key)
            return
        language = await interactions.language_of(interaction)
        letter = await self._writer.write(matter, key[1], language)
        view = letter_view(letter, interaction.client.catalog, language, ALONE)
        with translate_errors():
            await interaction.followup.send(
                view=view, ephemeral=True, allowed_mentions=interactions.NO_MENTIONS
            )
        await self._late.mark_told(closed)


def _can_follow(interaction: discord.Interaction[Any]) -> bool:
    """Whether something can be said below the answer: there is one, and it is no dialog, which comes back."""
    opened = interaction.response.type is discord.InteractionResponseType.modal
    is_typing = interaction.type is discord.InteractionType.autocomplete
    return interaction.response.is_done() and not opened and not is_typing
