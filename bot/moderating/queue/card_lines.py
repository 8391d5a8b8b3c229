"""What the card of a comment in the queue says of it, line by line."""

from __future__ import annotations

from bot.discordkit.escaping import escaped
from bot.discordkit.member_words import comment_in_one_line
from bot.discussion.comment_text_view import said_line, status_of
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import CommentStatus
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.domain.moderation import Report, ReportStatus
from bot.domain.notice import MessageRef
from bot.domain.rules import StoredHit
from bot.moderating.history_view import CATEGORIES
from bot.moderating.queue.waiting import Item, Waiting

LONGEST_ANSWERED = 300
LONGEST_REPORT = 100
MAX_REPORTS = 5

WHY = {
    Waiting.HELD: message("Held"),
    Waiting.REPORTED: message("Reported"),
    Waiting.REFUSED: message("Refused: the discussion was locked"),
    Waiting.NEW: message("New"),
}


def heading(item: Item) -> Message:
    """Why it waits, and how many more do."""
    waiting = counted("{count} more waits", "{count} more wait", item.left)
    if not item.left:
        return message("### {why}", why=WHY[item.waiting])
    return message("### {why} · {waiting}", why=WHY[item.waiting], waiting=waiting)


def place_lines(item: Item) -> list[Message]:
    """Where it was said, by whom and when, and how it stands."""
    comment, home = item.comment, item.home
    spot = MessageRef(home.server_id, home.thread_id or home.channel_id, None)
    lines = [
        message("-# {headline}", headline=escaped(trimmed(one_line(item.headline), 150))),
        said_line(comment, spot),
    ]
    if item.link:
        lines.append(message("-# [Open the message]({link})", link=item.link))
    if comment.status is not CommentStatus.VISIBLE:
        lines.append(message("-# {status}", status=status_of(comment)))
    if item.may_be_withdrawn:
        lines.append(message("Its author may have deleted this message."))
    return lines


def answered_lines(item: Item) -> list[str]:
    """What it answers."""
    if item.answers is None:
        return []
    name = escaped(trimmed(one_line(item.answers.author.shown), 40))
    return [f"-# ↪ {name}: {comment_in_one_line(item.answers, LONGEST_ANSWERED)}"]


def reported_lines(item: Item) -> list[Message]:
    """What members reported it for."""
    found = [one for one in item.reports if is_open(one)]
    lines = [
        message(
            "- {category}: {reason}",
            category=CATEGORIES[one.category],
            reason=escaped(trimmed(one_line(one.reason), LONGEST_REPORT)) or message("(erased)"),
        )
        for one in found[:MAX_REPORTS]
    ]
    if not found:
        return []
    told = counted("**Reported by {count} member**", "**Reported by {count} members**", len(found))
    return [told, *lines]


def author_line(item: Item) -> Message:
    """What is known of its author."""
    record = item.author
    told = counted("{count} comment here", "{count} comments here", record.comments)
    if record.since is None:
        return message("-# {told}", told=told)
    return message(
        "-# Author: {told}, {hidden} hidden, {reported} reported, the first {since}",
        told=told,
        hidden=record.hidden,
        reported=record.reported,
        since=in_figures(record.since),
    )


def is_open(report: Report | StoredHit) -> bool:
    """Whether it waits for a decision."""
    return report.status is ReportStatus.OPEN
