"""Posting an article from a link, a text or a file: one card in each room, also after a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import starmap

from bot.database.engine import Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    post_store as posts,
)
from bot.domain import policy
from bot.domain.article import Article
from bot.domain.discussion import Post, PostStatus
from bot.domain.errors import NotFound, TertuliaError
from bot.domain.message import Message, message
from bot.domain.people import Actor
from bot.posting import article_store as articles
from bot.posting.article_store import StoredArticle
from bot.posting.board_port import Board, CardChannel
from bot.posting.card_worker import CardWorker
from bot.posting.pages.corrections import Corrections
from bot.posting.publishing.store_posts import store_posts
from bot.reading.fetch.addresses import normalise
from bot.reading.reader import Reader, Step
from bot.servers.language_settings import Languages
from bot.translating.translator import Translator

FRESH = timedelta(hours=1)
"""For this long a stored article is posted without fetching it again."""
Progress = Callable[[Message], Awaitable[None]]
"""Called with a sentence about the step that begins."""

_STEPS = {
    Step.FETCHING: message("Loading the page …"),
    Step.EXTRACTING: message("Reading the article …"),
    Step.OTHER_EDITION: message("Reading it in the other language …"),
    Step.SUMMARISING: message("Choosing its key sentences …"),
}
_POSTING = message("Posting the card …")


@dataclass(frozen=True, slots=True)
class Published:
    """A post, whether it is new, and why its thread is still missing, if it is."""

    post: Post
    is_new: bool
    missing: Message | None = None


Outcomes = dict[int, Published | TertuliaError]
"""The result for each channel id: what was posted, or why nothing was."""


def is_fresh(stored: StoredArticle, now: datetime) -> bool:
    """Whether a stored article need not be read again: its page was read within an hour."""
    return stored.read_at > now - FRESH and not stored.article.original.from_feed


class Publisher:
    """Posts an article into channels of a server. A failure in one channel does not stop the others.

    The outcome of a channel is what was posted, or one of these:
        NotAllowed: the actor may not post there.
        BadInput: the link or the channel cannot be used.
        NotReadable: no article could be read.
        BotLacks: the bot lacks permissions there; it names them all.
        PlatformFailed: the card could not be sent; the bot keeps trying.
    """

    def __init__(
        self,
        database: Database,
        reader: Reader,
        languages: Languages,
        rooms: RoomIndex,
        board: Board,
        posting: CardWorker,
        translator: Translator,
        corrections: Corrections,
    ) -> None:
        self._database = database
        self._reader = reader
        self._languages = languages
        self._rooms = rooms
        self._board = board
        self._posting = posting
        self._translator = translator
        self._corrections = corrections

    async def from_link(
        self, actor: Actor, channel_ids: Iterable[int], link: str, progress: Progress
    ) -> Outcomes:
        """Post the article at ``link`` into those channels that do not have its card already."""
        places, outcomes = self._places(actor, channel_ids)

        async def read() -> Article:
            known = await self._database.read(articles.find_by_alias, normalise(link))
            stored = await self._database.read(articles.get, known) if known else None
            if stored:
                outcomes.update(await self._existing(stored.id, actor.server_id, places))
                if is_fresh(stored, datetime.now(UTC)) or outcomes.keys() >= places.keys():
                    return stored.article
                await progress(_STEPS[Step.FETCHING])
                return await self._corrections.current(stored)
            return await self._reader.from_link(link, progress=_by_step(progress))

        return await self._publish(actor, places, outcomes, read, progress)

    async def from_text(
        self, actor: Actor, channel_ids: Iterable[int], text: str, *, title: str | None, progress: Progress
    ) -> Outcomes:
        """Post a text that was pasted."""
        read = partial(self._reader.from_text, text, title=title, progress=_by_step(progress))
        return await self._publish(actor, *self._places(actor, channel_ids), read, progress)

    async def from_file(
        self, actor: Actor, channel_ids: Iterable[int], name: str, content: bytes, progress: Progress
    ) -> Outcomes:
        """Post the article in a file."""
        read = partial(self._reader.from_file, name, content, progress=_by_step(progress))
        return await self._publish(actor, *self._places(actor, channel_ids), read, progress)

    def _places(self, actor: Actor, channel_ids: Iterable[int]) -> tuple[dict[int, CardChannel], Outcomes]:
        """Return the channels that can be posted into, and the failures of the others."""
        places: dict[int, CardChannel] = {}
        outcomes: Outcomes = {}
        for channel_id in channel_ids:
            try:
                policy.require_moderator(channel_id in actor.channels)
                places[channel_id] = self._board.channel(channel_id)
            except TertuliaError as failure:
                outcomes[channel_id] = failure
        return places, outcomes

    async def _existing(self, article_id: int, server_id: int, places: Collection[int]) -> Outcomes:
        """Return the article's posts in ``places`` whose cards exist on the platform."""
        live = await self._database.read(posts.of_article, article_id, server_id)
        shown = [post for post in live if post.channel_id in places and post.status is PostStatus.POSTED]
        return {post.channel_id: Published(post, is_new=False) for post in await self._check(shown)}

    async def _check(self, shown: Collection[Post]) -> list[Post]:
        """Return those of these posts whose cards exist on the platform; remove the others."""
        existing = [post for post in shown if await self._board.exists(post)]
        for post in shown:
            if post not in existing:
                await self._rooms.remove(post)
        return existing

    async def _publish(
        self,
        actor: Actor,
        places: Mapping[int, CardChannel],
        outcomes: Outcomes,
        read: Callable[[], Awaitable[Article]],
        progress: Progress,
    ) -> Outcomes:
        """Post an article into the places without an outcome. Returns the outcomes of all."""
        if not places:
            return outcomes
        try:
            article = await read()
            left = [place for channel_id, place in places.items() if channel_id not in outcomes]
            begun = await self._begin(actor, left, article) if left else {}
        except TertuliaError as failure:
            return dict.fromkeys(places, failure) | outcomes
        if begun:
            await progress(_POSTING)
        finished = await asyncio.gather(*starmap(self._finish, begun.items()), return_exceptions=True)
        for post, outcome in zip(begun, finished, strict=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, TertuliaError):
                raise outcome
            outcomes[post.channel_id] = outcome
        return outcomes

    async def _begin(
        self, actor: Actor, places: Collection[CardChannel], article: Article
    ) -> dict[Post, bool]:
        """Store an article and its posts, which schedules their cards. Returns whether each post is new."""
        channels = [place.channel_id for place in places]
        languages = {one: await self._languages.shown_in(actor.server_id, one) for one in channels}
        begin = partial(
            store_posts,
            actor=actor,
            places=places,
            article=article,
            languages=languages,
            translates=self._translator.is_on,
        )
        begun, merged = await self._database.write(begin)
        if merged:
            await self._rooms.load()
        shown = [post for post in begun if post.status is PostStatus.POSTED and not begun[post]]
        if len(await self._check(shown)) < len(shown):
            again, _ = await self._database.write(begin)
            begun = {post: is_new or begun.get(post, False) for post, is_new in again.items()}
        return begun

    async def _finish(self, post: Post, is_new: bool) -> Published:
        """Wait until a stored post is on the platform.

        Raises:
            TertuliaError: its card could not be sent.
        """
        failure: TertuliaError | None = None
        if post.status is PostStatus.PENDING:
            try:
                await self._posting.run(post.id)
            except TertuliaError as error:
                failure = error
        now = await self._database.read(posts.get, post.id)
        assert now is not None
        if failure and (now.message_id is None or now.status is PostStatus.REMOVED):
            raise failure
        if now.status is PostStatus.REMOVED:
            raise NotFound(message("The card has been removed in the meantime."))
        return Published(now, is_new, failure.message if failure else None)


def _by_step(progress: Progress) -> Callable[[Step], Awaitable[None]]:
    async def tell(step: Step) -> None:
        await progress(_STEPS[step])

    return tell
