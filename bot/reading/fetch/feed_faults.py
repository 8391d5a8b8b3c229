"""What is said of feeds that could not be had, and what to do about it."""

from __future__ import annotations

import aiohttp
from yarl import URL

from bot.domain.message import Message, message
from bot.reading.fetch.network import AddressRefused


def of_status(status: int, url: URL) -> Message:
    """What to say of a site that answered with a ``status`` that is no feed."""
    about = {"site": url.host, "status": str(status)}
    if status in (401, 402):
        return message("{site} gives this feed to subscribers alone (error {status}).", **about)
    if status in (403, 406, 451):
        return message(
            "{site} blocks bots (error {status}). Ask whoever runs that site to let the program “Tertulia” "
            "read the feed, or follow another feed of theirs.",
            **about,
        )
    if status == 404:
        return message(
            "There is no feed at that address (error {status}). Look on {site} for the one it has now.",
            **about,
        )
    if status == 410:
        return message("{site} says that this feed no longer exists (error {status}).", **about)
    if status == 429:
        return message(
            "{site} says that it is asked too often (error {status}). I ask it less often now.", **about
        )
    if status >= 500:
        return message(
            "{site} has trouble at the moment (error {status}). That usually passes by itself.", **about
        )
    return message("{site} could not give me that feed (error {status}).", **about)


def of_connection(error: aiohttp.ClientError, url: URL) -> Message:
    """What to say of a site that could not be asked."""
    site = url.host
    refused = isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, AddressRefused)
    if refused or isinstance(error, aiohttp.InvalidURL):
        return message("That link leads to an address in a private network. I do not open those.")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return message(
            "There is no site called {site}. It may have closed or moved: look for its new address.",
            site=site,
        )
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return message(
            "The certificate of {site} is not valid. Whoever runs that site has to renew it.", site=site
        )
    return message("{site} could not be reached.", site=site)
