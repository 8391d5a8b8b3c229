"""Unpacking what sites send packed, no further than somebody wants to read."""

from __future__ import annotations

import zlib

ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})
_STEP = 64 * 1024
"""Packed bytes looked at in one step: what is left of them is copied for each member."""
_MOST_MEMBERS = 1_000
"""Members of one body, each of which takes time of its own, however little it holds."""
_FOUND_OUT = zlib.MAX_WBITS | 32
"""Whether it is gzip or zlib is found out by its first bytes."""
_GZIP = 0x1F


def unpack(packed: bytes, most: int) -> bytes:
    """What all the members of a packed body hold, or its first ``most`` bytes where it holds more.

    Raises:
        zlib.error: it is not packed as it should be, or ends too early.
    """
    body = bytearray()
    member = zlib.decompressobj(_FOUND_OUT)
    members = 1
    for start in range(0, len(packed), _STEP):
        step = packed[start : start + _STEP]
        while step:
            if member.eof:
                if step[0] != _GZIP:
                    return bytes(body)  # what fills up a file is no other member
                if (members := members + 1) > _MOST_MEMBERS:
                    raise zlib.error("too many members")
                member = zlib.decompressobj(_FOUND_OUT)
            body += member.decompress(step, most - len(body))
            if len(body) >= most:
                return bytes(body)
            step = member.unused_data if member.eof else member.unconsumed_tail
    if packed and not member.eof:
        raise zlib.error("cut short")
    return bytes(body)
