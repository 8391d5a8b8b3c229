"""Discussions: posts that show an article, and the comments people make on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.language import Language
from bot.domain.mentions import named, plain
from bot.domain.moderation import HeldCause


class PostStatus(StrEnum):
    """Whether a card is stored only, sent, or removed (by command or by hand)."""

    PENDING = "pending"
    POSTED = "posted"
    REMOVED = "removed"


class RoomKind(StrEnum):
    """What a card is posted into."""

    CHANNEL = "channel"
    FORUM = "forum"


class DiscussionStatus(StrEnum):
    """Open to all; locked to all but moderators; closed: locked and archived."""

    OPEN = "open"
    LOCKED = "locked"
    CLOSED = "closed"


class Ending(StrEnum):
    """How a discussion ended: a moderator closed it, or its last card was removed."""

    CLOSED = "closed"
    DELETED = "deleted"


class CommentOrigin(StrEnum):
    """How a comment was made."""

    REPLY = "reply"
    """A Discord reply to the card."""
    THREAD = "thread"
    """A message in the discussion's thread or forum post."""
    DIALOG = "dialog"
    """The *Leave a reply* dialog."""
    ADDED = "added"
    """A message from elsewhere that somebody added."""


class CommentStatus(StrEnum):
    """Whether a comment is shown."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    """Hidden by a moderator; text and attachments are kept for moderators."""
    REFUSED = "refused"
    """Written while the author could not add to the discussion; kept, never shown."""
    DELETED = "deleted"
    """A tombstone: its text, revisions and attachments are erased."""


class DetectedLanguage(StrEnum):
    """The language a comment seems to be in."""

    EN = "en"
    ES = "es"
    OTHER = "other"
    UNKNOWN = "unknown"


class AppearanceKind(StrEnum):
    """Whether a message is the original of the comment it shows, or a mirror."""

    ORIGINAL = "original"
    MIRROR = "mirror"


class AppearanceStatus(StrEnum):
    """Whether a message that shows a comment is still to be sent, exists, or is gone."""

    PENDING = "pending"
    SHOWN = "shown"
    GONE = "gone"


LIKE_STAFF_MARK = re.compile("[✓✔☑✅√⍻ꪜ🗸🗹][\ufe0e\ufe0f]?")
"""The mark of staff, a tick, and what looks like one."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote something: platform user id, the name shown then, the picture's address, and whether they
    held a role of the server's staff then.
    """

    id: int
    name: str
    avatar: str | None = None
    staff: bool = False

    @property
    def shown(self) -> str:
        """The name without what could be taken for the mark of staff."""
        return LIKE_STAFF_MARK.sub("", self.name).strip() or (self.name and "…")


SPOILER = "SPOILER_"
"""Discord's prefix of a file's name that makes the file a spoiler."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A comment's attachment. ``url`` expires, ``size`` is in bytes; a ``spoiler`` is hidden until a reader
    opens it.
    """

    id: int
    filename: str
    content_type: str | None
    size: int
    url: str
    spoiler: bool = False

    @property
    def sent_name(self) -> str:
        """The name of a copy, with the prefix that makes it a spoiler too."""
        marked = self.spoiler and not self.filename.startswith(SPOILER)
        return f"{SPOILER}{self.filename}" if marked else self.filename


@dataclass(frozen=True, slots=True)
class Reaction:
    """How often people reacted with one emoji: its character, or ``<:name:id>`` for one of a server's own."""

    emoji: str
    count: int

    @property
    def name(self) -> str:
        """The emoji as plain text: a server's own by its name."""
        return f":{self.emoji.split(':')[1]}:" if self.emoji.startswith("<") else self.emoji


@dataclass(frozen=True, slots=True)
class Post:
    """One card in one room. ``message_id`` and ``thread_id`` are None while it is pending.

    ``removed_at`` is when it was last removed. If that was undone, it is pending with the thread it had.
    ``mention_role_id`` is the role that its card mentions, ``tags`` are names of forum tags that it gets.
    """

    id: int
    public_id: str
    discussion_id: int
    article_id: int
    server_id: int
    channel_id: int
    kind: RoomKind
    status: PostStatus
    language: Language
    message_id: int | None
    thread_id: int | None
    joined: bool
    created_at: datetime
    removed_at: datetime | None = None
    mention_role_id: int | None = None
    tags: tuple[str, ...] = ()

    @property
    def card_channel_id(self) -> int:
        """The channel of its card; in a forum, the post's own thread."""
        return self.thread_id or self.channel_id if self.kind is RoomKind.FORUM else self.channel_id


@dataclass(frozen=True, slots=True)
class Discussion:
    """Everything said about one article in one server. ``reason`` is why it is locked or closed, if known.
    ``dialog_only_since``: since when members comment by dialog alone, where that is set for it by itself.
    ``closed_after``: the days after which it was closed by its age, if it was; ``reopened_at`` is when it was
    reopened last.
    """

    id: int
    public_id: str
    article_id: int
    server_id: int
    status: DiscussionStatus
    slowmode: int
    created_at: datetime
    reason: str | None = None
    dialog_only_since: datetime | None = None
    closed_after: int | None = None
    reopened_at: datetime | None = None


MARKS = 2**31 - 2
"""How many marks there are: Discord's ids of components have 31 bits, and zero is none."""


@dataclass(frozen=True, slots=True)
class Comment:
    """One contribution. ``source_id`` is the platform's id of the message or dialog interaction that it was
    written with. ``text`` is as written, and empty for a deleted comment; ``names`` are those of the members,
    roles and channels it mentions, by id. ``held_for``: why it is hidden until a moderator has decided about
    it, if it is.
    """

    id: int
    discussion_id: int
    post_id: int
    parent_id: int | None
    source_id: int
    author: Author
    origin: CommentOrigin
    status: CommentStatus
    text: str
    language: DetectedLanguage
    said_at: datetime
    edited_at: datetime | None
    attachments: tuple[Attachment, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict, hash=False)
    held_for: HeldCause | None = None

    @property
    def held(self) -> bool:
        """Whether it is hidden until a moderator has decided about it."""
        return self.held_for is not None

    @property
    def standing(self) -> str:
        """The status as files name it: ``held`` for what waits for a moderator."""
        return "held" if self.held else self.status.value

    @property
    def words(self) -> str:
        """The text with names in place of ids; see :func:`bot.domain.mentions.named`."""
        return named(self.text, self.names)

    @property
    def plain(self) -> str:
        """The text as it can be read where no client resolves ids and times."""
        return plain(self.text, self.names)

    @property
    def mark(self) -> int:
        """The number by which its mirrors are found again. It is not made from the row's id, which changes if
        a comment is read again after a backup was restored.
        """
        return 1 + self.source_id % MARKS


@dataclass(frozen=True, slots=True)
class Revision:
    """A text that a comment had until ``replaced_at``; numbered from 1."""

    number: int
    text: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Appearance:
    """A message that shows a comment. ``message_id`` is None while a mirror is pending; ``outstanding`` is
    how many changes a mirror has yet to follow.
    """

    id: int
    comment_id: int
    post_id: int
    channel_id: int
    message_id: int | None
    kind: AppearanceKind
    status: AppearanceStatus
    by_webhook: bool
    outstanding: int = 0
