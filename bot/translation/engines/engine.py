"""The protocol of all engines, and how they fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from bot.domain.errors import TertuliaError
from bot.domain.message import Message, message
from bot.domain.translation import engine_title
from bot.translation.direction import Direction
from bot.translation.unit import Markup


class Fault(Enum):
    """Why an engine did not translate."""

    MISSING = "missing"
    KEY = "key"
    QUOTA = "quota"
    RATE = "rate"
    TOO_LONG = "too long"
    UNSUPPORTED = "unsupported"
    REJECTED = "rejected"
    SERVER = "server"
    TIMEOUT = "timeout"
    ODD = "odd"
    PAUSED = "paused"


PASSING = frozenset({Fault.RATE, Fault.SERVER, Fault.TIMEOUT})
"""Faults that trying again may mend."""

_SENTENCES = {
    Fault.MISSING: message("{engine} is not installed."),
    Fault.KEY: message("{engine} does not accept the key."),
    Fault.QUOTA: message("The quota of {engine} is used up."),
    Fault.RATE: message("{engine} gets too many requests at once."),
    Fault.TOO_LONG: message("The text is too long for {engine}."),
    Fault.UNSUPPORTED: message("{engine} does not translate in this direction."),
    Fault.REJECTED: message("{engine} refused the text."),
    Fault.SERVER: message("{engine} cannot be reached or has a problem."),
    Fault.TIMEOUT: message("{engine} did not answer in time."),
    Fault.ODD: message("{engine} gave an answer that makes no sense."),
    Fault.PAUSED: message("{engine} failed several times, so it is not used for a while."),
}
_NAMED_LATER = frozenset({Fault.QUOTA, Fault.TOO_LONG})
"""Faults whose sentence does not begin with the engine."""


class EngineFailed(TertuliaError):
    """An engine gave no translation. ``detail`` is for the log and holds neither keys nor texts."""

    def __init__(
        self,
        engine: str,
        fault: Fault,
        detail: str = "",
        retry_after: float | None = None,
        sentence: Message | None = None,
    ) -> None:
        title = engine_title(engine, at_the_start=fault not in _NAMED_LATER)
        super().__init__(sentence or message(_SENTENCES[fault].text, engine=title))
        self.engine, self.fault, self.detail, self.retry_after = engine, fault, detail, retry_after


@dataclass(frozen=True, slots=True)
class Limits:
    """What an engine takes: seconds for a request, requests at a time, texts and characters in one."""

    seconds: float = 20.0
    at_a_time: int = 2
    texts: int = 50
    characters: int = 5_000


class Engine(Protocol):
    """Translates texts. It is closed when it is not needed any more, and may be used again afterwards."""

    @property
    def name(self) -> str:
        """How settings call it."""
        ...

    @property
    def version(self) -> str:
        """Of its data or protocol: translations of another version are made anew."""
        ...

    @property
    def local(self) -> bool:
        """Whether texts stay on the operator's own machines."""
        ...

    @property
    def rough(self) -> bool:
        """Whether it translates word by word, so that its text is labelled as a rough one."""
        ...

    @property
    def markup(self) -> Markup:
        """How it is told what to keep."""
        ...

    @property
    def limits(self) -> Limits:
        """What it takes at once."""
        ...

    def lacking(self) -> Message | None:
        """What there is to be installed before it can translate, or None."""
        ...

    async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
        """The translation of each text, within the seconds of its limits.

        Raises:
            EngineFailed: there is none.
        """
        ...

    async def close(self) -> None:
        """End its processes and connections."""
        ...
