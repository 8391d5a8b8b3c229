"""What happens in channels, as far as it can concern a discussion: said, edited, deleted, reacted to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.domain.discussion import Attachment, Author, Reaction

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""Where the platform's ids begin: their upper bits are milliseconds since then."""


def said_at(source_id: int) -> datetime:
    """When a message or an interaction was made, as its id tells."""
    return _EPOCH + timedelta(milliseconds=source_id >> 22)


def first_id(moment: datetime) -> int:
    """The lowest id of what was made at ``moment``, or later."""
    return max(0, (moment - _EPOCH) // timedelta(milliseconds=1)) << 22


@dataclass(frozen=True, slots=True)
class Venue:
    """A channel or thread; ``parent_id`` is the channel it hangs under, or itself."""

    server_id: int
    parent_id: int
    channel_id: int


@dataclass(frozen=True, slots=True)
class Said:
    """A member's message. ``replied_to`` is the message it answers in the same channel or thread.

    ``moderator`` is whether its author holds Manage Messages there, None where that was not told.
    """

    id: int
    channel_id: int
    author: Author
    moderator: bool | None
    text: str
    replied_to: int | None
    edited_at: datetime | None
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """A member's message has another text, or fewer attachments."""

    id: int
    channel_id: int
    text: str
    edited_at: datetime
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Deleted:
    """Messages were deleted: just now, or at some time after ``since``."""

    ids: tuple[int, ...]
    server_id: int
    channel_id: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reacted:
    """Somebody reacted to a message, or a reaction to it was taken away."""

    id: int
    venue: Venue

    @property
    def channel_id(self) -> int:
        """Where the message stands."""
        return self.venue.channel_id


@dataclass(frozen=True, slots=True)
class Page:
    """Messages of a channel or thread as history gives them, oldest first.

    ``ids`` are all of them, ``said`` those of members, ``reactions`` those that people reacted to with how
    often. ``whole``: history holds no more in that direction.
    """

    channel_id: int
    ids: tuple[int, ...]
    said: tuple[Said, ...]
    whole: bool
    reactions: Mapping[int, tuple[Reaction, ...]] = field(default_factory=dict)

    def missing(self, ids: Collection[int]) -> tuple[int, ...]:
        """Which of ``ids`` should be on this page, the newest of its channel, and are not.

        A page without any message tells nothing: it may be that nothing may be read there.
        """
        if not self.ids:
            return ()
        oldest = 0 if self.whole else self.ids[0]
        return tuple(one for one in ids if one >= oldest and one not in set(self.ids))

    def told(self, moderators: Mapping[int, bool]) -> Page:
        """The same page with what is known now about who moderates, by author."""
        said = tuple(
            replace(one, moderator=moderators[one.author.id])
            if one.moderator is None and one.author.id in moderators
            else one
            for one in self.said
        )
        return replace(self, said=said)
