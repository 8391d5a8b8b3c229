"""Reading an article's pages again: what they say now of each edition, or why it stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.article import Article, Edition
from bot.domain.errors import BadInput, NotReadable
from bot.domain.language import Language
from bot.reading.fetch.addresses import normalise
from bot.reading.reader import Reader
from bot.reading.refusal_messages import why_left


@dataclass(frozen=True, slots=True)
class Reread:
    """What came of it. ``article`` has the editions that could be read, None if there are none;
    ``failures`` say why the others stay as they are, by language.
    """

    article: Article | None
    failures: Mapping[Language, BadInput]


class Rereader:
    """Reads the pages of articles again. What has become something else is never taken for a correction."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def read(self, article: Article) -> Reread:
        """Read the page of each of the publisher's editions again, the original's first."""
        known, found = article.published, _Found()
        for stored in known.editions:
            if stored.url is None or stored.language in found.editions:
                continue
            try:
                read = await self._reader.from_link(stored.url)
                await self._take(known, stored, read, found)
            except BadInput as failure:
                found.failures[stored.language] = failure
        return found.reread()

    async def _take(self, known: Article, stored: Edition, read: Article, found: _Found) -> None:
        """Take the editions of an article that was read at the address of ``stored``.

        Raises:
            NotReadable: what stands there now does not take the place of ``stored``.
        """
        first, *others = read.editions
        if unlike := await self._reader.unlike(stored, first):
            raise NotReadable(why_left(unlike))
        taken = [first]
        for other in others:
            before = known.edition(other.language)
            if before is None or await self._reader.unlike(before, other) is None:
                taken.append(other)
        for edition in taken:
            found.editions.setdefault(edition.language, edition)
            found.failures.pop(edition.language, None)
        found.headlines.append(read)
        # Of what was not taken, the addresses are not the article's either.
        found.aliases += read.aliases if len(taken) == len(read.editions) else _addresses(stored, first)


@dataclass(slots=True)
class _Found:
    editions: dict[Language, Edition] = field(default_factory=dict)
    headlines: list[Article] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    failures: dict[Language, BadInput] = field(default_factory=dict)

    def reread(self) -> Reread:
        if not self.editions:
            return Reread(None, self.failures)
        lines = {
            line.language: line
            for read in reversed(self.headlines)
            for line in reversed(read.headlines)
            if line.language not in self.editions
        }
        aliases = tuple(dict.fromkeys(self.aliases))
        return Reread(Article(tuple(self.editions.values()), tuple(lines.values()), aliases), self.failures)


def _addresses(*editions: Edition) -> list[str]:
    return [normalise(one.url) for one in editions if one.url is not None]
