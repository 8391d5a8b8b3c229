"""Posting an article: from a link, a text or a file to a card in a room, once, whatever happens."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.domain import policy
from bot.domain.article import Article
from bot.domain.discussion import Post, PostStatus
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.reading.addresses import normalise
from bot.reading.reader import Reader, Step
from bot.services.joining import Joining
from bot.services.languages import Languages
from bot.services.ports.board import Board, Place
from bot.services.posting import Posting, Published
from bot.services.rooms import Rooms
from bot.storage import articles, audit, discussions, posts, servers
from bot.storage.database import Connection, Database

_log = logging.getLogger(__name__)

FRESH = timedelta(hours=1)
"""For how long an article that was read is posted again, elsewhere, without asking its site once more."""
Progress = Callable[[Message], Awaitable[None]]
"""Told what is about to be done, in a sentence."""

_STEPS = {
    Step.FETCHING: message("Fetching the page …"),
    Step.EXTRACTING: message("Reading the article …"),
    Step.OTHER_EDITION: message("Reading its edition in the other language …"),
    Step.SUMMARISING: message("Choosing the sentences that carry it …"),
}
_POSTING = message("Posting the card …")


class Publisher:
    """Posts articles, for moderators."""

    def __init__(
        self,
        database: Database,
        reader: Reader,
        languages: Languages,
        rooms: Rooms,
        joining: Joining,
        board: Board,
        posting: Posting,
    ) -> None:
        self._database = database
        self._reader = reader
        self._languages = languages
        self._rooms = rooms
        self._joining = joining
        self._board = board
        self._posting = posting

    async def from_link(self, member: Member, link: str, progress: Progress) -> Published:
        """Post the article at ``link`` into the member's channel.

        Raises:
            NotAllowed: the member is no moderator there.
            BadInput: the link or the channel cannot be used.
            NotReadable: no article could be read there.
            BotLacks: naming the permissions that the bot lacks there.
            PlatformFailed: the card could not be sent yet; it will be, as soon as that works.
        """
        place = self._place(member)
        async with self._database.read() as connection:
            known = await articles.find_by_alias(connection, normalise(link))
            stored = await articles.get(connection, known) if known else None
        if stored and (post := await self._standing(member, stored.id)):
            return Published(post, is_new=False)
        if stored and stored.read_at > datetime.now(UTC) - FRESH:
            return await self._publish(member, place, stored.article, progress)
        article = await self._reader.from_link(link, progress=_told(progress))
        return await self._publish(member, place, article, progress)

    async def from_text(
        self, member: Member, text: str, *, title: str | None, progress: Progress
    ) -> Published:
        """Post a text that was pasted. Raises what :meth:`from_link` raises."""
        place = self._place(member)
        article = await self._reader.from_text(text, title=title, progress=_told(progress))
        return await self._publish(member, place, article, progress)

    async def from_file(self, member: Member, name: str, content: bytes, progress: Progress) -> Published:
        """Post the article in a file. Raises what :meth:`from_link` raises."""
        place = self._place(member)
        article = await self._reader.from_file(name, content, progress=_told(progress))
        return await self._publish(member, place, article, progress)

    def _place(self, member: Member) -> Place:
        policy.require_moderator(member.moderator)
        return self._board.place(member.channel_id)

    async def _standing(self, member: Member, article_id: int) -> Post | None:
        """The post that shows an article in the member's channel, if its card is really there."""
        async with self._database.read() as connection:
            for post in await posts.of_article(connection, article_id, member.server_id):
                if post.channel_id == member.channel_id and post.status is PostStatus.POSTED:
                    break
            else:
                return None
        if await self._board.stands(post):
            return post
        await self._rooms.remove(post)
        return None

    async def _publish(self, member: Member, place: Place, article: Article, progress: Progress) -> Published:
        language = await self._languages.shown_in(member.server_id, member.channel_id)
        begin = partial(_begin, member=member, place=place, article=article, language=language)
        post, is_new, merged = await self._database.write(begin)
        if merged:
            await self._rooms.load()
        if not is_new and post.status is PostStatus.POSTED:
            if await self._board.stands(post):
                return Published(post, is_new=False)
            await self._rooms.remove(post)
            post, is_new, _ = await self._database.write(begin)
        self._rooms.put(post)
        await self._joining.stored(post)
        await progress(_POSTING)
        return await self._posting.complete(post, is_new=is_new)


def _told(progress: Progress) -> Callable[[Step], Awaitable[None]]:
    async def tell(step: Step) -> None:
        await progress(_STEPS[step])

    return tell


async def _begin(
    connection: Connection, *, member: Member, place: Place, article: Article, language: Language
) -> tuple[Post, bool, bool]:
    """Store an article and its pending post; gives the room's live post of it, whether that is new, and
    whether articles were merged.
    """
    merged = len(await articles.known(connection, article.aliases)) > 1
    article_id = await articles.store(connection, article, member.server_id)
    discussion = await discussions.open_for(connection, article_id, member.server_id)
    if post := await posts.in_room(connection, discussion.id, place.channel_id):
        return post, False, merged
    decided = await servers.decided_room(connection, place.channel_id)
    post_id = await posts.add(
        connection,
        public_id=discussions.public_id(),
        discussion_id=discussion.id,
        channel_id=place.channel_id,
        kind=place.kind,
        language=language,
        joined=place.public if decided is None else decided,
        created_by=member.id,
    )
    await audit.record(
        connection,
        server_id=member.server_id,
        actor_id=member.id,
        action=Action.POST,
        target_kind=TargetKind.ARTICLE,
        target_id=article_id,
    )
    post = await posts.get(connection, post_id)
    assert post is not None
    return post, True, merged
