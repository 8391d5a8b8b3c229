"""What a discussion looks like when it is taken out: as what, and with which parts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.article import Article
from bot.domain.discussion import Comment, Discussion, Post, Reaction, Revision


class ExportFormat(StrEnum):
    """The formats a discussion is exported in."""

    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"

    @property
    def extension(self) -> str:
        """How the name of such a file ends."""
        return "md" if self is ExportFormat.MARKDOWN else self.value


@dataclass(frozen=True, slots=True)
class Exported:
    """What stands before the comments: article, discussion, and the posts whose rooms may be shown."""

    article_public_id: str
    article: Article
    discussion: Discussion
    posts: tuple[Post, ...]
    comments: int


@dataclass(frozen=True, slots=True)
class ExportedComment:
    """A comment in its place: ``depth`` 0 answers the article, 1 a comment, and so on.

    ``parent_source_id`` is None where the comment it answers is not exported; ``revisions`` are empty unless
    they were asked for. ``parent_author`` is who is answered, as they were named then. ``reactions`` are
    those to every message that shows it.
    """

    comment: Comment
    depth: int
    parent_source_id: int | None
    revisions: tuple[Revision, ...] = ()
    parent_author: str | None = None
    reactions: tuple[Reaction, ...] = ()
