"""Edits that came before the message they change was stored.

Most edits that change no comment concern messages that are none of ours, and are dropped. One is kept where
its message may be about to be stored: it waits for that, or is newer than what was seen in its channel (the
edit was told first), or its channel is being read, by a request that may have been answered before the edit.
"""

from __future__ import annotations

import contextlib
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator

from bot.domain.events import MessageEdited

MAX_EDITS = 1_000
"""Edits kept at most."""
MAX_CHARACTERS = 1_000_000
"""Characters of their texts together at most: 4 MB of emoji."""


class EarlyEdits:
    """The latest early edit of each message. Beyond the limits the oldest goes first."""

    def __init__(self) -> None:
        self._edits: OrderedDict[int, MessageEdited] = OrderedDict()
        self._characters = 0
        self._latest = 0
        self._seen: dict[int, int] = {}
        self._queued: Counter[int] = Counter()
        self._reading: Counter[int] = Counter()

    def __len__(self) -> int:
        return len(self._edits)

    @property
    def latest(self) -> int:
        """The id of the last message that was seen in any channel, 0 before the first."""
        return self._latest

    def saw(self, channel_id: int, message_id: int) -> None:
        """Discord told of a message."""
        self._latest = max(self._latest, message_id)
        self._seen[channel_id] = max(message_id, self._seen.get(channel_id, 0))

    def queued(self, message_id: int) -> None:
        """A message waits to be stored."""
        self._queued[message_id] += 1

    def settled(self, message_ids: Iterable[int]) -> None:
        """Messages that waited are stored, or are not going to be."""
        for message_id in message_ids:
            self._queued[message_id] -= 1
            if self._queued[message_id] <= 0:
                del self._queued[message_id]
        self._drop_late()

    @contextlib.contextmanager
    def reading(self, channel_id: int) -> Iterator[None]:
        """While messages of a channel are asked for and stored, edits in it may be early."""
        self._reading[channel_id] += 1
        try:
            yield
        finally:
            self._reading -= Counter((channel_id,))
            self._drop_late()

    def get(self, message_id: int) -> MessageEdited | None:
        """The early edit of a message, None where there is none."""
        return self._edits.get(message_id)

    def keep(self, edited: MessageEdited) -> None:
        """Keep the edit of a message that is not stored, if it is early."""
        if not self._is_early(edited):
            return
        self._drop(edited.id)
        self._edits[edited.id] = edited
        self._characters += len(edited.text)
        while len(self._edits) > MAX_EDITS or self._characters > MAX_CHARACTERS:
            self._drop(next(iter(self._edits)))

    def _is_early(self, edited: MessageEdited) -> bool:
        seen = self._seen.get(edited.channel_id, self._latest)
        newer = 0 < seen < edited.id
        return newer or edited.id in self._queued or edited.channel_id in self._reading

    def _drop_late(self) -> None:
        for edited in [one for one in self._edits.values() if not self._is_early(one)]:
            self._drop(edited.id)

    def _drop(self, message_id: int) -> None:
        if dropped := self._edits.pop(message_id, None):
            self._characters -= len(dropped.text)
