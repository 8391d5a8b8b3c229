"""The site's articles: text files with a TOML head, read once; some wait at the desk to be published."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

_FOLDER = Path(__file__).parent / "articles"
_DESK = _FOLDER / "desk"
LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph (``p``), section heading (``h2``), quote (``blockquote``), list item (``li``), or one
    of the lines between paragraphs that do not belong to the article (``also``, ``newsletter``).
    """

    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What a correction changes: the headline, and words of the text."""

    headline: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article in one language. ``twin`` is the slug of its other edition, or None where there is none;
    ``year`` is that of its address.
    """

    language: str
    slug: str
    twin: str | None
    headline: str
    standfirst: str
    section: str
    authors: tuple[str, ...]
    year: int
    published: datetime
    updated: datetime
    picture: str
    caption: str
    pieces: tuple[Piece, ...]
    correction: Correction | None = None

    @property
    def path(self) -> str:
        """Its address on the site, which never changes."""
        return f"/{self.language}/{self.year}/{self.slug}"


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
        year=told["published"].year,
        published=told["published"],
        updated=told["updated"],
        picture=told["picture"],
        caption=told["caption"],
        pieces=tuple(_piece(block) for block in blocks if block),
        correction=_correction(told.get("correction")),
    )


def _correction(told: dict[str, str] | None) -> Correction | None:
    return Correction(told["headline"], told["from"], told["to"]) if told else None


def _corrected(article: Article) -> Article:
    correction = article.correction
    assert correction is not None
    return replace(
        article,
        headline=correction.headline,
        pieces=tuple(
            replace(piece, text=piece.text.replace(correction.old, correction.new))
            for piece in article.pieces
        ),
        correction=None,
        updated=_now(),
    )


def _read_all(folder: Path) -> list[Article]:
    return [
        _read(path, language) for language in LANGUAGES for path in sorted((folder / language).glob("*.md"))
    ]


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class Newsstand:
    """Every article that is published, newest first, by address and beside its twin; and the ``drafts``,
    which the desk publishes, corrects and withdraws.
    """

    def __init__(self, folder: Path = _FOLDER, desk: Path = _DESK) -> None:
        self.drafts = tuple(_read_all(desk))
        self._published = {article.path: article for article in _read_all(folder)}
        self._withdrawn = set[str]()

    @property
    def articles(self) -> tuple[Article, ...]:
        """What is published, newest first."""
        return tuple(sorted(self._published.values(), key=lambda article: article.published, reverse=True))

    def at(self, path: str) -> Article | None:
        """The article at an address, or None."""
        return self._published.get(path)

    def is_withdrawn(self, path: str) -> bool:
        """Whether an article stood at an address and was withdrawn."""
        return path in self._withdrawn

    def named(self, language: str, slug: str) -> Article:
        """The article of that slug. Raises KeyError where there is none."""
        for article in self._published.values():
            if (article.language, article.slug) == (language, slug):
                return article
        raise KeyError(slug)

    def twin(self, article: Article) -> Article | None:
        """Its other edition, or None."""
        if article.twin is None:
            return None
        try:
            return self.named("es" if article.language == "en" else "en", article.twin)
        except KeyError:
            return None  # not published yet, or withdrawn

    def within(self, language: str) -> list[Article]:
        """The articles in a language, newest first."""
        return [article for article in self.articles if article.language == language]

    def publish(self, slug: str) -> None:
        """Publish a draft now, or again after it was withdrawn. Raises KeyError where there is none."""
        draft = self._draft(slug)
        now = _now()
        self._published[draft.path] = replace(draft, published=now, updated=now)
        self._withdrawn.discard(draft.path)

    def correct(self, slug: str) -> None:
        """Correct a draft that is published. Raises KeyError where none is, or it was corrected before."""
        article = self._published[self._draft(slug).path]
        if article.correction is None:
            raise KeyError(slug)
        self._published[article.path] = _corrected(article)

    def withdraw(self, slug: str) -> None:
        """Withdraw a draft that is published. Raises KeyError where none is."""
        path = self._draft(slug).path
        del self._published[path]
        self._withdrawn.add(path)

    def _draft(self, slug: str) -> Article:
        for draft in self.drafts:
            if draft.slug == slug:
                return draft
        raise KeyError(slug)
