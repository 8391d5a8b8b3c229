"""Comments: their text, revisions, attachments and status."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import RowMapping, Select, String, bindparam, cast, exists, func, select, update

from bot.database import search_index as words
from bot.database.dialect import given, insert_once
from bot.database.engine import Connection, schedule
from bot.database.schema import appearance, attachment, comment, discussion, featured, held, revision
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    post_store as posts,
    takedown_store as takedowns,
)
from bot.discussion.stores.attachment_store import attached, exchange, follow
from bot.domain.discussion import (
    Attachment,
    Author,
    Comment,
    CommentStatus,
    DetectedLanguage,
    Revision,
)
from bot.domain.events import Located, MessagePosted, first_snowflake, snowflake_time
from bot.jobs.kinds import EVERY_PANEL, Job
from bot.reading.language_detection import detect

_STORED = select(
    comment,
    exists().where(attachment.c.comment_id == comment.c.id).label("holds"),
    select(held.c.cause).where(held.c.comment_id == comment.c.id).scalar_subquery().label("held_for"),
)
"""Every comment, whether it holds attachments (few do, so the others need not be asked for them), and why it
is held for moderators, if it is."""
_BY_IDS = _STORED.where(comment.c.id.in_(given("comment_ids")))
_BY_SOURCES = _STORED.where(comment.c.source_id.in_(bindparam("source_ids", expanding=True))).order_by(
    comment.c.source_id
)
_ADD_ONCE = insert_once(comment).returning(comment.c.source_id, comment.c.id)
_EDITED = select(comment, exists().where(featured.c.comment_id == comment.c.id).label("is_featured")).where(
    comment.c.id == bindparam("comment_id")
)
"""A comment that is to be edited, and whether cards feature it (few are, so the others need not follow)."""
_NAME_PARENT = (
    update(comment).where(comment.c.id == bindparam("comment_id")).values(parent_id=bindparam("answered"))
)


def add_all(connection: Connection, located: Iterable[Located]) -> dict[int, int]:
    """Store comments and return their ids by ``source_id``, but for those stored already, or erased."""
    if not (rows := [_row(one) for one in located]):
        return {}
    stored = {row.source_id: row.id for row in connection.execute(_ADD_ONCE, rows)}
    words.index(connection, stored)
    schedule(connection, Job.QUEUE_PANEL, EVERY_PANEL)
    return stored


def _row(new: Located) -> dict[str, object]:
    posted, author = new.posted, new.posted.author
    return {
        "discussion_id": new.post.discussion_id,
        "post_id": new.post.id,
        "parent_id": new.parent_id,
        "source_id": posted.id,
        "author_id": author.id,
        "author_name": author.name,
        "author_avatar": author.avatar,
        "author_staff": author.staff,
        "origin": new.origin,
        "status": new.status,
        "text": posted.text,
        "language": detect(posted.text),
        "said_at": snowflake_time(posted.id),
        "edited_at": posted.edited_at,
        "names": _names(posted.names),
    }


def _names(names: Mapping[int, str]) -> dict[str, str] | None:
    return {str(one): name for one, name in names.items()} or None


def get(connection: Connection, comment_id: int) -> Comment | None:
    """The comment with this id."""
    return _one(connection, _STORED.where(comment.c.id == comment_id))


def get_many(connection: Connection, comment_ids: Collection[int]) -> dict[int, Comment]:
    """The comments with these ids, by id."""
    found = _all(connection, _BY_IDS, comment_ids=list(comment_ids))
    return {one.id: one for one in found}


def by_sources(connection: Connection, source_ids: Collection[int]) -> list[Comment]:
    """The comments that were first said with these messages or interactions, oldest first."""
    return _all(connection, _BY_SOURCES, source_ids=list(source_ids))


def by_source(connection: Connection, source_id: int) -> Comment | None:
    """The comment that was first said with this message or interaction."""
    return _one(connection, _STORED.where(comment.c.source_id == source_id))


def by_message(connection: Connection, message_id: int) -> Comment | None:
    """The comment that a message shows, or showed: as the original or as a mirror."""
    query = _STORED.join_from(appearance, comment).where(appearance.c.message_id == message_id)
    return _one(connection, query)


def last_by(connection: Connection, discussion_id: int, author_id: int, since: datetime) -> datetime | None:
    """When a member last said something in a discussion, if that was after ``since``."""
    posted = select(func.max(comment.c.said_at)).where(
        comment.c.discussion_id == discussion_id,
        comment.c.author_id == author_id,
        comment.c.source_id >= first_snowflake(since),
    )
    moment: datetime | None = connection.execute(posted).scalar()
    return moment


def revisions(connection: Connection, comment_id: int) -> list[Revision]:
    """The texts a comment had before the present one, oldest first."""
    query = select(revision).where(revision.c.comment_id == comment_id).order_by(revision.c.number)
    rows = connection.execute(query).mappings()
    return [Revision(row["number"], row["text"], row["replaced_at"]) for row in rows]


def edit(
    connection: Connection,
    comment_id: int,
    *,
    text: str,
    edited_at: datetime,
    attachments: Collection[Attachment] | None = None,
    names: Mapping[int, str] = MappingProxyType({}),
) -> bool:
    """Give a comment a new text and keep the earlier one as a revision; attachments follow: those taken off
    are erased.

    Nothing changes where the text is the same, the edit is older than the one stored, or the comment was
    deleted. ``attachments`` None leaves them as they are. Returns whether the comment looks different now.
    """
    row = connection.execute(_EDITED, {"comment_id": comment_id}).mappings().one()
    if row["status"] is CommentStatus.DELETED or (row["edited_at"] and row["edited_at"] > edited_at):
        return False
    other = attachments is not None and follow(connection, comment_id, attachments)
    if row["text"] == text and not other:
        return False
    if row["is_featured"]:
        posts.mark_stale(connection, [row["discussion_id"]])
    if row["text"] == text:
        appearances.mark_changed(connection, comment_id)
        return True
    count = select(func.count()).where(revision.c.comment_id == comment_id)
    number = connection.execute(count).scalar_one() + 1
    earlier = {"comment_id": comment_id, "number": number, "text": row["text"], "replaced_at": edited_at}
    connection.execute(revision.insert().values(earlier))
    values: dict[str, object] = {"text": text, "language": detect(text), "edited_at": edited_at}
    if names:
        values["names"] = (row["names"] or {}) | (_names(names) or {})
    connection.execute(update(comment).where(comment.c.id == comment_id).values(values))
    appearances.mark_changed(connection, comment_id)
    schedule(connection, Job.QUEUE_PANEL, EVERY_PANEL)
    return True


def correct(connection: Connection, comment_id: int, posted: MessagePosted, parent_id: int | None) -> bool:
    """Store of a comment what the platform holds of it. A text that was edited since stays as a revision.

    Nothing changes where the comment was deleted. Returns whether it says something else now.
    """
    before = connection.execute(select(comment.c.text).where(comment.c.id == comment_id)).scalar()
    if moment := posted.edited_at:
        edit(connection, comment_id, text=posted.text, edited_at=moment, names=posted.names)
    is_there = (comment.c.id == comment_id, comment.c.status != CommentStatus.DELETED)
    values: dict[str, object] = {"parent_id": parent_id}
    stored = connection.execute(select(comment.c.text).where(comment.c.id == comment_id)).scalar()
    if stored != posted.text:  # of the same text, somebody may have corrected the language
        values |= {"text": posted.text, "language": detect(posted.text)}
    if posted.names:
        values["names"] = _names(posted.names)
    corrected = update(comment).where(*is_there).values(author_id=posted.author.id, **values)
    if not connection.execute(corrected).rowcount:
        return False
    exchange(connection, comment_id, posted.attachments)
    copies.schedule_for(connection, comment_id)
    _mark_changed(connection, comment_id)
    return before != posted.text


def forget_name(connection: Connection, member_id: int, server_id: int | None) -> None:
    """Remove a member's name from the comments of a server, or of all, that mention them."""
    named = cast(comment.c.names, String).contains(f'"{member_id}"', autoescape=True)
    query = select(comment.c.id, comment.c.names).where(comment.c.names.is_not(None), named)
    if server_id is not None:
        query = query.join(discussion).where(discussion.c.server_id == server_id)
    for row in connection.execute(query).all():
        names = {one: name for one, name in row.names.items() if one != str(member_id)} or None
        connection.execute(update(comment).where(comment.c.id == row.id).values(names=names))
        _mark_changed(connection, row.id)


