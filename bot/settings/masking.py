"""What may be shown of a setting's value."""

from __future__ import annotations

import re

from bot.logs.tokens import HIDDEN, without_tokens

_PASSWORD = re.compile(r"(?i)\bpassword\s*=")
"""In an address that is written as options: ``host=db password=...``."""
_HOST = r"(?:\[[0-9A-Fa-f:.%]+\]|[\w.-]+)(?::\d+)?"
_ADDRESS = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?P<who>[^/?#@\s]*@)?"
    rf"(?P<place>(?:{_HOST}(?:,{_HOST})*)?(?:/[^?#@\s]*)?)(?P<query>\?[^#@\s]*)?(?P<fragment>\#[^@\s]*)?"
)


def masked(value: str) -> str:
    """``value`` as it may be shown: no bot's token, and of an address neither who signs in nor its query or
    fragment. A value that may have a password in a place that cannot be told is not shown at all.
    """
    return without_tokens(_without_passwords(value))


def _without_passwords(value: str) -> str:
    if _PASSWORD.search(value):
        return HIDDEN
    if "://" not in value:
        return HIDDEN if ":" in value.partition("@")[0] and "@" in value else value
    address = _ADDRESS.fullmatch(value)
    if address is None:
        return HIDDEN
    who = f"{HIDDEN}@" if address["who"] else ""
    query = f"?{HIDDEN}" if address["query"] else ""
    fragment = f"#{HIDDEN}" if address["fragment"] else ""
    return f"{address['scheme']}{who}{address['place']}{query}{fragment}"
