"""Reporting a comment, and dismissing its reports."""

from __future__ import annotations

import asyncio
from functools import partial

from bot.audit import audit_store as audit
from bot.audit.outbox import with_failure
from bot.database.engine import Connection, Database
from bot.discussion import access
from bot.discussion.stores import comment_store as comments, report_store as reports, server_store as servers
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.discussion import Comment
from bot.domain.errors import BadInput, Refused, TertuliaError
from bot.domain.message import Message, message
from bot.domain.moderation import Action, Category, Decision, NoticeKind, ReportStatus, TargetKind
from bot.domain.people import Member
from bot.moderating.notice_worker import NoticeWorker
from bot.moderating.queue import queue_store as queue
from bot.moderating.queue.claims import require_free


class Reports:
    """Stores reports, tells moderators of them, and dismisses them."""

    def __init__(self, database: Database, notice_worker: NoticeWorker) -> None:
        self._database = database
        self._notice_worker = notice_worker

    async def check(self, viewer: Viewer, message_id: int) -> Comment:
        """The comment that a message shows, if the viewer can report it.

        Raises:
            NotFound: the message shows no comment.
            Refused: it is the viewer's own, not shown any more, or reported by them already.
        """
        found = await self._database.read(access.by_message, message_id)
        comment, _ = access.require_seen(viewer, found)
        await self._database.read(_check, comment, viewer.member.id)
        return comment

    async def report(
        self,
        viewer: Viewer,
        source_id: int,
        reason: str,
        category: Category = Category.OTHER,
        *,
        hears: bool = False,
    ) -> Message:
        """Report a comment to the moderators. ``hears``: the member wants to be told what they decide.
        Returns the sentence to answer with.

        Raises:
            BadInput: the reason is empty.
            NotFound: there is no such comment that the viewer can see.
            Refused: it is the viewer's own, not shown any more, or reported by them already.
        """
        if not reason.strip():
            raise BadInput(message("Describe the problem in a few words."))
        found = await self._database.read(access.by_source, source_id)
        comment, _ = access.require_seen(viewer, found)
        reported = (viewer.member, comment.id, reason.strip(), category)
        if await self._database.write(partial(_report, hears=hears), *reported):
            return message(
                "Thank you. Moderators have looked at this comment for the same reason before, and decided "
                "that it stays."
            )
        thanks = await self._told(viewer.member.server_id, comment.id)
        if not hears:
            return thanks
        return message("{thanks} When they have decided, you get a direct message.", thanks=thanks)

    async def _told(self, server_id: int, comment_id: int) -> Message:
        """Tell moderators of a report now. Returns what to tell whoever made it."""
        settings = await self._database.read(servers.settings, server_id)
        waits = message("Your report is saved, and the moderators will see it.")
        try:
            await self._notice_worker.run((comment_id, NoticeKind.REPORT))
        except TertuliaError:
            return waits
        if settings.moderators_channel_id is None:
            return waits
        return message("Thank you. The moderators have received your report.")

    async def dismiss(self, viewer: Viewer, source_id: int) -> Message:
        """Dismiss the open reports of a comment. Returns the sentence to answer with.

        Raises:
            NotAllowed: the viewer does not moderate the comment's room.
            NotFound: there is no such comment that the viewer can see.
            Refused: no report of it is open, or another moderator looks at it.
        """
        found = await self._database.read(access.by_source, source_id)
        comment, post = access.require_seen(viewer, found)
        policy.require_moderator(viewer.moderates(post.channel_id))
        await self._database.write(_dismiss, viewer.member, comment.id)
        return await with_failure(
            message("Reports dismissed."), self._notice_worker.run((comment.id, NoticeKind.REPORT))
        )

    async def waiting(self, server_id: int) -> int:
        """How many reported comments of a server have no notice yet."""
        return len(await self._database.read(reports.waiting, server_id))

    async def send_waiting(self, server_id: int) -> int:
        """Send the notices that wait. Returns how many were sent; the others are retried later."""
        comment_ids = await self._database.read(reports.waiting, server_id)
        runs = (self._notice_worker.run((comment_id, NoticeKind.REPORT)) for comment_id in comment_ids)
        outcomes = await asyncio.gather(*runs, return_exceptions=True)
        return outcomes.count(None)


def _check(connection: Connection, comment: Comment, reporter_id: int) -> None:
    policy.check_report(comment, reporter_id)
    before = reports.of_comment(connection, comment.id)
    if any(report.reporter_id == reporter_id for report in before):
        raise Refused(message("You have already reported this comment."))


def _report(
    connection: Connection,
    member: Member,
    comment_id: int,
    reason: str,
    category: Category,
    *,
    hears: bool,
) -> bool:
    """Store a report. Gives whether moderators have decided about it already."""
    comment = comments.get(connection, comment_id)
    assert comment is not None
    _check(connection, comment, member.id)
    # Moderators have looked at it for this already; of *other* it is not known what was meant.
    known = category is not Category.OTHER and queue.is_decided(connection, comment_id)
    decided = known and category in _dismissed(connection, comment_id)
    status = ReportStatus.DISMISSED if decided else ReportStatus.OPEN
    report_id = reports.add(connection, comment_id, member.id, reason, category, status)
    if hears and not decided:
        reports.want_answer(connection, report_id, member.language)
    audit.done(connection, member, Action.REPORT, TargetKind.COMMENT, comment_id)
    return decided


def _dismissed(connection: Connection, comment_id: int) -> set[Category]:
    """What a comment was reported for when moderators let it stand."""
    found = reports.of_comment(connection, comment_id)
    return {one.category for one in found if one.status is ReportStatus.DISMISSED}


def _dismiss(connection: Connection, member: Member, comment_id: int) -> None:
    require_free(connection, comment_id, member.id)
    if not reports.settle(connection, comment_id, ReportStatus.DISMISSED):
        raise Refused(message("These reports have already been decided."))
    queue.decide(connection, comment_id, Decision.APPROVED, member.id)
    audit.done(connection, member, Action.DISMISS, TargetKind.COMMENT, comment_id)
