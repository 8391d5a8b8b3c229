"""Discord's errors as the services know them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import aiohttp
import discord

from bot.domain.errors import BotLacks, NotFound, PlatformFailed
from bot.domain.message import message

OLD_EDITS_LIMITED = 30046
ARCHIVED = 50083
LOCKED = 160005
_PASSING_CODES = frozenset({OLD_EDITS_LIMITED, ARCHIVED, LOCKED})
_PASSING_STATUSES = frozenset({401, 403, 404, 429})


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Raise what Discord answers as one of the domain's errors; Discord's own stays its ``__cause__``.

    Raises:
        BotLacks: the bot may not do that there.
        NotFound: the message, thread or channel is not there any more.
        PlatformFailed: any other refusal, a fault of Discord's, or no connection to it.
    """
    try:
        yield
    except discord.Forbidden as error:
        raise BotLacks(
            message(
                "Discord does not let me do that here: I lack a permission ({detail}).", detail=error.text
            )
        ) from error
    except discord.NotFound as error:
        raise NotFound(message("That is not on Discord any more ({detail}).", detail=error.text)) from error
    except discord.DiscordServerError as error:
        raise PlatformFailed(message("Discord is having trouble. Please try again in a moment.")) from error
    except discord.HTTPException as error:
        raise PlatformFailed(
            message("Discord refused that ({detail}).", detail=error.text or str(error.status))
        ) from error
    except (discord.RateLimited, aiohttp.ClientError, OSError) as error:
        raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment.")) from error


def is_final(failure: PlatformFailed) -> bool:
    """Whether Discord refused what was sent: the same again would be refused again.

    Its rate limits and faults pass, and so does what was wrong with the place or with the bot's access.
    """
    cause = failure.__cause__
    if not isinstance(cause, discord.HTTPException) or cause.code in _PASSING_CODES:
        return False
    return 400 <= cause.status < 500 and cause.status not in _PASSING_STATUSES


def code_of(error: BaseException) -> int | None:
    """Discord's own error code behind a translated error, or None."""
    return error.__cause__.code if isinstance(error.__cause__, discord.HTTPException) else None
