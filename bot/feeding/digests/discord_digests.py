"""Sending digests to Discord."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.discordkit.http_errors import translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.feeding.digests.digest import Digest
from bot.feeding.digests.digest_view import component_id, digest_view
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Client

MAX_CLOCK_SKEW = timedelta(minutes=1)
"""How far our clock may be ahead of Discord's."""
MAX_SEARCHED = 500
"""Messages that are searched for one whose outcome is unknown."""


class DiscordDigests:
    """Sends digests and finds them again; needs View Channel, Send Messages and Read Message History."""

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog

    async def send(self, channel_id: int, digest: Digest) -> None:
        """Send a digest; twice within minutes makes one message."""
        with translate_errors():
            await self._client.get_partial_messageable(channel_id).send(
                view=digest_view(digest, self._catalog),
                nonce=f"d{channel_id % 10**12}-{digest.number % 10**9}",
                allowed_mentions=NO_MENTIONS,
            )

    async def was_sent(self, channel_id: int, digest: Digest, since: datetime) -> bool:
        """Whether the message of a digest is there, since a moment."""
        wanted = component_id(digest)
        place = self._client.get_partial_messageable(channel_id)
        with translate_errors():
            history = place.history(limit=MAX_SEARCHED, after=since - MAX_CLOCK_SKEW, oldest_first=True)
            async for one in history:
                if one.author == self._client.user and any(
                    getattr(part, "id", None) == wanted for part in one.components
                ):
                    return True
        return False
