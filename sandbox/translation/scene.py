"""What the page shows of translation: which engines translate, and what to try."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.translation.service import Fault, TranslationService


@dataclass(frozen=True, slots=True)
class TranslationScene:
    """``engines``: the names of those that translate here, in the order they are asked in. ``service``: the
    sandbox's own, if it is one of them. ``headline`` and ``address``: of an article that has no other
    edition. ``needs_engine``: whether no real engine is installed.
    """

    engines: tuple[str, ...]
    service: TranslationService | None
    headline: str
    address: str
    needs_engine: bool

    def payload(self) -> dict[str, object]:
        """What the page needs to know."""
        return {
            "engines": self.engines,
            "article": {"headline": self.headline, "url": self.address},
            "needs_engine": self.needs_engine,
            "fault": self.service.fault if self.service else None,
            "faults": [*Fault] if self.service else [],
            "sayings": [dict(pair) for pair in self.service.phrasebook.sayings] if self.service else [],
        }

    def set_fault(self, name: str) -> None:
        """Have the service work as ``name`` says.

        Raises:
            ValueError: there is no such fault, or the service is not in use.
        """
        if self.service is None:
            raise ValueError(name)
        self.service.fault = Fault(name)
