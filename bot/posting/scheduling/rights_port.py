"""Where a member may post, as the chat platform says at this moment."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class PostingRights(Protocol):
    """What members may do who are not there to ask."""

    async def may_post(self, server_id: int, member_id: int, channel_ids: Collection[int]) -> frozenset[int]:
        """Those of some channels that a member may post articles in; none if they left the server.

        Raises:
            PlatformFailed: that cannot be told now.
        """
