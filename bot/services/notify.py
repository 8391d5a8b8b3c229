"""One notice for each reported comment, and one for each hidden one, that keep saying what is so."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

from bot.domain.discussion import AppearanceStatus, Comment
from bot.domain.errors import NotFound, Refused
from bot.domain.moderation import NoticeKind, TargetKind
from bot.domain.notice import Notice, Spot, read_by_all
from bot.services.background import Supervisor, put_back, stop, woken
from bot.services.languages import Languages
from bot.services.ports.notices import Notices
from bot.services.ports.visibility import Visibility
from bot.services.slots import Slots
from bot.storage import appearances, articles, audit, comments, notices, posts, reports, servers
from bot.storage.database import Connection, Database

_log = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
LONGEST_RETRY = 3_600.0
AT_ONCE = 5
"""Notices that are sent or redrawn at a time."""


class Notifier:
    """Sends and redraws the notices for moderators. As a context it redraws, in the background, those about
    comments that ``changed``, and from ``resume`` on those that were to be redrawn before the bot ended.
    """

    def __init__(
        self,
        database: Database,
        languages: Languages,
        visibility: Visibility,
        channel: Notices,
        retry: float = RETRY_SECONDS,
    ) -> None:
        self._database = database
        self._supervisor = Supervisor(database)
        self._languages = languages
        self._visibility = visibility
        self._channel = channel
        self._retry = retry
        self._wanted = asyncio.Event()
        self._redrawing: asyncio.Task[None] | None = None
        # Two reports of one comment at the same time are one notice.
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._slots = Slots(AT_ONCE)

    async def __aenter__(self) -> Self:
        self._redrawing = self._supervisor.start(self._follow, "notices")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(self._redrawing)

    def resume(self) -> None:
        """The platform can be reached, or comments were edited, hidden or erased: the notices that do not
        show what their comments say now follow soon.
        """
        self._wanted.set()

    async def tell(self, comment_id: int, kind: NoticeKind) -> bool:
        """Send the notice of a comment, or redraw it; False where the server has no moderators' channel.

        Raises:
            BotLacks, NotFound, PlatformFailed: the moderators' channel does not take it.
            Refused: everybody can read the moderators' channel by now.
        """
        async with self._locks.setdefault(comment_id, asyncio.Lock()):
            if await self._redraw(comment_id, kind):
                return True
            async with self._database.read() as connection:
                comment = await _known(connection, comment_id)
                server_id = (await spot_of(connection, comment)).server_id
                channel_id = (await servers.settings(connection, server_id)).moderators_channel_id
            if channel_id is None:
                return False
            if self._visibility.public(server_id, channel_id):
                raise Refused(read_by_all(channel_id))
            notice = await self._notice(comment_id, kind, channel_id)
            async with self._slots.of(channel_id):
                message_id = await self._channel.send(channel_id, notice)
            # The request may have waited long inside a rate limit.
            current = await self._notice(comment_id, kind, channel_id) == notice
            sent = partial(_sent, notice=notice, place=(channel_id, message_id), current=current)
            if await self._database.write(sent):
                self.resume()
            return True

    async def _follow(self) -> None:
        await self._wanted.wait()
        delay = self._retry
        while True:
            self._wanted.clear()
            with put_back(self._wanted.set):
                followed = await self._followed()
            if followed:
                await self._wanted.wait()
                delay = self._retry
            else:
                await woken(self._wanted, delay)
                delay = min(delay * 2, LONGEST_RETRY)

    async def _followed(self) -> bool:
        """Redraw whatever does not show what is so; whether nothing is left."""
        async with self._database.read() as connection:
            stale = await notices.outstanding(connection)
        return all(await asyncio.gather(*(self._caught_up(comment_id, kind) for comment_id, kind in stale)))

    async def _caught_up(self, comment_id: int, kind: NoticeKind) -> bool:
        async def redraw() -> None:
            async with self._locks.setdefault(comment_id, asyncio.Lock()):
                await self._redraw(comment_id, kind)

        return await self._supervisor.attempt(redraw, "notices", f"comment {comment_id}")

    async def _redraw(self, comment_id: int, kind: NoticeKind) -> bool:
        """Whether the notice stands, and shows what is so."""
        async with self._database.read() as connection:
            place = await notices.of_comment(connection, comment_id, kind)
        if place is None:
            return False
        notice = await self._notice(comment_id, kind, place.channel_id)
        stands = True
        try:
            async with self._slots.of(place.channel_id):
                await self._channel.edit(place.channel_id, place.message_id, notice)
        except NotFound:
            stands = False  # somebody deleted it
        if stands and await self._notice(comment_id, kind, place.channel_id) != notice:
            await self._database.write(partial(notices.mark_changed, comment_id=comment_id))
            self.resume()
        elif place.outstanding:
            followed = partial(notices.mark_followed, comment_id=comment_id, kind=kind, seen=place)
            await self._database.write(followed)
        return stands

    async def _notice(self, comment_id: int, kind: NoticeKind, channel_id: int) -> Notice:
        async with self._database.read() as connection:
            comment = await _known(connection, comment_id)
            spot = await spot_of(connection, comment)
            post = await posts.get(connection, comment.post_id)
            assert post is not None
            stored = await articles.get(connection, post.article_id)
            told = tuple(await reports.of_comment(connection, comment_id))
            history = tuple(await audit.about(connection, TargetKind.COMMENT, comment_id))
        language = await self._languages.shown_in(spot.server_id, channel_id)
        headline = stored.article.title(language) or stored.article.original.title if stored else ""
        public = bool(self._visibility.public(post.server_id, post.channel_id))
        return Notice(kind, comment, headline, spot, public, language, told, history)


async def spot_of(connection: Connection, comment: Comment) -> Spot:
    """Where a comment can be seen: the message that shows it, else its thread, else its room."""
    post = await posts.get(connection, comment.post_id)
    assert post is not None
    for one in await appearances.of_comment(connection, comment.id):
        if one.status is AppearanceStatus.SHOWN:
            return Spot(post.server_id, one.channel_id, one.message_id)
    return Spot(post.server_id, post.thread_id or post.channel_id, None)


async def _sent(connection: Connection, notice: Notice, place: tuple[int, int], *, current: bool) -> bool:
    """Remember a notice where it was sent; gives whether it has to be redrawn: it was not ``current`` when it
    was sent, or its comment has changed since.
    """
    comment_id = notice.comment.id
    changed = not current or await comments.get(connection, comment_id) != notice.comment
    channel_id, message_id = place
    await notices.remember(
        connection,
        comment_id,
        notice.kind,
        channel_id=channel_id,
        message_id=message_id,
        outstanding=int(changed),
    )
    return changed


async def _known(connection: Connection, comment_id: int) -> Comment:
    comment = await comments.get(connection, comment_id)
    assert comment is not None
    return comment
