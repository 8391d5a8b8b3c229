"""Which mirrors stand in rooms of the other language, and so show what a machine made of their comments."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from bot.database.connection import Connection, schedule
from bot.database.schema import appearance, comment, comment_translation, discussion, post
from bot.domain.discussion import AppearanceKind, AppearanceStatus, DetectedLanguage
from bot.domain.events import first_snowflake
from bot.jobs.kinds import Job

COMPLETED_WITHIN = timedelta(minutes=50)
"""How long after it was sent a mirror still gets its translation: Discord limits how often messages older
than an hour are edited (error 30046).
"""

_TRANSLATABLE = comment.c.language.in_((DetectedLanguage.EN, DetectedLanguage.ES))
_OF_SERVER = (
    select(appearance.c.id)
    .join_from(discussion, post, post.c.discussion_id == discussion.c.id)
    .join(appearance, (appearance.c.channel_id == post.c.thread_id) & (appearance.c.post_id == post.c.id))
    .join(comment, comment.c.id == appearance.c.comment_id)
    .join(comment_translation, comment_translation.c.comment_id == comment.c.id)
    .where(
        discussion.c.server_id == bindparam("server_id"),
        appearance.c.kind == AppearanceKind.MIRROR,
        appearance.c.status == AppearanceStatus.SHOWN,
        appearance.c.message_id >= bindparam("since_id"),
        _TRANSLATABLE,
        comment.c.language != post.c.language,
    )
)
_FOLLOW = (
    update(appearance)
    .where(appearance.c.id.in_(_OF_SERVER))
    .values(outstanding=appearance.c.outstanding + 1)
    .returning(appearance.c.channel_id)
)


def follow_setting(connection: Connection, server_id: int, at: datetime) -> None:
    """Have a server's mirrors show their translations as is set now, those that can be completed."""
    since_id = first_snowflake(at - COMPLETED_WITHIN)
    followed = connection.execute(_FOLLOW, {"server_id": server_id, "since_id": since_id})
    schedule(connection, Job.MIRROR, *followed.scalars())
