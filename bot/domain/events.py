"""What happens to messages in channels: posted, edited, deleted, reacted to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.domain.discussion import Attachment, Author, CommentOrigin, CommentStatus, Post, Reaction

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""The upper bits of the platform's ids are milliseconds since then."""


def snowflake_time(source_id: int) -> datetime:
    """When a message or an interaction was made, by its id."""
    return _EPOCH + timedelta(milliseconds=source_id >> 22)


def first_snowflake(moment: datetime) -> int:
    """The lowest id of anything made at ``moment`` or later."""
    return max(0, (moment - _EPOCH) // timedelta(milliseconds=1)) << 22


@dataclass(frozen=True, slots=True)
class ChannelRef:
    """A channel or thread; ``parent_id`` is the channel it hangs under, or itself."""

    server_id: int
    parent_id: int
    channel_id: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What the platform told of an author: whether they hold Manage Messages there, since when they are a
    member of the server, and which roles they hold; None where it did not tell.
    """

    moderator: bool | None = None
    member_since: datetime | None = None
    roles: frozenset[int] | None = None


UNKNOWN = Standing()


@dataclass(frozen=True, slots=True)
class MessagePosted:
    """A member's message. ``replied_to`` is the message it answers in the same channel or thread.

    ``moderator``, ``member_since`` and ``roles`` are its author's :class:`Standing`. ``names`` are those of
    who and what it mentions, by id.
    """

    id: int
    channel_id: int
    author: Author
    moderator: bool | None
    text: str
    replied_to: int | None
    edited_at: datetime | None
    attachments: tuple[Attachment, ...]
    names: Mapping[int, str] = field(default_factory=dict, hash=False)
    member_since: datetime | None = None
    roles: frozenset[int] | None = None

    @property
    def standing(self) -> Standing:
        """What the platform told of the author."""
        return Standing(self.moderator, self.member_since, self.roles)


@dataclass(frozen=True, slots=True)
class Located:
    """A message with its place as a comment: below ``post``, in answer to the comment ``parent_id``.

    ``elsewhere`` are the posts of other rooms that show it too, where mirroring is on.
    """

    posted: MessagePosted
    post: Post
    origin: CommentOrigin
    parent_id: int | None = None
    status: CommentStatus = CommentStatus.VISIBLE
    elsewhere: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """A member's message has another text, or fewer attachments."""

    id: int
    channel_id: int
    text: str
    edited_at: datetime
    attachments: tuple[Attachment, ...]
    names: Mapping[int, str] = field(default_factory=dict, hash=False)
    standing: Standing = UNKNOWN


@dataclass(frozen=True, slots=True)
class MessagesDeleted:
    """Messages were deleted: just now, or at some time after ``since``."""

    ids: tuple[int, ...]
    server_id: int
    channel_id: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReactionsChanged:
    """A reaction to a message was added or removed."""

    id: int
    ref: ChannelRef

    @property
    def channel_id(self) -> int:
        """The message's channel or thread."""
        return self.ref.channel_id


@dataclass(frozen=True, slots=True)
class LiveMessage:
    """A message that exists on the platform. ``posted`` is set if a member wrote it.

    ``mark`` is set if it is a mirror, which shows ``text``, sent ``by_webhook`` or by the bot itself;
    ``translated``: it shows a translation instead of the comment.
    ``cards`` are the public ids in the bot's buttons on it.
    """

    id: int
    posted: MessagePosted | None = None
    mark: int | None = None
    text: str = ""
    by_webhook: bool = False
    cards: frozenset[str] = frozenset()
    reactions: tuple[Reaction, ...] = ()
    translated: bool = False


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The messages of a channel or thread after the id ``after`` and up to ``until``, oldest first. ``until``
    is None if history holds no more.
    """

    channel_id: int
    messages: tuple[LiveMessage, ...]
    after: int = 0
    until: int | None = None

    @property
    def ids(self) -> tuple[int, ...]:
        """The ids of all messages."""
        return tuple(one.id for one in self.messages)

    @property
    def posted(self) -> tuple[MessagePosted, ...]:
        """The messages of members."""
        return tuple(one.posted for one in self.messages if one.posted)

    def with_moderators(self, moderators: Mapping[int, bool]) -> HistoryPage:
        """The same page with ``moderator`` filled in where it was unknown, by author."""

        def filled(one: LiveMessage) -> LiveMessage:
            if one.posted is None or one.posted.moderator is not None:
                return one
            return replace(one, posted=replace(one.posted, moderator=moderators.get(one.posted.author.id)))

        return replace(self, messages=tuple(map(filled, self.messages)))
