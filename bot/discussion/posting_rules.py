"""Whether somebody may add to a discussion at this moment, by the bot's own means."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.database.engine import Connection
from bot.discussion.status_view import refusal
from bot.discussion.stores import comment_store as comments, discussion_store as discussions
from bot.discussion.viewer_port import Rights
from bot.domain import policy
from bot.domain.discussion import Discussion, Post
from bot.domain.errors import NotAllowed, Refused
from bot.domain.message import message


def require_may_post(connection: Connection, rights: Rights, post: Post, now: datetime) -> None:
    """Check that somebody may add to the discussion of a post, below that post and at ``now``. ``rights`` are
    theirs in its channel.

    Raises:
        NotAllowed: they may not write in its thread.
        Refused: it is locked or closed to them, or they are too fast.
    """
    discussion = require_open(connection, rights, post)
    if discussion.slowmode and not rights.bypasses_slowmode:
        since = now - timedelta(seconds=discussion.slowmode)
        last = comments.last_by(connection, discussion.id, rights.member_id, since)
        left = discussion.slowmode - (now - last).total_seconds() if last else 0
        if left > 0:
            wait = timedelta(seconds=int(left) + 1)
            raise Refused(message("This discussion is in slow mode: wait {time} more.", time=wait))


def require_open(connection: Connection, rights: Rights, post: Post) -> Discussion:
    """Return the discussion of a post, if somebody may write in its thread and it is not locked to them.

    Raises:
        NotAllowed: they may not write in its thread.
        Refused: it is locked or closed to them.
    """
    discussion = discussions.of_post(connection, post.id)
    if not (rights.moderates or rights.writes):
        raise NotAllowed(message("You do not have permission to write in that channel."))
    if not policy.may_add(discussion.status, moderates=rights.moderates):
        raise Refused(refusal(discussion))
    return discussion
