"""Keeps the panels in moderators' channels up to date."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import timedelta

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.stores import server_store
from bot.discussion.visibility_port import Visibility
from bot.domain.errors import BotLacks, NotFound, PlatformFailed, Refused
from bot.domain.events import snowflake_time
from bot.domain.message import message
from bot.domain.notice import read_by_all
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import EVERY_PANEL, Job
from bot.moderating.appeals import appeal_store as appeals
from bot.moderating.queue import panel_store as panels, queue_store
from bot.moderating.queue.panel import PanelBoard, QueuePanel
from bot.moderating.queue.waiting import Overdue, Waiting
from bot.servers.language_settings import Languages

PACE = 60.0
"""Seconds between two looks at one panel."""
REPOSTED_AFTER = timedelta(hours=1)


class PanelWorker(StoredReconciler[int]):
    """Its keys are servers. A panel follows commits, at most once a minute; one that is an hour old and has
    other messages below it is sent anew. While nothing changes, nothing is done.
    """

    job = Job.QUEUE_PANEL
    backoff = Backoff(first=60.0, longest=3_600.0)
    concurrency = 2  # it is less urgent than what is said

    def __init__(
        self,
        clock: Clock,
        database: Database,
        languages: Languages,
        visibility: Visibility,
        board: PanelBoard,
    ) -> None:
        super().__init__(clock, database, pace=PACE)
        self._languages = languages
        self._visibility = visibility
        self._board = board
        self._with_panel: set[int] = set()
        """Servers that may have one: what changes elsewhere concerns no panel."""

    def schedule(self, key: int, after: float = 0.0) -> None:
        """Look at a server's panel, or with ``EVERY_PANEL`` at all there are."""
        if key != EVERY_PANEL:
            self._with_panel.add(key)
        for server_id in [key] if key != EVERY_PANEL else self._with_panel:
            super().schedule(server_id, after)

    async def pending(self) -> Iterable[int]:
        """All panels: what they show may be old."""
        return await self._database.read(panels.servers)

    async def work(self, key: int) -> float | None:
        """Send, edit, move or delete a server's panel.

        Raises:
            BotLacks, PlatformFailed: that is not possible now, or it is unknown who can read the channel.
            Refused: everybody can read the moderators' channel. A panel that was sent before is deleted.
        """
        stored = await self._database.read(panels.get, key)
        if stored is None:
            self._with_panel.discard(key)
            return None
        settings = await self._database.read(server_store.settings, key)
        channel_id = settings.moderators_channel_id if stored.wanted else None
        is_public = self._visibility.public(key, channel_id) if channel_id is not None else False
        if is_public is None:
            raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
        if is_public or stored.channel_id != channel_id:
            await self._take_away(key, stored)
            stored = await self._database.read(panels.get, key) or stored
        if channel_id is None:
            await self._database.write(panels.forget, key)
            return None
        if is_public:
            raise Refused(read_by_all(channel_id))
        return await self._follow(key, stored, channel_id)

    async def _follow(self, key: int, stored: panels.StoredPanel, channel_id: int) -> float | None:
        panel, overdue = await self._panel(key, channel_id, stored.remind_hours)
        remind_in = self._seconds_to(overdue.next, stored.remind_hours)
        again = await self._place(key, stored, channel_id, panel, is_late=overdue.latest > stored.reminded_to)
        if overdue.latest > stored.reminded_to:
            await self._database.write(panels.mark_reminded, key, overdue.latest)
        return min((one for one in (again, remind_in) if one is not None), default=None)

    async def _place(
        self, key: int, stored: panels.StoredPanel, channel_id: int, panel: QueuePanel, *, is_late: bool
    ) -> float | None:
        """Send or edit a panel, or send it anew. ``is_late``: something has come to wait for too long."""
        if stored.message_id is None or stored.posted_at is None:
            return await self._send(key, stored, channel_id, panel)
        left = (stored.posted_at + REPOSTED_AFTER - self._clock.utcnow()).total_seconds()
        is_buried = left <= 0 and not self._board.is_last(channel_id, stored.message_id)
        if is_late or (panel.waits and is_buried):
            await self._take_away(key, stored)
            return await self._send(key, stored, channel_id, panel)
        if panel.told != stored.shown:
            try:
                await self._board.edit(channel_id, stored.message_id, panel)
            except NotFound:  # somebody deleted it
                return await self._send(key, stored, channel_id, panel)
            await self._database.write(panels.mark_shown, key, panel.told)
        return self._again(panel, left)

    async def _send(
        self, key: int, stored: panels.StoredPanel, channel_id: int, panel: QueuePanel
    ) -> float | None:
        """Send a panel. An attempt that was begun and whose outcome is unknown has the same nonce."""
        begun = stored.message_id is None and stored.channel_id == channel_id
        if not begun:
            await self._database.write(panels.mark_begun, key, channel_id)
        number = stored.number if begun else stored.number + 1
        message_id = await self._board.send(channel_id, panel, f"q{key}-{number % 1_000}")
        shown = "" if begun else panel.told  # it may be the message of the earlier attempt
        await self._database.write(panels.mark_sent, key, message_id, self._clock.utcnow(), shown)
        return PACE if begun else self._again(panel, REPOSTED_AFTER.total_seconds())

    @staticmethod
    def _again(panel: QueuePanel, left: float) -> float | None:
        """When to look whether others wrote below a panel that can be sent anew in ``left`` seconds."""
        return max(left if left > 0 else REPOSTED_AFTER.total_seconds(), PACE) if panel.waits else None

    def _seconds_to(self, source_id: int | None, hours: int) -> float | None:
        """Seconds until a comment has waited for so many hours."""
        if source_id is None or not hours:
            return None
        due = snowflake_time(source_id) + timedelta(hours=hours)
        return max((due - self._clock.utcnow()).total_seconds(), PACE)

    async def _take_away(self, key: int, stored: panels.StoredPanel) -> None:
        if stored.channel_id is not None and stored.message_id is not None:
            with contextlib.suppress(NotFound, BotLacks):  # it may not see an old channel any more
                await self._board.delete(stored.channel_id, stored.message_id)
        await self._database.write(panels.mark_gone, key)

    async def _panel(self, server_id: int, channel_id: int, hours: int) -> tuple[QueuePanel, Overdue]:
        languages = await self._languages.read_in_by_many(server_id, channel_id)
        now = self._clock.utcnow()
        before = now - timedelta(hours=hours)

        def work(connection: Connection) -> tuple[dict[Waiting, tuple[int, int | None]], Overdue, int]:
            found = {why: queue_store.total(connection, server_id, why, now) for why in Waiting}
            late = queue_store.overdue(connection, server_id, now, before) if hours else Overdue(0, 0, None)
            return found, late, appeals.count(connection, server_id)

        found, late, appealed = await self._database.read(work)
        waiting = [first for why, (_, first) in found.items() if first and why is not Waiting.NEW]
        oldest = snowflake_time(min(waiting)) if waiting else None
        counts = {why: count for why, (count, _) in found.items()}
        return QueuePanel(counts, oldest, languages, late.count, hours, appealed), late
