"""Titles as pages tell them: what of them is the article's, and what the site's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.reading.fetch.addresses import opened

_SPACES = r"(?<!\s)\s++"
"""A whole run of spaces: a search that began within one would take quadratic time."""
_BETWEEN = re.compile(_SPACES + r"[|\-–—·»]\s++")
_BETWEEN_OR_COLON = re.compile(_SPACES + r"[|\-–—·»:]\s++")
HOST = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/?\Z", re.IGNORECASE)
"""A site's name in addresses."""
_BAR = re.compile(_SPACES + r"[|»]\s++")
_WORD = re.compile(r"\w+")
_SHARED = 0.6
_FEWEST_SHARED = 3
_HEADLINE_WORDS = 4
"""Words of a heading that may be a headline though nothing else says so; sections and sites have fewer."""
_IN_ADDRESS = 0.5
"""The share of a headline's words in the page's address that speaks for it."""
_MOST = 8
"""Titles of each kind that are compared."""
_MOST_HOSTS = 4
"""Addresses of sites that are taken off the end of a title."""
_LONGEST = 2_000


def agree(one: str, other: str) -> bool:
    """Whether two titles say the same: the longer may say more, a site's name as well."""
    words, others = _words_of(one[:_LONGEST]), _words_of(other[:_LONGEST])
    common, fewer, more = len(words & others), *sorted((len(words), len(others)))
    return (
        bool(fewer) and common >= _SHARED * fewer and (common >= _FEWEST_SHARED or common >= _SHARED * more)
    )


@lru_cache(256)
def _words_of(title: str) -> frozenset[str]:
    return frozenset(_WORD.findall(title.lower()))


def chosen_title(told: Sequence[str], shown: Sequence[str], own: Sequence[str], url: str) -> str:
    """The headline among what machines are ``told`` (the most trusted first), without their site's name, and
    the headings that are ``shown``; those that stand with the article are its ``own``.

    The heading that most of what is told agrees with wins; without one, what most of the others agree with,
    unless a heading of the article's is in the page's address and that is not.
    """
    told, shown = told[:_MOST], shown[:_MOST]
    whole = [_uncut(title, (*told, *shown)) for title in told if title]
    votes = [sum(agree(heading, title) for title in whole) for heading in shown]
    if any(votes):
        return shown[votes.index(max(votes))]
    best = max(
        whole, key=lambda title: (sum(agree(title, other) for other in whole), _is_long(title)), default=""
    )
    best = min((one for one in whole if _is_long(one) and _goes_on(one, best)), key=len, default=best)
    headlines = [heading for heading in own if _is_long(heading)]
    if len(headlines) == 1 and (
        len(whole) < 2 or _named(headlines[0], url) > max(_IN_ADDRESS, _named(best, url))
    ):
        return headlines[0]
    return (
        best
        or max(own, key=lambda heading: _named(heading, url), default="")
        or max(shown, key=len, default="")
    )


def _is_long(title: str) -> bool:
    return len(title.split()) >= _HEADLINE_WORDS


def _goes_on(title: str, longer: str) -> bool:
    """Whether a longer title is this one, with a bar or a dash after it and what its site adds."""
    return longer.startswith(title) and _BETWEEN.match(longer, len(title)) is not None


def _uncut(title: str, others: Sequence[str]) -> str:
    """The longest of ``others`` that begins with a title which was cut off, as at a quotation mark."""
    bare = title.rstrip(" .…\"'“”:,").lower()
    longer = [
        one
        for one in others
        if len(bare.split()) > 1 and one.lower().startswith(bare) and len(one) > len(title)
    ]
    sited = [
        one for one in longer if not _BETWEEN.match(one, len(bare)) and one[len(bare) : len(bare) + 1] != ":"
    ]
    return max(sited, key=len, default=title)


def _named(title: str, url: str) -> float:
    """The share of a title's longer words that stand in the last part of an address."""
    last = url.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]
    slug = set(re.findall(r"[a-z0-9]+", last.lower()[:_LONGEST]))
    words = [word for word in map(plain_letters, _WORD.findall(title[:_LONGEST])) if len(word) > 3]
    return sum(word in slug for word in words) / len(words) if len(words) > 1 else 0.0


def without_site(title: str, site: str | None) -> str:
    """A page title without the site's name (or a section's) after or before a bar or a dash."""
    if site and title.lower().startswith(f"{site.lower()}: "):
        return title[len(site) + 1 :].strip()
    parts = _BETWEEN_OR_COLON.split(title)
    for _ in range(_MOST_HOSTS):
        if len(parts) < 2 or not HOST.match(parts[-1]):
            break
        title = title[: title.rindex(parts[-1])].rstrip(" |-–—·»:")
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


def without_slogan(site: str) -> str:
    """A site's name without what stands after a bar in it."""
    return _BAR.split(site, 1)[0] or site


def named_by_host(title: str, url: str) -> str | None:
    """The part of a page's title that is the name of its site, which its host is called by too."""
    first, *others = _BETWEEN.split(title)
    labels = (opened(url).raw_host or "").split(".")[:-1] if url else []
    return next((part for part in (*others[::-1], first) if others and plain_letters(part) in labels), None)


def parts_of(title: str) -> Iterator[str]:
    """What stands between the bars and dashes of a window's title, from its end."""
    yield from reversed(_BETWEEN.split(title[:_LONGEST]))


def plain_letters(name: str) -> str:
    """A name's letters and digits in lower case without accents."""
    # Letter by letter: Python takes quadratic time to sort the accents that pile up over one.
    plain = name.lower()
    if not plain.isascii():
        plain = "".join([unicodedata.normalize("NFKD", letter) for letter in plain])
    return _NO_PLAIN_LETTERS.sub("", plain)


_NO_PLAIN_LETTERS = re.compile(r"[^a-z0-9]+")
