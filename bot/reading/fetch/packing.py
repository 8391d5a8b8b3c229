"""Unpacking what sites send packed, no further than somebody wants to read."""

from __future__ import annotations

import zlib

ENCODINGS = frozenset({"gzip", "x-gzip", "deflate"})
NOT_PACKED = frozenset({"", "identity", "none", "utf-8", "utf8"})
"""What a Content-Encoding says of a body that is as it is; some sites name its characters there."""
_STEP = 64 * 1024
"""Packed bytes looked at in one step: what is left of them is copied for each member."""
_MOST_MEMBERS = 1_000
"""Members of one body, each of which takes time of its own, however little it holds."""
_FOUND_OUT = zlib.MAX_WBITS | 32
"""Whether it is gzip or zlib is found out by its first bytes."""
_BARE = -zlib.MAX_WBITS
"""Deflate without zlib's header, as some sites send it and all browsers read it."""
GZIP = b"\x1f\x8b"
"""What gzip begins with, whatever its header says."""
_MOST_TIMES = 3
"""How often a body may have been packed, one time inside the other."""


def unpack(packed: bytes, most: int) -> bytes:
    """What a body holds that says it is packed, or the first ``most`` bytes of it where it holds more.

    What is packed more than once is unpacked as often, and what is not packed at all is left as it is.

    Raises:
        zlib.error: it is not packed as it should be, or ends too early.
    """
    body = _unpacked(packed, most)
    for _ in range(_MOST_TIMES - 1):
        if not body.startswith(GZIP):
            break
        body = _members(body, most, _FOUND_OUT)
    return body


def _unpacked(packed: bytes, most: int) -> bytes:
    if packed.startswith(GZIP):
        return _members(packed, most, _FOUND_OUT)
    for window in (_FOUND_OUT, _BARE):
        try:
            return _members(packed, most, window)
        except zlib.error:
            continue
    if packed.lstrip()[:1] == b"<":
        return packed[:most]
    raise zlib.error("neither packed nor a page")


def _members(packed: bytes, most: int, window: int) -> bytes:
    body = bytearray()
    member = zlib.decompressobj(window)
    members = 1
    for start in range(0, len(packed), _STEP):
        step = packed[start : start + _STEP]
        while step:
            if member.eof:
                if not step.startswith(GZIP[:1]):
                    return bytes(body)  # what fills up a file is no other member
                if (members := members + 1) > _MOST_MEMBERS:
                    raise zlib.error("too many members")
                member = zlib.decompressobj(window)
            body += member.decompress(step, most - len(body))
            if len(body) >= most:
                return bytes(body)
            step = member.unused_data if member.eof else member.unconsumed_tail
    if packed and not member.eof:
        raise zlib.error("cut short")
    return bytes(body)
