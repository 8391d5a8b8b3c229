"""Turns articles into the pages a visitor, and the bot, gets to see."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template

from sandbox.site.articles import Article, Newsstand, Piece
from sandbox.site.feeds import FEEDS
from sandbox.site.words import WORDS, day

_TEMPLATES = Path(__file__).parent / "templates"
_LOCALES = {"en": "en_GB", "es": "es_ES"}


class Pages:
    """Every page of the site as HTML. ``origin`` is always ``http://host:port`` as the visitor wrote it."""

    def __init__(self, stand: Newsstand) -> None:
        self._stand = stand
        self._page = Template((_TEMPLATES / "page.html").read_text(encoding="utf-8"))
        self._article = Template((_TEMPLATES / "article.html").read_text(encoding="utf-8"))

    def article(self, article: Article, origin: str) -> str:
        """The page of one article."""
        words = WORDS[article.language]
        twin = self._stand.twin(article)
        main = self._article.substitute(
            {name: escape(word) for name, word in words.items()}
            | {
                "lang": article.language,
                "section": escape(article.section),
                "headline": escape(article.headline),
                "standfirst": escape(article.standfirst),
                "edition": self._edition_link(twin),
                "byline": escape(f"{words['by']} " + f" {words['and']} ".join(article.authors)),
                "published": day(article.published, article.language),
                "published_iso": article.published.isoformat(),
                "updated": day(article.updated, article.language),
                "updated_iso": article.updated.isoformat(),
                "updated_word": escape(words["updated"]),
                "picture": f"/pictures/{article.picture}.png",
                "caption": escape(article.caption),
                "body": "\n".join(self._body(article)),
                "related": "".join(self._related(article)),
            }
        )
        title = f"{article.headline} - {words['site']}"
        return self._whole(article.language, title, _head(article, twin, origin), main, twin)

    def front(self, language: str, origin: str) -> str:
        """The front page in one language: its newest articles."""
        words = WORDS[language]
        rows = "".join(
            f'<li><a href="{article.path}"><img src="/pictures/{article.picture}.png" alt=""></a>'
            f'<div><p class="kicker">{escape(self._kicker(article))}</p>'
            f'<h2><a href="{article.path}">{escape(article.headline)}</a></h2>'
            f"<p>{escape(article.standfirst)}</p></div></li>"
            for article in self._stand.within(language)
        )
        main = (
            f'<h1>{escape(words["front"])}</h1><ul class="front">{rows}</ul>'
            f'<p id="about" class="tags">{escape(words["footer"])}</p>'
            f'<p id="privacy" class="tags">{escape(words["cookies"])}</p>'
        )
        head = _link("canonical", f"{origin}/{language}/") + "".join(
            _link("alternate", f"{origin}/{other}/", other) for other in WORDS
        )
        return self._whole(language, f"{words['site']} - {words['motto']}", head, main, None)

    def _kicker(self, article: Article) -> str:
        """Its section, and that it has no other edition, where it has none."""
        return article.section if article.twin else f"{article.section} · {WORDS[article.language]['only']}"

    def notice(self, language: str, heading: str, text: str, extra: str = "") -> str:
        """A page that holds no article: a heading and a sentence. ``extra`` is HTML."""
        main = f'<div class="notice"><h1>{escape(heading)}</h1><p>{escape(text)}</p>{extra}</div>'
        return self._whole(language, f"{heading} - {WORDS[language]['site']}", "", main, None)

    def _whole(self, language: str, title: str, head: str, main: str, twin: Article | None) -> str:
        words = WORDS[language]
        other = "es" if language == "en" else "en"
        switch = twin.path if twin else f"/{other}/"
        sections = dict.fromkeys(article.section for article in self._stand.within(language))
        navigation = "".join(f'<li><a href="/{language}/">{escape(section)}</a></li>' for section in sections)
        navigation += f'<li><a href="{switch}" lang="{other}">{escape(WORDS[other]["other_site"])}</a></li>'
        return self._page.substitute(
            {name: escape(word) for name, word in words.items()}
            | {
                "lang": language,
                "title": escape(title),
                "head": head + _feed_link(language),
                "feed_path": FEEDS[language].path,
                "navigation": navigation,
                "main": main,
            }
        )

    def _edition_link(self, twin: Article | None) -> str:
        if twin is None:
            return ""
        label = escape(WORDS[twin.language]["other_edition"])
        return (
            f'<p class="edition"><a href="{twin.path}" hreflang="{twin.language}" lang="{twin.language}">'
            f"{label}</a></p>"
        )

    def _body(self, article: Article) -> Iterable[str]:
        for is_list, pieces in groupby(article.pieces, key=lambda piece: piece.tag == "li"):
            if is_list:
                yield "<ul>" + "".join(f"<li>{escape(piece.text)}</li>" for piece in pieces) + "</ul>"
            else:
                yield from (self._piece(piece, article.language) for piece in pieces)

    def _piece(self, piece: Piece, language: str) -> str:
        words = WORDS[language]
        if piece.tag == "also":
            other = self._stand.named(language, piece.text)
            return (
                f'<p class="read-also"><strong>{escape(words["also"])}:</strong> '
                f'<a href="{other.path}">{escape(other.headline)}</a></p>'
            )
        if piece.tag == "newsletter":
            return (
                f'<div class="newsletter"><p>{escape(words["newsletter"])}</p>'
                f'<form method="post" action="/{language}/reply"><input type="email" name="address" '
                f'aria-label="{escape(words["address"])}"> '
                f"<button>{escape(words['newsletter_button'])}</button>"
                "</form></div>"
            )
        return f"<{piece.tag}>{escape(piece.text)}</{piece.tag}>"

    def _related(self, article: Article) -> Iterable[str]:
        for other in [each for each in self._stand.within(article.language) if each is not article][:4]:
            yield f'<li><a href="{other.path}">{escape(other.headline)}</a></li>'


