"""Having articles posted at a time, seeing which wait, and taking some back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.stores import server_store as servers
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.card import trimmed
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.domain.times.typed_moment import read_moment
from bot.jobs.clock import Clock
from bot.posting.board_port import Board
from bot.posting.scheduling import schedule_store as store
from bot.posting.scheduling.schedule_store import Scheduled
from bot.reading.fetch.addresses import normalise

MAX_OF_SERVER = 200
MAX_AHEAD = timedelta(days=366)
MAX_REASON_LENGTH = 300
CANCELLED = "cancelled"
"""The reason in audit rows of what was taken back."""


class Schedules:
    """The articles of servers that wait for their time."""

    def __init__(self, database: Database, board: Board, clock: Clock) -> None:
        self._database = database
        self._board = board
        self._clock = clock

    async def add(self, viewer: Viewer, channels: Collection[int], link: str, typed: str) -> Scheduled:
        """Have the article at a link posted at a time that was typed, in the server's time zone.

        Raises:
            NotAllowed: the viewer may not post in one of the channels.
            BadInput: the link or the time cannot be used.
            NotFound, BotLacks: one of the channels takes no card.
            Refused: too many wait already.
        """
        normalise(link)
        for channel_id in channels:
            policy.require_moderator(viewer.moderates(channel_id))
            self._board.channel(channel_id)
        member, now = viewer.member, self._clock.utcnow()
        there = await self._database.read(servers.time_zone, member.server_id)
        at = _checked(read_moment(typed, now, there), now, there.key)

        def work(connection: Connection) -> Scheduled:
            return _add(connection, member, link, channels, at, now)

        return await self._database.write(work)

    async def waiting(self, viewer: Viewer) -> list[Scheduled]:
        """Return what the viewer scheduled, or may decide about: the next first, and what failed."""
        found = await self._database.read(store.of_server, viewer.member.server_id)
        return [one for one in found if _decides(viewer, one)]

    async def cancel(self, viewer: Viewer, scheduled_id: int) -> Scheduled:
        """Take one back, or take one away that failed.

        Raises:
            NotFound: it was posted or taken back before.
            NotAllowed: it is not the viewer's, who does not moderate all its channels.
        """

        def work(connection: Connection) -> Scheduled:
            found = store.get(connection, scheduled_id)
            if found is None or found.server_id != viewer.member.server_id:
                raise NotFound(message("That article does not wait any more: it was posted or cancelled."))
            policy.require_moderator(_decides(viewer, found))
            store.remove(connection, scheduled_id)
            _record(connection, viewer.member, CANCELLED, found.link)
            return found

        return await self._database.write(work)

    async def put_back(self, viewer: Viewer, cancelled: Scheduled) -> Scheduled:
        """Undo :meth:`cancel`.

        Raises:
            Refused: its time has passed meanwhile, or too many wait.
            NotAllowed: the viewer moderates its channels no longer.
        """
        now = self._clock.utcnow()
        policy.require_moderator(_decides(viewer, cancelled))
        if cancelled.failure is not None or cancelled.at <= now:
            raise Refused(message("Its time has passed. Post the article, or schedule it anew."))

        def work(connection: Connection) -> Scheduled:
            return _add(connection, viewer.member, cancelled.link, cancelled.channels, cancelled.at, now)

        return await self._database.write(work)

    async def on_server_left(self, server_id: int) -> None:
        """Forget what waits in a server that the bot left."""
        await self._database.write(store.remove_of_server, server_id)


def _add(
    connection: Connection, member: Member, link: str, channels: Collection[int], at: datetime, now: datetime
) -> Scheduled:
    if store.count(connection, member.server_id) >= MAX_OF_SERVER:
        raise Refused(message("Too many articles wait already. Cancel some first."))
    scheduled_id = store.add(
        connection,
        server_id=member.server_id,
        actor_id=member.id,
        link=link,
        channels=channels,
        at=at,
        now=now,
    )
    _record(connection, member, link)
    added = store.get(connection, scheduled_id)
    assert added is not None
    return added


def _record(connection: Connection, member: Member, reason: str, link: str | None = None) -> None:
    about = (TargetKind.SERVER, member.server_id, trimmed(reason, MAX_REASON_LENGTH))
    audit.done(connection, member, Action.SCHEDULE, *about, detail=link)


def _checked(at: datetime | None, now: datetime, zone: str) -> datetime:
    if at is None:
        raise BadInput(
            message(
                "I cannot read that time. Write one of the server's time zone ({zone}), such as 18:30, "
                "tomorrow 9:00, or {date} 09:00.",
                zone=zone,
                date=f"{now + timedelta(days=7):%Y-%m-%d}",
            )
        )
    if at <= now:
        raise BadInput(
            message(
                "That time has passed: <t:{seconds}:f>. Times are those of the server's time zone, {zone}.",
                seconds=str(int(at.timestamp())),
                zone=zone,
            )
        )
    if at > now + MAX_AHEAD:
        raise BadInput(message("That is more than a year away."))
    return at


def _decides(viewer: Viewer, one: Scheduled) -> bool:
    """Whether somebody may take it back: they scheduled it, or moderate all its channels."""
    own = one.actor_id == viewer.member.id and any(map(viewer.moderates, one.channels))
    return own or all(map(viewer.moderates, one.channels))
