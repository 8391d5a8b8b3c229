"""Where a page leads: its own address, the page it sends its readers on to, and its AMP page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree
from yarl import URL

from bot.reading.extract.drafts import FEWEST_WORDS
from bot.reading.extract.markup import decoded, shown_text, tree_of
from bot.reading.fetch.addresses import is_front_page, joined, normalise, opened, same_site

_HOST_WITHOUT_SCHEME = re.compile(
    r"(?:www\.)?(?:[a-z0-9-]{1,63}\.)+([a-z]{2,24})(?::\d+)?(?:/|\Z)", re.IGNORECASE
)
_FILES = frozenset(
    (
        "html",
        "htm",
        "shtml",
        "xhtml",
        "php",
        "php3",
        "php5",
        "asp",
        "aspx",
        "jsp",
        "jspx",
        "cfm",
        "cgi",
        "do",
        "pl",
        "amp",
        "json",
        "xml",
        "pdf",
        "txt",
        "md",
    )
)
"""How names of pages end; what ends so is no host."""
_SAME_STORY = re.compile(
    r"amp|print(?:able)?|imprimir|full|all|single|index\.\w+|(?:page|pagina|p|pag)?-?\d{1,3}", re.IGNORECASE
)
"""The last part of an address that is another form, or a further page, of the story above it."""
_SCRIPT_NAME = re.compile(r"[a-z]{1,20}(?:\.[a-z]{2,5})?\Z", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_ARTICLE_NUMBER = re.compile(r"\d{3}")
_MOST_CLAIMS = 4
_SOON = 10
"""Seconds until a page is left for another; one that takes longer is meant to be read."""
_LEAVES = re.compile(r"\s*+(\d{1,4})(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=\s*)?[\"']?([^\"'>\s]+)", re.IGNORECASE)
_LEAVES_BY_PROGRAM = re.compile(
    r"(?<![\w.])(?:(?:window|document|top|self|parent)\.)?location(?:\.href)?"
    r"(?:\s*=\s*|\.(?:replace|assign)\(\s*)[\"']([^\"'\s]{1,2000})[\"']"
)
_LONGEST_PROGRAM = 1_000


def base_of(tree: etree._Element, url: str) -> str:
    """What the relative addresses of the page at ``url`` are relative to."""
    for element in tree.iter("base"):
        if element.get("href"):
            return joined(url, element.get("href")) or url
    return url


def own_address(claims: Iterable[str | None], base: str, url: str) -> str | None:
    """The first of a page's claims of its own address that can be this article's; none for a file.

    It must lead to the same site, and neither to a front page nor to what stands above many articles.
    """
    for claim in islice(claims, _MOST_CLAIMS) if url else ():
        link = joined(base, _with_scheme(claim, url))
        if link is not None and same_site(link, url) and not _is_above(URL(link), URL(url)):
            return link
    return None


def _with_scheme(claim: str | None, url: str) -> str | None:
    """A claim as it was meant where its scheme was forgotten: a file's name does not end like a host."""
    if claim and (host := _HOST_WITHOUT_SCHEME.match(claim.strip())) and host[1].lower() not in _FILES:
        return f"{opened(url).scheme}://{claim.strip()}"
    return claim


def _is_above(claimed: URL, own: URL) -> bool:
    """Whether an address is that of many articles: a front page, a section, a bare program."""
    if any(map(_NUMBER.search, _asked(claimed))):
        return False
    if is_front_page(str(claimed)):
        return not is_front_page(str(own))
    parts, own_parts = _parts(claimed), _parts(own)
    if own_parts[: len(parts)] == parts and len(parts) < len(own_parts):
        return not all(_SAME_STORY.fullmatch(part) for part in own_parts[len(parts) :])
    numbered = any(map(_ARTICLE_NUMBER.search, _asked(own))) and not _asked(claimed)
    return numbered and parts == own_parts and _SCRIPT_NAME.match(parts[-1]) is not None


def _asked(url: URL) -> list[str]:
    """What an address asks its program for, without what says where a reader came from."""
    return list(URL(normalise(str(url))).query.values())


def _parts(url: URL) -> list[str]:
    return [part for part in url.path.split("/") if part]


def onward_link(body: bytes, charset: str | None, url: str) -> str | None:
    """The page that the one at ``url``, itself no article, sends its readers on to at once, or None."""
    tree = tree_of(decoded(body, charset))
    if tree is None:
        return None
    base = base_of(tree, url)
    for target in _targets(tree):
        if (link := joined(base, target)) is not None and normalise(link) != normalise(url):
            return link
    return None


def _targets(tree: etree._Element) -> Iterator[str]:
    for element in tree.iter("meta"):
        if (element.get("http-equiv") or "").strip().lower() == "refresh":
            leaves = _LEAVES.match(element.get("content") or "")
            if leaves and int(leaves[1]) <= _SOON:
                yield leaves[2]
    if len(shown_text(tree).split()) < FEWEST_WORDS:
        for script in tree.iter("script"):
            program = script.text or ""
            if len(program) <= _LONGEST_PROGRAM and (leaves := _LEAVES_BY_PROGRAM.search(program)):
                yield leaves[1]


def amp_link(body: bytes, charset: str | None, url: str) -> str | None:
    """The AMP page of the same site that the page at ``url`` names, or None."""
    tree = tree_of(decoded(body, charset))
    for element in tree.iter("link") if tree is not None else ():
        if "amphtml" in (element.get("rel") or "").lower().split():
            link = joined(base_of(tree, url), element.get("href"))
            return link if link and same_site(link, url) and normalise(link) != normalise(url) else None
    return None
