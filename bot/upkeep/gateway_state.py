"""Whether the bot hears what happens on the chat platform, and since when not."""

from __future__ import annotations

from bot.jobs.clock import Clock


class GatewayState:
    """The connections that events come by, one for each shard, as the platform tells of them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._connected: set[int] = set()
        self._away: dict[int, float] = {}
        self._waiting_since = clock.monotonic()
        self.is_ready = False
        """Whether all shards were connected since the start, and their servers known."""

    @property
    def connected(self) -> int:
        """Shards that are connected."""
        return len(self._connected)

    @property
    def seconds_away(self) -> float:
        """How long the connection is lost that was lost first; before the bot is ready, how long none more
        was made. 0.0 where none is lost.
        """
        since = list(self._away.values()) if self.is_ready else [self._waiting_since]
        return self._clock.monotonic() - min(since) if since else 0.0

    def shard_connected(self, shard_id: int) -> None:
        """A connection was made, or made again."""
        self._connected.add(shard_id)
        self._away.pop(shard_id, None)
        self._waiting_since = self._clock.monotonic()

    def shard_lost(self, shard_id: int) -> None:
        """A connection was lost, or could not be made again."""
        self._connected.discard(shard_id)
        self._away.setdefault(shard_id, self._clock.monotonic())

    def ready(self) -> None:
        """All shards are connected, and their servers known."""
        self.is_ready = True
