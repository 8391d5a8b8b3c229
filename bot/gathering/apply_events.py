"""Turning what was said and edited into rows, inside the transaction of a group of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from bot.database.engine import Connection, savepoint
from bot.discussion.door import Door
from bot.discussion.stores import comment_store as comments
from bot.domain.events import MessageEdited, MessagePosted
from bot.gathering.early_edits import EarlyEdits


class EventApplier:
    """Stores comments and their edits. In memory are edits that came before their messages."""

    def __init__(self, door: Door, early: EarlyEdits) -> None:
        self._door = door
        self._early = early

    async def apply_messages(
        self, connection: Connection, messages: Iterable[MessagePosted]
    ) -> dict[int, Exception]:
        """Store those messages that are comments, in their order; returns what the database refused of them.

        They are stored together; what is refused of one does not take the others along.
        """
        refused: dict[int, Exception] = {}
        for run in _runs(messages):
            if await savepoint(connection, partial(self._store, run=run)) is None:
                continue
            for posted in run:
                if refusal := await savepoint(connection, partial(self._store, run=[posted])):
                    refused[posted.id] = refusal
        return refused

    async def _store(self, connection: Connection, run: Sequence[MessagePosted]) -> None:
        for message_id in await self._door.accept_messages(connection, run):
            if edited := self._early.get(message_id):
                await self.apply_edit(connection, edited)

    async def apply_edit(self, connection: Connection, edited: MessageEdited) -> None:
        """Give a comment its new text, or keep the edit for a message that may be about to be stored."""
        comment = await comments.by_source(connection, edited.id)
        if comment is None:
            self._early.keep(edited)
            return
        await self._door.edit(connection, comment.id, edited.text, edited.edited_at, edited.attachments)


def _runs(messages: Iterable[MessagePosted]) -> Iterator[list[MessagePosted]]:
    """Messages that can be stored together: none stands twice among them, and none answers another."""
    run: list[MessagePosted] = []
    ids: set[int | None] = set()
    for posted in messages:
        if posted.id in ids or posted.replied_to in ids:
            yield run
            run, ids = [], set()
        run.append(posted)
        ids.add(posted.id)
    if run:
        yield run
