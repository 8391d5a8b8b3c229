"""Reporting a comment, and deciding that a report needs nothing done."""

from __future__ import annotations

import asyncio

from bot.audit import audit_store as audit
from bot.audit.outbox import with_failure
from bot.database.engine import Connection, Database
from bot.discussion import access as comment_access
from bot.discussion.stores import report_store as reports, server_store as servers
from bot.discussion.viewer_port import Standing
from bot.domain import policy
from bot.domain.discussion import Comment
from bot.domain.errors import BadInput, Refused, TertuliaError
from bot.domain.message import Message, message
from bot.domain.moderation import Action, NoticeKind, ReportStatus, TargetKind
from bot.moderating.notice_worker import Notifier


class Reports:
    """What members report and moderators dismiss."""

    def __init__(self, database: Database, notifier: Notifier) -> None:
        self._database = database
        self._notifier = notifier

    async def check(self, standing: Standing, message_id: int) -> Comment:
        """The comment that a message shows, where this member can report it.

        Raises:
            NotFound: it is no comment.
            Refused: it is their own, not shown any more, or reported by them already.
        """
        async with self._database.read() as connection:
            comment, _ = await comment_access.of_message(connection, standing, message_id)
            await _check(connection, standing, comment)
        return comment

    async def report(self, standing: Standing, source_id: int, reason: str) -> Message:
        """Report a comment to the moderators; gives the sentence to answer with.

        Raises:
            BadInput: the reason is empty.
            NotFound: there is no such comment that they can see.
            Refused: it is their own, not shown any more, or reported by them already.
        """
        if not reason.strip():
            raise BadInput(message("Say in a few words what is wrong with it."))

        async def work(connection: Connection) -> tuple[int, int | None]:
            comment, post = await comment_access.of_source(connection, standing, source_id)
            await _check(connection, standing, comment)
            await reports.add(connection, comment.id, standing.member.id, reason.strip())
            kind = TargetKind.COMMENT
            await audit.done(connection, standing.member, Action.REPORT, kind, comment.id)
            settings = await servers.settings(connection, post.server_id)
            return comment.id, settings.moderators_channel_id

        comment_id, channel_id = await self._database.write(work)
        waits = message("Your report is stored, and waits for the moderators.")
        try:
            await self._notifier.run((comment_id, NoticeKind.REPORT))
        except TertuliaError:
            return waits
        return message("Thank you: the moderators have your report.") if channel_id else waits

    async def dismiss(self, standing: Standing, source_id: int) -> Message:
        """Decide that the open reports of a comment need nothing done.

        Raises:
            NotAllowed: they do not moderate the comment's room.
            NotFound: there is no such comment that they can see.
            Refused: no report of it is open.
        """

        async def work(connection: Connection) -> int:
            comment, post = await comment_access.of_source(connection, standing, source_id)
            policy.require_moderator(standing.moderates(post.channel_id))
            if not await reports.settle(connection, comment.id, ReportStatus.DISMISSED):
                raise Refused(message("These reports have been decided already."))
            kind = TargetKind.COMMENT
            await audit.done(connection, standing.member, Action.DISMISS, kind, comment.id)
            return comment.id

        comment_id = await self._database.write(work)
        return await with_failure(message("Dismissed."), self._notifier.run((comment_id, NoticeKind.REPORT)))

    async def waiting(self, server_id: int) -> int:
        """How many reported comments of a server no moderator was told of yet."""
        async with self._database.read() as connection:
            return len(await reports.waiting(connection, server_id))

    async def send_waiting(self, server_id: int) -> int:
        """Send the notices that wait; gives how many were sent. The others are tried again."""
        async with self._database.read() as connection:
            comment_ids = await reports.waiting(connection, server_id)
        runs = (self._notifier.run((comment_id, NoticeKind.REPORT)) for comment_id in comment_ids)
        outcomes = await asyncio.gather(*runs, return_exceptions=True)
        return outcomes.count(None)


async def _check(connection: Connection, standing: Standing, comment: Comment) -> None:
    policy.check_report(comment, standing.member.id)
    before = await reports.of_comment(connection, comment.id)
    if any(report.reporter_id == standing.member.id for report in before):
        raise Refused(message("You have reported this comment already."))
