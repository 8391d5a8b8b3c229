"""Translates the comments that mirrors in rooms of the other language wait for, or can be completed with."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from datetime import datetime
from typing import TypeVar

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.stores import (
    comment_store as comments,
    owed_translation_store as owed,
    post_store as posts,
)
from bot.domain.discussion import Comment, Post
from bot.domain.errors import PlatformFailed
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.translating.translate_comment import CommentTranslations
from bot.translating.translator import Translator
from bot.translation.chain import Untranslated

Told = TypeVar("Told")

LATELY = 8
"""How many of the last translations count for how long one takes."""


class TranslationWorker(StoredReconciler[int]):
    """A key is a comment that is owed a translation. The row goes with the transaction that stores one; or
    once there will be none, or none that a mirror could show.
    """

    job = Job.TRANSLATION

    def __init__(
        self, clock: Clock, database: Database, translator: Translator, translations: CommentTranslations
    ) -> None:
        super().__init__(clock, database)
        self._translator = translator
        self._translations = translations
        self._began: dict[int, float] = {}
        self._took: float | None = None

    async def pending(self) -> Iterable[int]:
        """The comments that are owed a translation."""
        return await self._database.read(owed.all_owed)

    async def work(self, key: int) -> float | None:
        """Translate one comment.

        Raises:
            PlatformFailed: no engine can do it now.
        """
        found = await self._database.read(_to_translate, key, self._clock.utcnow())
        if found is None or not self._translator.is_on:
            await self._database.write(_settle_useless, key, self._clock.utcnow(), self._translator.is_on)
            return None
        told = await self._timed(key, self._translations.attempt(*found))
        if isinstance(told, Untranslated):
            if told.may_pass:
                raise PlatformFailed(told.reason)
            await self._database.write(owed.settle, found[0])
        return None

    async def _timed(self, key: int, work: Awaitable[Told]) -> Told:
        self._began[key] = self._clock.monotonic()
        try:
            return await work
        finally:
            took = self._clock.monotonic() - self._began.pop(key)
            self._took = took if self._took is None else self._took + (took - self._took) / LATELY

    @property
    def is_on(self) -> bool:
        """Whether anything is translated."""
        return self._translator.is_on

    @property
    def seconds_left(self) -> float:
        """In how many seconds what is owed now will probably be there; infinite where no engine works."""
        if self._translator.is_off:
            return float("inf")
        waiting = self.health.backlog * (self._took or 0.0) / self.concurrency
        longest = self._clock.monotonic() - min(self._began.values(), default=self._clock.monotonic())
        return max(waiting, longest)


def _to_translate(connection: Connection, comment_id: int, at: datetime) -> tuple[Comment, Post] | None:
    """A comment and the post it was made below, if it is owed a translation that would be shown."""
    if not owed.is_owed(connection, comment_id) or not owed.is_of_use(connection, comment_id, at):
        return None
    comment = comments.get(connection, comment_id)
    home = posts.get(connection, comment.post_id) if comment else None
    return (comment, home) if comment and home else None


def _settle_useless(connection: Connection, comment_id: int, at: datetime, is_on: bool) -> None:
    """Owe a comment no translation, unless one can be made and shown after all."""
    if not is_on or not owed.is_of_use(connection, comment_id, at):
        owed.forget(connection, comment_id)
