"""Who can read a channel, as the platform says at this moment."""

from __future__ import annotations

from typing import Protocol

from bot.domain.errors import PlatformFailed, Refused
from bot.domain.message import message
from bot.domain.notice import read_by_all


class Visibility(Protocol):
    """What the platform last said of its channels. Asking costs no request."""

    def public(self, server_id: int, channel_id: int) -> bool | None:
        """Whether everybody in the server can read a channel. False for a channel that is gone or hidden
        from the bot; None while the platform does not show the bot the server.
        """


def require_private(visibility: Visibility, server_id: int, channel_id: int) -> None:
    """Refuse a moderators' channel that everybody can read.

    Raises:
        PlatformFailed: it is unknown who can read it.
        Refused: everybody can.
    """
    is_public = visibility.public(server_id, channel_id)
    if is_public is None:
        raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
    if is_public:
        raise Refused(read_by_all(channel_id))
