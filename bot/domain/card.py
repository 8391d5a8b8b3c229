"""What a card shows of an article, to everybody in a room or to one reader who switched its language."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from urllib.parse import urlsplit

from bot.domain.article import Article, Edition, Headline
from bot.domain.discussion import Comment, Discussion, DiscussionStatus, Post
from bot.domain.language import Language
from bot.domain.letters import whole_characters
from bot.domain.message import message
from bot.domain.translation import MachineText

WORDS_A_MINUTE = 220
"""Words read silently; on the careful side of the 238 measured for English prose (Brysbaert, 2019)."""
MAX_THREAD_NAME_LENGTH = 100
"""Discord's limit, in characters."""

QUESTION = message("Question from the editors")
MAX_QUESTION_LENGTH = 300
MAX_FEATURED = 3
"""Featured comments that a card or a page shows."""


@dataclass(frozen=True, slots=True)
class Featured:
    """A comment that moderators put first in its discussion. ``link`` leads to a message that shows it, if
    there is one; ``translation`` is what is shown below it.
    """

    comment: Comment
    link: str | None = None
    translation: MachineText | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What moderators ask in a discussion, in English, in Spanish, or in both."""

    id: int
    english: str | None
    spanish: str | None

    def texts(self, first: Language) -> list[tuple[Language, str]]:
        """The question in its languages, ``first`` before the other one."""
        by_language = {Language.EN: self.english, Language.ES: self.spanish}
        return [(one, text) for one in (first, first.other) if (text := by_language[one])]


@dataclass(frozen=True, slots=True)
class Card:
    """One post's card. ``language`` is that of everything around the article, ``edition`` the edition in that
    language or, if there is none, the original. ``title`` is in ``language`` if at least a headline is known
    in it; ``headline`` is so too, but never a machine's. ``other`` is the publisher's headline in the other
    language where one of the two has a headline alone. ``offered`` is the language that the card's button
    switches to: there is an edition in it, or an engine may make one. ``translatable``: the article has no
    edition in one of the languages, and an engine may make it. ``comments`` counts visible comments;
    ``status`` is the discussion's, ``reason`` why it is locked or closed, ``closed_after`` the days after
    which it was closed by its age; ``dialog_only``: members comment by dialog alone, and every comment waits
    for a moderator. ``featured`` comments and the ``question`` are what moderators put first.
    """

    public_id: str
    language: Language
    title: str
    url: str | None
    edition: Edition
    picture: str | None
    comments: int
    other: Headline | None = None
    offered: Language | None = None
    status: DiscussionStatus = DiscussionStatus.OPEN
    reason: str | None = None
    closed_after: int | None = None
    headline: str | None = None
    dialog_only: bool = False
    featured: tuple[Featured, ...] = ()
    question: Question | None = None
    # Nothing that is drawn: it changes with every edition that is made.
    translatable: bool = field(default=False, compare=False)

    @property
    def switches(self) -> bool:
        """Whether the card has a button that shows the article in another language."""
        return self.offered is not None

    @property
    def lacks_edition(self) -> bool:
        """Whether the card shows the original instead of an edition that an engine may make."""
        return self.translatable and not self.is_in_its_language

    @property
    def name(self) -> str:
        """What the card's thread is called: names are read without saying that a machine wrote them."""
        return self.headline or self.title

    @property
    def is_in_its_language(self) -> bool:
        """Whether the edition is in the card's language."""
        return self.edition.language is self.language

    @property
    def has_own_headline(self) -> bool:
        """Whether the headline is in the card's language, even if the edition is not."""
        return self.is_in_its_language or self.title != self.edition.title


def card_of(
    post: Post,
    article: Article,
    *,
    comments: int,
    discussion: Discussion | None = None,
    language: Language | None = None,
    origin: str | None = None,
    translatable: bool = False,
    dialog_only: bool = False,
    featured: tuple[Featured, ...] = (),
    question: Question | None = None,
) -> Card:
    """The card of ``post``, in its own language or in the reader's ``language``.

    ``origin`` is the one origin whose pictures need no https: the sandbox's. ``translatable``: an engine may
    make the edition that the article lacks, if it lacks one.
    """
    wanted = language or post.language
    published = article.published
    edition = article.edition(wanted) or article.original
    title = article.title(wanted) or edition.title
    headline = next((one for one in article.headlines if one.language is wanted and one.title == title), None)
    picture = edition.picture or article.original.picture
    own_title = published.title(wanted) or article.original.title
    alone = published.edition(wanted) is None or published.edition(wanted.other) is None
    second = _headline(published, wanted.other) if alone else None
    translatable = translatable and any(article.edition(one) is None for one in Language)
    return Card(
        public_id=post.public_id,
        language=wanted,
        title=title,
        url=(headline.url if headline else None) or edition.url or article.original.url,
        edition=edition,
        picture=picture if picture and may_be_shown(picture, origin) else None,
        comments=comments,
        other=second if second and second.title != own_title else None,
        offered=_offered(article, wanted, translatable=translatable),
        status=discussion.status if discussion else DiscussionStatus.OPEN,
        reason=discussion.reason if discussion else None,
        closed_after=discussion.closed_after if discussion else None,
        headline=own_title,
        dialog_only=dialog_only,
        featured=featured,
        question=question,
        translatable=translatable,
    )


def _offered(article: Article, wanted: Language, *, translatable: bool) -> Language | None:
    if translatable and article.edition(wanted) is None:
        return wanted  # the text is in the other language already
    return wanted.other if translatable or article.edition(wanted.other) else None


def _headline(article: Article, language: Language) -> Headline | None:
    if edition := article.edition(language):
        return Headline(language, edition.title, edition.url)
    return next((one for one in article.headlines if one.language is language), None)


def may_be_shown(picture: str, origin: str | None) -> bool:
    """Whether readers' clients may load the picture at this address."""
    if not picture.isascii():
        return False  # addresses are stored encoded
    parts = urlsplit(picture)
    return bool(parts.netloc) and (parts.scheme == "https" or f"{parts.scheme}://{parts.netloc}" == origin)


def reading_minutes(edition: Edition) -> int | None:
    """Minutes to read the edition, rounded up; None if only its beginning is known."""
    return max(1, ceil(edition.words / WORDS_A_MINUTE)) if edition.complete else None


def one_line(text: str) -> str:
    """``text`` with every run of spaces and line breaks made one space."""
    return " ".join(text.split())


def trimmed(text: str, max_length: int) -> str:
    """``text`` cut to at most ``max_length`` characters, between two words if possible."""
    if len(text) <= max_length:
        return text
    if max_length < 1:
        return ""
    kept, space, _ = text[:max_length].rpartition(" ")
    if not space or len(kept) < max_length // 2:
        kept = whole_characters(text, max_length - 1)
    return f"{kept.rstrip(' ,;:.…')}…"[:max_length]


def thread_name(title: str) -> str:
    """The name of the thread of a card with this headline."""
    return trimmed(one_line(title), MAX_THREAD_NAME_LENGTH)
