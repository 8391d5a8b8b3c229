"""How what is stored can differ from what stands on the platform."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.discussion import (
    Appearance,
    AppearanceKind,
    AppearanceStatus,
    Comment,
    CommentOrigin,
    CommentStatus,
    Post,
)
from bot.domain.events import Said, Venue
from bot.domain.message import Message
from bot.upkeep.archive_port import Standing

TAKEN_DOWN = (CommentStatus.HIDDEN, CommentStatus.DELETED)
COMPARED = 200
"""Characters of a mirror's comment that it must show: longer ones are cut where a message ends."""


class Kind(StrEnum):
    """How what is stored and what stands can differ."""

    NOT_STORED = "not stored"
    STORED_WRONG = "stored wrong"
    DELETED = "deleted"
    STILL_SHOWN = "still shown"
    TAKEN_FOR_GONE = "taken for gone"
    COUNTED_WRONG = "counted wrong"
    MIRROR_GONE = "mirror gone"
    MIRROR_UNKNOWN = "mirror unknown"
    MIRROR_WRONG = "mirror wrong"
    CARD_GONE = "card gone"
    CARD_DOUBLED = "card doubled"
    ROOM_GONE = "room gone"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, in a channel or thread of ``post``; what else is set depends on its kind."""

    kind: Kind
    venue: Venue
    post: Post
    message_id: int
    said: Said | None = field(default=None, compare=False)
    standing: Standing | None = field(default=None, compare=False)
    appearance: Appearance | None = field(default=None, compare=False)
    comment: Comment | None = field(default=None, compare=False)
    parent_id: int | None = field(default=None, compare=False)
    reason: Message | None = field(default=None, compare=False)


@dataclass(slots=True)
class Reading:
    """How far one channel or thread was read: cards not met yet, and messages found not to be stored."""

    venue: Venue
    cards: dict[int | None, Post]
    discussions: frozenset[int]
    missed: dict[int | None, Post] = field(default_factory=dict)

    def about(
        self,
        kind: Kind,
        post: Post,
        message_id: int,
        *,
        said: Said | None = None,
        standing: Standing | None = None,
        appearance: Appearance | None = None,
        comment: Comment | None = None,
        parent_id: int | None = None,
    ) -> Difference:
        """A difference that was met here."""
        return Difference(kind, self.venue, post, message_id, said, standing, appearance, comment, parent_id)


def post_of(held: list[Post], appearance: Appearance) -> Post:
    """The post among those held in a place that an appearance belongs to."""
    return next((post for post in held if post.id == appearance.post_id), held[0])


def doubled(venue: Venue, post: Post, standing: Standing) -> Difference | None:
    """A message that is the card of a post, though another one is known to be."""
    if post.public_id not in standing.cards or post.message_id in (None, standing.id):
        return None
    return Difference(Kind.CARD_DOUBLED, venue, post, standing.id)


def was_added(appearance: Appearance, comment: Comment) -> bool:
    """Whether a message was added from elsewhere: it stays there whatever becomes of its comment."""
    return appearance.kind is AppearanceKind.ORIGINAL and comment.origin is CommentOrigin.ADDED


def missing(
    reading: Reading, held: list[Post], appearance: Appearance, comment: Comment
) -> Difference | None:
    """A message that should stand and does not."""
    shown = appearance.status is AppearanceStatus.SHOWN and comment.status not in TAKEN_DOWN
    if not shown or comment.discussion_id not in reading.discussions:
        return None
    assert appearance.message_id is not None
    kind = Kind.DELETED if appearance.kind is AppearanceKind.ORIGINAL else Kind.MIRROR_GONE
    post = post_of(held, appearance)
    return reading.about(kind, post, appearance.message_id, appearance=appearance, comment=comment)


def shows(standing: Standing, comment: Comment) -> bool:
    """Whether a mirror says what its comment says."""
    words = " ".join(comment.text.split())[:COMPARED]
    return standing.mirrors == comment.mark and words in " ".join(standing.text.split())
