"""Rooms as an inspection finds them."""

from __future__ import annotations

from collections.abc import Set

from bot.domain.permissions import PERMISSIONS
from bot.upkeep.inspection_port import RoomPermissions

SERVER, MODERATORS, NEWS = 1, 7, 8
EVERYTHING = frozenset(PERMISSIONS)


def room(channel_id: int, lacking: Set[str] = frozenset(), *, forum: bool = False) -> RoomPermissions:
    return RoomPermissions(SERVER, "Server", channel_id, f"room-{channel_id}", forum, EVERYTHING - lacking)
