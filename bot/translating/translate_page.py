"""Comments that are shown together, in the other language: what is stored of them, and what can be made while
somebody waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.database.engine import Connection, Database
from bot.discussion.stores import post_store as posts
from bot.domain.discussion import Comment, DetectedLanguage, Post
from bot.domain.errors import Refused, TertuliaError
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.people import Member
from bot.domain.translation import MachineText
from bot.jobs.supervisor import stop
from bot.servers import language_store as preferences
from bot.translating import translation_store as translations
from bot.translating.allowance import Allowance
from bot.translating.translate_comment import CommentTranslations
from bot.translating.translator import Translator
from bot.translation.chain import NOTHING_TO_TRANSLATE

SECONDS = 2.0
"""How long a page waits for translations that are not stored: people see for as long that it loads."""


@dataclass(frozen=True, slots=True)
class Translated:
    """Translations by comment; and why some are missing, if any is."""

    by_comment: Mapping[int, MachineText] = field(default_factory=lambda: MappingProxyType({}))
    missing: Message | None = None


NOTHING = Translated()


class PageTranslations:
    """Translates the comments of a page. What is not ready in time is stored later, for the next look."""

    def __init__(
        self,
        database: Database,
        translator: Translator,
        comments: CommentTranslations,
        allowance: Allowance,
    ) -> None:
        self._database = database
        self._translator = translator
        self._comments = comments
        self._allowance = allowance
        self._making: dict[tuple[int, str, DetectedLanguage], asyncio.Task[MachineText | Message]] = {}

    @property
    def are_on(self) -> bool:
        """Whether there is an engine."""
        return self._translator.is_on

    async def wanted_by(self, member: Member) -> bool:
        """Whether a member wants discussions translated, and there is an engine."""
        if not self._translator.is_on:
            return False
        return (await self._database.read(preferences.of_reader, member.id)).translates_discussions

    async def of(self, member: Member, shown: Iterable[Comment]) -> Translated:
        """The comments of a page in the language of a member, for whom it counts as one request if an engine
        has to be asked.
        """
        return await self.into(member.language, shown, member)

    async def into(
        self, language: Language, shown: Iterable[Comment], asks: Member | None = None
    ) -> Translated:
        """Those of these comments that are in the other language, in ``language``. What is not stored is made
        within :data:`SECONDS`, if the member who ``asks`` (None: nobody) may ask for it.
        """
        source = language.other.value
        foreign = {one.id: one for one in shown if one.language == source and one.text.strip()}
        if not foreign:
            return NOTHING
        stored, homes = await self._database.read(_stored, foreign.values())
        lacking = [one for one in foreign.values() if one.id not in stored]
        if not lacking or not self._translator.is_on:
            return Translated(stored)
        try:
            if asks is not None:
                self._allowance.spend(asks.id)
        except Refused as refusal:
            return Translated(stored, refusal.message)
        made, missing = await self._make({one.id: self._task(one, homes[one.post_id]) for one in lacking})
        return Translated(stored | made, missing)

    async def stop(self) -> None:
        """Give up what is being made."""
        await stop(*self._making.values())

    async def _make(
        self, tasks: Mapping[int, asyncio.Task[MachineText | Message]]
    ) -> tuple[dict[int, MachineText], Message | None]:
        """Wait for translations; gives those that are ready, and why others are missing."""
        await asyncio.wait(tasks.values(), timeout=SECONDS)
        made: dict[int, MachineText] = {}
        missing: Message | None = None
        for comment_id, task in tasks.items():
            told = (
                task.result()
                if task.done()
                else message("They were not ready in time. Try again in a moment.")
            )
            if isinstance(told, MachineText):
                made[comment_id] = told
            elif told != NOTHING_TO_TRANSLATE:
                missing = missing or told
        return made, missing

    def _task(self, comment: Comment, home: Post) -> asyncio.Task[MachineText | Message]:
        """What makes the translation of a comment: one for all who wait for it."""
        key = (comment.id, comment.text, comment.language)
        if key not in self._making:
            task = asyncio.create_task(self._made(comment, home), name=f"translation of comment {comment.id}")
            self._making[key] = task
            task.add_done_callback(lambda _: self._making.pop(key, None))
        return self._making[key]

    async def _made(self, comment: Comment, home: Post) -> MachineText | Message:
        try:
            return await self._comments.make(comment, home)
        except TertuliaError as error:
            return error.message


def _stored(
    connection: Connection, shown: Collection[Comment]
) -> tuple[dict[int, MachineText], dict[int, Post]]:
    """What is stored of comments in the other language, and the posts they were made below."""
    found = {one: posts.get(connection, one) for one in {comment.post_id for comment in shown}}
    homes = {one: post for one, post in found.items() if post is not None}
    return translations.of_comments(connection, [comment.id for comment in shown]), homes
