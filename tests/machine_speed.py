"""How slow the machine is that the tests run on: a limit in seconds of CPU is multiplied by it."""

from __future__ import annotations

import re
import time

REFERENCE_SECONDS = 0.0017
"""What the work below takes on the machine on which the limits were set."""
_RUNS, _REPEATED = 5, 20
_TEXT = "The river rose in one night, and the old bridge was closed by noon. <a> **b** 12:30 [c](d) " * 10
_PART = re.compile(r"(\w+)|([^\w\s])")


def slowness() -> float:
    """How many times as long as on the reference machine the same work takes here and now; never below 1."""
    return max(1.0, min(_seconds() for _ in range(_RUNS)) / REFERENCE_SECONDS)


def _seconds() -> float:
    before = time.thread_time()
    for _ in range(_REPEATED):
        counted: dict[str, int] = {}
        for part in _PART.finditer(_TEXT):
            word = part.group().casefold()
            counted[word] = counted.get(word, 0) + 1
    return time.thread_time() - before
