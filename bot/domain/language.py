"""The two languages everything is offered in."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """A language a reader can choose."""

    EN = "en"
    ES = "es"

    @property
    def other(self) -> Language:
        """The language this one is switched to."""
        return Language.ES if self is Language.EN else Language.EN

    @classmethod
    def from_tag(cls, tag: str | None) -> Language | None:
        """The language a BCP 47 tag such as ``es-419`` or ``en_US`` belongs to, or None for any other."""
        primary = (tag or "").replace("_", "-").split("-", 1)[0].lower()
        return cls(primary) if primary in set(cls) else None
