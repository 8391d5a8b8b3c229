"""A sentence that is translated where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Message:
    """An English source text with its parameters; ``bot.i18n`` translates it.

    ``text`` (and ``plural``, used if ``count`` is not one) is a ``str.format`` template and the key in the
    catalog. A parameter may itself be a Message, a Language, a date, a datetime, a timedelta, a number or a
    text by Language: it is translated with the sentence. Other people's text is a plain ``str``, which the
    caller has escaped for where it will be shown.
    """

    text: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    plural: str | None = None
    count: int | None = None

    def __str__(self) -> str:
        """The English sentence, for logs."""
        template = self.text if self.plural is None or self.count == 1 else self.plural
        return template.format_map(dict(self.params))


def message(text: str, /, **params: object) -> Message:
    """Mark ``text`` for translation. ``text`` must be a literal: the catalog is extracted from the source."""
    return Message(text, MappingProxyType(params))


def counted(singular: str, plural: str, count: int, /, **params: object) -> Message:
    """Like :func:`message` for a text that depends on a number; ``{count}`` stands for it."""
    return Message(singular, MappingProxyType({"count": count, **params}), plural, count)
