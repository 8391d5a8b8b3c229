"""What storage functions take, and what they have done once a transaction is committed."""

from __future__ import annotations

from collections.abc import Hashable

from sqlalchemy import Connection

from bot.jobs.kinds import Due, Job

__all__ = ["Connection", "begin", "schedule"]

_DUE = "due"


def begin(connection: Connection) -> dict[Due, None]:
    """A transaction begins; gives what :func:`schedule` will have collected by its end, in order."""
    due: dict[Due, None] = {}
    connection.info[_DUE] = due
    return due


def schedule(connection: Connection, job: Job, *keys: Hashable) -> None:
    """Have ``keys`` worked on as soon as the transaction is committed. The rows must say that they are
    pending: this only saves waiting for the next start. It does no harm where the work is undone.
    """
    connection.info[_DUE].update(dict.fromkeys((job, key) for key in keys))
