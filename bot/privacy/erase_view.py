"""What is asked before all comments of a member are erased, and what is answered then."""

from __future__ import annotations

from bot.domain.message import Message, counted, message
from bot.privacy.member_store import StoredData
from bot.privacy.my_data import Erased


def question(kept: StoredData) -> list[Message]:
    """Return what would be erased."""
    lines: list[Message] = []
    if kept.comments:
        lines += [
            counted("Erase {count} comment for good?", "Erase {count} comments for good?", kept.comments),
            message(
                "Their texts, earlier versions and attachments are erased here, and the messages that show "
                "them are removed from Discord; what was added from elsewhere stays where it stands. Answers "
                "of others stay in their place. Nobody can restore them."
            ),
        ]
    if kept.reasons:
        lines.append(
            counted(
                "Erase what you said in {count} report for good?",
                "Erase what you said in {count} reports for good?",
                kept.reasons,
            )
        )
    return lines


def outcome(erased: Erased) -> list[Message]:
    """Return what was erased."""
    lines: list[Message] = []
    if erased.comments:
        lines.append(counted("{count} comment is erased.", "{count} comments are erased.", erased.comments))
    if erased.reasons:
        lines.append(
            counted(
                "What you said in {count} report is erased.",
                "What you said in {count} reports is erased.",
                erased.reasons,
            )
        )
    return lines
