"""Appeals: what members say against cases, who looks at it, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from bot.database.dialect import insert_once
from bot.database.engine import Connection, schedule
from bot.database.schema import appeal, member_case
from bot.domain.cases.case import AppealStatus
from bot.jobs.kinds import Job
from bot.moderating.queue.waiting import Claim

CLAIMED_FOR = timedelta(minutes=15)
"""How long a moderator who looks at an appeal has it for themselves: as long as its card can be used."""

_MAKE_ONCE = insert_once(appeal).returning(appeal.c.case_id)


@dataclass(frozen=True, slots=True)
class OpenAppeal:
    """An appeal that waits for an answer, and who looks at it, if anybody does."""

    case_id: int
    claim: Claim | None

    def is_free_for(self, moderator_id: int) -> bool:
        """Whether no other moderator looks at it."""
        return self.claim is None or self.claim.moderator_id == moderator_id


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """The message that moderators were told of an appeal in; None: they were not."""

    channel_id: int | None
    message_id: int | None


def make(connection: Connection, case_id: int, server_id: int, text: str, at: datetime) -> bool:
    """Store an appeal against a case, which moderators are told of; gives whether it is the first."""
    values = {
        "case_id": case_id,
        "text": text,
        "made_at": at,
        "status": AppealStatus.OPEN,
        "announced": False,
    }
    if connection.execute(_MAKE_ONCE, values).first() is None:
        return False
    schedule(connection, Job.APPEAL_NOTICE, case_id)
    schedule(connection, Job.QUEUE_PANEL, server_id)
    return True


def waiting(connection: Connection, server_id: int, now: datetime) -> list[OpenAppeal]:
    """The appeals in a server that wait for an answer, oldest first."""
    columns = (appeal.c.case_id, appeal.c.claimed_by, appeal.c.claimed_until)
    query = select(*columns).join(member_case, member_case.c.id == appeal.c.case_id)
    its = (member_case.c.server_id == server_id, appeal.c.status == AppealStatus.OPEN)
    rows = connection.execute(query.where(*its).order_by(appeal.c.made_at, appeal.c.case_id))
    return [OpenAppeal(row.case_id, _claim(row.claimed_by, row.claimed_until, now)) for row in rows]


def count(connection: Connection, server_id: int) -> int:
    """How many appeals in a server wait for an answer."""
    query = select(func.count()).select_from(appeal).join(member_case, member_case.c.id == appeal.c.case_id)
    its = (member_case.c.server_id == server_id, appeal.c.status == AppealStatus.OPEN)
    found: int = connection.execute(query.where(*its)).scalar_one()
    return found


def claimed(connection: Connection, case_id: int, now: datetime) -> Claim | None:
    """The claim on an appeal that waits, if somebody looks at it."""
    its = (appeal.c.case_id == case_id, appeal.c.status == AppealStatus.OPEN)
    row = connection.execute(select(appeal.c.claimed_by, appeal.c.claimed_until).where(*its)).one_or_none()
    return _claim(row.claimed_by, row.claimed_until, now) if row else None


def take(connection: Connection, case_id: int, moderator_id: int, now: datetime) -> bool:
    """Claim an appeal that waits for a moderator; gives whether nobody else looks at it."""
    free = or_(
        appeal.c.claimed_until.is_(None),
        appeal.c.claimed_until <= now,
        appeal.c.claimed_by == moderator_id,
    )
    its = (appeal.c.case_id == case_id, appeal.c.status == AppealStatus.OPEN, free)
    values = {"claimed_by": moderator_id, "claimed_until": now + CLAIMED_FOR}
    return connection.execute(update(appeal).where(*its).values(values)).rowcount > 0


def release(connection: Connection, case_id: int, moderator_id: int) -> None:
    """A moderator does not look at an appeal any more."""
    mine = (appeal.c.case_id == case_id, appeal.c.claimed_by == moderator_id)
    connection.execute(update(appeal).where(*mine).values(claimed_by=None, claimed_until=None))


def answer(
    connection: Connection, case_id: int, status: AppealStatus, moderator_id: int, text: str, at: datetime
) -> bool:
    """Store what was answered; gives whether it still waited."""
    its = (appeal.c.case_id == case_id, appeal.c.status == AppealStatus.OPEN)
    values = {
        "status": status,
        "answered_by": moderator_id,
        "answer": text,
        "answered_at": at,
        "announced": False,
    }
    schedule(connection, Job.APPEAL_NOTICE, case_id)
    return connection.execute(update(appeal).where(*its).values(values)).rowcount > 0


def unannounced(connection: Connection, server_id: int | None = None) -> list[int]:
    """The cases, of all servers or of one, with an appeal whose notice does not say how it stands."""
    query = select(appeal.c.case_id).where(~appeal.c.announced)
    if server_id is not None:
        query = query.join(member_case, member_case.c.id == appeal.c.case_id)
        query = query.where(member_case.c.server_id == server_id)
    return list(connection.execute(query).scalars())


def notice(connection: Connection, case_id: int) -> StoredNotice | None:
    """The notice of an appeal that does not say how it stands; None if it does."""
    columns = (appeal.c.notice_channel_id, appeal.c.notice_message_id)
    query = select(*columns).where(appeal.c.case_id == case_id, ~appeal.c.announced)
    row = connection.execute(query).one_or_none()
    return StoredNotice(*row) if row else None


def announce(connection: Connection, server_id: int) -> None:
    """Have the moderators of a server told of what they were not told yet, as they have another channel."""
    schedule(connection, Job.APPEAL_NOTICE, *unannounced(connection, server_id))


def mark_announced(connection: Connection, case_id: int, status: AppealStatus, where: StoredNotice) -> None:
    """Store in which message the notice of an appeal stands, which says that it stands so."""
    its = (appeal.c.case_id == case_id,)
    placed = {"notice_channel_id": where.channel_id, "notice_message_id": where.message_id}
    connection.execute(update(appeal).where(*its).values(placed))
    connection.execute(update(appeal).where(*its, appeal.c.status == status).values(announced=True))


def _claim(moderator_id: int | None, until: datetime | None, now: datetime) -> Claim | None:
    if moderator_id is None or until is None or until <= now:
        return None
    return Claim(moderator_id, until)
