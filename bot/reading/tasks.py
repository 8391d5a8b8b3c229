"""What workers are asked to do. Only the worker that does it imports the parsers, not whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.article import Edition
from bot.domain.language import Language
from bot.reading.extract.drafts import Draft, Unlike, Unreadable
from bot.reading.feeds.feed import Entry, Feed, FeedLink, NotAFeed, OutlineFeed


def read_page(body: bytes, charset: str | None, url: str) -> Draft | Unreadable:
    """The article on the page at ``url``, or why there is none."""
    from bot.reading.extract import pages

    return pages.read_page(body, charset, url)


def onward_link(body: bytes, charset: str | None, url: str) -> str | None:
    """The page that the one at ``url`` sends its readers on to at once, or None."""
    from bot.reading.extract import links

    return links.onward_link(body, charset, url)


def amp_link(body: bytes, charset: str | None, url: str) -> str | None:
    """The AMP page of the same site that the page at ``url`` names, or None."""
    from bot.reading.extract import links

    return links.amp_link(body, charset, url)


def read_edition(draft: Draft, body: bytes, charset: str | None, url: str) -> Draft | None:
    """The article on a page if it is ``draft``'s edition in the other language."""
    from bot.reading import same_story as editions

    return editions.read_edition(draft, body, charset, url)


def unlike(before: Edition, after: Edition) -> Unlike | None:
    """Why ``after`` cannot take the place of ``before``, which was read at the same address; or None."""
    from bot.reading import same_text

    return same_text.unlike(before, after)


def read_file(ending: str, content: bytes) -> Draft | Unreadable:
    """The article in a file whose name has this ending, or why there is none."""
    from bot.reading.extract import files

    return files.read_file(ending, content)


def read_text(text: str, title: str | None, language: Language | None) -> Draft | Unreadable:
    """The article in a pasted text, or why there is none."""
    from bot.reading.extract import plain_text

    return plain_text.read_text(text, title, language)


def edition_of(draft: Draft) -> Edition:
    """The draft as an edition, split into sentences and summarised."""
    from bot.reading.summarise import finish_edition as finishing

    return finishing.edition_of(draft)


def read_feed(body: bytes, charset: str | None, url: str) -> Feed | NotAFeed:
    """The feed in the document that was fetched from ``url``, or why it is none."""
    from bot.reading.feeds import read_feed as reading

    return reading.read_feed(body, charset, url)


def feed_links(body: bytes, charset: str | None, url: str) -> tuple[FeedLink, ...]:
    """The links to feeds on the page at ``url``."""
    from bot.reading.feeds import page_feeds

    return page_feeds.feed_links(body, charset, url)


def entry_draft(entry: Entry, feed_language: str | None, url: str) -> Draft | Unreadable:
    """The article that the text of an entry makes, or why it makes none."""
    from bot.reading.feeds import entry_draft as drafting

    return drafting.entry_draft(entry, feed_language, url)


def read_opml(content: bytes) -> tuple[OutlineFeed, ...]:
    """The feeds in an OPML file."""
    from bot.reading.feeds import read_opml as reading

    return reading.read_opml(content)


def home_languages(body: bytes, charset: str | None, url: str) -> frozenset[tuple[Language, str]]:
    """The addresses that the home page at ``url`` declares as itself in other languages."""
    from bot.reading.extract import home_languages as homes

    return homes.home_languages(body, charset, url)


def edition_among(edition: Edition, others: Sequence[Edition]) -> int | None:
    """The index of the one story of the same publisher's that ``edition`` is in the other language."""
    from bot.reading import same_story as editions

    return editions.edition_among(edition, others)
