"""What a page says about its article: to search engines (JSON-LD), social networks (Open Graph) and readers.

Where they disagree the order is: JSON-LD of this article, Open Graph and article meta tags, microdata, other
meta tags, then what readers see. The title is what readers see where that says the same as what machines
are told; the site's name and the picture are Open Graph's first, which is made for cards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain, islice

from lxml import etree

from bot.domain.language import Language
from bot.reading.extract.facts.head import Head, read_head
from bot.reading.extract.facts.linked_data import (
    LinkedData,
    Node,
    Whose,
    addresses_of,
    html_free,
    linked_data,
    name_of,
    names_of,
    string_of,
)
from bot.reading.extract.facts.microdata import microdata_of
from bot.reading.extract.facts.people import clean_authors
from bot.reading.extract.facts.published import published_and_updated
from bot.reading.extract.facts.shown import (
    Shown,
    shown_authors,
    shown_picture,
    shown_standfirst,
    shown_titles,
    stands_with_article,
)
from bot.reading.extract.facts.sites import chosen_site
from bot.reading.extract.facts.titles import agree, chosen_title, named_by_host, without_site
from bot.reading.extract.lines.chrome import is_chrome
from bot.reading.extract.links import own_address
from bot.reading.extract.markup import squeezed, text_of
from bot.reading.fetch.addresses import is_front_page, joined, normalise, opened

_PLACEHOLDER_PICTURE = re.compile(r"logo|placeholder|default[-_.]|avatar|favicon|blank\.", re.IGNORECASE)
_TITLE_WORDS = 4
"""Words of a window's title that names its page; fewer name the site, or a section of it."""
_MOST_PARTS = 20
"""Elements of a heading that are compared with the title."""
_DAY_FIRST = re.compile(r"en[-_](?:gb|uk|ie|au|nz|za|in|ng|ke|gh|sg|hk)\b", re.IGNORECASE)
"""Kinds of English that write the day before the month."""
_DAY_FIRST_HOST = re.compile(r"\.(?:uk|ie|au|nz|za|in|ng|ke|gh|sg|hk)\Z")


@dataclass(slots=True)
class Metadata:
    """What a page says about its article. ``body`` is the text given to search engines, if any is."""

    title: str = ""
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None
    site: str | None = None
    picture: str | None = None
    section: str | None = None
    language: Language | None = None
    canonical: str | None = None
    body: str | None = None
    paywalled: bool = False
    is_article: bool = False


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with what it says, read once."""

    tree: etree._Element
    url: str
    head: Head
    data: LinkedData
    shown: Shown
    headings: tuple[tuple[etree._Element, str], ...]
    """The headings that may be the article's, with their texts."""
    base: str
    canonical: str | None

    @property
    def article(self) -> Node:
        return self.data.article


def read_metadata(tree: etree._Element, url: str) -> Metadata:
    """What the page at ``url`` (empty for a file) says about its article."""
    page = _read(tree, url)
    head, article, meta = page.head, page.article, page.head.meta
    locale = tree.get("lang") or tree.get("xml:lang") or meta.get("og:locale") or meta.get("content-language")
    told = Language.from_tag(string_of(article.get("inLanguage")) or head.prop("inlanguage"))
    language = told or Language.from_tag(locale)
    site, title = _site_and_title(page)
    month_first = language is Language.EN and not _writes_day_first(locale, url)
    published, updated = published_and_updated(article, head, page.shown, url, month_first)
    return Metadata(
        title=title,
        standfirst=_standfirst(page),
        authors=_authors(page, site),
        published=published,
        updated=updated if updated != published else None,
        site=site,
        picture=_picture(page),
        section=_first(
            string_of(article.get("articleSection")),
            meta.get("article:section"),
            head.prop("articlesection"),
            meta.get("section"),
        ),
        language=language,
        canonical=page.canonical,
        body=string_of(article.get("articleBody")),
        paywalled=str(article.get("isAccessibleForFree", "")).lower() == "false",
        is_article=bool(article) or meta.get("og:type", "").lower() == "article",
    )


def _read(tree: etree._Element, url: str) -> _Page:
    head = read_head(tree)
    head.props = microdata_of(tree)
    base = joined(url, head.base) or url
    canonical = own_address((head.canonical, head.meta.get("og:url")), base, url)
    own = frozenset(normalise(one) for one in (url, canonical) if one)
    headings = tuple((heading, text_of(heading)) for heading in shown_titles(tree, head.headings))
    said = [*(text for _, text in headings), head.title, head.meta.get("og:title", "")]
    data = linked_data(
        head.scripts, partial(_whose, titles=[title for title in said if title], own=own, base=base)
    )
    title = _heading(headings, [string_of(data.article.get("headline")) or "", *said[len(headings) :]])
    hrefs = frozenset(one for address in own for one in (address, opened(address).path))
    return _Page(tree, url, head, data, Shown(tree, title, own | hrefs), headings, base, canonical)


