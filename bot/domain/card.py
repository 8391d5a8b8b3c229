"""What a card shows of an article: to all in a room, and to one reader who switched its language."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from urllib.parse import urlsplit

from bot.domain.article import Article, Edition
from bot.domain.discussion import Post
from bot.domain.language import Language

WORDS_A_MINUTE = 220
"""Words read silently; on the careful side of the 238 measured for English prose (Brysbaert, 2019)."""
MAX_THREAD_NAME_LENGTH = 100
"""Characters Discord gives the name of a thread."""


@dataclass(frozen=True, slots=True)
class Card:
    """One post's card. ``language`` is the one everything around the article is said in, ``edition`` is what
    is shown of it: the one in that language or, where there is none, the original. ``title`` is in
    ``language`` where at least a headline is known in it. ``comments`` counts those that are shown.
    """

    public_id: str
    language: Language
    title: str
    url: str | None
    edition: Edition
    picture: str | None
    comments: int

    @property
    def is_in_its_language(self) -> bool:
        """Whether there is an edition in the language that was wanted."""
        return self.edition.language is self.language

    @property
    def has_own_headline(self) -> bool:
        """Whether the headline is in the language that was wanted, though the text may not be."""
        return self.is_in_its_language or self.title != self.edition.title


def card_of(
    post: Post,
    article: Article,
    *,
    comments: int,
    language: Language | None = None,
    origin: str | None = None,
) -> Card:
    """The card of ``post``, in its own language or in the one a reader asks for.

    ``origin`` is the one origin that may be read without encryption, the sandbox's.
    """
    wanted = language or post.language
    edition = article.edition(wanted) or article.original
    title = article.title(wanted) or edition.title
    headline = next((one for one in article.headlines if one.language is wanted and one.title == title), None)
    picture = edition.picture or article.original.picture
    return Card(
        public_id=post.public_id,
        language=wanted,
        title=title,
        url=(headline.url if headline else None) or edition.url or article.original.url,
        edition=edition,
        picture=picture if picture and may_be_shown(picture, origin) else None,
        comments=comments,
    )


def may_be_shown(picture: str, origin: str | None) -> bool:
    """Whether the address of a picture is one that readers' clients may load."""
    if not picture.isascii():
        return False  # addresses are stored encoded
    parts = urlsplit(picture)
    return bool(parts.netloc) and (parts.scheme == "https" or f"{parts.scheme}://{parts.netloc}" == origin)


def reading_minutes(edition: Edition) -> int | None:
    """How long the edition takes to read, rounded up; None where not all of it could be read."""
    return max(1, ceil(edition.words / WORDS_A_MINUTE)) if edition.complete else None


def one_line(text: str) -> str:
    """``text`` with every run of spaces and line breaks made one space."""
    return " ".join(text.split())


def trimmed(text: str, longest: int) -> str:
    """``text`` in at most ``longest`` characters, cut between two words where there is one to cut after."""
    if len(text) <= longest:
        return text
    if longest < 1:
        return ""
    kept, space, _ = text[:longest].rpartition(" ")
    if not space or len(kept) < longest // 2:
        kept = text[: longest - 1]
    return f"{kept.rstrip(' ,;:.…')}…"[:longest]


def thread_name(title: str) -> str:
    """The name of the thread below a card with this headline."""
    return trimmed(one_line(title), MAX_THREAD_NAME_LENGTH)
