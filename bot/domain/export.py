"""What an export of a discussion holds, and rows of CSV in which spreadsheets see no formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.article import Article, Edition
from bot.domain.card import Question
from bot.domain.discussion import Comment, Discussion, Post, Reaction, Revision
from bot.domain.message import Message, message
from bot.domain.translation import MachineEdition, MachineText, engine_title

BEGINNING = "\ufeff"
"""What a file begins with: the byte order mark by which Excel recognises UTF-8."""
_FORMULA = r"[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\0]"
"""Characters that make a spreadsheet read a cell as a formula, from OWASP's page on CSV injection."""
_CELL_OF_FORMULA = re.compile(
    rf"\A(?=[\s\"'\ufeff]*{_FORMULA})|(?<=[;\t\r\n])(?=(?:[^\S\t\r\n]|[\"'\ufeff])*{_FORMULA})"
)
"""Where a cell with a formula would begin. That can be within a cell: where ``;`` separates cells, as in
Spain, Excel splits at those and at line breaks, even between quotes. The escaping ``'`` does not match, so
that removing one at each of these positions restores the text.
"""


class ExportFormat(StrEnum):
    """The formats a discussion is exported in."""

    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"

    @property
    def extension(self) -> str:
        """The extension of its files, without the dot."""
        return "md" if self is ExportFormat.MARKDOWN else self.value


@dataclass(frozen=True, slots=True)
class Exported:
    """The head of an export: article, discussion, and the posts whose rooms may be shown.

    ``article`` holds the publisher's editions alone, ``machine_edition`` what an engine made of the original.
    ``featured`` are the comments that moderators put first: they stand in their places too; ``question`` is
    what they ask.
    """

    article_public_id: str
    article: Article
    discussion: Discussion
    posts: tuple[Post, ...]
    comments: int
    machine_edition: MachineEdition | None = None
    featured: tuple[ExportedComment, ...] = ()
    question: Question | None = None


def translated_by(edition: Edition, engine: str) -> Message:
    """What is said of a machine edition; ``engine`` is its engine and the version of that, escaped for where
    it is shown.
    """
    template = (
        message("rough translation from {original} ({engine})")
        if edition.rough
        else message("machine translation from {original} ({engine})")
    )
    title = engine_title(engine.partition(" ")[0])
    return message(template.text, original=edition.language.other, engine=title)


@dataclass(frozen=True, slots=True)
class ExportedComment:
    """A comment in its place: ``depth`` 0 answers the article, 1 a comment, and so on.

    ``parent_source_id`` is None if the comment it answers is not exported; ``revisions`` are empty unless
    they were requested. ``parent_author`` is the name that the answered member had then. ``reactions`` are
    those to all messages that show it. ``translation`` is what a machine made of it, if that is stored:
    nobody said that.
    """

    comment: Comment
    depth: int
    parent_source_id: int | None
    revisions: tuple[Revision, ...] = ()
    parent_author: str | None = None
    reactions: tuple[Reaction, ...] = ()
    translation: MachineText | None = None
    featured: bool = False


def row_of(cells: Sequence[str]) -> str:
    """One line of a file, with formulas escaped."""
    line = io.StringIO()
    # Quote all cells: some programs split unquoted ones at semicolons and tabs.
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow([_CELL_OF_FORMULA.sub("'", cell) for cell in cells])
    return line.getvalue()
