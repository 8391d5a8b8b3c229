"""What a page says about its article: to search engines (JSON-LD), social networks (Open Graph) and readers.

Where they disagree the order is: JSON-LD of an article, Open Graph and article meta tags, microdata and other
meta tags, then what readers see. The title alone is taken from what readers see (``h1``) where that says the
same as what machines are told, for machines are often told a shorter or a catchier one; and the picture is
Open Graph's first, which is made for cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from lxml import etree

from bot.domain.language import Language
from bot.reading.extract.dates import from_path, from_stamp
from bot.reading.extract.linked_data import article_of, html_free, name_of, names_of, string_of
from bot.reading.extract.markup import squeezed, text_of
from bot.reading.extract.microdata import microdata_of
from bot.reading.extract.shown_metadata import (
    shown_authors,
    shown_date,
    shown_picture,
    shown_stamps,
    shown_standfirst,
    shown_titles,
)
from bot.reading.extract.titles import agree, named_by_host, without_site
from bot.reading.fetch.addresses import joined, same_site

_PLACEHOLDER_PICTURE = re.compile(r"logo|placeholder|default[-_.]|avatar|favicon|blank\.", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"https?://|www\.|@|\d{3}|\b(?:redacci[oó]n|staff|admin|editor(?:ial)?)\Z", re.IGNORECASE
)
_BY = re.compile(
    r"^\s*(?:(?:written|posted|published|story)\s+by|by|por|texto\s+de|escrito\s+por)[:\s]+", re.IGNORECASE
)
_AND = re.compile(r"(?:(?<!\s)\s++)?(?:,|;|\||\band\b|\by\b|\be\b(?=\s+[IÍ])|&)\s*")


_TITLE_WORDS = 4
"""Words of a window's title that names its page; fewer name the site, or a section of it."""
_MOST_PARTS = 20
"""Elements of a heading that are compared with the title."""


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


@dataclass(slots=True)
class _Head:
    """The page's tags by what they are about; the first of each name wins."""

    meta: dict[str, str] = field(default_factory=dict)
    props: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    canonical: str | None = None
    title: str = ""
    article: dict[str, Any] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)

    def prop(self, name: str) -> str | None:
        """The first value of a property of its microdata."""
        return next(iter(self.props.get(name, ())), None)


def read_metadata(tree: etree._Element, url: str) -> Metadata:
    """What the page at ``url`` (empty for a file) says about its article."""
    head = _head(tree)
    article = head.article = article_of(head.scripts)
    head.props = microdata_of(tree)
    meta = head.meta
    canonical = joined(url, head.canonical) or joined(url, meta.get("og:url"))
    if canonical is not None and (not url or not same_site(canonical, url)):
        canonical = None
    locale = tree.get("lang") or tree.get("xml:lang") or meta.get("og:locale") or meta.get("content-language")
    told = Language.from_tag(string_of(article.get("inLanguage")) or head.prop("inlanguage"))
    language = told or Language.from_tag(locale)
    site = _first(
        name_of(article.get("publisher")),
        meta.get("og:site_name"),
        head.prop("publisher"),
        meta.get("application-name"),
        named_by_host(head.title, url),
    )
    published, updated = _dates(tree, head, url, language)
    return Metadata(
        title=_title(tree, head, site),
        standfirst=_standfirst(tree, head),
        authors=_authors(article, head, tree, site),
        published=published,
        updated=updated if updated != published else None,
        site=site,
        picture=_picture(tree, head, url),
        section=_first(
            string_of(article.get("articleSection")),
            meta.get("article:section"),
            head.prop("articlesection"),
            meta.get("section"),
        ),
        language=language,
        canonical=canonical,
        body=string_of(article.get("articleBody")),
        paywalled=str(article.get("isAccessibleForFree", "")).lower() == "false",
        is_article=bool(article) or meta.get("og:type", "").lower() == "article",
    )


def _standfirst(tree: etree._Element, head: _Head) -> str | None:
    told = _first(
        string_of(head.article.get("description")),
        head.meta.get("og:description"),
        head.prop("description"),
        head.meta.get("description"),
        head.meta.get("twitter:description"),
    )
    return squeezed(html_free(told or "")) or shown_standfirst(tree)


