"""The site's articles: text files with a TOML head, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_FOLDER = Path(__file__).parent / "articles"
LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph (``p``), section heading (``h2``), quote (``blockquote``), list item (``li``), or one
    of the lines between paragraphs that do not belong to the article (``also``, ``newsletter``).
    """

    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one language. ``twin`` is the slug of its other edition, or None where there is none."""

    language: str
    slug: str
    twin: str | None
    headline: str
    standfirst: str
    section: str
    authors: tuple[str, ...]
    published: datetime
    updated: datetime
    picture: str
    caption: str
    pieces: tuple[Piece, ...]

    @property
    def path(self) -> str:
        """Its address on the site, which never changes."""
        return f"/{self.language}/{self.published.year}/{self.slug}"


_MARKS = {"## ": "h2", "> ": "blockquote", "- ": "li", "also:": "also", "newsletter": "newsletter"}


def _piece(block: str) -> Piece:
    for mark, tag in _MARKS.items():
        if block.startswith(mark):
            return Piece(tag, block.removeprefix(mark).strip())
    return Piece("p", " ".join(block.split()))


def _read(path: Path, language: str) -> Article:
    head, body = path.read_text(encoding="utf-8").removeprefix("+++\n").split("\n+++\n", 1)
    told = tomllib.loads(head)
    blocks = (block.strip() for block in body.replace("\n- ", "\n\n- ").split("\n\n"))
    return Article(
        language=language,
        slug=path.stem,
        twin=told.get("twin"),
        headline=told["headline"],
        standfirst=told["standfirst"],
        section=told["section"],
        authors=tuple(told["authors"]),
        published=told["published"],
        updated=told["updated"],
        picture=told["picture"],
        caption=told["caption"],
        pieces=tuple(_piece(block) for block in blocks if block),
    )


class Newsstand:
    """Every article there is, newest first, by address and beside its twin."""

    def __init__(self, folder: Path = _FOLDER) -> None:
        found = [
            _read(path, language)
            for language in LANGUAGES
            for path in sorted((folder / language).glob("*.md"))
        ]
        self.articles = tuple(sorted(found, key=lambda article: article.published, reverse=True))
        self._by_path = {article.path: article for article in self.articles}
        self._by_slug = {(article.language, article.slug): article for article in self.articles}

    def at(self, path: str) -> Article | None:
        """The article at an address, or None."""
        return self._by_path.get(path)

    def named(self, language: str, slug: str) -> Article:
        """The article of that slug. Raises KeyError where there is none."""
        return self._by_slug[language, slug]

    def twin(self, article: Article) -> Article | None:
        """Its other edition, or None."""
        if article.twin is None:
            return None
        return self.named("es" if article.language == "en" else "en", article.twin)

    def within(self, language: str) -> list[Article]:
        """The articles in a language, newest first."""
        return [article for article in self.articles if article.language == language]
