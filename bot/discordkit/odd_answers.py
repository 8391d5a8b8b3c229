"""Reading Discord's answers: one that Discord did not write counts as a temporary fault of the server.

A proxy's page, an empty body and truncated JSON come with any status. discord.py would raise unexpected
errors, or take a proxy's 404 for a deleted message.
"""

from __future__ import annotations

import json
from typing import Any

import aiohttp
import discord

_MAX_LOGGED = 200
"""Characters of an unreadable answer that are logged."""


async def read_answer(response: aiohttp.ClientResponse) -> Any:
    """Return the JSON of an answer; "" for 204, the text for a server error that is not JSON.

    Raises:
        discord.DiscordServerError: the answer is not Discord's, or truncated.
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
        return text  # discord.py retries
    raise discord.DiscordServerError(response, f"no answer of Discord's: {text[:_MAX_LOGGED]!r}")


# discord.py looks this up in these two modules for every request; there is no other way to replace it.
discord.http.json_or_text = read_answer
discord.webhook.async_.json_or_text = read_answer  # type: ignore[attr-defined]
