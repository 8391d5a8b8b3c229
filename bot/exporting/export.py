"""Exporting a discussion, as far as the viewer may see it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.featuring import featured_store, question_store as questions
from bot.discussion.moderated import moderated
from bot.discussion.stores import (
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
    reaction_store as reactions,
)
from bot.discussion.viewer_port import Viewer
from bot.domain.discussion import CommentStatus
from bot.domain.errors import BadInput, NotFound
from bot.domain.export import Exported, ExportedComment, ExportFormat
from bot.domain.language import Language
from bot.domain.letters import slug
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.exporting import export_store as exports
from bot.exporting.formats import Writer, writer
from bot.i18n.catalog import Catalog
from bot.i18n.program import called
from bot.posting import article_store as articles, machine_edition_store as machine_editions
from bot.posting.find_article import find_article
from bot.statistics.chart import ChartForm
from bot.statistics.chart_words import ChartWords
from bot.statistics.drawing import Drawing, NotDrawn
from bot.statistics.statistics import figures_of_export
from bot.translating import translation_store as translations

MAX_ANSWER_BYTES = 10 * 1024 * 1024
"""Bytes of a file that Discord takes from a bot in any server."""
Progress = Callable[[int, int], None]
"""Called with the number of comments written and their total."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A discussion as a file."""

    name: str
    content: bytes


class Exporter:
    """Exports discussions."""

    def __init__(self, database: Database, catalog: Catalog, drawing: Drawing) -> None:
        self._database = database
        self._catalog = catalog
        self._drawing = drawing

    async def export(
        self,
        article: str,
        server_id: int,
        form: ExportFormat,
        *,
        include_hidden: bool = False,
        include_revisions: bool = False,
        visible_channels: Collection[int] | None = None,
        language: Language = Language.EN,
        progress: Progress | None = None,
    ) -> AsyncGenerator[bytes, None]:
        """Yield the discussion of an article in a server, in pieces of UTF-8.

        ``article`` is its public id, one of its addresses or its number. Comments in channels other than
        ``visible_channels`` (None: all) are left out, and those that are not visible unless
        ``include_hidden``.

        Raises:
            NotFound: there is no such article, or no discussion of it in the server.
        """
        discussion_id = await self._find(article, server_id)
        pieces = self.pieces(
            discussion_id,
            form,
            include_hidden=include_hidden,
            include_revisions=include_revisions,
            visible_channels=visible_channels,
            language=language,
            progress=progress,
        )
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece

    async def for_moderator(
        self, viewer: Viewer, discussion_id: int, form: ExportFormat, *, include_hidden: bool
    ) -> ExportFile:
        """Return a discussion as one file named after its article, and record that in the audit.

        Raises:
            BadInput: it is too large for an answer on Discord.
            NotAllowed: the viewer does not moderate its rooms.
            NotFound: there is none that the viewer can see.
        """
        _, visible = await moderated(self._database, viewer, discussion_id)
        audit_id = await self._database.write(
            audit.record,
            server_id=viewer.member.server_id,
            actor_id=viewer.member.id,
            action=Action.EXPORT,
            target_kind=TargetKind.DISCUSSION,
            target_id=discussion_id,
            reason=f"{form}, hidden comments too" if include_hidden else str(form),
        )
        pieces = self.pieces(
            discussion_id,
            form,
            include_hidden=include_hidden,
            include_revisions=include_hidden,
            visible_channels=visible,
            language=viewer.member.language,
        )
        content = await _limited(pieces, MAX_ANSWER_BYTES)
        if content is None:
            await self._database.write(audit.failed, audit_id, message("too large for an answer"))
            raise BadInput(
                message(
                    "This discussion is larger than the 10 MB that Discord allows. "
                    "Whoever runs the bot can export it with {command}.",
                    command=f"`{called('export')}`",
                )
            )
        await self._database.write(
            partial(audit.outcome, audit_id=audit_id, succeeded=True, detail=f"{len(content)} bytes")
        )
        name = await self._database.read(_name, discussion_id, viewer.member.language)
        return ExportFile(f"{name}.{form.extension}", content)

    async def pieces(
        self,
        discussion_id: int,
        form: ExportFormat,
        *,
        include_hidden: bool,
        include_revisions: bool,
        visible_channels: Collection[int] | None,
        language: Language,
        progress: Progress | None = None,
    ) -> AsyncGenerator[bytes, None]:
        """Yield a discussion as :meth:`export` does, in constant memory."""
        statuses = tuple(CommentStatus) if include_hidden else (CommentStatus.VISIBLE,)
        held = (discussion_id, statuses, visible_channels)
        chart = await self._chart(*held, language) if form is ExportFormat.HTML else None
        writing = writer(form, self._catalog, language, chart)
        batches = self._database.stream(_batches, writing, *held, include_revisions)
        reached = 0
        async with aclosing(batches):
            async for piece, written, total in batches:
                yield piece
                if progress and written > reached:
                    progress(written, total)
                reached = written

    async def _chart(
        self,
        discussion_id: int,
        statuses: Collection[CommentStatus],
        channels: Collection[int] | None,
        language: Language,
    ) -> str | Message | None:
        """The chart of an export as an element of its page, or why it is missing; None where it is empty."""
        asked = (discussion_id, statuses, channels, language, datetime.now(UTC))
        figures = await self._database.read(figures_of_export, *asked)
        if not (figures.comments or figures.waiting):
            return None
        try:
            drawn = await self._drawing.draw(
                ChartWords(figures, self._catalog, language).chart(), ChartForm.SVG
            )
        except NotDrawn:
            return message("The chart of comments by hour is missing: it could not be drawn.")
        return drawn.decode()

    async def _find(self, article: str, server_id: int) -> int:
        article_id = await self._database.read(find_article, article)
        found = await self._database.read(discussions.of_article, article_id, server_id)
        if found is None:
            raise NotFound(message("There is no discussion of {article} on that server.", article=article))
        return found.id


