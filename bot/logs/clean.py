"""Takes secrets out of a line of the log: what an address carries beside its path, tokens and keys."""

from __future__ import annotations

import re

from bot.logs.tokens import HIDDEN, without_tokens

_ADDRESS = re.compile(r"://([^\s\"<>]*)")
"""What follows the scheme of an address. A bare ' may stand in a query, so it does not end one."""
_AUTHORITY_ENDS = re.compile(r"[/?#\\]")
_SIGNED_IN = re.compile(r"(?<=://)[^/?#\\]*@")
"""Who signs in, in an address within the path of another, as archives of pages have them."""
_QUERY_BEGINS = re.compile(r"[?#]")
_QUERY = re.compile(r"\?[^\s\"<>=?]{1,200}=[^\s\"<>]*")
"""The query of an address without scheme or host."""
_IN_PATH = re.compile(r"((?:webhooks|interactions)/\d{1,20}/)[^\s/?#\"'<>]+")
"""The token of a webhook or interaction, which stands in the path of its address."""
_OPAQUE = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{32,}")
_SCHEME = r"(?:bot|bearer|basic|deepl-auth-key)"
_CREDENTIALS = re.compile(rf"(?i)\b({_SCHEME}\s{{1,3}})[\w.~+/=:-]{{16,}}")
_NAMED = re.compile(
    r"(?i)((?:authorization|subscription-key|api[_-]?key|auth[_-]?key|password|secret|token)[\"']?"
    rf"\s{{0,3}}[:=]\s{{0,3}}[\"']?)(?:{_SCHEME}\s{{1,3}})?[^\s\"',;&]+"
)
"""A header or field whose name says that its value is secret."""


def clean(text: str) -> str:
    """``text`` without what gives access to something.

    Addresses keep scheme, host and path. Tokens of webhooks and interactions in their paths, tokens of bots,
    credentials and what looks like them are replaced by :data:`HIDDEN`.
    """
    text = _ADDRESS.sub(_bare, text)
    text = _QUERY.sub(f"?{HIDDEN}", text)
    text = _IN_PATH.sub(rf"\g<1>{HIDDEN}", text)
    text = _NAMED.sub(rf"\g<1>{HIDDEN}", text)
    text = _CREDENTIALS.sub(rf"\g<1>{HIDDEN}", text)
    return _OPAQUE.sub(_unless_words, without_tokens(text))


def _bare(found: re.Match[str]) -> str:
    """An address without the user, query and fragment."""
    address = found[1]
    ends = _AUTHORITY_ENDS.search(address)
    authority, rest = (address[: ends.start()], address[ends.start() :]) if ends else (address, "")
    path = _QUERY_BEGINS.split(rest, maxsplit=1)
    cut = f"?{HIDDEN}" if len(path) > 1 else ""
    return f"://{authority.rpartition('@')[2]}{_SIGNED_IN.sub('', path[0])}{cut}"


def _unless_words(found: re.Match[str]) -> str:
    """A long run of letters and digits in disorder is a secret; one of words or of a number is not."""
    run = found[0]
    mixed = any(map(str.isdigit, run)) and any(map(str.isupper, run)) and any(map(str.islower, run))
    return HIDDEN if mixed else run
