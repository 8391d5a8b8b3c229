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
            counted(
                "Permanently delete {count} comment?", "Permanently delete {count} comments?", kept.comments
            ),
            message(
                "Their texts, earlier versions and attachments are erased, and the "
                "messages that show them are deleted from Discord. Messages added from "
                "other channels stay in those channels. Other people's replies stay. "
                "Nobody can restore your comments."
            ),
        ]
    if kept.reasons:
        lines.append(
            counted(
                "Permanently delete what you wrote in {count} report?",
                "Permanently delete what you wrote in {count} reports?",
                kept.reasons,
            )
        )
    if kept.open_cases:
        lines.append(
            counted(
                "Permanently delete what {count} case about you says: the reason, your comment, notes and "
                "your appeal? What was done, until when and to whom stays until it expires.",
                "Permanently delete what {count} cases about you say: the reasons, your comments, notes and "
                "your appeals? What was done, until when and to whom stays until they expire.",
                kept.open_cases,
            )
        )
    return lines


def outcome(erased: Erased, translation: str) -> list[Message]:
    """Return what was erased; none where that is nothing. ``translation`` names the command by which members
    keep their words from outside services.
    """
    lines: list[Message] = []
    if erased.comments:
        lines.append(
            counted(
                "{count} comment has been deleted.", "{count} comments have been deleted.", erased.comments
            )
        )
    if erased.reasons:
        lines.append(
            counted(
                "What you wrote in {count} report has been deleted.",
                "What you wrote in {count} reports has been deleted.",
                erased.reasons,
            )
        )
    if erased.cases:
        lines.append(
            counted(
                "What {count} case about you said has been deleted.",
                "What {count} cases about you said has been deleted.",
                erased.cases,
            )
        )
    if lines and erased.objects:
        lines.append(
            message(
                "What you write later is still kept from outside translation services. `{command}` "
                "changes that.",
                command=translation,
            )
        )
    return lines
