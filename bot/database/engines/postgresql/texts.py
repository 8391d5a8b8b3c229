"""Texts as PostgreSQL can store them."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.adapt import Buffer
from psycopg.types.string import StrBinaryDumper, StrDumper, StrDumperUnknown

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class _Writable(StrDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(_writable(obj))


class _WritableUnknown(StrDumperUnknown):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(_writable(obj))


class _WritableInBinary(StrBinaryDumper):
    def dump(self, obj: str) -> Buffer | None:
        return super().dump(_writable(obj))


def use_writable_texts(connection: psycopg.Connection[Any]) -> None:
    """Store of each text what can be stored: U+FFFD takes the place of a NUL, which PostgreSQL refuses."""
    for dumper in (_WritableInBinary, _Writable, _WritableUnknown):
        connection.adapters.register_dumper(str, dumper)


def _writable(text: str) -> str:
    return text.replace("\0", _REPLACEMENT) if "\0" in text else text
