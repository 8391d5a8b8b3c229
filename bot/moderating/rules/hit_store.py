"""What rules found in comments, for moderators. It goes with the text that it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, select

from bot.database.dialect import given, insert_once
from bot.database.engine import Connection
from bot.database.schema import rule_hit
from bot.discussion.stores import notice_store as notices
from bot.domain.language import Language
from bot.domain.moderation import NoticeKind, ReportStatus
from bot.domain.rules import Rule, StoredHit

_ADD_ONCE = insert_once(rule_hit).returning(rule_hit.c.rule)
_OF_COMMENTS = select(rule_hit).where(rule_hit.c.comment_id.in_(given("comment_ids")))


def put(
    connection: Connection, comment_id: int, hits: Sequence[StoredHit], *, quietly: bool = False
) -> set[Rule]:
    """Store all that rules find in a comment now, in the place of what they found before. Moderators are told
    of what is new, unless ``quietly``; what they decided on of the same text stays decided. Gives the rules
    that found it newly.
    """
    rows = [
        {
            "comment_id": comment_id,
            "rule": one.rule,
            "consequence": one.consequence,
            "found": {language.value: words for language, words in one.found.items()},
            "status": one.status,
            "at": one.at,
        }
        for one in hits
    ]
    gone = delete(rule_hit).where(
        rule_hit.c.comment_id == comment_id, rule_hit.c.rule.not_in([one.rule for one in hits])
    )
    connection.execute(gone)
    new = set(connection.execute(_ADD_ONCE, rows).scalars()) if rows else set()
    if new and not quietly:
        notices.owe(connection, comment_id, NoticeKind.REPORT)
    return new


def of_comment(connection: Connection, comment_id: int) -> tuple[StoredHit, ...]:
    """What rules found in a comment, in the order of :class:`Rule`."""
    return of_comments(connection, [comment_id]).get(comment_id, ())


def of_comments(connection: Connection, comment_ids: Collection[int]) -> Mapping[int, tuple[StoredHit, ...]]:
    """What rules found in comments, by comment and in the order of :class:`Rule`."""
    found: dict[int, list[StoredHit]] = {}
    order = list(Rule)
    for row in connection.execute(_OF_COMMENTS, {"comment_ids": list(comment_ids)}).mappings():
        words = {Language(language): text for language, text in row["found"].items()}
        found.setdefault(row["comment_id"], []).append(StoredHit(**{**row, "found": words}))
    return {one: tuple(sorted(hits, key=lambda hit: order.index(hit.rule))) for one, hits in found.items()}


def is_open(hit: StoredHit) -> bool:
    """Whether moderators have not decided on it yet."""
    return hit.status is ReportStatus.OPEN
