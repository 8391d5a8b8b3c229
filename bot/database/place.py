"""Where a database is: in a file of its own, or on a PostgreSQL server."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from bot.logs.tokens import HIDDEN

_SERVER = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)
_SHOWN = re.compile(
    r"(?P<scheme>postgres(?:ql)?://)(?:[^/?#@\s]*@)?(?P<place>[^/?#@\s]*(?:/[^?#@\s]*)?)(?:\?[^#@\s]*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """A database on a PostgreSQL server, and the second one that keeps its ledger of erasures.

    Both are addresses as libpq takes them (https://www.postgresql.org/docs/current/libpq-connect.html), with
    the scheme ``postgresql://``. Written as text, a place shows neither user, password nor options.
    """

    url: str = field(repr=False)
    ledger: str = field(repr=False)

    def __str__(self) -> str:
        return without_secrets(self.url)

    @property
    def stem(self) -> str:
        """The name that files made of the database begin with."""
        name = without_secrets(self.url).rpartition("/")[2]
        return re.sub(r"\W", "", name) or "tertulia"


Place = Path | ServerPlace
"""A path is a file of the default engine."""


def written(place: Place) -> str:
    """A place in one line of text, its password included, for :func:`read`."""
    return json.dumps([place.url, place.ledger] if isinstance(place, ServerPlace) else [str(place)])


def read(line: str) -> Place:
    """The place that :func:`written` wrote."""
    parts = json.loads(line)
    return Path(*parts) if len(parts) == 1 else ServerPlace(*parts)


def is_server_address(text: str) -> bool:
    """Whether a text names a database on a server instead of a file."""
    return _SERVER.match(text) is not None


def tells_secrets_apart(address: str) -> bool:
    """Whether it is plain what in the address of a database on a server is a password. Where one has a sign
    such as @ or / as it is, the server's library takes a part of it for the host or port, and names it.
    """
    return _SHOWN.fullmatch(address) is not None


def without_secrets(address: str) -> str:
    """The address of a database on a server as people may see it: neither who signs in nor its options.

    Where it cannot be told what is a password, nothing but the scheme is shown.
    """
    shown = _SHOWN.fullmatch(address)
    return f"{shown['scheme']}{shown['place']}" if shown else f"{address.partition('://')[0]}://{HIDDEN}"
