"""Dialogs that were sent and are not stored yet: what is said after them is shown after them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping


class Unstored:
    """Holds the mirrors of a post's later comments up while a dialog of that post is on its way."""

    def __init__(self, released: Callable[[], None]) -> None:
        """``released`` is called whenever mirrors that were held up may be sent."""
        self._released = released
        self._sent: dict[int, str] = {}

    @property
    def sent(self) -> Mapping[int, str]:
        """The public ids of posts whose dialogs are on their way, by the dialogs' source ids."""
        return self._sent

    @contextlib.contextmanager
    def holding(self, post_public_id: str, source_id: int) -> Iterator[None]:
        """From the moment a dialog arrives until it is stored, or refused."""
        self._sent[source_id] = post_public_id
        try:
            yield
        finally:
            self._sent.pop(source_id, None)  # the same dialog may be told twice
            self._released()
