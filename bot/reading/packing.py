"""Unpacking what sites send packed: a step at a time, so that nobody waits for a bomb to go off."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})
STEP = 256 * 1024
"""Bytes unpacked at a time."""
_FOUND_OUT = zlib.MAX_WBITS | 32
"""Whether it is gzip or zlib is found out by its first bytes."""
_GZIP = 0x1F


class Unpacking:
    """A body that is unpacked as it arrives: all the members that gzip may have packed it in."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_FOUND_OUT)
        self._begun = False

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        """What the next bytes of the body hold, at most ``STEP`` bytes at a time.

        Raises:
            zlib.error: they are not packed as they should be.
        """
        while packed:
            if self._member.eof:
                if packed[0] != _GZIP:
                    return  # what fills up a file is no other member
                self._member = zlib.decompressobj(_FOUND_OUT)
            self._begun = True
            yield self._member.decompress(packed, STEP)
            packed = self._member.unused_data if self._member.eof else self._member.unconsumed_tail

    def finish(self) -> None:
        """The body has ended.

        Raises:
            zlib.error: more was to come.
        """
        if self._begun and not self._member.eof:
            raise zlib.error("cut short")
