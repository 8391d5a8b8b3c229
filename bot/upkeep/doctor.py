"""Finds what is wrong with an installation, and what to do about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from bot.database.engine_in_use import engine_of
from bot.database.inspect_file import DatabaseReport, examine
from bot.database.place import Place, ServerPlace
from bot.database.revisions import Schema
from bot.domain.errors import StorageFailed
from bot.domain.message import counted, message
from bot.domain.permissions import (
    FOR_CARDS,
    FOR_DISCUSSIONS,
    FOR_FORUM_POSTS,
    FOR_NOTICES,
    FOR_SERVER,
    OPTIONAL,
    PERMISSIONS,
    named,
)
from bot.i18n.program import called
from bot.upkeep.backup_worker import Schedule
from bot.upkeep.doctor_work import about_work
from bot.upkeep.finding import Check, Finding, Level
from bot.upkeep.inspection_port import Inspection, RoomPermissions

LATE = timedelta(hours=2)
"""How long a backup may be overdue: a failed one is retried within an hour."""
MIN_FREE_BYTES = 100_000_000
"""Room for some 100,000 comments and the journal of their commits."""


class Doctor:
    """Examines one installation: its database, and the bot's permissions on the chat platform."""

    def __init__(self, database: Place) -> None:
        self._path = database
        self.checkup = examine(database)
        self.rooms: dict[int, RoomPermissions] = {}
        """The rooms of the platform by channel, after :meth:`platform`."""

    def database(self) -> Iterator[Finding]:
        """Findings about the database."""
        path, checkup = str(self._path), self.checkup
        if checkup.unusable is not None:
            yield Finding(Check.DATABASE, Level.FAULT, checkup.unusable)
            return
        yield from _about_ledger(self._path)
        if not checkup.exists:
            yield Finding(
                Check.DATABASE,
                Level.FINE,
                message("The database {path} is empty. The first start makes its tables.", path=path)
                if isinstance(self._path, ServerPlace)
                else message("There is no database at {path} yet. The first start creates it.", path=path),
            )
            return
        if checkup.unreachable is not None:
            yield Finding(
                Check.DATABASE,
                Level.FAULT,
                message(
                    "The database {path} cannot be used: {detail}", path=path, detail=checkup.unreachable
                ),
                message("Check TERTULIA_DATABASE, and whether its server runs and lets the bot in."),
            )
            return
        for fault in checkup.faults:
            yield Finding(
                Check.DATABASE,
                Level.FAULT,
                message("The database {path} is damaged: {detail}", path=path, detail=fault),
                message("Stop the bot and restore a backup: `{command}`.", command=called("restore")),
            )
        if not checkup.faults:
            yield _about_schema(path, checkup)
        if checkup.in_use:
            yield Finding(Check.RUNNING, Level.FINE, message("A bot is using it right now."))
        yield from about_work(checkup)
        if checkup.room is not None and checkup.room < MIN_FREE_BYTES:
            yield Finding(
                Check.DISK,
                Level.FAULT,
                message("Only {megabytes} MB are free on its disk.", megabytes=checkup.room // 1_000_000),
                message("Make room: when the disk is full, nothing can be saved."),
            )

    def backups(self, schedule: Schedule | None) -> Iterator[Finding]:
        """Findings about scheduled backups."""
        if schedule is None:
            yield Finding(
                Check.BACKUPS,
                Level.HINT,
                message("The bot makes no backups by itself."),
                message("Set TERTULIA_BACKUP_FOLDER, on another disk if there is one."),
            )
            return
        if not (existing := schedule.existing()):
            folder = str(schedule.folder)
            yield Finding(
                Check.BACKUPS, Level.FINE, message("There is no backup in {folder} yet.", folder=folder)
            )
            return
        last, _ = existing[-1]
        late = self.checkup.in_use and datetime.now(UTC) - last > schedule.every + LATE
        yield Finding(
            Check.BACKUPS,
            Level.FAULT if late else Level.FINE,
            message("The last backup was made on {moment}.", moment=last),
            message("The bot's log says why there is none more recent.") if late else None,
        )

    async def platform(self, inspection: Inspection) -> list[Finding]:
        """Findings about the bot on the chat platform.

        Raises:
            BotLacks: the token is not accepted.
            PlatformFailed: the platform cannot be asked.
        """
        application = await inspection.application()
        found = [
            Finding(Check.TOKEN, Level.FINE, message("The token belongs to {name}.", name=application.name))
        ]
        if application.message_content:
            found.append(
                Finding(Check.MESSAGE_CONTENT, Level.FINE, message("The Message Content Intent is on."))
            )
        else:
            found.append(
                Finding(
                    Check.MESSAGE_CONTENT,
                    Level.HINT,
                    message(
                        "The Message Content Intent is off: of what people write, only "
                        "replies that mention the bot and messages added by hand "
                        "become comments."
                    ),
                    message("Switch it on in the developer portal, under Bot, and restart the bot."),
                )
            )
        rooms = await inspection.rooms()
        self.rooms = {room.channel_id: room for room in rooms}
        if not rooms:
            remedy = message("Invite it: {link}", link=application.invitation)
            found.append(
                Finding(Check.SERVERS, Level.HINT, message("The bot is not on any server yet."), remedy)
            )
        return [*found, *self._about_rooms(rooms)]

    def _about_rooms(self, rooms: list[RoomPermissions]) -> Iterator[Finding]:
        used = {room.channel_id for room in self.checkup.rooms}
        with_cards = {room.channel_id for room in self.checkup.rooms if room.cards}
        set_up = {room.server_id for room in self.checkup.rooms}
        for room in rooms:
            # In a server with cards only the channels in use matter; elsewhere any may become one.
            if room.channel_id in used or (room.server_id not in set_up and "view_channel" in room.held):
                acts = self.checkup.acts.get(room.server_id, frozenset())
                where = {"used": room.channel_id in used, "cards": room.channel_id in with_cards}
                yield _about_room(room, acts, **where)
        for gone in sorted(used - {room.channel_id for room in rooms}):
            if rooms:
                yield Finding(
                    Check.CHANNELS,
                    Level.HINT,
                    message(
                        "A channel in use no longer exists, or the bot cannot see it: {channel}.",
                        channel=str(gone),
                    ),
                )


def _about_ledger(place: Place) -> Iterator[Finding]:
    try:
        fault = engine_of(place).ledger_fault()
    except StorageFailed as failure:  # its address cannot be read
        yield Finding(Check.ERASURE_LIST, Level.FAULT, failure.message)
        return
    if fault is not None:
        yield Finding(Check.ERASURE_LIST, Level.FAULT, fault.what, fault.remedy)


def _about_schema(path: str, checkup: DatabaseReport) -> Finding:
    match checkup.schema:
        case Schema.CURRENT:
            return Finding(
                Check.DATABASE,
                Level.FINE,
                message("The database {path} is intact and up to date.", path=path),
            )
        case Schema.OLDER:
            return Finding(
                Check.DATABASE,
                Level.FINE,
                message("The database {path} is intact. The next start upgrades it.", path=path),
            )
        case Schema.NEWER:
            return Finding(
                Check.DATABASE,
                Level.FAULT,
                message("The database {path} was made by a newer version of Tertulia.", path=path),
                message("Update the program, or set TERTULIA_DATABASE to another database."),
            )
        case Schema.NONE:
            return Finding(
                Check.DATABASE,
                Level.FAULT,
                message("The file {path} is not a Tertulia database.", path=path),
                message("Set TERTULIA_DATABASE to another file."),
            )


def _about_room(room: RoomPermissions, acts: Collection[str], *, used: bool, cards: bool) -> Finding:
    for_cards = FOR_FORUM_POSTS if room.forum else FOR_CARDS
    notices_alone = used and not cards
    needed = FOR_NOTICES if notices_alone else for_cards
    of_use = needed if notices_alone else (*needed, *FOR_DISCUSSIONS, *FOR_SERVER, *acts)
    lacks = [one for one in (*PERMISSIONS, *OPTIONAL) if one in of_use and one not in room.held]
    place = {"server": room.server, "channel": room.channel}
    if not lacks:
        return Finding(
            Check.PERMISSIONS,
            Level.FINE,
            message("{server}, #{channel}: no permissions are missing.", **place),
        )
    serious = used and any(permission in needed for permission in lacks)
    return Finding(
        Check.PERMISSIONS,
        Level.FAULT if serious else Level.HINT,
        counted(
            "{server}, #{channel}: the bot needs {permissions}.",
            "{server}, #{channel}: the bot needs {permissions}.",
            len(lacks),
            **place,
            permissions=named(lacks),
        ),
        message("Give the bot's role these permissions in the settings of the server or the channel."),
    )