def _dates(
    tree: etree._Element, head: _Head, url: str, language: Language | None
) -> tuple[date | None, date | None]:
    """The dates of publication and of the last change."""
    article, meta = head.article, head.meta
    published, updated = shown_stamps(tree)
    return (
        _first_date(
            article.get("datePublished"),
            article.get("dateCreated"),
            *(meta.get(name) for name in _PUBLISHED),
            head.prop("datepublished"),
            published,
        )
        or from_path(url)
        or shown_date(tree, language),
        _first_date(
            article.get("dateModified"),
            *(meta.get(name) for name in _UPDATED),
            head.prop("datemodified"),
            updated,
        ),
    )


_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "date",
    "pubdate",
    "publish-date",
    "publishdate",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
)
_UPDATED = (
    "article:modified_time",
    "og:updated_time",
    "article:modified",
    "last-modified",
    "dcterms.modified",
    "lastmod",
)


def _head(tree: etree._Element) -> _Head:
    """All tags about the page, in one pass over it."""
    head = _Head()
    for element in tree.iter("meta", "link", "script", "title"):
        if element.tag == "meta":
            _meta(element, head)
        elif element.tag == "link":
            if head.canonical is None and "canonical" in (element.get("rel") or "").lower().split():
                head.canonical = element.get("href")
        elif element.tag == "script":
            if (element.get("type") or "").strip().lower().startswith("application/ld+json") and element.text:
                head.scripts.append(element.text)
        elif not head.title and element.getparent() is not None and element.getparent().tag == "head":
            head.title = squeezed(element.text)
    return head


def _meta(element: etree._Element, head: _Head) -> None:
    content = squeezed(element.get("content"))
    if not content:
        return
    name = (element.get("property") or element.get("name") or element.get("http-equiv") or "").strip().lower()
    if name in ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "byl"):
        head.authors.append(content)
    if name:
        head.meta.setdefault(name, content)


def _title(tree: etree._Element, head: _Head, site: str | None) -> str:
    shown = shown_titles(tree)
    told = _first(
        string_of(head.article.get("headline")),
        head.meta.get("og:title"),
        head.prop("headline"),
        head.meta.get("twitter:title"),
        head.title if len(head.title.split()) >= _TITLE_WORDS or not shown else None,
    )
    told = without_site(squeezed(html_free(told or "")), site)
    if not told:
        return max(map(text_of, shown), key=len, default="")
    for heading in shown:
        title = text_of(heading)
        if agree(title, told):
            # Beside the title a heading may hold a kicker, or a link to itself.
            inner = islice(heading.iterdescendants("span", "a", "div"), _MOST_PARTS)
            whole = any(text_of(part) == told for part in inner)
            return told if whole else title
    return told


def _authors(article: dict[str, Any], head: _Head, tree: etree._Element, site: str | None) -> tuple[str, ...]:
    given = names_of(article.get("author") or article.get("creator"))
    for names in (given, head.authors, head.props.get("author", ())):
        if authors := clean_authors(names, site):
            return authors
    return clean_authors(shown_authors(tree), site)


def clean_authors(names: Iterable[str], site: str | None) -> tuple[str, ...]:
    """Names of people (or desks) without "By", addresses and repetitions; at most eight."""
    found: dict[str, str] = {}
    for name in names:
        for part in _AND.split(_BY.sub("", squeezed(html_free(name)))):
            part = _BY.sub("", part).strip(" .-–—|·")
            if 3 <= len(part) <= 60 and not _NOT_A_NAME.search(part) and part.lower() != (site or "").lower():
                found.setdefault(part.lower(), part)
    return tuple(list(found.values())[:8])


def _picture(tree: etree._Element, head: _Head, url: str) -> str | None:
    """The picture of a card: Open Graph's, which is made for that, before the others."""
    image = head.article.get("image") or head.article.get("thumbnailUrl")
    image = image[0] if isinstance(image, list) and image else image
    told = image.get("url") or image.get("contentUrl") if isinstance(image, dict) else image
    candidates = (
        head.meta.get("og:image:secure_url"),
        head.meta.get("og:image"),
        string_of(told),
        head.prop("image"),
        head.meta.get("twitter:image"),
    )
    links = (_picture_link(candidate, url) for candidate in candidates)
    return next((link for link in links if link), None) or _picture_link(shown_picture(tree), url)


def _picture_link(address: str | None, url: str) -> str | None:
    if address is None or _PLACEHOLDER_PICTURE.search(address.rsplit("/", 1)[-1]):
        return None
    return joined(url, address)


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value), None)


def _first_date(*values: object) -> date | None:
    return next((found for value in values if isinstance(value, str) and (found := from_stamp(value))), None)
