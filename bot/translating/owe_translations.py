"""Tells the core which comments are to be translated: none where no engine is set up."""

from __future__ import annotations

from collections.abc import Collection

from bot.database.engine import Connection
from bot.discussion.stores import owed_translation_store as owed
from bot.jobs.clock import Clock
from bot.translating.translator import Translator


class OwedTranslations:
    """The port :class:`bot.discussion.translations_port.Translations`."""

    def __init__(self, translator: Translator, clock: Clock) -> None:
        self._translator = translator
        self._clock = clock

    def owe(self, connection: Connection, comment_ids: Collection[int]) -> None:
        """Have those of these comments translated that a room of the other language shows, or will."""
        if self._translator.is_on:
            owed.owe(connection, comment_ids, self._clock.utcnow())

    def owe_below(self, connection: Connection, post_id: int) -> None:
        """The same for the comments that were made below a post."""
        if self._translator.is_on:
            owed.owe_below(connection, post_id, self._clock.utcnow())
