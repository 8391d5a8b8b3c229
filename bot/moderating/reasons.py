"""Reasons for hiding a comment that moderators choose instead of writing them."""

from __future__ import annotations

from enum import StrEnum

from bot.domain.message import message


class Reason(StrEnum):
    """A reason that comes with the bot."""

    SPAM = "spam"
    INSULT = "insult"
    HATE = "hate"
    OFF_TOPIC = "off topic"
    PRIVATE_DATA = "private data"
    FALSE = "false"
    ILLEGAL = "illegal"
    REPEATED = "repeated"


REASONS = {
    Reason.SPAM: message("Spam or advertising"),
    Reason.INSULT: message("Insults or threatens somebody"),
    Reason.HATE: message("Degrades people for what they are"),
    Reason.OFF_TOPIC: message("Has nothing to do with the article"),
    Reason.PRIVATE_DATA: message("Reveals private data"),
    Reason.FALSE: message("States as a fact what is false"),
    Reason.ILLEGAL: message("May be against the law"),
    Reason.REPEATED: message("Repeats what was said before"),
}
"""What is stored as the reason, in the language of the moderator who chooses it."""


def reason_of(chosen: str, written: str) -> str:
    """The reason that was chosen, with what was written beside it; either may be empty."""
    return ": ".join(one for one in (chosen.strip(), written.strip()) if one)
