"""The health of a running bot: whether it works, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.database.engine import Database
from bot.domain.message import Message, message
from bot.gathering.event_queue import EventQueue
from bot.jobs.worker import Worker
from bot.upkeep.gateway_state import GatewayState

GATEWAY_PATIENCE = 120.0
"""Seconds without a connection that are no fault: Discord asks bots to connect anew every few hours."""
GATHERER = "gatherer"
"""The name of what stores comments, among the kinds of background work."""


class ReasonCode(StrEnum):
    """Why a bot is not healthy, for programs."""

    STARTING = "starting"
    """Not all servers are known yet. It is expected to pass, within minutes in the largest bots."""
    GATEWAY_AWAY = "gateway_away"
    WORKER_FAULTING = "worker_faulting"
    DATABASE_REFUSED = "database_refused"
    ERASURE_LIST_UNREACHABLE = "erasure_list_unreachable"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a bot is not healthy. ``seconds``: how long the gateway has been away; ``worker``: the
    name of the kind of background work that faults.
    """

    code: ReasonCode
    detail: Message
    seconds: int | None = None
    worker: str | None = None


class BotHealth:
    """Tells whether the bot works. Costs no query, and may be asked at any time."""

    def __init__(
        self, gateway: GatewayState, worker: Worker, database: Database, event_queue: EventQueue
    ) -> None:
        self._gateway = gateway
        self._worker = worker
        self._database = database
        self._event_queue = event_queue

    def reasons(self) -> list[Reason]:
        """Why the bot is not healthy; none if it is."""
        return [*self._of_gateway(), *map(_faulting, self._faulting_workers()), *self._of_database()]

    def _of_gateway(self) -> Iterator[Reason]:
        seconds = round(self._gateway.seconds_away)
        if seconds > GATEWAY_PATIENCE:
            detail = message(
                "There has been no connection to Discord for {duration}.", duration=timedelta(seconds=seconds)
            )
            yield Reason(ReasonCode.GATEWAY_AWAY, detail, seconds=seconds)
        elif not self._gateway.is_ready:
            detail = message("The bot is starting and not yet connected to Discord.")
            yield Reason(ReasonCode.STARTING, detail)

    def _faulting_workers(self) -> Iterator[str]:
        yield from (one.job.name.lower() for one in self._worker.health if one.faulting)
        if self._event_queue.is_faulting:
            yield GATHERER

    def _of_database(self) -> Iterator[Reason]:
        if (refusal := self._database.refusal) is not None:
            yield Reason(ReasonCode.DATABASE_REFUSED, refusal)
        if (refusal := self._database.ledger_refusal) is not None:
            yield Reason(ReasonCode.ERASURE_LIST_UNREACHABLE, refusal)


def _faulting(worker: str) -> Reason:
    detail = message(
        "Background work '{worker}' fails because of a fault in the program. The bot's log says more.",
        worker=worker,
    )
    return Reason(ReasonCode.WORKER_FAULTING, detail, worker=worker)
