"""That a discussion is locked or closed, and why, for all who read it."""

from __future__ import annotations

from bot.discordkit.member_words import in_one_line
from bot.domain.discussion import DiscussionStatus
from bot.domain.message import Message, message

MAX_REASON_LENGTH = 300

_STATUS = {
    DiscussionStatus.LOCKED: message("🔒 Locked: only moderators can comment."),
    DiscussionStatus.CLOSED: message("🔒 Closed: only moderators can comment."),
}


def status_line(
    status: DiscussionStatus, reason: str | None, longest: int = MAX_REASON_LENGTH
) -> Message | None:
    """Return what to tell of a discussion's status, with the first ``longest`` characters of the reason; None
    if it is open.
    """
    line = _STATUS.get(status)
    return line and _with_reason(line, reason, longest)


def refusal(status: DiscussionStatus, reason: str | None) -> Message:
    """Return why nobody but moderators can add to a discussion with this status."""
    if status is DiscussionStatus.CLOSED:
        return _with_reason(message("This discussion is closed."), reason)
    return _with_reason(message("This discussion is locked: only moderators can comment."), reason)


def _with_reason(line: Message, reason: str | None, longest: int = MAX_REASON_LENGTH) -> Message:
    if not reason:
        return line
    return message("{line} Reason: {reason}", line=line, reason=in_one_line(reason, longest))
