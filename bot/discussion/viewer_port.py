"""Who asks for something, and what they may do in each room of the server at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.domain.people import Member


class Viewer(Protocol):
    """A member with their permissions, room by room. A thread counts as the channel it hangs under."""

    @property
    def member(self) -> Member:
        """Who asks, as they stand where they ask."""

    def sees(self, channel_id: int) -> bool:
        """Whether they can read a channel. False for one that is gone, unless they manage the server."""

    def moderates(self, channel_id: int) -> bool:
        """Whether they see a channel and hold Manage Messages there."""

    def writes(self, channel_id: int) -> bool:
        """Whether they can write in the threads of a channel."""

    def bypasses_slowmode(self, channel_id: int) -> bool:
        """Whether they hold Bypass Slowmode in a channel."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a member may do in the threads of a channel, as it was at one moment."""

    member_id: int
    moderates: bool
    writes: bool
    bypasses_slowmode: bool


def rights_in(viewer: Viewer, channel_id: int) -> Rights:
    """What somebody may do in the threads of a channel at this moment."""
    return Rights(
        viewer.member.id,
        moderates=viewer.moderates(channel_id),
        writes=viewer.writes(channel_id),
        bypasses_slowmode=viewer.bypasses_slowmode(channel_id),
    )


def reads(viewer: Viewer, channel_id: int, *, has_card: bool) -> bool:
    """Whether somebody reads what was said in a room. ``has_card``: a card of the discussion stands
    somewhere; once the last one was taken away, it is the moderators'.
    """
    return viewer.sees(channel_id) if has_card else viewer.moderates(channel_id)
