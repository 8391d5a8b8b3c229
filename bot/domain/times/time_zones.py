"""Time zones by their IANA names, and the moment that a clock on the wall there shows."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT = "UTC"
MAX_NAME_LENGTH = 64
"""Twice the longest name."""
COMMON = (
    *("Europe/Madrid", "Atlantic/Canary", "America/Mexico_City", "America/Bogota", "America/Lima"),
    *("America/Santiago", "America/Argentina/Buenos_Aires", "America/Caracas", "America/Guatemala"),
    *("America/Guayaquil", "America/La_Paz", "America/Montevideo", "America/Asuncion", "America/Havana"),
    *("America/Santo_Domingo", "America/Puerto_Rico", "America/New_York", "America/Chicago"),
    *("America/Denver", "America/Los_Angeles", "America/Toronto", "Europe/London", "Europe/Dublin"),
    *("Australia/Sydney", DEFAULT),
)
"""Where most who speak Spanish or English live: offered before anything was typed."""


def zone(name: str) -> ZoneInfo:
    """The zone with an IANA name; UTC where it is known no longer."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(DEFAULT)


def name_of(typed: str) -> str | None:
    """The IANA name that somebody typed, whatever its case and with spaces; None if there is none."""
    return _by_key().get(_key(typed))


def names_with(typed: str, most: int) -> list[str]:
    """At most so many names that contain what was typed, the common ones first."""
    wanted = _key(typed)
    names = [*COMMON, *sorted(set(_by_key().values()) - set(COMMON))] if wanted else COMMON
    return [one for one in names if wanted in _key(one)][:most]


def moment_at(local: datetime, there: ZoneInfo) -> datetime:
    """The moment (in UTC) when clocks in a zone show ``local``, which has no zone.

    A time that clocks skip is as long after the change as it would have been: 2:30 is 3:30. Of a time that
    they show twice, the first is meant.
    """
    return local.replace(tzinfo=there, fold=0).astimezone(UTC)


@cache
def _by_key() -> dict[str, str]:
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="ascii").split()
    return {_key(one): one for one in listed if "/" in one or one == DEFAULT}


def _key(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name[:MAX_NAME_LENGTH])
    kept = "".join(one for one in decomposed if not unicodedata.combining(one))
    return "_".join(kept.casefold().split())
