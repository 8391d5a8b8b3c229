"""Featuring a comment: its card and its discussion show it first."""

from __future__ import annotations

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion import access
from bot.discussion.featuring import featured_store as featured
from bot.discussion.moderated import moderated
from bot.discussion.stores import comment_store as comments, report_store as reports
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.card import MAX_FEATURED
from bot.domain.discussion import Comment
from bot.domain.errors import NotFound, Refused
from bot.domain.message import Message, counted, message
from bot.domain.moderation import Action, TargetKind
from bot.jobs.clock import Clock

NO_LONGER = "no longer"
"""The reason in the audit row of featuring that ended."""
_FULL = counted(
    "A discussion can have {count} featured comment. Stop featuring that one first.",
    "A discussion can have {count} featured comments. Stop featuring one of them first.",
    MAX_FEATURED,
)


class Featuring:
    """Features comments for moderators. Each method returns the sentence to answer with."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def feature(self, viewer: Viewer, source_id: int) -> Message:
        """Feature a comment, on the cards of its discussion and in it, for all who can read its room.

        Raises:
            NotAllowed: the viewer does not moderate all rooms of the discussion that they see.
            NotFound: there is no such comment that the viewer can see.
            Refused: it is not visible, reported or featured already, or as many as there can be are featured.
        """
        seen, rooms = await self._moderated(viewer, source_id)

        def work(connection: Connection) -> None:
            comment = _again(connection, seen)
            policy.check_feature(comment)
            if reports.are_open(connection, comment.id):
                raise Refused(message("This comment was reported. Decide about that first."))
            if featured.is_featured(connection, comment.id):
                raise Refused(message("This comment is already featured."))
            # What is featured in a room they do not see is no concern of theirs.
            if featured.count(connection, comment.discussion_id, rooms) >= MAX_FEATURED:
                raise Refused(_FULL)
            featured.put(connection, comment, self._clock.utcnow())
            audit.done(connection, viewer.member, Action.FEATURE, TargetKind.COMMENT, comment.id)

        await self._database.write(work)
        return message("Featured. The card and the discussion now show this comment first.")

    async def stop(self, viewer: Viewer, source_id: int) -> Message:
        """Feature a comment no longer.

        Raises:
            NotAllowed, NotFound: see :meth:`feature`.
            Refused: it is not featured.
        """
        seen, _ = await self._moderated(viewer, source_id)

        def work(connection: Connection) -> None:
            if not featured.remove(connection, _again(connection, seen).id):
                raise Refused(message("This comment is not featured."))
            audit.done(connection, viewer.member, Action.FEATURE, TargetKind.COMMENT, seen.id, NO_LONGER)

        await self._database.write(work)
        return message("This comment is no longer featured.")

    async def _moderated(self, viewer: Viewer, source_id: int) -> tuple[Comment, set[int]]:
        """A comment the viewer sees, and the rooms of its discussion that they see and moderate."""
        comment, _ = access.require_seen(viewer, await self._database.read(access.by_source, source_id))
        _, rooms = await moderated(self._database, viewer, comment.discussion_id)
        return comment, rooms


def _again(connection: Connection, seen: Comment) -> Comment:
    """A comment as it is now.

    Raises:
        NotFound: its discussion became part of another one, whose rooms the viewer may not moderate.
    """
    comment = comments.get(connection, seen.id)
    if comment is None or comment.discussion_id != seen.discussion_id:
        raise NotFound(message("That discussion does not exist here."))
    return comment
