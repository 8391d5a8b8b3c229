"""A comment in the other language: what is stored of it, or made now."""

from __future__ import annotations

from bot.database.engine import Database
from bot.discussion.room_index import RoomIndex
from bot.domain.discussion import Comment, DetectedLanguage, Post
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.translation import MachineText
from bot.jobs.clock import Clock
from bot.translating import translation_store as translations
from bot.translating.translator import Passage, Translator
from bot.translation.chain import OTHER_LANGUAGE, UNKNOWN_LANGUAGE, Untranslated
from bot.translation.direction import Direction

CHANGED = message("The comment was changed or deleted meanwhile.")


class CommentTranslations:
    """Translates comments, each once for as long as its text stays the same."""

    def __init__(self, database: Database, translator: Translator, rooms: RoomIndex, clock: Clock) -> None:
        self._database = database
        self._translator = translator
        self._rooms = rooms
        self._clock = clock

    async def of(self, comment: Comment, home: Post) -> MachineText | Message:
        """A comment made below ``home`` in the other language; or why there is no translation."""
        stored = await self._database.read(translations.of_comments, [comment.id])
        return stored.get(comment.id) or await self.make(comment, home)

    async def make(self, comment: Comment, home: Post) -> MachineText | Message:
        """Translate a comment made below ``home`` and store that; or give why there is no translation.

        Of what was edited or deleted meanwhile there is none.
        """
        told = await self.attempt(comment, home)
        return told.reason if isinstance(told, Untranslated) else told

    async def attempt(self, comment: Comment, home: Post) -> MachineText | Untranslated:
        """The same; where there is no translation, it says too whether there may be one later."""
        source = Language.from_tag(comment.language.value)
        if source is None:
            other = comment.language is DetectedLanguage.OTHER
            return Untranslated(OTHER_LANGUAGE if other else UNKNOWN_LANGUAGE)
        passage = Passage(
            comment.text,
            Direction(source, source.other),
            home.server_id,
            is_public=lambda: self._rooms.public(home) is True,
            author_id=comment.author.id,
            comment_id=comment.id,
        )
        told = await self._translator.translate(passage)
        if isinstance(told, Untranslated):
            return told
        is_stored = await self._database.write(translations.store, comment, told.made, self._clock.utcnow())
        return told.made if is_stored else Untranslated(CHANGED)
