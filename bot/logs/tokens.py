"""A bot's token, wherever somebody pasted it."""

from __future__ import annotations

import re

HIDDEN = "***"
"""What stands in a secret's place."""
_TOKEN = re.compile(r"(?<![\w-])[\w-]{18,40}\.[\w-]{5,10}\.[\w-]{20,}")
"""Its id, a time and a signature: https://discord.com/developers/docs/reference#authentication."""


def has_token(text: str) -> bool:
    """Whether a bot's token stands in a text: what looks like one, and not in small letters, as hosts."""
    return any(
        any(map(str.isdigit, found)) and any(map(str.isupper, found)) and any(map(str.islower, found))
        for found in _TOKEN.findall(text)
    )


def without_tokens(text: str) -> str:
    """``text`` with :data:`HIDDEN` in the place of what looks like a bot's token."""
    return _TOKEN.sub(HIDDEN, text)
