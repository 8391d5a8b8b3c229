"""Finding the article that an operator names."""

from __future__ import annotations

from bot.database.engine import Connection
from bot.domain.errors import NotFound
from bot.domain.message import message
from bot.posting import article_store as articles
from bot.reading.fetch.addresses import normalise


def find_article(connection: Connection, article: str) -> int:
    """Return the id of the article with this address, public id or number.

    Raises:
        NotFound: there is no such article.
    """
    found: int | None = None
    article = article.strip()
    if "://" in article:
        found = articles.find_by_alias(connection, normalise(article))
    elif stored := articles.by_public_id(connection, article):
        found = stored.id
    elif article.isdecimal():
        found = int(article)
    if found is None:
        raise NotFound(message("I do not know the article {article}.", article=article))
    return found
