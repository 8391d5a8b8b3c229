"""Tells moderators in their channel that somebody appeals, and what was answered, in one message each."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.stores import server_store as servers
from bot.discussion.visibility_port import Visibility, require_private
from bot.domain.cases.case import Appeal, AppealStatus, Case
from bot.domain.errors import BotLacks, NotFound
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.appeals import appeal_store as appeals
from bot.moderating.appeals.appeal_board_port import AppealBoard, AppealNotice
from bot.moderating.appeals.appeal_store import StoredNotice
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
        """The appeals whose notice was not sent, or does not say how they stand."""
        return await self._database.read(appeals.unannounced)

    async def work(self, key: int) -> None:
        """Send a notice of an appeal that waits, or have it say what was answered.

        Raises:
            BotLacks, NotFound, PlatformFailed: that is not possible now, or it is unknown who can read the
                moderators' channel.
            Refused: everybody can read that channel.
        """
        owed = await self._database.read(_owed, key)
        if owed is None:
            return
        case, appeal, stored, channel_id = owed
        if stored.channel_id is not None and stored.message_id is not None:
            notice = await self._notice(case, appeal, stored.channel_id)
            with contextlib.suppress(NotFound, BotLacks):  # somebody deleted it, or the bot sees it no more
                await self._board.edit(stored.channel_id, stored.message_id, notice)
        elif appeal.status is AppealStatus.OPEN:
            if channel_id is None:
                return
            require_private(self._visibility, case.server_id, channel_id)
            notice = await self._notice(case, appeal, channel_id)
            stored = StoredNotice(channel_id, await self._board.send(channel_id, notice, f"a{case.id}"))
        await self._database.write(appeals.mark_announced, key, appeal.status, stored)

    async def _notice(self, case: Case, appeal: Appeal, channel_id: int) -> AppealNotice:
        languages = await self._languages.read_in_by_many(case.server_id, channel_id)
        return AppealNotice(case.number, case.kind, appeal.status, appeal.answered_by, languages)


def _owed(connection: Connection, case_id: int) -> tuple[Case, Appeal, StoredNotice, int | None] | None:
    """An appeal whose notice does not say how it stands, that notice, and the moderators' channel."""
    case, appeal = cases.get(connection, case_id), cases.appeal_of(connection, case_id)
    stored = appeals.notice(connection, case_id)
    if case is None or appeal is None or stored is None:
        return None
    return case, appeal, stored, servers.settings(connection, case.server_id).moderators_channel_id
