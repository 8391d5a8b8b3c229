"""When a room has its digest, as managers set it."""

from __future__ import annotations

import re

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.stores import server_store as servers
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.discussion import RoomKind
from bot.domain.errors import BadInput, Refused
from bot.domain.mentions import in_figures
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.times.occurrences import next_at
from bot.feeding.digests import digest_store as digests
from bot.feeding.managing.edit_feed import check_room
from bot.jobs.clock import Clock
from bot.posting.board_port import Board

LONGEST_TIME = 8
"""Characters."""
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?h?")
WEEKDAYS = (
    message("Mondays"),
    message("Tuesdays"),
    message("Wednesdays"),
    message("Thursdays"),
    message("Fridays"),
    message("Saturdays"),
    message("Sundays"),
)


class Digests:
    """Sets and tells it."""

    def __init__(self, database: Database, board: Board, clock: Clock) -> None:
        self._database = database
        self._board = board
        self._clock = clock

    async def set(self, viewer: Viewer, channel_id: int, at: str, weekday: int | None) -> Message:
        """Have a digest in a channel at a time of the server's time zone, every day or on a day of the week.
        Returns the sentence to answer with.

        Raises:
            NotAllowed: the viewer does not manage the server.
            NotFound, BadInput, BotLacks: nothing can be posted there, or that is no time.
        """
        member = viewer.member
        policy.require_manager(member.manager)
        check_room(viewer, self._board, channel_id)
        if self._board.channel(channel_id).kind is RoomKind.FORUM:
            raise BadInput(message("A digest is posted in a text channel, not in a forum."))
        minute, now = read_time(at), self._clock.utcnow()

        def work(connection: Connection) -> Message:
            place = (member.server_id, channel_id)
            digests.put(connection, *place, weekday=weekday, minute=minute, now=now)
            detail = f"digest on day {weekday} at minute {minute}"
            audit.done(connection, member, Action.SETTINGS, TargetKind.CHANNEL, channel_id, detail)
            there = servers.time_zone(connection, member.server_id)
            return message(
                "The first digest comes to {room} {time}, if there is something to say.",
                room=f"<#{channel_id}>",
                time=in_figures(next_at(now, minute, weekday, there)),
            )

        return await self._database.write(work)

    async def remove(self, viewer: Viewer, channel_id: int) -> Message:
        """Have no digest in a channel any more. Returns the sentence to answer with.

        Raises:
            NotAllowed: the viewer does not manage the server.
            Refused: there is none.
        """
        member = viewer.member
        policy.require_manager(member.manager)

        def work(connection: Connection) -> None:
            mine = {one.channel_id for one in digests.of_server(connection, member.server_id)}
            if channel_id not in mine:
                raise Refused(message("There is no digest in that channel."))
            digests.remove(connection, channel_id)
            audit.done(connection, member, Action.SETTINGS, TargetKind.CHANNEL, channel_id, "digest off")

        await self._database.write(work)
        return message("No digest comes to {room} any more.", room=f"<#{channel_id}>")

    async def lines(self, viewer: Viewer) -> list[Message]:
        """The digests of a server, one in each line.

        Raises:
            NotAllowed: the viewer does not manage the server.
        """
        server_id = viewer.member.server_id
        policy.require_manager(viewer.member.manager)

        def read(connection: Connection) -> list[Message]:
            there = servers.time_zone(connection, server_id)
            lines = []
            for one in digests.of_server(connection, server_id):
                time = in_figures(next_at(one.last_at, one.minute, one.weekday, there))
                every = message("every day") if one.weekday is None else WEEKDAYS[one.weekday]
                clock = f"{one.minute // 60:02}:{one.minute % 60:02}"
                lines.append(
                    message(
                        "- {room}: {every} at {clock}, next {time}",
                        room=f"<#{one.channel_id}>",
                        every=every,
                        clock=clock,
                        time=time,
                    )
                )
            return lines

        return await self._database.read(read)


def read_time(text: str) -> int:
    """A time of day that somebody wrote, such as 18:30, in minutes after midnight.

    Raises:
        BadInput: it is none.
    """
    found = _TIME.fullmatch(text[: LONGEST_TIME + 1].strip().casefold())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise BadInput(message("I cannot read that time. Write it like this: 18:30."))
    return 60 * hour + minute
