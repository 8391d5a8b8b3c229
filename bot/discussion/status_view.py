"""That a discussion is locked or closed, and why, for all who read it."""

from __future__ import annotations

from bot.discordkit.member_words import in_one_line
from bot.domain.discussion import Discussion, DiscussionStatus
from bot.domain.message import Message, counted, message

MAX_REASON_LENGTH = 300

_STATUS = {
    DiscussionStatus.LOCKED: message("🔒 Locked: only moderators can comment."),
    DiscussionStatus.CLOSED: message("🔒 Closed: only moderators can comment."),
}


def status_line(
    status: DiscussionStatus,
    reason: str | None,
    longest: int = MAX_REASON_LENGTH,
    *,
    closed_after: int | None = None,
) -> Message | None:
    """Return what to tell of a discussion's status, with the first ``longest`` characters of the reason; None
    if it is open. ``closed_after``: the days after which it was closed by its age.
    """
    line = _STATUS.get(status)
    if status is DiscussionStatus.CLOSED and closed_after:
        line = counted(
            "🔒 Closed after {count} day: only moderators can comment.",
            "🔒 Closed after {count} days: only moderators can comment.",
            closed_after,
        )
    return line and _with_reason(line, reason, longest)


def refusal(discussion: Discussion) -> Message:
    """Return why nobody but moderators can add to a discussion that is locked or closed."""
    reason = discussion.reason
    if discussion.status is DiscussionStatus.CLOSED:
        if days := discussion.closed_after:
            closed = counted(
                "This discussion was closed after {count} day.",
                "This discussion was closed after {count} days.",
                days,
            )
            return _with_reason(closed, reason)
        return _with_reason(message("This discussion is closed."), reason)
    return _with_reason(message("This discussion is locked: only moderators can comment."), reason)


def _with_reason(line: Message, reason: str | None, longest: int = MAX_REASON_LENGTH) -> Message:
    if not reason:
        return line
    return message("{line} Reason: {reason}", line=line, reason=in_one_line(reason, longest))
