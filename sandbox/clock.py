"""Time as the sandbox counts it, and Discord's ids, which carry it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""Discord's epoch: https://discord.com/developers/docs/reference#snowflakes"""


class Clock:
    """The wall clock, which may be set forward, and the ids made from it."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._last = 0
        self._made = 0
        self._earlier = 0

    def now(self) -> datetime:
        """The present, UTC."""
        return datetime.now(UTC) + self._ahead

    def stamp(self) -> str:
        """The present as Discord writes it (ISO 8601)."""
        return self.now().isoformat()

    def advance(self, **by: float) -> None:
        """Set the clock forward, by what ``timedelta`` takes."""
        self._ahead += timedelta(**by)

    def snowflake(self) -> str:
        """A new id: greater than every earlier one. Its last twelve bits count ids, as on Discord."""
        moment = (self.now() - _EPOCH) // timedelta(milliseconds=1) << 22
        self._made += 1
        self._last = max(self._last + 1, moment + self._made % 4096)
        return str(self._last)

    def earlier(self, **ago: float) -> str:
        """The id of something that came into being that long ago, by what ``timedelta`` takes."""
        self._earlier += 1
        moment = (self.now() - timedelta(**ago) - _EPOCH) // timedelta(milliseconds=1) << 22
        return str(moment + self._earlier)


def created_at(snowflake: str) -> datetime:
    """When the thing with this id came into being."""
    return _EPOCH + timedelta(milliseconds=int(snowflake) >> 22)
