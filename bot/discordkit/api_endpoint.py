"""Which server the Discord client talks to."""

from __future__ import annotations

import discord
import yarl
from discord.gateway import DiscordWebSocket

DISCORD = "https://discord.com/api/v10"


def point_at(api: str) -> None:
    """Make discord.py in this process talk to the Discord-compatible API at the URL ``api``.

    discord.py keeps these addresses in class attributes; there is no other way to set them.
    """
    if api == DISCORD:
        return
    base = yarl.URL(api)
    discord.http.Route.BASE = api.rstrip("/")
    gateway = base.with_scheme("wss" if base.scheme == "https" else "ws").with_path("/gateway")
    DiscordWebSocket.DEFAULT_GATEWAY = gateway
    discord.Asset.BASE = str(base.origin())
