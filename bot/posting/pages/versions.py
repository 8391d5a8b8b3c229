"""The versions of articles, for moderators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.database.engine import Connection, Database
from bot.discussion.viewer_port import Viewer
from bot.posting.pages import version_store as stored
from bot.posting.pages.version_store import PageState, Version
from bot.posting.remove_card import CardRemoval

VERSIONS = 6
"""Versions on a page."""


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """A page of an article's versions, those read last first; ``number`` counts from 0. ``pages`` tell how
    the article's own pages were found last; ``has_pages`` is False where its text was pasted or uploaded.
    """

    public_id: str
    article_id: int
    headline: str
    number: int
    versions: Sequence[Version]
    has_older: bool
    pages: Sequence[PageState]
    has_pages: bool


class VersionReader:
    """Reads the versions of articles for those who moderate a room with their card."""

    def __init__(self, database: Database, cards: CardRemoval) -> None:
        self._database = database
        self._cards = cards

    async def page(self, viewer: Viewer, chosen: str | None, number: int = 0) -> VersionsPage:
        """Return a page of the versions of an article: that of the card with the public id ``chosen`` or,
        without one, of the thread the viewer is in.

        Raises:
            NotFound: there is no such card.
            NotAllowed: the viewer does not moderate its channel.
            Refused: it was removed.
        """
        post, headline = await self._cards.find(viewer, chosen)

        skip = number * VERSIONS

        def read(connection: Connection) -> VersionsPage:
            found = stored.versions(connection, post.article_id, skip=skip, limit=VERSIONS + 1)
            return VersionsPage(
                post.public_id,
                post.article_id,
                headline,
                number,
                versions=found[:VERSIONS],
                has_older=len(found) > VERSIONS,
                pages=stored.pages(connection, post.article_id),
                has_pages=stored.has_pages(connection, post.article_id),
            )

        return await self._database.read(read)
