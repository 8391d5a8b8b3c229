"""Finding comments in the rooms that whoever asks can see: by their words, or one's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from bot.browsing import search_store as search
from bot.browsing.read_discussion import Direction
from bot.browsing.search_store import Window, too_short, words_of
from bot.database.engine import Connection, Database
from bot.discordkit.links import message_link
from bot.discussion.stores import appearance_store as appearances, discussion_store as discussions
from bot.discussion.viewer_port import Viewer
from bot.domain.discussion import Comment, Discussion
from bot.domain.errors import BadInput
from bot.domain.message import counted, message
from bot.domain.people import Member
from bot.posting import article_store as articles

PAGE_SIZE = 5
MAX_QUERY_LENGTH = 48
"""Characters looked for: with what else a button has to know they fit into its 100."""


@dataclass(frozen=True, slots=True)
class Found:
    """A comment with the headline of its article, and a link to a message that shows it, if one stands."""

    comment: Comment
    headline: str
    link: str | None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Some comments, newest first. ``words`` is what was looked for, ``within`` the one discussion that was
    looked through. ``total`` is how many there are in all, None where they were not counted.
    """

    found: tuple[Found, ...]
    has_older: bool
    has_newer: bool
    words: tuple[str, ...] = ()
    within: Discussion | None = None
    total: int | None = None


class CommentSearch:
    """Comments of a server, found."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(
        self,
        viewer: Viewer,
        typed: str,
        discussion_id: int | None = None,
        way: Direction = Direction.LATEST,
        source_id: int = 0,
    ) -> FoundPage:
        """The shown comments that hold every word that was typed, accents and capitals aside.

        They are those next to the comment that was first said with ``source_id``, unless the latest are
        wanted; past either end the newest stay.

        Raises:
            BadInput: there is no word in what was typed, one that begins too many, or too much of it.
        """
        words = _looked_for(typed)
        server_id = viewer.member.server_id
        channels = await self._seen(viewer)
        moderated = [channel_id for channel_id in channels if viewer.moderates(channel_id)]

        async def hits(connection: Connection, window: Window) -> list[Comment]:
            return await search.by_words(
                connection,
                words,
                window,
                server_id=server_id,
                channels=channels,
                moderated=moderated,
                discussion_id=discussion_id,
            )

        async def page(connection: Connection) -> FoundPage:
            found = await _turned(connection, viewer.member, channels, hits, way, source_id)
            within = None if discussion_id is None else await discussions.get(connection, discussion_id)
            return FoundPage(*found, words=tuple(words), within=within)

        return await self._database.read(page)

    async def mine(self, viewer: Viewer, way: Direction = Direction.LATEST, source_id: int = 0) -> FoundPage:
        """What a member said on this server and did not delete, also where it is not shown to others."""
        member = viewer.member
        channels = await self._seen(viewer)
        server_id = member.server_id

        async def hits(connection: Connection, window: Window) -> list[Comment]:
            return await search.by_author(
                connection, member.id, window, server_id=server_id, channels=channels
            )

        async def page(connection: Connection) -> FoundPage:
            found = await _turned(connection, member, channels, hits, way, source_id)
            total = await search.count_by_author(
                connection, member.id, server_id=server_id, channels=channels
            )
            return FoundPage(*found, total=total)

        return await self._database.read(page)

    async def _seen(self, viewer: Viewer) -> list[int]:
        """The rooms of the server that whoever asks can see."""
        rooms = await self._database.read(partial(search.rooms, server_id=viewer.member.server_id))
        return [channel_id for channel_id in rooms if viewer.sees(channel_id)]


async def _turned(
    connection: Connection,
    member: Member,
    channels: list[int],
    hits: Callable[[Connection, Window], Awaitable[list[Comment]]],
    way: Direction,
    source_id: int,
) -> tuple[tuple[Found, ...], bool, bool]:
    """The comments of a page, and whether there are older and newer ones."""
    newer = way is Direction.NEWER
    before = source_id if way is Direction.OLDER else None
    some = await hits(connection, Window(PAGE_SIZE + 1, before=before, after=source_id if newer else None))
    if not some and way is not Direction.LATEST:
        return await _turned(connection, member, channels, hits, Direction.LATEST, 0)
    has_more = len(some) > PAGE_SIZE
    kept = some[:PAGE_SIZE] if newer else some[-PAGE_SIZE:]
    found = await _told(connection, member, channels, kept[::-1])
    return (found, True, has_more) if newer else (found, has_more, way is Direction.OLDER)


async def _told(
    connection: Connection, member: Member, channels: list[int], some: list[Comment]
) -> tuple[Found, ...]:
    of = await discussions.get_many(connection, {one.discussion_id for one in some})
    titles = await articles.titles(connection, {one.article_id for one in of.values()}, member.language)
    places = await appearances.places(connection, [one.id for one in some], channels)
    return tuple(
        Found(
            comment=one,
            headline=titles.get(of[one.discussion_id].article_id, ""),
            link=message_link(member.server_id, *places[one.id]) if one.id in places else None,
        )
        for one in some
    )


def _looked_for(typed: str) -> list[str]:
    words = words_of(typed)
    if beginning := too_short(typed):
        raise BadInput(
            message(
                "`{beginning}` begins too many words: write three letters before the star.",
                beginning=beginning,
            )
        )
    if not words:
        raise BadInput(message("Write at least one word to look for."))
    if len(" ".join(words)) > MAX_QUERY_LENGTH:
        raise BadInput(
            counted(
                "That is too much to look for: {count} character at most.",
                "That is too much to look for: {count} characters at most.",
                MAX_QUERY_LENGTH,
            )
        )
    return words
