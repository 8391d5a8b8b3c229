"""Tells moderators in their channel that somebody appeals, once for each appeal."""

from __future__ import annotations

from collections.abc import Iterable

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.stores import server_store as servers
from bot.discussion.visibility_port import Visibility
from bot.domain.cases.case import Case
from bot.domain.errors import PlatformFailed, Refused
from bot.domain.message import message
from bot.domain.notice import read_by_all
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.appeals import appeal_store as appeals
from bot.moderating.appeals.appeal_board_port import AppealBoard, AppealNotice
from bot.moderating.cases import case_store as cases
from bot.servers.language_settings import Languages


class AppealNoticeWorker(StoredReconciler[int]):
    """Its keys are the ids of cases. Where a server has no moderators' channel, its notices wait for one."""

    job = Job.APPEAL_NOTICE
    backoff = Backoff(first=30.0, longest=3_600.0)
    concurrency = 2  # it is less urgent than what is said

    def __init__(
        self,
        clock: Clock,
        database: Database,
        languages: Languages,
        visibility: Visibility,
        board: AppealBoard,
    ) -> None:
        super().__init__(clock, database)
        self._languages = languages
        self._visibility = visibility
        self._board = board

    async def pending(self) -> Iterable[int]:
        """The appeals that moderators were not told of yet."""
        return await self._database.read(appeals.unannounced)

    async def work(self, key: int) -> None:
        """Send a notice, if the appeal still waits.

        Raises:
            BotLacks, NotFound, PlatformFailed: it cannot be sent now, or it is unknown who can read the
                moderators' channel.
            Refused: everybody can read that channel.
        """
        case, channel_id = await self._database.read(_owed, key)
        if case is None or channel_id is None:
            return
        is_public = self._visibility.public(case.server_id, channel_id)
        if is_public is None:
            raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
        if is_public:
            raise Refused(read_by_all(channel_id))
        languages = await self._languages.read_in_by_many(case.server_id, channel_id)
        await self._board.send(channel_id, AppealNotice(case.number, case.kind, languages), f"a{case.id}")
        await self._database.write(appeals.mark_announced, key)


def _owed(connection: Connection, case_id: int) -> tuple[Case | None, int | None]:
    """The case of an appeal that moderators are to be told of, and their channel."""
    case = cases.get(connection, case_id)
    if case is None or not appeals.is_unannounced(connection, case_id):
        return None, None
    return case, servers.settings(connection, case.server_id).moderators_channel_id
