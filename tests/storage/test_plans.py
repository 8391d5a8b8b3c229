"""However many comments there are, what is asked for often never goes through all of them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy.exc import NoResultFound

from bot.audit import audit_log_store as audit_log
from bot.audit.audit_log import AuditFilter, AuditScope
from bot.browsing import search_store as search
from bot.browsing.pager import Window
from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection, Database
from bot.database.reports import pending_report
from bot.discussion.featuring import featured_store as featured, question_store as questions
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    comment_store as comments,
    deletion_store as deletions,
    discussion_store as discussions,
    ended_store as endings,
    held_store as waiting,
    owed_translation_store as owed,
    post_store as posts,
    reaction_store as reactions,
    report_store as reports,
    send_order_store as turns,
    takedown_store as takedowns,
    unresolved_reply_store as orphans,
)
from bot.domain.discussion import (
    Appearance,
    AppearanceKind,
    AppearanceStatus,
    CommentStatus,
    Discussion,
    DiscussionStatus,
    Ending,
)
from bot.domain.events import LiveMessage
from bot.domain.feeds.following import AnnouncementKind
from bot.domain.language import Language
from bot.domain.moderation import Action, ReportStatus
from bot.exporting import export_store as exports
from bot.feeding import announcement_store as announcements, look_store as looks
from bot.gathering import stored_message_store as stored_messages
from bot.moderating.closing import closing_store as closing
from bot.moderating.rules import hit_store as rule_hits, said_store as said_before
from bot.posting import article_store as articles, machine_edition_store as machine_editions
from bot.posting.pages import page_check_store as page_checks, version_store as versions
from bot.privacy import member_store as members
from bot.statistics import statistics_store as statistics
from tests.plans import plan_of

pytestmark = pytest.mark.plans
NOW = datetime.now(UTC)
SERVER, ROOM, THREAD = 1, 10, 500
DISCUSSION = Discussion(1, "d", 1, SERVER, DiscussionStatus.OPEN, 0, NOW)
MIRROR = Appearance(1, 1, 1, THREAD, None, AppearanceKind.MIRROR, AppearanceStatus.PENDING, by_webhook=True)

_ASKED_BY_MESSAGES = {
    "parent": partial(comments.by_message, message_id=1),
    "appearance": partial(appearances.by_message, message_id=1),
    "shown": partial(appearances.shown_by, message_ids=[1, 2]),
    "discussion": partial(discussions.of_thread, thread_id=THREAD),
    "orphans": partial(orphans.adopt, shown={1: 1}),
    "changed": partial(appearances.mark_changed, comment_id=1),
    "held": partial(turns.schedule_held, channel_id=THREAD),
    "is pending": partial(appearances.is_pending, channel_id=THREAD),
    "erased": partial(erasures.erase, comment_ids=[1]),
    "reactions": partial(reactions.count, messages=[LiveMessage(1), LiveMessage(2)]),
    "to send": partial(turns.to_send, channel_id=THREAD, limit=10, started=NOW, unstored={5: "a"}, stale=[5]),
    "is its turn": partial(turns.is_turn, mirror=MIRROR, newest=1, started=NOW, unstored={5: "a"}, stale=[5]),
    "owed a translation": partial(owed.owe, comment_ids=[1, 2], at=NOW),
    "translation of use": partial(owed.is_of_use, comment_id=1, at=NOW),
    "translated": partial(owed.complete, comment_id=1, language=Language.ES, at=NOW),
    "not translated": partial(owed.wake, comment_id=1),
    "pending": partial(appearances.pending, channel_id=THREAD),
    "outstanding": partial(appearances.outstanding, channel_id=THREAD),
    "waiting": appearances.waiting,
    "recent in a channel": partial(appearances.recent_shown_in, since_id=1, channel_id=ROOM),
    "live in a channel": partial(posts.live_in, channel_id=ROOM),
    "deletion settled": partial(deletions.settle, appearance_id=1),
    "deletions to settle in a server": partial(deletions.unsettled, server_id=SERVER),
    "to be taken down": partial(takedowns.of_comment, comment_id=1),
    "next to be taken down": partial(takedowns.following, lane=(THREAD, AppearanceKind.MIRROR), failed=[1]),
    "may have been taken down": partial(waiting.is_begun, comment_id=1, appearance_id=1),
    "may have been withdrawn": partial(waiting.may_be_withdrawn, comment_id=1),
    "has its answer": partial(waiting.answered, appearance_id=1),
    "still to be copied": partial(copies.missing, comment_id=1),
    "copies lost": partial(copies.count_lost, comment_id=1),
    "taken down together": partial(takedowns.schedule_for, comment_ids=[1, 2]),
}
_SPOKEN = said_before.Spoken(1, 2, "Who pays?", SERVER, ROOM, 0, can_be_held=True)
_ASKED_BY_RULES = {
    "as it is stored": lambda connection: _spoken(connection),
    "said before by the author": partial(said_before.own, spoken=_SPOKEN, since=NOW),
    "said before by others": partial(said_before.others, spoken=_SPOKEN, since=NOW),
    "comments that stand": partial(said_before.count_standing, spoken=_SPOKEN, most=5),
    "found": partial(rule_hits.of_comments, comment_ids=[1, 2]),
    "put": partial(rule_hits.put, comment_id=1, hits=[]),
    "open": partial(reports.are_open, comment_id=1),
}


def _spoken(connection: Connection) -> None:
    with contextlib.suppress(NoResultFound):
        said_before.get(connection, 1)


_ASKED_BY_COMMANDS = {
    "last said": partial(comments.last_by, discussion_id=1, author_id=2, since=NOW),
    "card removed": partial(discussions.has_comments, post_id=1),
    "shown on a card": partial(discussions.visible_comments, discussion_id=1, posts=[1, 2]),
    "featured on a card": partial(featured.of_posts, discussion=DISCUSSION, post_ids=[1, 2], channels=[ROOM]),
    "question": partial(questions.asked, discussion_id=1),
    "places of a question": partial(questions.places, discussion_id=1),
    "featured": partial(featured.count, discussion_id=1, channels=[ROOM]),
    "featured from channels": partial(featured.discussions_from, channels=[ROOM]),
    "cards that feature it": partial(posts.mark_featuring_stale, comment_id=1),
    "translation of mirrors set": partial(owed.follow_setting, server_id=SERVER, at=NOW),
    "thread of a card": partial(owed.owe_below, post_id=1, at=NOW),
    "posts": partial(posts.of_discussion, discussion_id=1),
    "cards to redraw": partial(posts.mark_stale, discussion_ids=[1, 2]),
    "recent": partial(posts.recent, channel_id=ROOM, limit=25),
    "machine edition": partial(machine_editions.of_article, article_id=1, server_id=SERVER),
    "machine editions outdated": partial(machine_editions.drop_outdated, article_id=1),
    "versions": partial(versions.versions, article_id=1, skip=0, limit=7),
    "headlines": partial(articles.titles, article_ids=[1, 2], language=Language.ES),
    "reports": partial(reports.of_comment, comment_id=1),
    "settled": partial(reports.settle, comment_id=1, status=ReportStatus.DISMISSED),
    "reports that wait": partial(reports.waiting, server_id=SERVER),
    "kept of a member": partial(members.kept, author_id=2, server_id=SERVER),
    "own": partial(search.by_author, author_id=2, window=Window(6), server_id=SERVER, channels=[ROOM]),
    "how many own": partial(search.count_by_author, author_id=2, server_id=SERVER, channels=[ROOM]),
    "exported": partial(exports.count, discussion_id=1, statuses=[CommentStatus.VISIBLE], posts=[1]),
    "reported by a member": partial(members.reported, reporter_id=2, server_id=SERVER),
    "reasons erased": partial(erasures.erase_reasons, reporter_id=2, server_id=SERVER),
    "all erased": partial(erasures.erase_member, author_id=2, server_id=SERVER, until=1),
}
_SCOPE = AuditScope(SERVER, 2, frozenset((ROOM,)))
_AUDIT = partial(audit_log.page, scope=_SCOPE, limit=9)
_ASKED_OF_THE_AUDIT = {
    "all": partial(_AUDIT, wanted=AuditFilter()),
    "since": partial(_AUDIT, wanted=AuditFilter(since=NOW, until=NOW)),
    "member": partial(_AUDIT, wanted=AuditFilter(member_id=2)),
    "moderator": partial(_AUDIT, wanted=AuditFilter(moderator_id=2)),
    "kind": partial(_AUDIT, wanted=AuditFilter(action=Action.HIDE)),
    "channels": partial(audit_log.channels, server_id=SERVER),
}
_WHERE = {"server_id": SERVER, "channels": [ROOM], "moderated": [ROOM]}
_ASKED_FOR_CHARTS = {
    "hours of a server": partial(statistics.in_server, **_WHERE, since=NOW),
    "hours of a discussion": partial(statistics.in_server, **_WHERE, discussion_id=1),
    "hours of an export": partial(
        statistics.in_export, discussion_id=1, statuses=[CommentStatus.VISIBLE], channels=[ROOM]
    ),
}
_ASKED_AT_A_START = {
    "obeyed": erasures.obey,
    "questions": questions.pending,
    "to be closed": partial(closing.due, server_id=SERVER, days=14, now=NOW),
    "to take down": takedowns.lanes,
    "to copy": copies.pending,
    "deletions to settle": deletions.unsettled,
    "recent": partial(appearances.recent_shown, since_id=1),
    "sources": appearances.sources,
    "stand in a room": partial(stored_messages.between, channel_id=THREAD, after=1, until=9),
    "stand at its end": partial(stored_messages.between, channel_id=THREAD, after=1),
    "room gone": partial(appearances.mark_channels_gone, channel_ids=[THREAD]),
    "ended": partial(endings.since_before, kind=Ending.CLOSED, moment=NOW - timedelta(days=1)),
    "erased in time": partial(endings.kept, discussion_id=1, limit=10),
    "pages due": partial(page_checks.due, until=NOW),
    "pages due later": partial(page_checks.next_after, after=NOW),
}
_ASKED_OF_FEEDS = {
    "a look": partial(looks.looked_at, feed_id=1),
    "how often entries appear": partial(looks.appeared, feed_id=1),
    "told": partial(announcements.of_feed, feed_id=1, kinds=list(AnnouncementKind)),
    "to tell": announcements.owed,
    "to tell a server": partial(announcements.waiting, server_id=SERVER),
}
_ASKED_BY_METRICS = {
    "mirrors": pending_report.mirrors,
    "mirrors to change": pending_report.mirror_changes,
    "gaps": pending_report.gaps,
    "characters": partial(pending_report.characters, month="2026-11"),
    "outbox": partial(pending_report.outbox_since, first_action=1),
}
PARTIAL = (
    "ix_appearance_pending",
    "ix_appearance_outstanding",
    "ix_comment_added",
    "ix_comment_not_shown",
    "ix_announcement_owed",
)
"""Indexes of a few rows: of what is still to be done, of what was added, of what is not shown."""
LARGE = (
    "comment",
    "appearance",
    "audit",
    "page_check",
    "this",
    "before",
    "feed",
    "announcement",
    "following",
)
BY_STATISTICS = {
    "message: erased",
    "command: translation of mirrors set",
    "start: to take down",
    "start: recent",
    "start: sources",
}
"""What PostgreSQL answers in one way or another by how many rows it expects: empty tables do not tell it."""
EVERY = [
    pytest.param(
        work,
        id=f"{when}: {name}",
        marks=[pytest.mark.on("sqlite")] if f"{when}: {name}" in BY_STATISTICS else [],
    )
    for when, asked in (
        ("message", _ASKED_BY_MESSAGES),
        ("rule", _ASKED_BY_RULES),
        ("command", _ASKED_BY_COMMANDS),
        ("audit", _ASKED_OF_THE_AUDIT),
        ("chart", _ASKED_FOR_CHARTS),
        ("start", _ASKED_AT_A_START),
        ("feed", _ASKED_OF_FEEDS),
        ("metrics", _ASKED_BY_METRICS),
    )
    for name, work in asked.items()
]


@pytest.mark.parametrize("work", EVERY)
async def test_no_query_goes_through_all_comments(database: Database, work: Callable[[Connection], object]):
    plan = await database.write(partial(plan_of, work=work))
    through_all = [(table, index) for table, index in plan.through_all if table.startswith(LARGE)]
    assert [index for _, index in through_all if index not in PARTIAL] == [], through_all
