"""Which comments are owed a translation, for their mirrors in rooms of the other language.

A mirror is completed only while it is young; a pending one is sent with what is there.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Insert, and_, bindparam, delete, exists, literal, or_, select, update
from sqlalchemy.sql.dml import ReturningInsert

from bot.database.column_types import Moment
from bot.database.connection import Connection, schedule
from bot.database.dialect import given, insert_once
from bot.database.schema import (
    appearance,
    comment,
    comment_translation,
    discussion,
    post,
    server,
    translation_due,
)
from bot.domain.discussion import AppearanceKind, AppearanceStatus, Comment, CommentStatus, DetectedLanguage
from bot.domain.events import first_snowflake
from bot.domain.language import Language
from bot.domain.translation import MirrorTranslations
from bot.jobs.kinds import Job

COMPLETED_WITHIN = timedelta(minutes=50)
"""How long after it was sent a mirror still gets its translation: Discord limits how often messages older
than an hour are edited (error 30046).
"""

_IS_MIRROR = appearance.c.kind == AppearanceKind.MIRROR
_IS_YOUNG = and_(
    appearance.c.status == AppearanceStatus.SHOWN, appearance.c.message_id >= bindparam("since_id")
)
_IS_PENDING = appearance.c.status == AppearanceStatus.PENDING
_IN_THE_OTHER_LANGUAGE = and_(
    comment.c.language.in_((DetectedLanguage.EN, DetectedLanguage.ES)),
    comment.c.language != post.c.language,
)
_SWITCHED_OFF = (
    select(literal(1))
    .join_from(discussion, server, server.c.id == discussion.c.server_id)
    .where(discussion.c.id == comment.c.discussion_id, server.c.mirror_translations == MirrorTranslations.OFF)
    .correlate(comment)
    .exists()
)
_IS_OF_USE = and_(
    comment.c.status == CommentStatus.VISIBLE,
    select(literal(1))
    .join_from(appearance, post)
    .where(
        appearance.c.comment_id == comment.c.id,
        _IS_MIRROR,
        or_(_IS_PENDING, _IS_YOUNG),
        _IN_THE_OTHER_LANGUAGE,
    )
    .correlate(comment)
    .exists(),
    ~_SWITCHED_OFF,
)


def _owe(*comments: ColumnElement[bool]) -> ReturningInsert[Any]:
    has_one = exists().where(comment_translation.c.comment_id == comment.c.id)
    owed = select(comment.c.id, bindparam("since", type_=Moment)).where(*comments, _IS_OF_USE, ~has_one)
    rows: Insert = insert_once(translation_due).from_select(["comment_id", "since"], owed)
    return rows.returning(translation_due.c.comment_id)


_OWE_SOME = _owe(comment.c.id.in_(given("comment_ids")))
_OWE_BELOW = _owe(
    comment.c.discussion_id
    == select(post.c.discussion_id).where(post.c.id == bindparam("below")).scalar_subquery(),
    comment.c.post_id == bindparam("below"),
)
_OF_SERVER = (
    select(appearance.c.id)
    .join_from(discussion, post, post.c.discussion_id == discussion.c.id)
    .join(appearance, and_(appearance.c.channel_id == post.c.thread_id, appearance.c.post_id == post.c.id))
    .join(comment, comment.c.id == appearance.c.comment_id)
    .where(discussion.c.server_id == bindparam("server_id"), _IS_MIRROR, _IN_THE_OTHER_LANGUAGE)
)
_YOUNG_OF_SERVER = _OF_SERVER.where(_IS_YOUNG)
_PENDING_OF_SERVER = _OF_SERVER.where(_IS_PENDING)
_WAITING_THREADS = select(appearance.c.channel_id).where(
    appearance.c.comment_id == bindparam("translated_id"), _IS_MIRROR, _IS_PENDING
)
_COMPLETE = (
    update(appearance)
    .where(
        appearance.c.comment_id == bindparam("translated_id"),
        _IS_MIRROR,
        or_(_IS_PENDING, _IS_YOUNG),  # a pending one may be being sent without it
        appearance.c.post_id.in_(
            select(post.c.id).where(post.c.language == bindparam("language", type_=post.c.language.type))
        ),
    )
    .values(outstanding=appearance.c.outstanding + 1)
    .returning(appearance.c.channel_id)
)


def owe(connection: Connection, comment_ids: Collection[int], at: datetime) -> None:
    """Have those of these comments translated that a mirror in a room of the other language waits for, or can
    still be completed with at the time ``at``.
    """
    _schedule(connection, _OWE_SOME, {"comment_ids": list(comment_ids)}, at)


def owe_below(connection: Connection, post_id: int, at: datetime) -> None:
    """The same for the comments that were made below a post."""
    _schedule(connection, _OWE_BELOW, {"below": post_id}, at)


def all_owed(connection: Connection) -> list[int]:
    """The comments that are owed a translation, longest first."""
    rows = connection.execute(select(translation_due.c.comment_id).order_by(translation_due.c.since))
    return list(rows.scalars())


def is_owed(connection: Connection, comment_id: int) -> bool:
    """Whether a comment is owed a translation."""
    mine = translation_due.c.comment_id == comment_id
    return connection.execute(select(translation_due.c.comment_id).where(mine)).first() is not None


def is_of_use(connection: Connection, comment_id: int, at: datetime) -> bool:
    """Whether a translation would be shown by a mirror, if it was there at the time ``at``."""
    query = select(comment.c.id).where(comment.c.id == comment_id, _IS_OF_USE)
    return connection.execute(query, {"since_id": _since_id(at)}).first() is not None


def settle(connection: Connection, seen: Comment) -> None:
    """A comment as it was ``seen`` is not translated: its mirrors do not wait for that any more."""
    same = exists().where(
        comment.c.id == seen.id, comment.c.text == seen.text, comment.c.language == seen.language
    )
    connection.execute(delete(translation_due).where(translation_due.c.comment_id == seen.id, same))
    wake(connection, seen.id)


def forget(connection: Connection, comment_id: int) -> bool:
    """Owe a comment no translation any more. Gives whether it was owed one."""
    mine = translation_due.c.comment_id == comment_id
    return connection.execute(delete(translation_due).where(mine)).rowcount > 0


def complete(connection: Connection, comment_id: int, language: Language, at: datetime) -> None:
    """A comment was translated into ``language`` at the time ``at``. If it was owed that, its mirrors follow:
    those that wait, and those that were sent without it not long ago.
    """
    if not forget(connection, comment_id):
        return
    values = {"translated_id": comment_id, "language": language, "since_id": _since_id(at)}
    schedule(connection, Job.MIRROR, *connection.execute(_COMPLETE, values).scalars())
    wake(connection, comment_id)


def follow_setting(connection: Connection, server_id: int, at: datetime) -> None:
    """Have a server's mirrors show their translations as is set now, those that can be completed. What was
    not translated so far is.
    """
    values = {"server_id": server_id, "since_id": _since_id(at)}
    shown = list(connection.execute(_YOUNG_OF_SERVER, values).scalars())
    pending = list(connection.execute(_PENDING_OF_SERVER, {"server_id": server_id}).scalars())
    of_those = appearance.c.id.in_(given("ids"))
    comments = select(appearance.c.comment_id).where(of_those).distinct()
    owe(connection, connection.execute(comments, {"ids": shown + pending}).scalars().all(), at)
    has_one = exists().where(comment_translation.c.comment_id == appearance.c.comment_id)
    follow = update(appearance).where(of_those, has_one).values(outstanding=appearance.c.outstanding + 1)
    followed = connection.execute(follow.returning(appearance.c.channel_id), {"ids": shown})
    schedule(connection, Job.MIRROR, *followed.scalars())


def wake(connection: Connection, comment_id: int) -> None:
    """Have the threads looked at whose mirrors wait for a comment's translation."""
    waiting = connection.execute(_WAITING_THREADS, {"translated_id": comment_id})
    schedule(connection, Job.MIRROR, *waiting.scalars())


def _schedule(
    connection: Connection, rows: ReturningInsert[Any], values: dict[str, Any], at: datetime
) -> None:
    owed = connection.execute(rows, {**values, "since": at, "since_id": _since_id(at)})
    schedule(connection, Job.TRANSLATION, *owed.scalars())


def _since_id(at: datetime) -> int:
    """The id of the first message that can still be completed at the time ``at``."""
    return first_snowflake(at - COMPLETED_WITHIN)
