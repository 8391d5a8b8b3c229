"""What sites answer: where they redirect to, and the body, unpacked within a limit."""

from __future__ import annotations

import asyncio
import zlib

import aiohttp

from bot.domain.errors import NotReadable
from bot.domain.message import message
from bot.reading.fetch.addresses import joined
from bot.reading.fetch.packing import ENCODINGS, GZIP, NOT_PACKED, unpack

_CHUNK = 64 * 1024


def redirect_of(response: aiohttp.ClientResponse) -> str | None:
    """The absolute link that an answer redirects to, or None.

    Raises:
        NotReadable: it leads to no web page.
    """
    if response.status not in (301, 302, 303, 307, 308):
        return None
    location = response.headers.get("Location")
    target = joined(str(response.url), location)
    if target is None:
        raise NotReadable(
            message("{site} redirects to an address that I do not open.", site=response.url.host)
        )
    return target


async def read_body(response: aiohttp.ClientResponse, most: int, *, cut: bool = False) -> bytes:
    """The decompressed body; of one longer than ``most`` bytes the beginning where ``cut`` is set.

    Raises:
        NotReadable: if it is longer, is cut short, or is not what its header says.
    """
    packed = _says_packed(response.headers.get("Content-Encoding", ""))
    limit = most + most // 64  # packing makes nothing longer by more than that
    received = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        received += chunk
        if len(received) > limit:
            break
    body = bytes(received)
    if packed or body[: len(GZIP)] == GZIP:
        try:
            body = await asyncio.to_thread(unpack, body, most + 1)
        except zlib.error as error:
            raise NotReadable(
                message("{site} sent a page that I cannot decompress.", site=response.url.host)
            ) from error
    if len(body) > most and not cut:
        raise NotReadable(
            message("That page is too large. The limit is {megabytes} MB.", megabytes=most // (1024 * 1024))
        )
    return body[:most]


def _says_packed(encodings: str) -> bool:
    """Whether a body is packed by its Content-Encoding.

    Raises:
        NotReadable: if it is packed in another way than was asked for.
    """
    named = {encoding.strip().lower() for encoding in encodings[:100].split(",")} - NOT_PACKED
    for encoding in named - ENCODINGS:
        raise NotReadable(
            message(
                "That page is compressed in a way that I cannot read ({encoding}).", encoding=encoding[:20]
            )
        )
    return bool(named)
