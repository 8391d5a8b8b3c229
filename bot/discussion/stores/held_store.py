"""Comments that are held for moderators, and whether their authors were told that they wait."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, exists, insert, select, update

from bot.database.connection import Connection, schedule
from bot.database.dialect import insert_once
from bot.database.schema import appearance, begun_takedown, comment, held, letter
from bot.domain.discussion import Appearance, AppearanceKind, AppearanceStatus, CommentOrigin
from bot.domain.moderation import HeldCause, LetterState
from bot.jobs.kinds import EVERY_PANEL, Job

_HOLD_ONCE = insert_once(held)
_OWE_ONCE = insert_once(letter).returning(letter.c.comment_id)


def hold(connection: Connection, comment_id: int, cause: HeldCause, *, told: bool = False) -> None:
    """Store that a hidden comment waits for a moderator, and why. Its author is owed a letter about that,
    once, unless they are ``told`` by the answer to what they did; who wrote in a dialog always is, and
    who is silenced is told once for all.
    """
    values = {"comment_id": comment_id, "since": datetime.now(UTC), "cause": cause}
    connection.execute(_HOLD_ONCE, values)
    schedule(connection, Job.QUEUE_PANEL, EVERY_PANEL)
    origin = connection.execute(select(comment.c.origin).where(comment.c.id == comment_id)).scalar_one()
    if told or origin is CommentOrigin.DIALOG or cause is HeldCause.SILENCED:
        return
    owed = connection.execute(_OWE_ONCE, {"comment_id": comment_id, "state": LetterState.OWED}).scalars()
    schedule(connection, Job.LETTER, *owed)


def release(connection: Connection, comment_id: int) -> None:
    """A moderator decided about a comment: it waits no longer."""
    connection.execute(delete(held).where(held.c.comment_id == comment_id))


def begin(connection: Connection, shown: Appearance) -> None:
    """Store that the bot asks for the deletion of a message of a held comment: until it has an answer, the
    message may have been deleted by the bot if it is gone.
    """
    if is_begun(connection, shown.comment_id, shown.id) is False:  # it may have been decided meanwhile
        its = {"appearance_id": shown.id, "comment_id": shown.comment_id}
        connection.execute(insert(begun_takedown).values(its))


def answered(connection: Connection, appearance_id: int) -> None:
    """Store that the bot knows whether it deleted a message."""
    connection.execute(delete(begun_takedown).where(begun_takedown.c.appearance_id == appearance_id))


def is_begun(connection: Connection, comment_id: int, appearance_id: int) -> bool | None:
    """Whether the bot may have deleted this message of a held comment, as it has asked for that and has got
    no answer; None if the comment is not held.
    """
    asked = exists().where(begun_takedown.c.appearance_id == appearance_id)
    query = select(asked).select_from(held).where(held.c.comment_id == comment_id)
    return connection.execute(query).scalar()


def may_be_withdrawn(connection: Connection, comment_id: int) -> bool:
    """Whether the author of a held comment may have deleted it: its own message is gone, and nothing tells
    whether that was the bot.
    """
    gone = (
        select(appearance.c.id)
        .join_from(begun_takedown, appearance)
        .where(begun_takedown.c.comment_id == comment_id)
        .where(appearance.c.kind == AppearanceKind.ORIGINAL, appearance.c.status == AppearanceStatus.GONE)
    )
    return connection.execute(gone).first() is not None


def owed_letters(connection: Connection) -> list[int]:
    """The comments whose authors are still to be told that they wait."""
    owed = select(letter.c.comment_id).where(letter.c.state == LetterState.OWED)
    return list(connection.execute(owed).scalars())


def letter_of(connection: Connection, comment_id: int) -> LetterState | None:
    """Whether the author of a comment was told that it waits; None where nothing is to be told."""
    query = select(letter.c.state).where(letter.c.comment_id == comment_id)
    return connection.execute(query).scalar()


def letter_begun_at(connection: Connection, comment_id: int) -> datetime | None:
    """When the letter about a comment was begun that may have been sent."""
    return connection.execute(select(letter.c.begun_at).where(letter.c.comment_id == comment_id)).scalar()


def begin_letter(connection: Connection, comment_id: int, at: datetime) -> None:
    """Store that the letter about a comment is about to be sent."""
    connection.execute(update(letter).where(letter.c.comment_id == comment_id).values(begun_at=at))


def settle_letter(connection: Connection, comment_id: int, state: LetterState) -> None:
    """Store what came of a letter that was owed."""
    its = update(letter).where(letter.c.comment_id == comment_id, letter.c.state == LetterState.OWED)
    connection.execute(its.values(state=state))


def forgo_letter(connection: Connection, comment_id: int) -> None:
    """Owe no letter about a comment that waits no longer."""
    its = (letter.c.comment_id == comment_id, letter.c.state == LetterState.OWED)
    connection.execute(delete(letter).where(*its))