def set_status(connection: Connection, comment_id: int, status: CommentStatus) -> None:
    """Show, hide or refuse a comment: its mirrors and cards follow, what shows a hidden one is taken down."""
    changed = update(comment).where(comment.c.id == comment_id).values(status=status)
    discussion_ids = connection.execute(changed.returning(comment.c.discussion_id)).scalars().all()
    appearances.mark_changed(connection, comment_id)
    takedowns.schedule_for(connection, [comment_id])
    copies.schedule_for(connection, comment_id)
    schedule(connection, Job.SIGN, comment_id)
    schedule(connection, Job.QUEUE_PANEL, EVERY_PANEL)
    posts.mark_stale(connection, discussion_ids)


def set_language(connection: Connection, comment_id: int, language: DetectedLanguage) -> bool:
    """Correct the language of a comment that was not deleted: what shows it follows. Gives whether it was
    another.
    """
    other = (comment.c.id == comment_id, comment.c.language != language)
    there = comment.c.status != CommentStatus.DELETED
    if not connection.execute(update(comment).where(*other, there).values(language=language)).rowcount:
        return False
    _mark_changed(connection, comment_id)
    return True


def set_parent(connection: Connection, comment_id: int, parent_id: int) -> None:
    """Name the comment that another one answers, where none was known: it may be gathered later."""
    unknown = (comment.c.id == comment_id, comment.c.parent_id.is_(None), comment.c.id != parent_id)
    named = connection.execute(update(comment).where(*unknown).values(parent_id=parent_id))
    if named.rowcount:
        appearances.mark_changed(connection, comment_id)


