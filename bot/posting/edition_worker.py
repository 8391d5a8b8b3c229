"""Making the machine editions that cards owe their readers; cards never wait for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.domain.discussion import Discussion, Post, PostStatus
from bot.domain.errors import TertuliaError
from bot.domain.message import Message
from bot.domain.translation import MachineEdition
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.posting import article_store as articles, machine_edition_store as machine_editions
from bot.posting.article_store import StoredArticle
from bot.translating import engine_store as engines
from bot.translating.engine_store import Permitted
from bot.translating.translator import Passage, Translator
from bot.translation.article_edition import lines_of
from bot.translation.chain import Untranslated
from bot.translation.direction import Direction

REFUSED_SECONDS = 3_600.0
"""How long a text that no engine translates is not sent again: cards are redrawn with every comment."""
_MAX_REFUSED = 1_000


class EnginesFailed(TertuliaError):
    """No engine could be asked, for reasons that pass."""


@dataclass(frozen=True, slots=True)
class _Owed:
    """What is to be translated, and for whom. ``version_id`` is that of the article's original."""

    discussion: Discussion
    stored: StoredArticle
    version_id: int
    posts: tuple[Post, ...]
    is_made: bool
    permitted: Permitted


@dataclass(frozen=True, slots=True)
class _Refused:
    reason: Message
    until: float


class EditionWorker(StoredReconciler[int]):
    """Makes machine editions and has the cards redrawn that show them. Its keys are discussion ids.

    Where no engine passes the checks, or none may be asked, the cards keep the original, and nothing is owed
    any more. What failed for a reason that passes is tried again; given up, it stays owed: an engine that
    comes back with the next start, or when a card is next redrawn, makes it then.
    """

    job = Job.MACHINE_EDITION
    backoff = Backoff(first=15.0, longest=900.0, attempts=6)
    concurrency = 2  # comments are translated by the same engines

    def __init__(self, clock: Clock, database: Database, rooms: RoomIndex, translator: Translator) -> None:
        super().__init__(clock, database)
        self._rooms = rooms
        self._translator = translator
        self._refused: dict[tuple[int, int, Permitted, bool], _Refused] = {}
        self._told: dict[int, Message] = {}

    async def pending(self) -> Iterable[int]:
        """Return the discussions whose article's machine edition is owed."""
        return await self._database.read(machine_editions.owed) if self._translator.is_on else ()

    async def work(self, key: int) -> float | None:
        """Make the machine edition that is owed to a discussion, if an engine may be asked.

        Raises:
            EnginesFailed: none of them could be asked; that may pass.
        """
        if not self._translator.is_on:
            return None
        owed = await self._database.read(_owed, key)
        if owed is None or self._waits_for_card(owed):
            return None
        if owed.is_made or not owed.posts:
            await self._database.write(machine_editions.settle, key)
            return None
        return await self._make(owed)

    async def make(self, discussion_id: int) -> Message | None:
        """Make the machine edition of a discussion's article now. Returns why there is none, if so."""
        note = partial(machine_editions.note_owed, discussion_id=discussion_id, at=self._clock.utcnow())
        await self._database.write(note)
        try:
            await self.run(discussion_id)
        except EnginesFailed as failure:
            return failure.message
        return self._told.get(discussion_id)

    async def _make(self, owed: _Owed) -> float | None:
        discussion, original = owed.discussion, owed.stored.article.original
        public = self._is_public(owed)
        same = (owed.version_id, discussion.server_id, owed.permitted, public)
        known = self._refused.get(same)
        if known is not None and self._clock.monotonic() < known.until:
            await self._leave(discussion.id, known.reason)
            return None
        direction = Direction.into(original.language.other)
        passage = Passage(
            lines_of(original), direction, discussion.server_id, is_public=partial(self._is_public, owed)
        )
        told = await self._translator.translate(passage)
        if isinstance(told, Untranslated):
            if told.may_pass:
                raise EnginesFailed(told.reason)
            if told.is_lasting:
                self._refused[same] = _Refused(told.reason, self._clock.monotonic() + REFUSED_SECONDS)
                if len(self._refused) > _MAX_REFUSED:
                    del self._refused[next(iter(self._refused))]
            await self._leave(discussion.id, told.reason)
            return None
        self._told.pop(discussion.id, None)
        made, at = MachineEdition.of(told.made), self._clock.utcnow()
        store = partial(_store, discussion=discussion, version_id=owed.version_id, made=made, at=at)
        # If it was made of what is outdated by now, look again.
        return None if await self._database.write(store) else 0.0

    async def _leave(self, discussion_id: int, reason: Message) -> None:
        """Let the cards keep the original."""
        self._told.pop(discussion_id, None)
        self._told[discussion_id] = reason
        if len(self._told) > _MAX_REFUSED:
            del self._told[next(iter(self._told))]
        await self._database.write(machine_editions.settle, discussion_id)

    def _is_public(self, owed: _Owed) -> bool:
        standing = [one for one in owed.posts if one.status is PostStatus.POSTED]
        return is_public(self._rooms, owed.stored, standing)

    def _waits_for_card(self, owed: _Owed) -> bool:
        """Whether the text is about to become public, once a card stands: it is worked on then."""
        return not self._is_public(owed) and is_public(self._rooms, owed.stored, owed.posts)


def is_public(rooms: RoomIndex, stored: StoredArticle, shown_by: Iterable[Post]) -> bool:
    """Whether everybody can read an article's text, so that outside engines may; ``shown_by`` are the posts
    whose cards show it.

    What stands behind a link is public. A text that somebody pasted or uploaded is its server's: it is as
    public as the rooms of its cards are at this moment, and not public while nobody can tell.
    """
    return stored.server_id is None or any(rooms.public(one) for one in shown_by)


def _owed(connection: Connection, discussion_id: int) -> _Owed | None:
    """Read what is owed to a discussion, or None."""
    if not machine_editions.is_owed(connection, discussion_id):
        return None
    discussion = discussions.get(connection, discussion_id)
    assert discussion is not None
    stored = articles.get(connection, discussion.article_id)
    version_id = machine_editions.original_version(connection, discussion.article_id)
    assert stored is not None
    assert version_id is not None
    made = machine_editions.of_article(connection, discussion.article_id, discussion.server_id)
    published = stored.article.edition(stored.article.original.language.other)
    return _Owed(
        discussion,
        stored,
        version_id,
        tuple(posts.of_discussion(connection, discussion_id)),
        is_made=made is not None or published is not None,
        permitted=engines.permitted(connection, discussion.server_id, None),
    )


def _store(
    connection: Connection, discussion: Discussion, version_id: int, made: MachineEdition, at: datetime
) -> bool:
    """Store a machine edition and have the cards redrawn, in one transaction: no crash comes between them."""
    if not machine_editions.store(connection, version_id, discussion.server_id, made, at):
        return False
    machine_editions.settle(connection, discussion.id)
    posts.mark_stale(connection, [discussion.id])
    return True
