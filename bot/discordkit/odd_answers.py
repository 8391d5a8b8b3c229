"""Reading what comes back from Discord: an answer that Discord did not write is a fault that passes.

A proxy's page, an empty body and JSON that was cut short come with any status. discord.py would raise what
nobody expects of it, or take a proxy's 404 for Discord's word that a message is gone.
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import discord

_SHOWN = 200
"""Characters of an answer that nobody understands which are logged."""


async def read_answer(response: aiohttp.ClientResponse) -> Any:
    """The JSON that Discord answered; "" where it says that there is none, and the text of a server's error.

    Raises:
        discord.DiscordServerError: the answer is not Discord's, or not all of it.
    """
    text = await response.text(encoding="utf-8", errors="replace")
    if response.status == 204:
        return text
    refused = response.status >= 400
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict) or (isinstance(answer, list) and not refused):
        return answer
    if response.status >= 500:
        return text  # discord.py asks again
    raise discord.DiscordServerError(response, f"no answer of Discord's: {text[:_SHOWN]!r}")


# discord.py looks this up in these two modules for every request; there is no other way to replace it.
discord.http.json_or_text = read_answer
discord.webhook.async_.json_or_text = read_answer  # type: ignore[attr-defined]