def name_parents(connection: Connection, parents: Mapping[int, int]) -> None:
    """Name what comments answer that were just stored, and of which no mirror stands yet, by comment."""
    if parents:
        rows = [{"comment_id": one, "answered": parent_id} for one, parent_id in parents.items()]
        connection.execute(_NAME_PARENT, rows)


def _mark_changed(connection: Connection, comment_id: int) -> None:
    """Have all follow that shows a comment: mirrors, notices, and the cards that feature it."""
    appearances.mark_changed(connection, comment_id)
    posts.mark_featuring_stale(connection, comment_id)


def _one(connection: Connection, query: Select[Any]) -> Comment | None:
    found = _all(connection, query)
    return found[0] if found else None


def _all(connection: Connection, query: Select[Any], **values: list[int]) -> list[Comment]:
    return _comments(connection, connection.execute(query, values).mappings().all())


def _comments(connection: Connection, rows: Sequence[RowMapping]) -> list[Comment]:
    attachments = attached(connection, [row["id"] for row in rows if row["holds"]])
    return [
        Comment(
            id=row["id"],
            discussion_id=row["discussion_id"],
            post_id=row["post_id"],
            parent_id=row["parent_id"],
            source_id=row["source_id"],
            author=Author(row["author_id"], row["author_name"], row["author_avatar"], row["author_staff"]),
            origin=row["origin"],
            status=row["status"],
            text=row["text"],
            language=row["language"],
            said_at=row["said_at"],
            edited_at=row["edited_at"],
            attachments=tuple(attachments.get(row["id"], ())),
            names={int(one): name for one, name in (row["names"] or {}).items()},
            held_for=row["held_for"],
        )
        for row in rows
    ]