def _name(connection: Connection, discussion_id: int, language: Language) -> str:
    discussion = discussions.get(connection, discussion_id)
    assert discussion is not None
    titles = articles.titles(connection, [discussion.article_id], language)
    return slug(titles.get(discussion.article_id, "")) or f"discussion-{discussion_id}"


async def _limited(pieces: AsyncGenerator[bytes, None], max_bytes: int) -> bytes | None:
    """Join all pieces; None if they are more than ``max_bytes``."""
    content = bytearray()
    async with aclosing(pieces):
        async for piece in pieces:
            content += piece
            if len(content) > max_bytes:
                return None
    return bytes(content)


def _batches(
    connection: Connection,
    writing: Writer,
    discussion_id: int,
    statuses: Sequence[CommentStatus],
    visible_channels: Collection[int] | None,
    include_revisions: bool,
) -> Iterator[tuple[bytes, int, int]]:
    """Yield pieces of a file, each with how many comments are written by then, and of how many."""
    rooms = exports.rooms(connection, discussion_id, visible_channels)
    total, written = exports.count(connection, discussion_id, statuses, rooms), 0
    exported = _exported(connection, discussion_id, visible_channels, total)
    featured = {one.comment.id for one in exported.featured}
    yield writing.head(exported).encode(), written, total
    for batch in exports.walk(connection, discussion_id, statuses, rooms):
        written += len(batch)
        entries = _entries(connection, batch, include_revisions, featured)
        yield "".join(map(writing.comment, entries)).encode(), written, total
    yield writing.tail().encode(), written, total


def _exported(
    connection: Connection, discussion_id: int, visible_channels: Collection[int] | None, count: int
) -> Exported:
    discussion = discussions.get(connection, discussion_id)
    assert discussion is not None
    stored = articles.get(connection, discussion.article_id)
    assert stored is not None
    every = posts.of_discussion(connection, discussion_id, removed=True)
    seen = [one for one in every if visible_channels is None or one.channel_id in visible_channels]
    made = machine_editions.of_article(connection, discussion.article_id, discussion.server_id)
    ids = [one.id for one in seen]
    first = [one.comment.id for one in featured_store.of_posts(connection, discussion, ids, ())]
    featured = _entries(connection, [exports.TreeNode(one, 0, None) for one in first], False, set(first))
    asked = questions.asked(connection, discussion_id)
    head = (stored.public_id, stored.article, discussion, tuple(seen), count, made)
    return Exported(*head, featured=tuple(featured), question=asked)


def _entries(
    connection: Connection,
    batch: Sequence[exports.TreeNode],
    include_revisions: bool,
    featured: Collection[int],
) -> list[ExportedComment]:
    ids = [node.comment_id for node in batch]
    parents = {node.parent_id for node in batch if node.parent_id is not None}
    found = comments.get_many(connection, {*ids, *parents})
    revisions = exports.revisions(connection, ids) if include_revisions else {}
    counted = reactions.of_comments(connection, ids)
    made = translations.of_comments(connection, ids)
    entries = []
    for node in batch:
        parent = found.get(node.parent_id or 0)
        entries.append(
            ExportedComment(
                found[node.comment_id],
                node.depth,
                parent.source_id if parent else None,
                tuple(revisions.get(node.comment_id, ())),
                parent.author.shown if parent else None,
                counted.get(node.comment_id, ()),
                made.get(node.comment_id),
                node.comment_id in featured,
            )
        )
    return entries
