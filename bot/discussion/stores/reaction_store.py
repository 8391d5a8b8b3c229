"""How often people reacted to comments: counted on each message that shows one, and who did is not kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import bindparam, delete, func, insert, select

from bot.database.dialect import given, upsert
from bot.database.engine import Connection, schedule
from bot.database.schema import appearance, comment, reaction, uncounted
from bot.domain.discussion import CommentStatus, Reaction
from bot.domain.events import ChannelRef, LiveMessage, ReactionsChanged
from bot.jobs.kinds import Job

_total = func.sum(reaction.c.count)
_OF_COMMENTS = (
    select(appearance.c.comment_id, reaction.c.emoji, _total)
    .join_from(appearance, reaction)
    .where(appearance.c.comment_id.in_(bindparam("comment_ids", expanding=True)))
    .group_by(appearance.c.comment_id, reaction.c.emoji)
    .order_by(appearance.c.comment_id, _total.desc(), reaction.c.emoji)
)
_MARK = upsert(uncounted, changes=uncounted.c.changes + 1)
_COUNTED = delete(uncounted).where(
    uncounted.c.message_id == bindparam("counted_id"), uncounted.c.changes == bindparam("seen")
)

_OF_APPEARANCES = select(reaction).where(reaction.c.appearance_id.in_(given("appearance_ids")))


def mark(connection: Connection, reacted: Iterable[ReactionsChanged]) -> None:
    """Mark messages whose reactions changed: each is to be counted anew, if it shows a comment."""
    rows = [
        {
            "message_id": one.id,
            "server_id": one.ref.server_id,
            "parent_id": one.ref.parent_id,
            "channel_id": one.ref.channel_id,
            "changes": 1,
        }
        for one in reacted
    ]
    connection.execute(_MARK, rows)
    schedule(connection, Job.REACTION, *(one.ref for one in reacted))


def to_count(connection: Connection) -> set[ChannelRef]:
    """Return where messages stand whose reactions are to be counted anew."""
    ref = select(uncounted.c.server_id, uncounted.c.parent_id, uncounted.c.channel_id)
    return {ChannelRef(*row) for row in connection.execute(ref.distinct())}


def marked(connection: Connection, channel_id: int) -> dict[int, int]:
    """Return the marked messages of a channel or thread, each with how often it was marked."""
    query = select(uncounted.c.message_id, uncounted.c.changes).where(uncounted.c.channel_id == channel_id)
    return {row.message_id: row.changes for row in connection.execute(query)}


def unmark(connection: Connection, seen: Mapping[int, int]) -> None:
    """Unmark messages that were counted, but for those that were marked again since ``seen`` was read."""
    if rows := [{"counted_id": message_id, "seen": changes} for message_id, changes in seen.items()]:
        connection.execute(_COUNTED, rows)


def count(connection: Connection, messages: Collection[LiveMessage]) -> None:
    """Note how often people have reacted to messages, as the platform says. Messages that show no comment, or
    an erased one, are left out.
    """
    counted = {one.id: one.reactions for one in messages}
    query = (
        select(appearance.c.message_id, appearance.c.id)
        .join_from(appearance, comment)
        .where(appearance.c.message_id.in_(counted), comment.c.status != CommentStatus.DELETED)
    )
    shown = {row.message_id: row.id for row in connection.execute(query)}
    if not shown:
        return
    now = {
        (appearance_id, one.emoji): one.count
        for message_id, appearance_id in shown.items()
        for one in counted[message_id]
        if one.count > 0
    }
    before = _counts(connection, list(shown.values()))
    changed = {key[0] for key in now.keys() | before.keys() if now.get(key) != before.get(key)}
    if not changed:
        return
    connection.execute(delete(reaction).where(reaction.c.appearance_id.in_(changed)))
    rows = [
        {"appearance_id": appearance_id, "emoji": emoji, "count": number}
        for (appearance_id, emoji), number in now.items()
        if appearance_id in changed
    ]
    if rows:
        connection.execute(insert(reaction), rows)


def of_comments(connection: Connection, comment_ids: Collection[int]) -> dict[int, tuple[Reaction, ...]]:
    """How often people reacted to each of these comments wherever it is shown, the most frequent first; those
    without reactions are left out.
    """
    found: dict[int, tuple[Reaction, ...]] = {}
    rows = connection.execute(_OF_COMMENTS, {"comment_ids": list(comment_ids)})
    for comment_id, emoji, number in rows:
        found[comment_id] = (*found.get(comment_id, ()), Reaction(emoji, number))
    return found


def of_appearances(connection: Connection, appearance_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How often people reacted to single messages, by emoji; those without reactions are left out."""
    found: dict[int, dict[str, int]] = {}
    for (appearance_id, emoji), number in _counts(connection, appearance_ids).items():
        found.setdefault(appearance_id, {})[emoji] = number
    return found


def _counts(connection: Connection, appearance_ids: Collection[int]) -> dict[tuple[int, str], int]:
    rows = connection.execute(_OF_APPEARANCES, {"appearance_ids": list(appearance_ids)})
    return {(appearance_id, emoji): number for appearance_id, emoji, number in rows}
