"""The domains that a text names, however they are written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import idna

from bot.moderating.rules.folding import without_unseen

MOST = 100
"""Domains of a comment that are looked at; more do not fit into one."""
LONGEST_NAME = 253
"""Characters of a name, by RFC 1035."""
_DECODINGS = 3
"""How often what was URL-encoded is decoded: links within links are encoded once more each time."""
_DOTS = str.maketrans("。．｡", "...")
_HOST = re.compile(
    r"(?P<scheme>\b[a-z][a-z0-9+-]{1,15}:[/\\]{2}(?:[^\s/@]{1,100}@)?)?"
    r"(?P<host>(?<![\w.%-])(?:[\w-]{1,63}\.){1,10}[^\W\d_][\w-]{1,62})(?![\w-])",
    re.IGNORECASE,
)
"""Whatever could be a host: labels with dots between them, the last of which begins with a letter."""


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain in ASCII and small letters, and whether it stands in a link or is only written."""

    name: str
    linked: bool

    def is_in(self, listed: Collection[str]) -> bool:
        """Whether it, or a domain that it belongs to, is one of ``listed``."""
        labels = self.name[-LONGEST_NAME:].split(".")
        return any(".".join(labels[start:]) in listed for start in range(len(labels) - 1))


def domains_in(text: str) -> list[Domain]:
    """The domains in a text, in the order in which they stand, each once."""
    found: dict[str, bool] = {}
    for reading in _readings(without_unseen(text).translate(_DOTS)):
        for one in _HOST.finditer(reading):
            if (name := in_ascii(one["host"])) is not None:
                found[name] = found.get(name, False) or one["scheme"] is not None
            if len(found) == MOST:
                break
    return [Domain(name, linked) for name, linked in found.items()]


def in_ascii(host: str) -> str | None:
    """A host as the domain name system has it (punycode), without ``www.``; None where it cannot be one."""
    try:
        name = idna.encode(host.strip("."), uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return None
    return name.removeprefix("www.")


def _readings(text: str) -> Iterator[str]:
    """A text, and what is written in it in percent signs."""
    for _ in range(1 + _DECODINGS):
        yield text
        if "%" not in text or (decoded := unquote(text)) == text:
            return
        text = decoded
