"""Paging through comments by their ``source_id``, which grows with time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

PAGE_SIZE = 5
"""Comments on one page: with their texts and first answers they have to fit into one message."""
_MAX_ID = (1 << 63) - 1
"""Later than every ``source_id``."""


class Direction(StrEnum):
    """Which comments a page shows: the latest, or those next to one."""

    LATEST = "latest"
    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page lies: next to ``source_id``, at the top or ``below`` the comment with that source id.

    ``source_id`` is 0 for the latest, and for the oldest with ``NEWER``.
    """

    way: Direction = Direction.LATEST
    source_id: int = 0
    below: int | None = None


LATEST = Cursor()


@dataclass(frozen=True, slots=True)
class Window:
    """Up to ``limit`` comments right before or right after a ``source_id``; with neither, the newest."""

    limit: int
    before: int | None = None
    after: int | None = None

    def bounds(self) -> dict[str, int]:
        """Return the parameters of a statement made by ``search_store.both_ways``."""
        return {"after": self.after or 0, "before": self.before or _MAX_ID, "limit": self.limit}


class _Item(Protocol):
    @property
    def source_id(self) -> int: ...


Item = TypeVar("Item", bound=_Item)


def read_page(fetch: Callable[[Window], list[Item]], cursor: Cursor) -> tuple[list[Item], bool, bool]:
    """Return the items of a page, oldest first, and whether there are older and newer ones.

    ``fetch`` returns those in a window, oldest first. Past either end the page is the latest.
    """
    newer = cursor.way is Direction.NEWER
    before = cursor.source_id if cursor.way is Direction.OLDER else None
    found = fetch(Window(PAGE_SIZE + 1, before=before, after=cursor.source_id if newer else None))
    if not found and cursor.way is not Direction.LATEST:
        return read_page(fetch, LATEST)
    has_more = len(found) > PAGE_SIZE
    if newer:
        has_older = cursor.source_id > 0 and bool(fetch(Window(1, before=found[0].source_id)))
        return found[:PAGE_SIZE], has_older, has_more
    has_newer = before is not None and bool(fetch(Window(1, after=found[-1].source_id)))
    return found[-PAGE_SIZE:], has_more, has_newer
