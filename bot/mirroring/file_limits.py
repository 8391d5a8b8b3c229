"""Copies of attachments, as the files of one message."""

from __future__ import annotations

MAX_FILES = 10
MAX_BYTES = 10 * 1024 * 1024
"""Discord's limits for one message from a bot."""

Copies = tuple[tuple[str, bytes], ...]
"""The name and the content of each."""


def fitting(copies: Copies) -> Copies:
    """Those of the copies that one message can hold, in their order."""
    fit: list[tuple[str, bytes]] = []
    size = 0
    for name, content in copies:
        if len(fit) < MAX_FILES and size + len(content) <= MAX_BYTES:
            fit.append((name, content))
            size += len(content)
    return tuple(fit)
