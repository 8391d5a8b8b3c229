"""Sends digests when they are due: each once, also across a crash; nothing where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import server_store as servers
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.domain.times.occurrences import next_at
from bot.feeding.digests import digest_store as digests
from bot.feeding.digests.digest import Digest, lines_of, read_by
from bot.feeding.digests.digest_store import StoredDigest
from bot.feeding.digests.discord_digests import DiscordDigests
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.servers.language_settings import Languages


class DigestWorker(StoredReconciler[int]):
    """Its keys are servers: a change of a server's time zone moves all its digests."""

    job = Job.DIGEST
    backoff = Backoff(first=60.0, longest=3_600.0)
    concurrency = 2

    def __init__(
        self,
        clock: Clock,
        database: Database,
        rooms: RoomIndex,
        languages: Languages,
        board: DiscordDigests,
    ) -> None:
        super().__init__(clock, database)
        self._rooms = rooms
        self._languages = languages
        self._board = board

    async def pending(self) -> Iterable[int]:
        """Return the servers with digests."""
        return await self._database.read(digests.servers)

    async def work(self, key: int) -> float | None:
        """Send the digests of a server that are due. Returns the seconds until the next one is.

        Raises:
            TertuliaError: one could not be sent; the others were.
        """
        there, stored = await self._database.read(_read, key)
        failure: TertuliaError | None = None
        left: list[float] = []
        for one in stored:
            now = self._clock.utcnow()
            due = next_at(one.last_at, one.minute, one.weekday, there)
            if due <= now:
                try:
                    await self._send(one, due, now)
                except NotFound:  # the channel is gone
                    await self._database.write(digests.remove, one.channel_id)
                    continue
                except TertuliaError as error:
                    failure = error
                    continue
                due = next_at(now, one.minute, one.weekday, there)
            left.append(max((due - self._clock.utcnow()).total_seconds(), 0.0))
        if failure:
            if left:
                self.schedule(key, after=min(left))
            raise failure
        return min(left, default=None)

    async def _send(self, stored: StoredDigest, due: datetime, now: datetime) -> None:
        """Send a digest, unless that was done before a crash, or there is nothing to say."""
        channel_id = stored.channel_id
        digest = await self._digest(stored, due)
        if digest.lines and not await self._was_sent(stored, digest):
            await self._database.write(digests.begin, channel_id, stored.begun_at or now)
            try:
                await self._board.send(channel_id, digest)
            except (BotLacks, NotFound):  # nothing was sent
                await self._database.write(digests.begin, channel_id, None)
                raise
        await self._database.write(digests.finish, channel_id, now)

    async def _was_sent(self, stored: StoredDigest, digest: Digest) -> bool:
        if stored.begun_at is None:
            return False
        return await self._board.was_sent(stored.channel_id, digest, stored.begun_at)

    async def _digest(self, stored: StoredDigest, due: datetime) -> Digest:
        server_id, channel_id = stored.server_id, stored.channel_id
        language = await self._languages.shown_in(server_id, channel_id)
        posts = read_by(self._rooms, server_id, channel_id)
        lines, more = await self._database.read(lines_of, posts, channel_id, stored.last_at, language)
        number = int(due.timestamp()) // 60
        return Digest(number, stored.weekday is not None, language, lines, more)


def _read(connection: Connection, server_id: int) -> tuple[ZoneInfo, list[StoredDigest]]:
    return servers.time_zone(connection, server_id), digests.of_server(connection, server_id)
