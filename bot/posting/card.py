"""What the card of a post shows."""

from __future__ import annotations

from bot.database.engine import Connection, Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.domain.card import Card, card_of
from bot.domain.discussion import Post
from bot.domain.errors import NotFound
from bot.domain.language import Language
from bot.domain.message import message
from bot.posting import article_store as articles

_REMEMBERED = 10_000
"""Cards of which it is kept in mind how they look on the platform; each costs an integer."""


class Cards:
    """The cards of posts, and how they looked when they were last drawn."""

    def __init__(self, database: Database, rooms: RoomIndex, *, origin: str | None = None) -> None:
        """``origin`` is the one origin whose pictures may be shown without encryption."""
        self._database = database
        self._rooms = rooms
        self._origin = origin
        self._drawn: dict[int, int] = {}

    async def card(self, post: Post, language: Language | None = None) -> Card:
        """The card of ``post`` as it is now, in its own language or in another.

        It counts the comments of its own room and of the rooms that everybody can read: *Open discussion*
        shows these to whoever sees no other private room.

        Raises:
            NotFound: its article is not stored any more.
        """
        stored, every = await self._database.read(_article_and_posts, post)
        read = [one.id for one in every if self._read_along(post, one)]
        comments = await self._database.read(discussions.visible_comments, post.discussion_id, read)
        if stored is None:
            raise NotFound(message("I do not know that article any more."))
        return card_of(post, stored.article, comments=comments, language=language, origin=self._origin)

    def note_drawn(self, post: Post, card: Card) -> None:
        """``card`` is what stands for ``post`` on the platform."""
        self._drawn.pop(post.id, None)
        self._drawn[post.id] = hash(card)
        if len(self._drawn) > _REMEMBERED:
            del self._drawn[next(iter(self._drawn))]

    def is_drawn(self, post: Post, card: Card) -> bool:
        """Whether ``card`` is known to stand for ``post`` on the platform."""
        return self._drawn.get(post.id) == hash(card)

    def _read_along(self, post: Post, other: Post) -> bool:
        """Whether whoever reads the room of ``post`` reads that of ``other``: it is the same, or public."""
        return other.channel_id == post.channel_id or self._rooms.public(other) is True


async def _article_and_posts(
    connection: Connection, post: Post
) -> tuple[articles.StoredArticle | None, list[Post]]:
    """The article that a post shows, and all posts of its discussion, those taken away included."""
    stored = await articles.get(connection, post.article_id)
    return stored, await posts.of_discussion(connection, post.discussion_id, removed=True)
