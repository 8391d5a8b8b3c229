"""What is answered to whoever sets that members comment by dialog alone, or no longer."""

from __future__ import annotations

from bot.domain.message import Message, message


def switched_on(where: Message) -> Message:
    """Return what holds from now on ``where``, such as *in all channels*."""
    return message(
        "From now on, members comment {where} with *Leave a reply* alone, and nothing of it appears before a "
        "moderator has approved it in the queue. Threads are locked for members within minutes.",
        where=where,
    )


def switched_off(where: Message) -> Message:
    """Return what holds from now on ``where``, such as *in all channels*."""
    return message(
        "From now on, everyone can write {where} as before. What waits already stays in the queue until a "
        "moderator has decided.",
        where=where,
    )
