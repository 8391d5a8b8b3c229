"""Keeping cards as they should be: redrawn at a pace the platform allows, and only when they changed."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from types import TracebackType
from typing import Self

from bot.domain.card import Card, card_of
from bot.domain.discussion import Post, PostStatus
from bot.domain.errors import NotFound, Refused
from bot.domain.language import Language
from bot.domain.message import message
from bot.services.background import Supervisor, put_back, stop, woken
from bot.services.languages import Languages
from bot.services.ports.board import Board
from bot.services.rooms import Rooms
from bot.storage import articles, discussions, posts
from bot.storage.database import Connection, Database

_log = logging.getLogger(__name__)

RECENT = 25
"""How many of a channel's cards are redrawn when its language changes."""
FIRST_RETRY = 30.0
LONGEST_RETRY = 900.0
"""Seconds before a card that Discord would not edit is tried again; doubled from the first to the longest.
Discord limits edits of messages older than an hour (30046) without saying for how long."""
MOST_TRIES = 8


class Cards:
    """The cards of live posts. As a context it redraws, in the background, those that ``touch`` names."""

    def __init__(
        self,
        database: Database,
        rooms: Rooms,
        languages: Languages,
        board: Board,
        *,
        pace: float,
        origin: str | None = None,
    ) -> None:
        """``pace`` is how many seconds lie between two redraws for one discussion, at the least; ``origin``
        the one origin whose pictures may be shown without encryption.
        """
        self._database = database
        self._rooms = rooms
        self._languages = languages
        self._board = board
        self._supervisor = Supervisor(database)
        self._pace = pace
        self._origin = origin
        self._due: dict[int, float] = {}
        self._drawn_at: dict[int, float] = {}
        self._tries: dict[int, int] = {}
        self._drawn: dict[int, int] = {}
        self._changed = asyncio.Event()
        self._redrawing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._redrawing = self._supervisor.start(self._redraw, "cards")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(self._redrawing)

    async def card(self, post: Post, language: Language | None = None) -> Card:
        """The card of ``post`` as it is now, in its own language or in another.

        It counts the comments of its own room and of the rooms that everybody can read: *Open discussion*
        shows these to whoever sees no other private room.

        Raises:
            NotFound: its article is not stored any more.
        """
        async with self._database.read() as connection:
            stored = await articles.get(connection, post.article_id)
            every = await posts.of_discussion(connection, post.discussion_id, removed=True)
            read = [one.id for one in every if self._read_along(post, one)]
            comments = await discussions.visible_comments(connection, post.discussion_id, read)
        if stored is None:
            raise NotFound(message("I do not know that article any more."))
        return card_of(post, stored.article, comments=comments, language=language, origin=self._origin)

    def _read_along(self, post: Post, other: Post) -> bool:
        """Whether whoever reads the room of ``post`` reads that of ``other``: it is the same, or public."""
        return other.channel_id == post.channel_id or self._rooms.public(other) is True

    def drawn(self, post: Post, card: Card) -> None:
        """``card`` is what stands for ``post`` on the platform."""
        self._drawn[post.id] = hash(card)

    async def gone(self, post: Post) -> bool:
        """The card of ``post`` does not stand any more; gives whether that is news."""
        self._rooms.drop(post.id)
        self._drawn.pop(post.id, None)
        return await self._database.write(partial(posts.mark_removed, post_id=post.id))

    def touch(self, discussion_id: int) -> None:
        """Something that cards show of a discussion has changed: redraw them soon."""
        self._tries.pop(discussion_id, None)
        self._draw_after(discussion_id, self._drawn_at.get(discussion_id, 0.0) + self._pace)

    async def redraw_channel(self, server_id: int, channel_id: int) -> int:
        """Show a channel's last cards in its language, soon; gives how many of them were in another."""
        language = await self._languages.shown_in(server_id, channel_id)
        changed = await self._database.write(partial(_change, channel_id=channel_id, language=language))
        for post in changed:
            self._rooms.put(post)
            self.touch(post.discussion_id)
        return len(changed)

    def _draw_after(self, discussion_id: int, moment: float) -> None:
        self._due[discussion_id] = max(moment, asyncio.get_running_loop().time())
        self._changed.set()

    async def _redraw(self) -> None:
        while True:
            self._changed.clear()
            now = asyncio.get_running_loop().time()
            ready = [discussion_id for discussion_id, moment in self._due.items() if moment <= now]
            for discussion_id in ready:
                del self._due[discussion_id]
                with put_back(partial(self._try_later, discussion_id)):
                    await self._draw(discussion_id)
            if not ready:
                wait = min(self._due.values()) - now if self._due else None
                await woken(self._changed, wait)

    async def _draw(self, discussion_id: int) -> None:
        """Redraw the cards of one discussion that are not as they should be."""
        now = asyncio.get_running_loop().time()
        self._drawn_at = {known: at for known, at in self._drawn_at.items() if at > now - self._pace}
        self._drawn_at[discussion_id] = now
        async with self._database.read() as connection:
            known = await posts.of_discussion(connection, discussion_id)
        posted = [post for post in known if post.status is PostStatus.POSTED]
        if await self._supervisor.attempt_each(
            posted, self._draw_one, "cards", lambda post: f"post {post.public_id}"
        ):
            self._try_later(discussion_id)
        else:
            self._tries.pop(discussion_id, None)

    async def _draw_one(self, post: Post) -> None:
        card = await self.card(post)
        if self._drawn.get(post.id) == hash(card):
            return
        try:
            await self._board.redraw(post, card)
        except NotFound:
            if await self._board.stands(post):
                raise
            await self.gone(post)
        except Refused as refusal:
            _log.info("The card of post %s was left as it is: %s", post.public_id, refusal)
        else:
            self.drawn(post, card)

    def _try_later(self, discussion_id: int) -> None:
        tries = self._tries.get(discussion_id, 0)
        if tries < MOST_TRIES and discussion_id not in self._due:
            self._tries[discussion_id] = tries + 1
            delay = min(FIRST_RETRY * 2**tries, LONGEST_RETRY)
            self._draw_after(discussion_id, asyncio.get_running_loop().time() + delay)


async def _change(connection: Connection, channel_id: int, language: Language) -> list[Post]:
    """Store that a channel's last cards are shown in ``language``; gives those that were not."""
    changed = []
    for post in await posts.recent(connection, channel_id, RECENT):
        if post.language is not language:
            await posts.set_language(connection, post.id, language)
            now = await posts.get(connection, post.id)
            assert now is not None
            changed.append(now)
    return changed
