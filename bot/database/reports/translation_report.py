"""What outside translation engines were given, where they are on, and which engines are switched off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.database.schema import allowed_engine, failing, translation_use
from bot.database.task_fault_store import ENGINES
from bot.domain.language import Language


@dataclass(frozen=True, slots=True)
class EngineOff:
    """Why and since when a running bot does not ask an engine, and whether that lasts until a new start."""

    engine: str
    reason: Mapping[Language, str]
    since: datetime
    lasting: bool


@dataclass(frozen=True, slots=True)
class TranslationReport:
    """``used``: the characters of a month by outside engine; ``servers``: in how many each is on."""

    used: Mapping[str, int] = field(default_factory=dict)
    servers: Mapping[str, int] = field(default_factory=dict)
    off: tuple[EngineOff, ...] = ()


def translation_report(connection: Connection, month: str) -> TranslationReport:
    """What is stored. ``month`` is written as ``2026-11``."""
    used = select(translation_use.c.engine, func.sum(translation_use.c.characters).label("number"))
    used = used.where(translation_use.c.month == month).group_by(translation_use.c.engine)
    servers = select(allowed_engine.c.engine, func.count().label("number")).group_by(allowed_engine.c.engine)
    off = select(failing).where(failing.c.name == ENGINES).order_by(failing.c.key)
    return TranslationReport(
        {row.engine: row.number for row in connection.execute(used)},
        {row.engine: row.number for row in connection.execute(servers)},
        tuple(
            EngineOff(
                row.key,
                {Language.EN: row.english, Language.ES: row.spanish},
                row.failed_at,
                row.given_up,
            )
            for row in connection.execute(off)
        ),
    )
