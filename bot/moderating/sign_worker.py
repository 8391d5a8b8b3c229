"""Puts a sign on answers to a locked discussion, so that their authors know that nobody else reads them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.stores import sign_store as signs
from bot.domain.errors import BotLacks, NotFound, Refused, TertuliaError
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.signs_port import Signs


class SignWorker(StoredReconciler[int]):
    """Its keys are the ids of comments that are or were refused."""

    job = Job.SIGN
    backoff = Backoff(first=30.0, longest=3_600.0)
    concurrency = 2  # a sign is less urgent than what is said

    def __init__(self, clock: Clock, database: Database, signs: Signs) -> None:
        super().__init__(clock, database)
        self._signs = signs

    async def pending(self) -> Iterable[int]:
        """The comments whose signs have to be put or taken away."""
        return await self._database.read(signs.owed)

    async def work(self, key: int) -> None:
        """Put the sign if the comment is refused, else take it away.

        Raises:
            BotLacks, NotFound, PlatformFailed: that is not possible, or not now.
        """
        sign = await self._database.read(signs.of_comment, key)
        if sign is None or (sign.wanted and sign.placed):
            return
        if sign.message_id is not None and sign.wanted:
            await self._signs.put(sign.channel_id, sign.message_id)
            await self._database.write(signs.mark_placed, key)
            return
        if sign.message_id is not None:  # also where it is not stored as placed: the answer may be lost
            with contextlib.suppress(NotFound):
                await self._signs.take(sign.channel_id, sign.message_id)
        await self._database.write(signs.forget, key)

    def gives_up(self, failure: TertuliaError) -> bool:
        """Where the message is gone, or the bot may not react there."""
        return isinstance(failure, BotLacks | NotFound | Refused)

    async def given_up(self, key: int, failure: TertuliaError) -> None:
        """Owe the sign no longer. One that could not be taken away may still stand: it stays owed."""
        await self._database.write(_forgo, key)


def _forgo(connection: Connection, comment_id: int) -> None:
    """Forget a sign that is still to be put."""
    sign = signs.of_comment(connection, comment_id)
    if sign is not None and sign.wanted:
        signs.forget(connection, comment_id)
