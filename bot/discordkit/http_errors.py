"""Translating Discord's errors into the domain's."""

from __future__ import annotations

import contextlib
import logging
import re
import traceback
from collections.abc import Iterator

import aiohttp
import discord

from bot.discordkit.odd_answers import faults_answered  # the module replaces how discord.py reads answers
from bot.domain.errors import BotLacks, NotFound, PlatformFailed
from bot.domain.message import message
from bot.logs.errors import text_of

_log = logging.getLogger(__name__)

OLD_EDITS_LIMITED = 30046
ARCHIVED = 50083
LOCKED = 160005
_PASSING_CODES = frozenset({OLD_EDITS_LIMITED, ARCHIVED, LOCKED})
_PASSING_STATUSES = frozenset({401, 403, 404, 429})
_TROUBLE = message("Discord is having trouble. Please try again in a moment.")
_PARSE_ERRORS = (TypeError, LookupError, AttributeError, ValueError, ArithmeticError, discord.InvalidData)
"""What discord.py raises for JSON of an unexpected shape."""

_QUOTED = re.compile(r'"(?:.*"|.*)', re.DOTALL)
"""From the first quotation mark to the last: what is quoted may hold some itself, and line breaks."""
_MOST = 300
"""Characters of a reason: a refused form has a line for each of its fields."""


def reason_of(error: discord.HTTPException) -> str:
    """Discord's own words, without what they quote; the status of an answer that is not Discord's own.

    An answer without an error code is a proxy's page, or anybody's: it may repeat what was sent.
    """
    if not error.code or not error.text:
        return f"HTTP {error.status}"
    return _QUOTED.sub('"…"', error.text)[:_MOST]


@text_of.register
def _(error: discord.HTTPException) -> str:
    return f"{error.status} (error code {error.code}): {reason_of(error)}"


@text_of.register
def _(error: discord.ConnectionClosed) -> str:
    return f"code {error.code}, shard {error.shard_id}"


@contextlib.contextmanager
def translate_errors() -> Iterator[None]:
    """Raise discord.py's errors as the domain's, with the original as ``__cause__``.

    Raises:
        BotLacks: the bot lacks a permission.
        NotFound: the message, thread or channel is gone.
        PlatformFailed: any other refusal, a fault of Discord's, an unreadable answer, or no connection.
    """
    try:
        yield
    except discord.Forbidden as error:
        raise BotLacks(
            message(
                "Discord does not let me do that here: I need a permission ({detail}).",
                detail=reason_of(error),
            )
        ) from error
    except discord.NotFound as error:
        raise NotFound(
            message("That is no longer on Discord ({detail}).", detail=reason_of(error))
        ) from error
    except discord.DiscordServerError as error:
        raise PlatformFailed(_TROUBLE) from error
    except discord.HTTPException as error:
        raise PlatformFailed(message("Discord refused that ({detail}).", detail=reason_of(error))) from error
    except (discord.RateLimited, aiohttp.ClientError, OSError) as error:
        raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment.")) from error
    except _PARSE_ERRORS as error:
        if not _raised_by_discord_py(error):
            raise
        # We may have called discord.py wrongly: log the traceback.
        _log.exception("discord.py could not read an answer of Discord's")
        raise PlatformFailed(_TROUBLE) from error


@contextlib.contextmanager
def not_found_at_once() -> Iterator[None]:
    """Raise NotFound only where Discord answered so at once.

    Raises:
        PlatformFailed: it answered with a fault before. What was asked for then may have been done, and what
            is gone may be gone by that.
    """
    with faults_answered() as faults:
        try:
            yield
        except NotFound as gone:
            if faults:
                raise PlatformFailed(_TROUBLE) from gone
            raise


def is_final(failure: PlatformFailed) -> bool:
    """Whether Discord refused the content of a request, so that sending it again would fail again.

    Rate limits, faults of Discord's and missing access or channels are not final.
    """
    cause = failure.__cause__
    if not isinstance(cause, discord.HTTPException) or isinstance(cause, discord.DiscordServerError):
        return False
    if cause.code in _PASSING_CODES:
        return False
    return 400 <= cause.status < 500 and cause.status not in _PASSING_STATUSES


def code_of(error: BaseException) -> int | None:
    """Return Discord's error code of a translated error, or None."""
    return error.__cause__.code if isinstance(error.__cause__, discord.HTTPException) else None


def _raised_by_discord_py(error: BaseException) -> bool:
    """Whether an error was raised in discord.py or what it called, not in our own code."""
    modules = [
        str(frame.f_globals.get("__name__")).partition(".")[0]
        for frame, _ in traceback.walk_tb(error.__traceback__)
    ]
    return next((one for one in reversed(modules) if one in ("discord", "bot")), None) == "discord"
