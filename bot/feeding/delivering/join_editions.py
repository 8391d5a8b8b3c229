"""Recognising the second edition of a story, hours later, from the other language's feed of one source."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.database.engine import Connection, Database
from bot.domain.article import Article
from bot.domain.feeds.following import Following
from bot.domain.language import Language
from bot.feeding import entry_store as entries
from bot.feeding.delivering.routing import source_of
from bot.jobs.clock import Clock
from bot.posting import article_store as articles
from bot.reading.tasks import edition_among
from bot.reading.worker_pool import Workers

WITHIN = timedelta(days=3)
"""How long after the first edition a second one may come."""
MOST = 30
"""Entries of the other feed that a story is compared with."""


class EditionJoining:
    """Pages that name each other are one article anyway. Others are compared, if their feeds are one source,
    and only where all agrees, as a wrong edition is worse than two cards.
    """

    def __init__(self, database: Database, workers: Workers, clock: Clock) -> None:
        self._database = database
        self._workers = workers
        self._clock = clock

    async def joined(self, following: Following, article: Article) -> Article:
        """An article that was read, known by an address of the one too whose second edition it is."""
        if following.source is None or len(article.published.editions) > 1:
            return article
        since = self._clock.utcnow() - WITHIN
        others = await self._database.read(_others, following, article, since)
        if not others:
            return article
        editions = [one.original for one in others]
        which = await self._workers.run(edition_among, article.original, editions)
        if which is None:
            return article
        return replace(article, aliases=(*article.aliases, others[which].aliases[0]))


def _others(connection: Connection, following: Following, article: Article, since: datetime) -> list[Article]:
    """The recent articles of the source's other feeds that have no edition in an article's language, newest
    first; none where the article is known already.
    """
    if articles.known(connection, article.aliases):
        return []
    found: dict[int, Article] = {}
    for other in source_of(connection, following):
        for entry in entries.newest(connection, other.feed_id, MOST):
            if entry.article_id is None or entry.first_seen_at < since or entry.article_id in found:
                continue
            stored = articles.get(connection, entry.article_id)
            if stored is not None and _lacks(stored.article, article.original.language):
                found[entry.article_id] = stored.article.published
    return list(found.values())


def _lacks(article: Article, language: Language) -> bool:
    """Whether an article that is known by an address has no edition of its publisher's in a language."""
    editions = article.published.editions
    return bool(article.aliases) and all(one.language is not language for one in editions)
