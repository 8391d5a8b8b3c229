"""Files that people and bots attach, and the pictures of people, as Discord's CDN serves them."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import struct
import zlib
from dataclasses import dataclass

from sandbox.clock import Clock
from sandbox.errors import DiscordError, too_large
from sandbox.world import JSON

MOST_BYTES = 10 * 1024 * 1024
"""What a member without Nitro, and a bot, may upload at once: Discord's limit since 2024."""
SPOILER = 1 << 3
"""Discord's flag of an attachment that is hidden until somebody opens it."""
_SIDE, _CELL = 5, 16
_GROUND = (0xF2, 0xEE, 0xE6)


@dataclass(frozen=True)
class Upload:
    """A file as it came; one whose name begins with ``SPOILER_`` is a spoiler in any case."""

    filename: str
    content_type: str
    data: bytes
    description: str | None = None
    spoiler: bool = False


@dataclass(frozen=True)
class StoredFile:
    """A file as it is kept: Discord's attachment object and the bytes."""

    attachment: JSON
    data: bytes


class Files:
    """The attachments of all messages, by id. ``seconds`` is how long it takes to download one of 10 MB, and
    a smaller one as much less.
    """

    def __init__(self, clock: Clock) -> None:
        self.seconds = 0.0
        self._clock = clock
        self._files: dict[str, StoredFile] = {}

    def store(self, origin: str, channel_id: str, upload: Upload) -> JSON:
        """Keep a file; returns its attachment object, whose URL lies under ``origin``.

        Raises:
            DiscordError: 40005: it is larger than 10 MB.
        """
        if len(upload.data) > MOST_BYTES:
            raise too_large()
        name = re.sub(r"[^\w.\-]", "_", upload.filename.rsplit("/", 1)[-1]) or "unknown"
        kind = upload.content_type
        if not kind or kind == "application/octet-stream":
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind.startswith("text/") and "charset" not in kind:
            kind += "; charset=utf-8"
        file_id = self._clock.snowflake()
        url = f"{origin}/attachments/{channel_id}/{file_id}/{name}"
        attachment: JSON = {"id": file_id, "filename": name, "size": len(upload.data), "content_type": kind}
        attachment |= {"url": url, "proxy_url": url}
        if upload.spoiler or name.startswith("SPOILER_"):
            attachment["flags"] = SPOILER
        if upload.description:
            attachment["description"] = upload.description
        self._files[file_id] = StoredFile(attachment, upload.data)
        return dict(attachment)

    def get(self, file_id: str) -> StoredFile:
        """The file with this id.

        Raises:
            DiscordError: there is none.
        """
        if file_id not in self._files:
            raise DiscordError(404, 0, "404: Not Found")
        return self._files[file_id]


def new_hash(seed: str) -> str:
    """The hash of a picture that is made from ``seed``."""
    return hashlib.sha256(seed.encode()).hexdigest()[:32]


def picture(seed: str) -> bytes:
    """A PNG of 80 by 80 pixels: a symmetric pattern in one colour, both from ``seed``."""
    digest = hashlib.sha256(seed.encode()).digest()
    ink = tuple(60 + byte % 130 for byte in digest[:3])
    half = (_SIDE + 1) // 2
    cells = [[bool(digest[3 + row * half + column] & 1) for column in range(half)] for row in range(_SIDE)]
    rows = []
    for cell_row in cells:
        mirrored = cell_row + cell_row[-2::-1]
        line = b"".join(bytes(ink if on else _GROUND) * _CELL for on in mirrored)
        rows.extend([b"\0" + line] * _CELL)
    size = _SIDE * _CELL
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"".join(rows))) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