def _feed_link(language: str) -> str:
    feed, site = FEEDS[language], escape(WORDS[language]["site"])
    return f'<link rel="alternate" type="{feed.type}" title="{site}" href="{feed.path}">\n'


def _link(relation: str, address: str, language: str | None = None) -> str:
    hreflang = f' hreflang="{language}"' if language else ""
    return f'<link rel="{relation}"{hreflang} href="{escape(address)}">\n'


def _meta(name: str, content: str, key: str = "property") -> str:
    return f'<meta {key}="{name}" content="{escape(content)}">\n'


def _head(article: Article, twin: Article | None, origin: str) -> str:
    """Canonical and alternate addresses, Open Graph and JSON-LD, each saying the same."""
    address, picture = f"{origin}{article.path}", f"{origin}/pictures/{article.picture}.png"
    editions = [article, *([twin] if twin else [])]
    english = next((edition for edition in editions if edition.language == "en"), article)
    lines = [
        _meta("description", article.standfirst, "name"),
        _meta("author", ", ".join(article.authors), "name"),
        _link("canonical", address),
        *(_link("alternate", f"{origin}{edition.path}", edition.language) for edition in editions if twin),
        *([_link("alternate", f"{origin}{english.path}", "x-default")] if twin else []),
        _meta("og:type", "article"),
        _meta("og:site_name", WORDS[article.language]["site"]),
        _meta("og:title", article.headline),
        _meta("og:description", article.standfirst),
        _meta("og:url", address),
        _meta("og:image", picture),
        _meta("og:image:alt", article.caption),
        _meta("og:locale", _LOCALES[article.language]),
        *([_meta("og:locale:alternate", _LOCALES[twin.language])] if twin else []),
        _meta("article:published_time", article.published.isoformat()),
        _meta("article:modified_time", article.updated.isoformat()),
        _meta("article:section", article.section),
        _meta("twitter:card", "summary_large_image", "name"),
        f'<script type="application/ld+json">{_json_ld(article, address, picture)}</script>',
    ]
    return "".join(lines)


def _json_ld(article: Article, address: str, picture: str) -> str:
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.headline,
        "description": article.standfirst,
        "inLanguage": article.language,
        "articleSection": article.section,
        "datePublished": article.published.isoformat(),
        "dateModified": article.updated.isoformat(),
        "author": [{"@type": "Person", "name": author} for author in article.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": WORDS[article.language]["site"]},
        "image": [picture],
        "mainEntityOfPage": address,
    }
    return json.dumps(told, ensure_ascii=False).replace("<", "\\u003c")
