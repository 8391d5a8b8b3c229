"""Finding comments in the rooms that a viewer can see: by their words, or their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bot.browsing import search_store as search
from bot.browsing.pager import LATEST, Cursor, Window, read_page
from bot.browsing.search_store import too_short, words_of
from bot.database.engine import Connection, Database
from bot.discordkit.links import message_link
from bot.discussion.stores import (
    appearance_store as appearances,
    discussion_store as discussions,
    server_store as servers,
)
from bot.discussion.viewer_port import Viewer
from bot.domain.discussion import Comment, Discussion
from bot.domain.errors import BadInput
from bot.domain.message import counted, message
from bot.domain.people import Member
from bot.posting import article_store as articles

MAX_QUERY_LENGTH = 48
"""Characters of a query: with its other fields, a button's ``custom_id`` holds 100."""


@dataclass(frozen=True, slots=True)
class Found:
    """A comment, the headline of its article, and a link to a message that shows it, if there is one."""

    comment: Comment
    headline: str
    link: str | None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Comments that were found, newest first. ``within`` is the one discussion that was searched; ``total``
    is None where it was not counted.
    """

    found: tuple[Found, ...]
    has_older: bool
    has_newer: bool
    words: tuple[str, ...] = ()
    within: Discussion | None = None
    total: int | None = None

    @property
    def comments(self) -> list[Comment]:
        """All comments on the page."""
        return [one.comment for one in self.found]


class CommentSearch:
    """Searches the comments of a server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(
        self, viewer: Viewer, typed: str, discussion_id: int | None = None, cursor: Cursor = LATEST
    ) -> FoundPage:
        """Find visible comments that hold every word typed, ignoring accents and case.

        Past either end the page is the latest.

        Raises:
            BadInput: nothing to search for, a prefix that is too short, or too long a query.
        """
        words = _query_words(typed)
        channels = await self._visible_channels(viewer)
        moderated = [channel_id for channel_id in channels if viewer.moderates(channel_id)]

        def read(connection: Connection) -> FoundPage:
            fetch = partial(
                search.by_words,
                connection,
                words,
                server_id=viewer.member.server_id,
                channels=channels,
                moderated=moderated,
                discussion_id=discussion_id,
            )
            within = None if discussion_id is None else discussions.get(connection, discussion_id)
            page = _page(connection, viewer.member, channels, fetch, cursor)
            return replace(page, words=tuple(words), within=within)

        return await self._database.read(read)

    async def mine(self, viewer: Viewer, cursor: Cursor = LATEST) -> FoundPage:
        """Find the viewer's own comments on this server that they did not delete, also hidden ones."""
        member = viewer.member
        channels = await self._visible_channels(viewer)
        where: dict[str, Any] = {"server_id": member.server_id, "channels": channels}

        def read(connection: Connection) -> FoundPage:
            fetch = partial(search.by_author, connection, member.id, **where)
            page = _page(connection, member, channels, fetch, cursor)
            return replace(page, total=search.count_by_author(connection, member.id, **where))

        return await self._database.read(read)

    async def _visible_channels(self, viewer: Viewer) -> list[int]:
        """Return the server's rooms that the viewer can see."""
        rooms = await self._database.read(servers.rooms, viewer.member.server_id)
        return [channel_id for channel_id in rooms if viewer.sees(channel_id)]


def _page(
    connection: Connection,
    member: Member,
    channels: list[int],
    fetch: Callable[[Window], list[Comment]],
    cursor: Cursor,
) -> FoundPage:
    comments, has_older, has_newer = read_page(fetch, cursor)
    of = discussions.get_many(connection, {one.discussion_id for one in comments})
    titles = articles.titles(connection, {one.article_id for one in of.values()}, member.language)
    places = appearances.places(connection, [one.id for one in comments], channels)
    found = [
        Found(
            comment=one,
            headline=titles.get(of[one.discussion_id].article_id, ""),
            link=message_link(member.server_id, *places[one.id]) if one.id in places else None,
        )
        for one in reversed(comments)
    ]
    return FoundPage(tuple(found), has_older, has_newer)


def _query_words(typed: str) -> list[str]:
    words = words_of(typed)
    if beginning := too_short(typed):
        raise BadInput(
            message(
                "Too many words begin with `{beginning}`: write at least three letters before the star.",
                beginning=beginning,
            )
        )
    if not words:
        raise BadInput(message("Write at least one word to search for."))
    if len(" ".join(words)) > MAX_QUERY_LENGTH:
        raise BadInput(
            counted(
                "The search is too long. The limit is {count} character.",
                "The search is too long. The limit is {count} characters.",
                MAX_QUERY_LENGTH,
            )
        )
    return words
