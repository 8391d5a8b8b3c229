"""Which copies of attachments fit into one message."""

from __future__ import annotations

MAX_FILES = 10
MAX_BYTES = 10 * 1024 * 1024
"""Discord's limits for one message of a bot."""

Copies = tuple[tuple[str, bytes], ...]
"""Names and contents."""


def fitting(copies: Copies) -> Copies:
    """The copies that fit into one message, in their order."""
    fit: list[tuple[str, bytes]] = []
    size = 0
    for name, content in copies:
        if len(fit) < MAX_FILES and size + len(content) <= MAX_BYTES:
            fit.append((name, content))
            size += len(content)
    return tuple(fit)
