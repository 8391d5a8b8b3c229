"""The thresholds of servers."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from bot.database.dialect import upsert
from bot.database.engine import Connection
from bot.database.schema import threshold
from bot.domain.cases.threshold import Threshold


def of_server(connection: Connection, server_id: int) -> list[Threshold]:
    """The thresholds of a server, the lowest first."""
    query = select(threshold).where(threshold.c.server_id == server_id).order_by(threshold.c.warnings)
    return [
        Threshold(
            row.warnings,
            row.days,
            row.kind,
            None if row.hours is None else timedelta(hours=row.hours),
            row.automatic,
        )
        for row in connection.execute(query)
    ]


def put(connection: Connection, server_id: int, one: Threshold) -> None:
    """Store a threshold, in the place of the one for as many warnings."""
    values = {
        "server_id": server_id,
        "warnings": one.warnings,
        "days": one.days,
        "kind": one.kind,
        "hours": None if one.duration is None else int(one.duration.total_seconds()) // 3_600,
        "automatic": one.automatic,
    }
    connection.execute(upsert(threshold, "days", "kind", "hours", "automatic"), values)


def remove(connection: Connection, server_id: int, warnings: int) -> bool:
    """Forget one; gives whether there was one."""
    its = (threshold.c.server_id == server_id, threshold.c.warnings == warnings)
    return connection.execute(delete(threshold).where(*its)).rowcount > 0
