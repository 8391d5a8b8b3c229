"""What is said of pages that could not be fetched."""

from __future__ import annotations

import re

import aiohttp
from yarl import URL

from bot.domain.errors import NotReadable
from bot.domain.message import Message, message
from bot.reading.fetch.network import AddressRefused

GONE = 410
"""The status of a page that was there, and will not be again."""
_MAY_PASS = frozenset({408, 425, 429})
"""Statuses below 500 that ask to come again later."""


class NoPage(NotReadable):
    """A site says that there is no page at a link. ``is_gone``: it was there, and will not be again."""

    def __init__(self, message: Message, *, is_gone: bool = False) -> None:
        super().__init__(message)
        self.is_gone = is_gone


class OutOfReach(NotReadable):
    """A site could not be asked, or answered with a fault of its own: that may pass."""


def check_status(response: aiohttp.ClientResponse, url: URL) -> None:
    """Refuse an answer that is no page.

    Raises:
        NoPage: there is none at that address.
        OutOfReach: that may pass.
        NotReadable: with what its status says.
    """
    if response.status in (404, GONE):
        raise NoPage(
            message("There is no page at that link (error {status}).", status=str(response.status)),
            is_gone=response.status == GONE,
        )
    if response.status in (401, 402, 403, 451):
        raise NotReadable(
            message(
                "{site} does not let me read that page (error {status}). If you can "
                "read it, copy its text and paste it.",
                site=url.host,
                status=str(response.status),
            )
        )
    if response.status != 200:
        fault = OutOfReach if response.status >= 500 or response.status in _MAY_PASS else NotReadable
        raise fault(
            message(
                "{site} could not give me that page (error {status}).",
                site=url.host,
                status=str(response.status),
            )
        )


def no_page(content_type: str) -> Message:
    """What to say of a link that leads to something else than a page."""
    if _DOCUMENTS.match(content_type):
        return message(
            "That link leads to a document ({kind}), not to a web page. Copy its text and paste it.",
            kind=content_type[:60],
        )
    return message("That link does not lead to a web page.")


_DOCUMENTS = re.compile(r"text/|application/(?:pdf|msword|rtf|epub|vnd\.(?:openxml|oasis|ms-word))")


def fault(error: aiohttp.ClientError, url: URL) -> NotReadable:
    """What to raise for a site that could not be asked."""
    refused = isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, AddressRefused)
    if refused or isinstance(error, aiohttp.InvalidURL):  # aiohttp takes no numeric host but a canonical one
        return NotReadable(
            message("That link leads to an address in a private network. I do not open those.")
        )
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return OutOfReach(message("There is no site called {site}.", site=url.host))
    return OutOfReach(message("{site} could not be reached. Please try again later.", site=url.host))
