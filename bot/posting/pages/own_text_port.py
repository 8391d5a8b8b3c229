"""What corrections need of feeds: the texts of entries that stand in for pages."""

from __future__ import annotations

from typing import Protocol

from bot.domain.article import Edition
from bot.posting.article_store import StoredArticle


class OwnTexts(Protocol):
    """Where the own texts of entries are, as their feeds have them now."""

    async def edition(self, stored: StoredArticle, before: Edition) -> Edition | None:
        """What an article's edition, made of an entry's own text, is now. None where the entry is not known
        any more, or says another story.
        """
        ...
