"""Which key is worked on next: lanes take turns, and keys of one lane keep the order they became due in."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class FairQueue(Generic[Key]):
    """Keys and the times they are due at, each key once.

    ``lane`` returns what a key shares with others (its server, say); ``per_lane`` is how many keys of a lane
    can be worked on at a time. Lanes take turns, so a long line in one holds up no other.
    """

    def __init__(self, lane: Callable[[Key], Hashable], per_lane: int) -> None:
        self._name_lane = lane
        self._lane_of: dict[Key, Hashable] = {}
        self._per_lane = per_lane
        self._due: dict[Key, float] = {}
        self._timers: list[tuple[float, int, Key]] = []
        self._serial = itertools.count()
        self._lines: dict[Hashable, deque[Key]] = {}
        self._in_line: set[Key] = set()
        self._taken: Counter[Hashable] = Counter()

    def __len__(self) -> int:
        return len(self._due) + len(self._in_line)

    def __iter__(self) -> Iterator[Key]:
        """All keys, in no order."""
        return itertools.chain(self._due, self._in_line)

    def __contains__(self, key: object) -> bool:
        return key in self._due or key in self._in_line

    def put(self, key: Key, due: float) -> None:
        """Make ``key`` due at the time ``due``, unless it is due sooner already."""
        if key not in self._in_line and due < self._due.get(key, float("inf")):
            self.reset(key, due)

    def reset(self, key: Key, due: float) -> None:
        """Make ``key`` due at the time ``due``, whenever it was due before; one in line keeps its place."""
        if key not in self._in_line:
            self._due[key] = due
            heapq.heappush(self._timers, (due, next(self._serial), key))

    def take(self, now: float) -> Key | None:
        """The next key whose lane has room, or None. Give it back with :meth:`give_back`."""
        self._line_up(now)
        for lane in list(self._lines):
            if self._taken[lane] >= self._per_lane:
                continue
            line = self._lines.pop(lane)
            key = line.popleft()
            self._in_line.discard(key)
            if line:
                self._lines[lane] = line  # behind the others
            self._taken[lane] += 1
            return key
        return None

    def give_back(self, key: Key) -> None:
        """Free the place of ``key`` in its lane, after it was worked on."""
        lane = self._lane(key)
        self._taken[lane] -= 1
        if not self._taken[lane]:
            del self._taken[lane]
        if key not in self:
            del self._lane_of[key]

    def next_due(self) -> float | None:
        """When the next key becomes due that is not in line, or None."""
        self._drop_outdated()
        return self._timers[0][0] if self._timers else None

    def _lane(self, key: Key) -> Hashable:
        """The lane of a key, unchanged until the key is given back."""
        if key not in self._lane_of:
            self._lane_of[key] = self._name_lane(key)
        return self._lane_of[key]

    def _line_up(self, now: float) -> None:
        while (due := self.next_due()) is not None and due <= now:
            _, _, key = heapq.heappop(self._timers)
            del self._due[key]
            self._lines.setdefault(self._lane(key), deque()).append(key)
            self._in_line.add(key)

    def _drop_outdated(self) -> None:
        """Remove the timers of keys that have another due time by now."""
        while self._timers and self._due.get(self._timers[0][2]) != self._timers[0][0]:
            heapq.heappop(self._timers)
