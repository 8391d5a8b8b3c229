"""Reads an article out of a link, a text or a file, with its editions and their summaries."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from enum import StrEnum

from bot.domain.article import Article, Edition, Headline
from bot.domain.errors import BadInput, NotReadable
from bot.domain.language import Language
from bot.domain.message import message
from bot.reading.extract.drafts import ENDINGS, LONGEST, Draft, Unlike, Unreadable
from bot.reading.feeds.feed import Entry
from bot.reading.fetch.addresses import is_front_page, normalise
from bot.reading.fetch.faults import NoPage
from bot.reading.fetch.fetcher import LARGEST, Fetcher, Page
from bot.reading.refusal_messages import why
from bot.reading.tasks import (
    amp_link,
    edition_of,
    entry_draft,
    onward_link,
    read_edition,
    read_file,
    read_page,
    read_text,
    unlike,
)
from bot.reading.worker_pool import Workers


class Step(StrEnum):
    """What the reader is about to do."""

    FETCHING = "fetching"
    EXTRACTING = "extracting"
    OTHER_EDITION = "other edition"
    SUMMARISING = "summarising"


_ONWARD = 2
"""Pages that may each send their readers on to the next."""
_WITHOUT_TEXT = (Unreadable.EMPTY, Unreadable.NO_ARTICLE)

Progress = Callable[[Step], Awaitable[None]]
"""Told each step before it is taken."""


class Reader:
    """Makes articles of links, texts and files. All that looks into them runs in the workers."""

    def __init__(self, fetcher: Fetcher, workers: Workers) -> None:
        self._fetcher = fetcher
        self._workers = workers

    async def from_link(self, link: str, *, progress: Progress | None = None) -> Article:
        """The article at ``link``, that edition first, and its edition in the other language if it has one.

        Raises:
            BadInput: if it is not a link.
            NoPage: if there is no page, as its site says.
            OutOfReach: if the site cannot be asked now.
            NotReadable: if there is no article, or it cannot be had.
        """
        named = normalise(link)
        await _tell(progress, Step.FETCHING)
        page = await self._fetcher.get(link)
        await _tell(progress, Step.EXTRACTING)
        draft, page = await self._draft(page)
        drafts = [draft]
        aliases = [named, normalise(page.url), *_claimed(draft)]
        if draft.alternates:
            await _tell(progress, Step.OTHER_EDITION)
            if (found := await self._other_edition(draft)) is not None:
                drafts.append(found[0])
                aliases += [*found[1], *_claimed(found[0])]
        return await self._article(drafts, aliases, progress)

    async def from_text(
        self,
        text: str,
        *,
        title: str | None = None,
        language: Language | None = None,
        progress: Progress | None = None,
    ) -> Article:
        """The article in a pasted text.

        Raises:
            NotReadable: if it is too short, too long, or in neither language.
        """
        if len(text) > LONGEST:
            raise NotReadable(why(Unreadable.TOO_LONG))
        await _tell(progress, Step.EXTRACTING)
        draft = _readable(await self._workers.run(read_text, text, title, language))
        return await self._article([draft], [], progress)

    async def from_file(self, name: str, content: bytes, *, progress: Progress | None = None) -> Article:
        """The article in a file: plain text, Markdown or HTML by the ending of its name.

        Raises:
            BadInput: if the file is of another kind.
            NotReadable: if there is no article in it.
        """
        ending = name.rpartition(".")[2].lower()
        if ending not in ENDINGS:
            raise BadInput(message("I read files that end in .txt, .md or .html."))
        if len(content) > LARGEST:
            raise NotReadable(
                message("That file is too large. The limit is {megabytes} MB.", megabytes=LARGEST // 1024**2)
            )
        await _tell(progress, Step.EXTRACTING)
        read = await self._workers.run(read_file, ending, content)
        return await self._article([_readable(read)], [], progress)

    async def from_entry(
        self, entry: Entry, feed_language: str | None, url: str, *, known_by_url: bool
    ) -> Article:
        """The article in the own text of a feed's entry, for when its page cannot be had. ``known_by_url``:
        the entry speaks for the page at ``url``, so that the article is known by that address.

        Raises:
            NotReadable: if it is too short, or in neither language.
        """
        draft = _readable(await self._workers.run(entry_draft, entry, feed_language, url))
        article = await self._article([draft], [normalise(url)] if known_by_url else [], None)
        return replace(article, editions=tuple(replace(one, from_feed=True) for one in article.editions))

    async def unlike(self, before: Edition, after: Edition) -> Unlike | None:
        """Why ``after`` cannot take the place of ``before``, which was read at the same address; or None."""
        return await self._workers.run(unlike, before, after)

    async def _draft(self, page: Page) -> tuple[Draft, Page]:
        """What a page says, and that page: the one it sends its readers on to, or its AMP page, where it has
        no text itself.
        """
        for _ in range(_ONWARD + 1):
            read = await self._workers.run(read_page, page.body, page.charset, page.url)
            if read not in _WITHOUT_TEXT:
                break
            link = await self._workers.run(onward_link, page.body, page.charset, page.url)
            if link is None:
                break
            page = await self._fetcher.get(link)
        if read in _WITHOUT_TEXT and not is_front_page(page.url):
            link = await self._workers.run(amp_link, page.body, page.charset, page.url)
            if link is not None and (found := await self._amp(link)) is not None:
                return found, page
        return _readable(read), page

    async def _amp(self, link: str) -> Draft | None:
        try:
            page = await self._fetcher.get(link)
            read = await self._workers.run(read_page, page.body, page.charset, page.url)
        except BadInput:
            return None  # the page itself says better why it cannot be read
        return read if isinstance(read, Draft) else None

    async def _other_edition(self, draft: Draft) -> tuple[Draft, list[str]] | None:
        """The first alternate of ``draft`` that is the same story, with the addresses it was read from."""
        for alternate in draft.alternates:
            try:
                page = await self._fetcher.get(alternate.url)
                if is_front_page(page.url):
                    continue
                found = await self._workers.run(read_edition, draft, page.body, page.charset, page.url)
            except BadInput:
                continue  # an edition that cannot be had is none
            if found is not None:
                return found, [normalise(alternate.url), normalise(page.url)]
        return None

    async def shows(self, picture: str) -> bool:
        """Whether the address of a picture may be shown; see the fetcher."""
        return await self._fetcher.shows(picture)

    async def _article(self, drafts: list[Draft], aliases: list[str], progress: Progress | None) -> Article:
        await _tell(progress, Step.SUMMARISING)
        editions = []
        for draft in drafts:
            picture = draft.picture
            if picture is not None and not await self._fetcher.shows(picture):
                picture = None
            editions.append(await self._workers.run(edition_of, replace(draft, picture=picture)))
        languages = {edition.language for edition in editions}
        headlines: dict[Language, Headline] = {}
        for headline in (line for draft in drafts for line in draft.headlines):
            if headline.language not in languages:
                headlines.setdefault(headline.language, headline)
        return Article(tuple(editions), tuple(headlines.values()), tuple(dict.fromkeys(aliases)))


def _claimed(draft: Draft) -> list[str]:
    return [normalise(draft.url)] if draft.url else []


def _readable(read: Draft | Unreadable) -> Draft:
    if isinstance(read, Draft):
        return read
    if read is Unreadable.GONE:
        raise NoPage(why(read))
    raise NotReadable(why(read))


async def _tell(progress: Progress | None, step: Step) -> None:
    if progress is not None:
        await progress(step)
