"""How what is stored of a channel or thread can differ from what stands there."""

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
COMPARED = 200
"""Characters of a mirror's comment that it must show: longer ones are cut where a message ends."""


class Kind(Enum):
    """How what is stored and what stands can differ, in the words of those who verify."""

    NOT_STORED = message("This comment is not stored:")
    STORED_WRONG = message("This comment is stored otherwise than it stands:")
    DELETED = message("This comment was deleted on Discord, and is stored as shown:")
    STILL_SHOWN = message("This comment is hidden or deleted, and still shown:")
    TAKEN_FOR_GONE = message("This comment stands, and is taken for gone:")
    COUNTED_WRONG = message("Reactions to this message were counted otherwise:")
    MIRROR_GONE = message("This comment's mirror is gone from Discord:")
    MIRROR_UNKNOWN = message("This mirror is not known, or stands twice:")
    MIRROR_WRONG = message("This mirror does not say what its comment says:")
    CARD_GONE = message("This card is gone from Discord:")
    CARD_DOUBLED = message("This card stands twice:")
    ROOM_GONE = message("This channel or thread is gone from Discord:")
    UNREADABLE = message("This channel or thread cannot be compared:")


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message that shows or showed a comment, and how often people reacted to it, by emoji."""

    appearance: Appearance
    comment: Comment
    reactions: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, in a channel or thread of ``post``.

    ``live`` is the message as it stands, with a text that the bot's own dialog gave its comment since, None
    where it is gone: of a comment that is STILL_SHOWN, then, only the row is wrong. ``stored`` is what is
    stored of the message, ``parent_id`` the comment that it answers by what stands.
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
        """The discussion that is concerned."""
        return self.stored.comment.discussion_id if self.stored else self.post.discussion_id


def compare(
    ref: ChannelRef,
    posts: Sequence[Post],
    stored: Iterable[StoredMessage],
    live: Iterable[LiveMessage],
    homes: Mapping[int, Post] = MappingProxyType({}),
    parents: Mapping[int, int] = MappingProxyType({}),
) -> Iterator[Difference]:
    """The differences in a stretch of a channel or thread, between all that is stored of it and all that
    stands there.

    ``posts`` are those with comments there, one at least. ``homes`` are the posts whose comments the messages
    would be that are not stored, by message; ``parents`` the comments that stored ones answer. Without them
    neither of the two is compared.
    """
    known = {one.appearance.message_id: one for one in stored}
    for standing in live:
        for post in posts:
            if post.public_id in standing.cards and post.message_id not in (None, standing.id):
                yield Difference(Kind.CARD_DOUBLED, ref, post, standing.id, standing)
        its = known.pop(standing.id, None)
        if its is None:
            if home := homes.get(standing.id):
                yield Difference(Kind.NOT_STORED, ref, home, standing.id, standing)
            elif standing.mark is not None and posts[0].thread_id == ref.channel_id:
                yield Difference(Kind.MIRROR_UNKNOWN, ref, posts[0], standing.id, standing)
            continue
        now = _with_own_edit(standing, its.comment)
        parent_id = parents.get(standing.id, its.comment.parent_id)
        for kind in (_of_text(its, now, parent_id), _of_reactions(its, now)):
            if kind is not None:
                yield Difference(kind, ref, _post_of(posts, its), now.id, now, its, parent_id)
    for message_id, its in known.items():
        if message_id is not None and its.appearance.status is AppearanceStatus.SHOWN:
            yield Difference(_of_absence(its), ref, _post_of(posts, its), message_id, stored=its)


def _of_text(stored: StoredMessage, live: LiveMessage, parent_id: int | None) -> Kind | None:
    """Whether a message that stands should, and shows its comment as it is stored."""
    appearance, comment = stored.appearance, stored.comment
    gone = appearance.status is AppearanceStatus.GONE
    # What was added from elsewhere stays there whatever becomes of its comment.
    added = appearance.kind is AppearanceKind.ORIGINAL and comment.origin is CommentOrigin.ADDED
    if comment.status in NOT_SHOWN and not added:
        # An erased comment whose message stands was erased here alone, and stays so.
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
    stands = (posted.text, posted.author.id, parent_id, {(one.id, one.spoiler) for one in posted.attachments})
    attached = {(one.id, one.spoiler) for one in comment.attachments}
    same = stands == (comment.text, comment.author.id, comment.parent_id, attached)
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
    """A message as if it had the text of its comment, where that was edited since by the bot's own means."""
    posted, edited_at = message.posted, comment.edited_at
    if posted is None or edited_at is None or edited_at <= (posted.edited_at or snowflake_time(posted.id)):
        return message
    return replace(message, posted=replace(posted, text=comment.text))


def _shows(live: LiveMessage, comment: Comment) -> bool:
    words = " ".join(comment.text.split())[:COMPARED]
    return live.mark == comment.mark and words in " ".join(live.text.split())


def _post_of(posts: Sequence[Post], stored: StoredMessage) -> Post:
    return next((post for post in posts if post.id == stored.appearance.post_id), posts[0])
