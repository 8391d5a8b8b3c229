"""Turning what was said and edited into rows, inside the transaction of a group of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from bot.database.engine import Connection, apart
from bot.discussion.door import Door
from bot.discussion.stores import comment_store as comments
from bot.domain.events import Edited, Said
from bot.gathering.early_edits import EarlyEdits


class EventApplier:
    """Stores comments and their edits. In memory are edits that came before their messages."""

    def __init__(self, door: Door, early: EarlyEdits) -> None:
        self._door = door
        self._early = early

    async def apply_messages(self, connection: Connection, messages: Iterable[Said]) -> dict[int, Exception]:
        """Store those messages that are comments, in their order; returns what the database refused of them.

        They are stored together; what is refused of one does not take the others along.
        """
        refused: dict[int, Exception] = {}
        for run in _runs(messages):
            if await apart(connection, partial(self._store, run=run)) is None:
                continue
            for said in run:
                if refusal := await apart(connection, partial(self._store, run=[said])):
                    refused[said.id] = refusal
        return refused

    async def _store(self, connection: Connection, run: Sequence[Said]) -> None:
        for message_id in await self._door.accept_messages(connection, run):
            if edited := self._early.get(message_id):
                await self.apply_edit(connection, edited)

    async def apply_edit(self, connection: Connection, edited: Edited) -> None:
        """Give a comment its new text, or keep the edit for a message that may be about to be stored."""
        comment = await comments.by_source(connection, edited.id)
        if comment is None:
            self._early.keep(edited)
            return
        await self._door.edit(connection, comment.id, edited.text, edited.edited_at, edited.attachments)


def _runs(messages: Iterable[Said]) -> Iterator[list[Said]]:
    """Messages that can be stored together: none stands twice among them, and none answers another."""
    run: list[Said] = []
    ids: set[int | None] = set()
    for said in messages:
        if said.id in ids or said.replied_to in ids:
            yield run
            run, ids = [], set()
        run.append(said)
        ids.add(said.id)
    if run:
        yield run
