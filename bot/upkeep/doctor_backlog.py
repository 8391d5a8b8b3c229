"""The doctor's findings about the backlog: mirrors that wait, messages that are still to be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from bot.database.inspect_file import DatabaseReport
from bot.database.reports.backlog_report import MirrorBacklog, Unread
from bot.domain.message import Message, counted, message
from bot.domain.permissions import FOR_HISTORY, FOR_MIRRORS, named
from bot.upkeep.finding import Check, Finding, Level
from bot.upkeep.inspection_port import RoomPermissions

MAX_ROOMS = 10
"""Rooms that are named: after days of downtime there may be thousands."""
LATE = timedelta(minutes=10)
"""How long work may wait before it is a hint: retries take up to five minutes."""


def still_to_do(checkup: DatabaseReport, rooms: Mapping[int, RoomPermissions]) -> Iterator[Finding]:
    """Findings about the backlog; ``rooms`` are the platform's by channel, as far as they are known."""
    backlog, now = checkup.backlog, datetime.now(UTC)
    for one in backlog.mirrors[:MAX_ROOMS]:
        yield from _of_mirrors(one, checkup, rooms, now)
    if more := len(backlog.mirrors) - MAX_ROOMS:
        yield from _and_more(Check.COPIES, more)
    if backlog.unread:
        yield Finding(
            Check.MISSED_MESSAGES,
            Level.FINE,
            message(
                "Of {all} channels and threads with missed messages, {read} have been read.",
                all=backlog.read + len(backlog.unread),
                read=backlog.read,
            ),
            None if checkup.in_use else message("The others will be read when the bot runs."),
        )
    for unread in backlog.unread[:MAX_ROOMS]:
        yield _of_unread(unread, checkup, rooms, now)
    if more := len(backlog.unread) - MAX_ROOMS:
        yield from _and_more(Check.MISSED_MESSAGES, more)


def _of_mirrors(
    one: MirrorBacklog, checkup: DatabaseReport, rooms: Mapping[int, RoomPermissions], now: datetime
) -> Iterator[Finding]:
    place = _place(one.channel_id, rooms)
    late = checkup.in_use and now - one.since > LATE
    reason = _reason(one, checkup, rooms, late=late)
    level = Level.HINT if late else Level.FINE
    if one.to_send:
        yield Finding(
            Check.COPIES,
            level,
            counted(
                "{place}: {count} copy still has to be sent, of a comment written on {moment}.",
                "{place}: {count} copies still have to be sent, the oldest of a comment written on {moment}.",
                one.to_send,
                place=place,
                moment=one.since,
            ),
            reason,
        )
    if one.to_change:
        yield Finding(
            Check.COPIES,
            level,
            counted(
                "{place}: {count} copy still has to be updated.",
                "{place}: {count} copies still have to be updated.",
                one.to_change,
                place=place,
            ),
            None if one.to_send else reason,
        )


def _reason(
    one: MirrorBacklog, checkup: DatabaseReport, rooms: Mapping[int, RoomPermissions], *, late: bool
) -> Message | None:
    if lacks := _lacks(one.channel_id, rooms, FOR_MIRRORS):
        return _lacking(lacks)
    if not checkup.in_use:
        return message("This will be done when the bot runs.")
    if one.held:
        return counted(
            "{count} waits until older messages in its comment's channel have been read.",
            "{count} wait until older messages in their comments' channels have been read.",
            one.held,
        )
    return message("The bot's log says why they wait.") if late else None


def _of_unread(
    one: Unread, checkup: DatabaseReport, rooms: Mapping[int, RoomPermissions], now: datetime
) -> Finding:
    place, late = _place(one.channel_id, rooms), checkup.in_use and now - one.opened_at > LATE
    lacks = _lacks(one.channel_id, rooms, FOR_HISTORY)
    remedy = message("The bot's log says why they wait.") if late else None
    if lacks:
        remedy = _lacking(lacks)
    return Finding(
        Check.MISSED_MESSAGES,
        Level.HINT if late else Level.FINE,
        message("{place}: messages after {moment} still have to be read.", place=place, moment=one.read_to),
        remedy,
    )


def _lacks(channel_id: int, rooms: Mapping[int, RoomPermissions], needed: tuple[str, ...]) -> list[str]:
    room = rooms.get(channel_id)
    return [one for one in needed if room and one not in room.held]


def _lacking(permissions: list[str]) -> Message:
    return counted(
        "The bot needs {permissions} there.",
        "The bot needs {permissions} there.",
        len(permissions),
        permissions=named(permissions),
    )


def _place(channel_id: int, rooms: Mapping[int, RoomPermissions]) -> str:
    room = rooms.get(channel_id)
    return f"{room.server}, #{room.channel}" if room else f"#{channel_id}"


def _and_more(check: Check, more: int) -> Iterator[Finding]:
    if more > 0:
        yield Finding(check, Level.FINE, counted("… and in {count} more.", "… and in {count} more.", more))
