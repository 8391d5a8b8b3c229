"""What people are told of a database's faults, whatever its engine."""

from __future__ import annotations

from bot.domain.message import Message, message
from bot.i18n.program import called

DISK_FULL = message("The bot's disk is full: nothing can be saved until there is room.")


def damaged(detail: str) -> Message:
    """The database does not hold what was written. ``detail`` is in the engine's words."""
    return message(
        "The database is damaged ({detail}). Whoever runs the bot can check it "
        "with `{doctor}` and restore a backup with `{restore}`.",
        detail=detail,
        doctor=called("doctor"),
        restore=called("restore"),
    )
