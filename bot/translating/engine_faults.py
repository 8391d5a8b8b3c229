"""Stores, for ``doctor``, which translation engines are switched off because of a fault, and why."""

from __future__ import annotations

import contextlib
from functools import partial

from bot.database import task_fault_store as task_faults
from bot.database.engine import Database
from bot.domain.errors import StorageFailed
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.translation.chain import Chain
from bot.translation.engines.governor import Governor


class EngineFaults:
    """Compares the engines with what is stored. Every start forgets what was stored before it."""

    def __init__(self, database: Database, chain: Chain) -> None:
        self._database = database
        self._chain = chain
        self._stored: dict[str, str] = {}

    async def store(self) -> None:
        """Store which engines were switched off since the last call, and which answer again."""
        for one in self._chain.engines:
            name, why = one.engine.name, str(one.off or "")
            if why != self._stored.get(name, ""):
                with contextlib.suppress(StorageFailed):  # the next call tries again
                    await self._store(one)
                    self._stored[name] = why

    async def _store(self, one: Governor) -> None:
        kind, name = task_faults.ENGINES, one.engine.name
        if one.off is None:
            await self._database.write(task_faults.mend, name=kind, key=name)
            return
        reason = {language: Catalog.load().say(one.off, language) for language in Language}
        failed = partial(task_faults.fail, name=kind, key=name, reason=reason, given_up=one.off_for_good)
        await self._database.write(failed)
