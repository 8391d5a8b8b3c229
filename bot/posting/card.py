"""What the card of a post shows."""

from __future__ import annotations

from bot.database.engine import Connection, Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.domain.card import Card, card_of
from bot.domain.discussion import Discussion, Post
from bot.domain.errors import NotFound
from bot.domain.language import Language
from bot.domain.message import message
from bot.posting import article_store as articles

_MAX_REMEMBERED = 10_000
"""Cards whose last drawing is remembered, as one integer each."""


class Cards:
    """Makes the cards of posts, and remembers what was last drawn for each."""

    def __init__(self, database: Database, rooms: RoomIndex, *, origin: str | None = None) -> None:
        """``origin`` is the one origin whose pictures may be shown over plain http."""
        self._database = database
        self._rooms = rooms
        self._origin = origin
        self._drawn: dict[int, int] = {}

    async def card(self, post: Post, language: Language | None = None) -> Card:
        """Make the card of ``post`` as it is now, in ``language`` or its own.

        It counts the comments of its own room and of public rooms: those that *Open discussion* shows to a
        member who sees no other private room.

        Raises:
            NotFound: its article is not stored any more.
        """
        stored, discussion, all_posts = await self._database.read(_read, post)
        counted = [one.id for one in all_posts if self._counts(post, one)]
        comments = await self._database.read(discussions.visible_comments, post.discussion_id, counted)
        if stored is None:
            raise NotFound(message("I no longer know that article."))
        return card_of(
            post,
            stored.article,
            comments=comments,
            discussion=discussion,
            language=language,
            origin=self._origin,
        )

    def note_drawn(self, post: Post, card: Card) -> None:
        """Remember that the platform shows ``card`` for ``post``."""
        self._drawn.pop(post.id, None)
        self._drawn[post.id] = hash(card)
        if len(self._drawn) > _MAX_REMEMBERED:
            del self._drawn[next(iter(self._drawn))]

    def is_drawn(self, post: Post, card: Card) -> bool:
        """Whether the platform is known to show ``card`` for ``post``."""
        return self._drawn.get(post.id) == hash(card)

    def _counts(self, post: Post, other: Post) -> bool:
        """Whether all readers of ``post``'s room can read that of ``other``: it is the same, or public."""
        return other.channel_id == post.channel_id or self._rooms.public(other) is True


def _read(
    connection: Connection, post: Post
) -> tuple[articles.StoredArticle | None, Discussion | None, list[Post]]:
    """Return the article of a post, its discussion and all posts of that, removed ones included."""
    stored = articles.get(connection, post.article_id)
    discussion = discussions.get(connection, post.discussion_id)
    return stored, discussion, posts.of_discussion(connection, post.discussion_id, removed=True)
