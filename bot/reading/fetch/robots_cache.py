"""Keeps the robots.txt rules of the sites that were asked lately, within a bound on number and size."""

from __future__ import annotations

from collections import OrderedDict

from bot.reading.fetch.robots import Robots

KEPT_SECONDS = 3600.0
MOST_SITES = 256
MOST_BYTES = 8 * 1024 * 1024
"""What the rules of all sites may take, as :attr:`Robots.size` counts it."""


class RobotsCache:
    """Rules by origin. Times are seconds of one clock that only goes forward."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[float, Robots]] = OrderedDict()
        self._size = 0

    def get(self, origin: str, now: float) -> Robots | None:
        """The rules of a site, or None where they are not known or too old."""
        until, robots = self._kept.get(origin, (now, None))
        return robots if until > now else None

    def put(self, origin: str, robots: Robots, now: float) -> None:
        """Keep the rules of a site; those that were put in first make room."""
        self._forget(origin)
        self._kept[origin] = (now + KEPT_SECONDS, robots)
        self._size += robots.size
        while len(self._kept) > MOST_SITES or self._size > MOST_BYTES:
            self._forget(next(iter(self._kept)))

    def _forget(self, origin: str) -> None:
        _, robots = self._kept.pop(origin, (0.0, Robots()))
        self._size -= robots.size
