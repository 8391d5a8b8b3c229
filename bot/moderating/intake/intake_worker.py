"""What moderators do about members outside the bot becomes cases, each act once.

The log is read from where it was read last, in a downtime too. What the platform tells of as it happens only
says that there is something to read.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.room_index import RoomIndex
from bot.domain.cases.case import Case, LetterAbout
from bot.domain.errors import BotLacks, NotFound
from bot.domain.moderation import Action, TargetKind
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.cases import case_store as cases, standing_store as standing
from bot.moderating.intake import intake_store as intake
from bot.moderating.intake.platform_log_port import LoggedAct, LogPage, PlatformLog

PACE = 2.0
"""Seconds between two looks into one server's log: where many are banned at once, they are read together."""
LAG = 5.0
"""Seconds after which the log is read once more where it does not have yet what was told of."""
OUTSIDE = "done on Discord itself"


class IntakeWorker(StoredReconciler[int]):
    """Its keys are servers. On the first look into a log nothing of the past is taken in, and nothing at all
    while the bot may not read it.
    """

    job = Job.INTAKE
    concurrency = 2

    def __init__(self, clock: Clock, database: Database, rooms: RoomIndex, log: PlatformLog) -> None:
        super().__init__(clock, database, pace=PACE)
        self._rooms = rooms
        self._log = log
        self._heard: dict[int, int] = {}

    def hear(self, server_id: int, entry_id: int) -> None:
        """The log of a server has a new entry about a member."""
        self._heard.setdefault(server_id, entry_id)
        self.schedule(server_id)

    async def pending(self) -> Iterable[int]:
        """The servers that the bot is used in: what it does not know of is what their logs say."""
        with_cards = {post.server_id for post in self._rooms.all()}
        return with_cards | await self._database.read(intake.servers)

    async def work(self, key: int) -> float | None:
        """Take in what a server's log says that was not read yet.

        Raises:
            PlatformFailed: it cannot be read now.
        """
        heard = self._heard.get(key)
        try:
            reached = await self._read(key, heard)
        except (BotLacks, NotFound):
            return None
        self._heard.pop(key, None)
        return LAG if heard is not None and reached < heard else None

    async def _read(self, server_id: int, heard: int | None) -> int:
        """Read a log to its end; gives its last entry."""
        reached = await self._database.read(intake.reached, server_id)
        if reached is None:
            reached = await self._log.newest(server_id) if heard is None else heard - 1
            await self._database.write(intake.put, server_id, reached)
        async for page in self._log.after(server_id, reached):
            await self._database.write(take_in, server_id, page)
            reached = page.last
        return reached


def take_in(connection: Connection, server_id: int, page: LogPage) -> None:
    """Make cases of what a page of a server's log says, and store that it was read."""
    reached = intake.reached(connection, server_id) or 0
    for act in page.acts:
        if act.entry_id > reached:
            (_end if act.ends else _open)(connection, server_id, act)
    intake.put(connection, server_id, max(reached, page.last))


def _open(connection: Connection, server_id: int, act: LoggedAct) -> None:
    if cases.by_entry(connection, server_id, act.entry_id):
        return
    case = cases.open_case(
        connection,
        server_id=server_id,
        kind=act.kind,
        member_id=act.member_id,
        moderator_id=act.moderator_id,
        reason=act.reason,
        at=act.at,
        expires_at=act.until,
        entry_id=act.entry_id,
    )
    _record(connection, case, Action(act.kind.value), act)


def _end(connection: Connection, server_id: int, act: LoggedAct) -> None:
    for case in standing.in_force(connection, server_id, act.member_id, act.kind, act.at):
        if case.opened_at > act.at:  # the log was read late, and this is another since
            continue
        cases.reverse(connection, case.id, act.moderator_id, act.reason or None, act.at)
        _record(connection, case, Action.UNDO, act)
        if cases.letter_state(connection, case.id, LetterAbout.OPENED) is not None:
            cases.owe_letter(connection, case.id, LetterAbout.REVERSED)


def _record(connection: Connection, case: Case, action: Action, act: LoggedAct) -> None:
    """Store in the audit what was done, and that nothing of it is left to do."""
    row_id = audit.record(
        connection,
        server_id=case.server_id,
        actor_id=act.moderator_id,
        action=action,
        target_kind=TargetKind.CASE,
        target_id=case.id,
        reason=act.reason or None,
        at=act.at,
    )
    audit.outcome(connection, row_id, succeeded=True, detail=OUTSIDE)