def _whose(node: Node, *, titles: list[str], own: frozenset[str], base: str) -> Whose:
    """Whether an article in JSON-LD is the page's, by its headline and its address."""
    names = [
        name for key in ("headline", "name", "alternativeHeadline") if (name := string_of(node.get(key)))
    ]
    if any(agree(squeezed(html_free(name)), title) for name in names for title in titles):
        return Whose.OWN
    links = [link for address in addresses_of(node) if (link := joined(base, address))]
    pages = {normalise(link) for link in links if not is_front_page(link)}
    if pages & own:
        return Whose.OWN
    if pages and own:
        return Whose.ANOTHER_PAGE
    return Whose.ANOTHER_HEADLINE if names and titles else Whose.UNKNOWN


def _heading(headings: tuple[tuple[etree._Element, str], ...], told: list[str]) -> etree._Element | None:
    """The heading around which the page shows its article: that of most titles, else of the article."""
    votes = [sum(agree(text, title) for title in told if title) for _, text in headings]
    if any(votes):
        return headings[votes.index(max(votes))][0]
    elements = [heading for heading, _ in headings]
    return next((one for one in elements if stands_with_article(one)), next(iter(elements), None))


def _site_and_title(page: _Page) -> tuple[str | None, str]:
    head, article, meta = page.head, page.article, page.head.meta
    names = (
        meta.get("og:site_name"),
        page.data.site,
        name_of(article.get("publisher")),
        head.prop("publisher"),
        meta.get("application-name"),
        named_by_host(head.title, page.url),
    )
    site = chosen_site(names, "")
    title = _title(page, site)
    return chosen_site(names, title), title


def _title(page: _Page, site: str | None) -> str:
    head, article = page.head, page.article
    seen = [text for _, text in page.headings]
    telling = len(head.title.split()) >= _TITLE_WORDS or any(agree(one, head.title) for one in seen)
    told = (
        string_of(article.get("headline")),
        head.meta.get("og:title"),
        head.prop("headline"),
        head.meta.get("twitter:title"),
        head.title if telling or not seen else None,
    )
    cleaned = [without_site(squeezed(html_free(title or "")), site) for title in told]
    named = [title for title in cleaned if title and title.casefold() != (site or "").casefold()]
    shown = [text for text in seen if text.casefold() != (site or "").casefold()]
    own = [text for heading, text in page.headings if stands_with_article(heading)]
    title = chosen_title(named, shown, own, page.url)
    for heading, text in page.headings:
        if text == title:
            # Beside the title a heading may hold a kicker, or a link to itself.
            inner = {
                text_of(part) for part in islice(heading.iterdescendants("span", "a", "div"), _MOST_PARTS)
            }
            return next((one for one in named if one in inner or _without(one, text) in inner), title)
    return title or next(iter(cleaned), "")


def _without(title: str, heading: str) -> str | None:
    """What a heading says before the title that it ends in."""
    return heading[: -len(title)].strip() or None if heading.endswith(title) else None


def _standfirst(page: _Page) -> str | None:
    head = page.head
    told = (
        string_of(page.article.get("description")),
        head.meta.get("og:description"),
        head.prop("description"),
        head.meta.get("description"),
        head.meta.get("twitter:description"),
    )
    texts = (squeezed(html_free(text)) for text in told if text)
    return next((text for text in texts if text and not is_chrome(text)), None) or shown_standfirst(
        page.shown
    )


def _writes_day_first(locale: str | None, url: str) -> bool:
    host = (opened(url).raw_host or "") if url else ""
    return bool(_DAY_FIRST.match(locale or "")) or (
        len(locale or "") < 3 and bool(_DAY_FIRST_HOST.search(host))
    )


def _authors(page: _Page, site: str | None) -> tuple[str, ...]:
    given = names_of(page.article.get("author") or page.article.get("creator"))
    if authors := clean_authors(given, site, listed=False):
        return authors
    for names in chain((page.head.authors, page.head.props.get("author", ())), shown_authors(page.shown)):
        if authors := clean_authors(names, site):
            return authors
    return ()


def _picture(page: _Page) -> str | None:
    """The picture of a card: Open Graph's, which is made for that, before the others."""
    head = page.head
    image = page.article.get("image") or page.article.get("thumbnailUrl")
    image = image[0] if isinstance(image, list) and image else image
    told = image.get("url") or image.get("contentUrl") if isinstance(image, dict) else image
    candidates = (
        head.meta.get("og:image:secure_url"),
        head.meta.get("og:image"),
        string_of(told),
        head.prop("image"),
        head.meta.get("twitter:image"),
    )
    links = (_picture_link(candidate, page.base) for candidate in candidates)
    return next((link for link in links if link), None) or _picture_link(shown_picture(page.tree), page.base)


def _picture_link(address: str | None, base: str) -> str | None:
    if address is None or _PLACEHOLDER_PICTURE.search(address.rsplit("/", 1)[-1]):
        return None
    return joined(base, address)


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)
