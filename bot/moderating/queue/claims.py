"""Who looks at a comment: two moderators never act on one comment without knowing of each other."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.database.engine import Connection
from bot.domain.errors import Refused
from bot.domain.mentions import in_figures
from bot.domain.message import message
from bot.moderating.queue import queue_store as queue


def require_free(connection: Connection, comment_id: int, moderator_id: int) -> None:
    """Require that no other moderator looks at a comment.

    Raises:
        Refused: one does; it says who, and until when.
    """
    claim = queue.claimed(connection, comment_id, datetime.now(UTC))
    if claim is not None and claim.moderator_id != moderator_id:
        raise Refused(
            message(
                "<@{moderator}> is looking at this comment. Please leave it to them, or try again {time}.",
                moderator=str(claim.moderator_id),
                time=in_figures(claim.until),
            )
        )
