"""Who can read a channel, as the platform says at this moment."""

from __future__ import annotations

from typing import Protocol


class Visibility(Protocol):
    """What the platform last said of its channels. Asking costs no request."""

    def public(self, server_id: int, channel_id: int) -> bool | None:
        """Whether everybody in the server can read a channel. False for a channel that is gone or hidden
        from the bot; None while the platform does not show the bot the server.
        """
