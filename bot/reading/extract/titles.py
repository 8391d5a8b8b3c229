"""Titles as pages tell them: what of them is the article's, and what the site's."""

from __future__ import annotations

import re
import unicodedata

from bot.reading.fetch.addresses import opened

_SPACES = r"(?<!\s)\s++"
"""A whole run of spaces: a search that began within one would take quadratic time."""
_BETWEEN = re.compile(_SPACES + r"[|\-–—·»]\s++")
_BETWEEN_OR_COLON = re.compile(_SPACES + r"[|\-–—·»:]\s++")
_BAR = re.compile(_SPACES + r"[|»]\s++")


def agree(shown: str, told: str) -> bool:
    """Whether a title that readers see says what machines are told."""
    one, other = set(re.findall(r"\w+", shown.lower())), set(re.findall(r"\w+", told.lower()))
    return bool(one and other) and len(one & other) >= 0.6 * min(len(one), len(other))


def without_site(title: str, site: str | None) -> str:
    """A page title without the site's name (or a section's) after or before a bar or a dash."""
    parts = _BETWEEN_OR_COLON.split(title)
    if len(parts) < 2:
        return title
    if site:
        name = site.lower()
        kept = [part for part in parts if part.lower() != name]
        if kept and len(kept) < len(parts):
            return (
                max(kept, key=len)
                if len(kept) > 1 and " | " in title
                else title[: title.rindex(parts[-1])].rstrip(" |-–—·»:")
                if parts[-1].lower() == name
                else kept[0]
            )
    head = _BAR.split(title)
    return max(head, key=len) if len(head) > 1 else title


def named_by_host(title: str, url: str) -> str | None:
    """The part of a page's title that is the name of its site, which its host is called by too."""
    first, *others = _BETWEEN.split(title)
    labels = (opened(url).raw_host or "").split(".")[:-1] if url else []
    return next((part for part in (*others[::-1], first) if others and _letters(part) in labels), None)


def _letters(name: str) -> str:
    # Letter by letter: Python takes quadratic time to sort the accents that pile up over one.
    plain = "".join([unicodedata.normalize("NFKD", letter) for letter in name.lower()])
    return re.sub(r"[^a-z0-9]", "", plain)
