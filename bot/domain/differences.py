"""The differences between what is stored of a channel or thread and what the platform holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType

from bot.domain.discussion import (
    Appearance,
    AppearanceKind,
    AppearanceStatus,
    Comment,
    CommentOrigin,
    CommentStatus,
    Post,
)
from bot.domain.events import ChannelRef, LiveMessage, snowflake_time
from bot.domain.message import Message, message

NOT_SHOWN = (CommentStatus.HIDDEN, CommentStatus.DELETED)
COMPARED_LENGTH = 200
"""Characters of a comment that its mirror must show: the rest may be cut to fit into a message."""


class Kind(Enum):
    """A kind of difference, with the text that ``verify`` prints."""

    NOT_STORED = message("This comment is not stored:")
    STORED_WRONG = message("The stored text differs from Discord:")
    DELETED = message("This comment was deleted in Discord, but is stored as visible:")
    STILL_SHOWN = message("This comment is hidden or deleted, but still visible in Discord:")
    TAKEN_FOR_GONE = message("This comment is in Discord, but is stored as deleted:")
    COUNTED_WRONG = message("The stored reactions to this message differ from Discord:")
    MIRROR_GONE = message("A copy of this comment is missing in Discord:")
    MIRROR_UNKNOWN = message("This copy of a comment is unknown or appears twice:")
    MIRROR_WRONG = message("This copy differs from its comment:")
    CARD_GONE = message("This card is missing in Discord:")
    CARD_DOUBLED = message("This card appears twice:")
    ROOM_GONE = message("This channel or thread is missing in Discord:")
    UNREADABLE = message("This channel or thread cannot be compared:")


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A stored message that shows or showed a comment, with its counts of reactions by emoji."""

    appearance: Appearance
    comment: Comment
    reactions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, in a channel or thread of ``post``.

    ``live`` is the message on the platform, with a later text from the bot's edit dialog. It is None if the
    message is gone: if the kind is STILL_SHOWN, only the row is wrong then. ``stored`` is what is stored of
    it, ``parent_id`` the comment that it answers on the platform.
    """

    kind: Kind
    ref: ChannelRef
    post: Post
    message_id: int
    live: LiveMessage | None = field(default=None, compare=False)
    stored: StoredMessage | None = field(default=None, compare=False)
    parent_id: int | None = field(default=None, compare=False)
    reason: Message | None = field(default=None, compare=False)

    @property
    def discussion_id(self) -> int:
        """The discussion it is in."""
        return self.stored.comment.discussion_id if self.stored else self.post.discussion_id


def compare(
    ref: ChannelRef,
    posts: Sequence[Post],
    stored: Iterable[StoredMessage],
    live: Iterable[LiveMessage],
    homes: Mapping[int, Post] = MappingProxyType({}),
    parents: Mapping[int, int] = MappingProxyType({}),
) -> Iterator[Difference]:
    """The differences in a stretch of a channel or thread, between all that is ``stored`` of it and all its
    ``live`` messages.

    ``posts`` (at least one) have comments there. ``homes`` are the posts of messages that should be stored
    as comments, by message; ``parents`` the comments that messages answer, by message. Without them neither
    is compared.
    """
    known = {one.appearance.message_id: one for one in stored}
    for shown in live:
        for post in posts:
            if post.public_id in shown.cards and post.message_id not in (None, shown.id):
                yield Difference(Kind.CARD_DOUBLED, ref, post, shown.id, shown)
        row = known.pop(shown.id, None)
        if row is None:
            if home := homes.get(shown.id):
                yield Difference(Kind.NOT_STORED, ref, home, shown.id, shown)
            elif shown.mark is not None and posts[0].thread_id == ref.channel_id:
                yield Difference(Kind.MIRROR_UNKNOWN, ref, posts[0], shown.id, shown)
            continue
        now = _with_own_edit(shown, row.comment)
        parent_id = parents.get(shown.id, row.comment.parent_id)
        for kind in (_of_text(row, now, parent_id), _of_reactions(row, now)):
            if kind is not None:
                yield Difference(kind, ref, _post_of(posts, row), now.id, now, row, parent_id)
    for message_id, row in known.items():
        if message_id is not None and row.appearance.status is AppearanceStatus.SHOWN:
            yield Difference(_of_absence(row), ref, _post_of(posts, row), message_id, stored=row)


def _of_text(stored: StoredMessage, live: LiveMessage, parent_id: int | None) -> Kind | None:
    """How an existing message differs from its stored comment, or None."""
    appearance, comment = stored.appearance, stored.comment
    gone = appearance.status is AppearanceStatus.GONE
    # A message that was added from elsewhere is never deleted, whatever becomes of its comment.
    added = appearance.kind is AppearanceKind.ORIGINAL and comment.origin is CommentOrigin.ADDED
    if comment.status in NOT_SHOWN and not added:
        # A comment may be erased here while its message is kept.
        return Kind.STILL_SHOWN if comment.status is CommentStatus.HIDDEN or not gone else None
    if comment.status is CommentStatus.DELETED:
        return None
    if gone:
        return Kind.TAKEN_FOR_GONE if live.posted else Kind.MIRROR_UNKNOWN
    if appearance.kind is AppearanceKind.MIRROR:
        return None if appearance.outstanding or _shows(live, comment) else Kind.MIRROR_WRONG
    if live.posted is None:
        return None
    posted = live.posted
    shown = (posted.text, posted.author.id, parent_id, {(one.id, one.spoiler) for one in posted.attachments})
    attached = {(one.id, one.spoiler) for one in comment.attachments}
    same = shown == (comment.text, comment.author.id, comment.parent_id, attached)
    return None if same else Kind.STORED_WRONG


def _of_reactions(stored: StoredMessage, live: LiveMessage) -> Kind | None:
    shown = stored.appearance.status is AppearanceStatus.SHOWN
    if not shown or stored.comment.status is CommentStatus.DELETED:
        return None
    same = {one.emoji: one.count for one in live.reactions} == stored.reactions
    return None if same else Kind.COUNTED_WRONG


def _of_absence(stored: StoredMessage) -> Kind:
    if stored.comment.status in NOT_SHOWN:
        return Kind.STILL_SHOWN
    return Kind.DELETED if stored.appearance.kind is AppearanceKind.ORIGINAL else Kind.MIRROR_GONE


def _with_own_edit(message: LiveMessage, comment: Comment) -> LiveMessage:
    """A message, with its comment's text if that was edited later by the bot's dialog."""
    posted, edited_at = message.posted, comment.edited_at
    if posted is None or edited_at is None or edited_at <= (posted.edited_at or snowflake_time(posted.id)):
        return message
    return replace(message, posted=replace(posted, text=comment.text))


def _shows(live: LiveMessage, comment: Comment) -> bool:
    words = " ".join(comment.text.split())[:COMPARED_LENGTH]
    return live.mark == comment.mark and (live.translated or words in " ".join(live.text.split()))


def _post_of(posts: Sequence[Post], stored: StoredMessage) -> Post:
    return next((post for post in posts if post.id == stored.appearance.post_id), posts[0])
