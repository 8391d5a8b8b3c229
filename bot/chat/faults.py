"""Discord's errors as the services know them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import aiohttp
import discord

from bot.domain.errors import BotLacks, NotFound, PlatformFailed
from bot.domain.message import message


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


def code_of(error: BaseException) -> int | None:
    """Discord's own error code behind a translated error, or None."""
    return error.__cause__.code if isinstance(error.__cause__, discord.HTTPException) else None
