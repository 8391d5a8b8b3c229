"""What a digest says: the articles that were talked about or came since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.database.engine import Connection
from bot.discussion.room_index import RoomIndex
from bot.domain.discussion import Post, PostStatus
from bot.domain.language import Language
from bot.feeding.digests import digest_store as digests
from bot.posting import article_store as articles

MOST_LINES = 15


@dataclass(frozen=True, slots=True)
class DigestLine:
    """An article: its headline, the post whose discussion is linked, and how many comments are new."""

    headline: str
    post: Post
    comments: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest for a room, in its language. ``number`` is the same for each attempt to send this one."""

    number: int
    weekly: bool
    language: Language
    lines: Sequence[DigestLine]
    more: int


def read_by(rooms: RoomIndex, server_id: int, channel_id: int) -> list[Post]:
    """The posts with a card that whoever reads a room may read: those in it, and those in rooms that
    everybody can read.
    """
    every = (one for one in rooms.all() if one.server_id == server_id and one.status is PostStatus.POSTED)
    return [one for one in every if one.channel_id == channel_id or rooms.public(one)]


def lines_of(
    connection: Connection, posts: Iterable[Post], channel_id: int, since: datetime, language: Language
) -> tuple[list[DigestLine], int]:
    """The articles that were talked about since a moment, those with most comments first; then those whose
    card came since then into the room itself, newest first. Also how many more there are.
    """
    every = list(posts)
    counts = digests.said_since(
        connection, {one.discussion_id for one in every}, {one.id for one in every}, since
    )
    linked: dict[int, Post] = {}
    for one in every:
        if one.discussion_id not in linked or one.channel_id == channel_id:
            linked[one.discussion_id] = one
    talked = sorted(counts, key=lambda discussion: (-counts[discussion], -linked[discussion].id))
    came = [one for one in every if one.channel_id == channel_id and one.created_at > since]
    new = [
        one.discussion_id for one in sorted(came, key=lambda one: -one.id) if one.discussion_id not in counts
    ]
    shown = [*talked, *dict.fromkeys(new)]
    titles = articles.titles(connection, {linked[one].article_id for one in shown[:MOST_LINES]}, language)
    lines = [
        DigestLine(titles.get(linked[one].article_id, ""), linked[one], counts.get(one, 0))
        for one in shown[:MOST_LINES]
    ]
    return lines, max(0, len(shown) - MOST_LINES)
