"""Dialogs that were submitted and are not stored yet: mirrors of later comments wait for them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


class OpenDialogs:
    """The open dialogs: ``sent`` holds the public id of each one's post, by the dialog's source id."""

    def __init__(self) -> None:
        self.sent: dict[int, str] = {}

    @contextlib.contextmanager
    def holding(self, post_public_id: str, source_id: int) -> Iterator[None]:
        """Count a dialog as open until it is stored or refused."""
        self.sent[source_id] = post_public_id
        try:
            yield
        finally:
            self.sent.pop(source_id, None)  # Discord may deliver one dialog twice
