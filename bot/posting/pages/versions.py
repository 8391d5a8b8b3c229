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
    the article's own pages were found last.
    """

    public_id: str
    headline: str
    number: int
    versions: Sequence[Version]
    has_older: bool
    pages: Sequence[PageState]


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

        def read(connection: Connection) -> tuple[list[Version], list[PageState]]:
            found = stored.versions(connection, post.article_id, skip=number * VERSIONS, limit=VERSIONS + 1)
            return found, stored.pages(connection, post.article_id)

        found, pages = await self._database.read(read)
        return VersionsPage(post.public_id, headline, number, found[:VERSIONS], len(found) > VERSIONS, pages)
