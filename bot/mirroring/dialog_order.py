"""Dialogs that were sent and are not stored yet: what is said after them is shown after them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping


class OpenDialogs:
    """Which dialogs are on their way; mirrors of their posts' later comments wait for them."""

    def __init__(self) -> None:
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
