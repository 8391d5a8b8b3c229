"""Reading Discord's answers: one that Discord did not write counts as a temporary fault of the server.

A proxy's page, an empty body and truncated JSON come with any status. discord.py would raise unexpected
errors, or take a proxy's 404 for a deleted message. It also repeats a request that is answered with a fault,
and tells nobody.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

import aiohttp
import discord

_MAX_LOGGED = 200
"""Characters of an unreadable answer that are logged."""
_faults: ContextVar[list[int] | None] = ContextVar("faults", default=None)


@contextlib.contextmanager
def faults_answered() -> Iterator[list[int]]:
    """Give the list of the server errors that requests within are answered with, as they come: Discord may
    have done what such a request asked for, and discord.py repeats it.
    """
    faults: list[int] = []
    before = _faults.set(faults)
    try:
        yield faults
    finally:
        _faults.reset(before)


async def read_answer(response: aiohttp.ClientResponse) -> Any:
    """Return the JSON of an answer; "" for 204, the text for a server error that is not JSON.

    Raises:
        discord.DiscordServerError: the answer is not Discord's, or truncated.
    """
    if response.status >= 500 and (faults := _faults.get()) is not None:
        faults.append(response.status)
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
