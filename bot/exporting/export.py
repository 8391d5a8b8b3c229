"""Taking a discussion out of the bot: all of it that whoever asks may see."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import aclosing

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
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
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.exporting import export_store as exports
from bot.exporting.formats import writer
from bot.i18n.catalog import Catalog
from bot.moderating.discussion_state import moderated
from bot.posting import article_store as articles
from bot.posting.find_article import find_article

MAX_ANSWER_BYTES = 10 * 1024 * 1024
"""Bytes: what Discord takes as one file from a bot in any server."""
Progress = Callable[[int, int], None]
"""Told how many comments are written, and of how many."""


class Exporter:
    """Exports discussions."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        self._database = database
        self._catalog = catalog

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
        """The discussion of an article in a server, in pieces of UTF-8.

        ``article`` is its public id, one of its addresses or its number. Hidden, refused and deleted comments
        are left out unless asked for; so is what was said in rooms that are not among ``visible_channels``
        (None: all are visible).

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
    ) -> bytes:
        """A discussion as one file, and an audit row about it.

        Raises:
            BadInput: it is too large for an answer on Discord.
            NotAllowed: they do not moderate its rooms.
            NotFound: there is none that they can see.
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
            await self._conclude(audit_id, succeeded=False, detail="too large for an answer")
            raise BadInput(
                message(
                    "This discussion is larger than the 10 MB Discord takes. Whoever runs the bot can export "
                    "it with {command}.",
                    command="`python -m bot export`",
                )
            )
        await self._conclude(audit_id, succeeded=True, detail=f"{len(content)} bytes")
        return content

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
        """A discussion as :meth:`export` gives it. However long it is, memory stays the same."""
        statuses = tuple(CommentStatus) if include_hidden else (CommentStatus.VISIBLE,)
        writing = writer(form, self._catalog, language)
        written = 0
        async with self._database.read() as connection:
            rooms = await exports.rooms(connection, discussion_id, visible_channels)
            total = await exports.count(connection, discussion_id, statuses, rooms)
            exported = await self._exported(connection, discussion_id, visible_channels, total)
            yield writing.head(exported).encode()
            async for batch in exports.walk(connection, discussion_id, statuses, rooms):
                for entry in await _entries(connection, batch, include_revisions):
                    yield writing.comment(entry).encode()
                written += len(batch)
                if progress:
                    progress(written, total)
            yield writing.tail().encode()

    async def _exported(
        self,
        connection: Connection,
        discussion_id: int,
        visible_channels: Collection[int] | None,
        count: int,
    ) -> Exported:
        discussion = await discussions.get(connection, discussion_id)
        assert discussion is not None
        stored = await articles.get(connection, discussion.article_id)
        assert stored is not None
        made = await posts.of_discussion(connection, discussion_id, removed=True)
        seen = [one for one in made if visible_channels is None or one.channel_id in visible_channels]
        return Exported(stored.public_id, stored.article, discussion, tuple(seen), count)

    async def _find(self, article: str, server_id: int) -> int:
        article_id = await self._database.read(find_article, article)
        found = await self._database.read(discussions.of_article, article_id, server_id)
        if found is None:
            raise NotFound(message("There is no discussion of {article} in that server.", article=article))
        return found.id

    async def _conclude(self, audit_id: int, *, succeeded: bool, detail: str) -> None:
        await self._database.write(audit.outcome, audit_id, succeeded=succeeded, detail=detail)


async def _limited(pieces: AsyncGenerator[bytes, None], largest: int) -> bytes | None:
    """All pieces as one, or None where they are more than ``largest`` bytes."""
    content = bytearray()
    async with aclosing(pieces):
        async for piece in pieces:
            content += piece
            if len(content) > largest:
                return None
    return bytes(content)


async def _entries(
    connection: Connection, batch: Sequence[exports.TreeNode], include_revisions: bool
) -> list[ExportedComment]:
    answered = {place.parent_id for place in batch if place.parent_id is not None}
    found = await comments.get_many(connection, {place.comment_id for place in batch} | answered)
    earlier = (
        await exports.revisions(connection, [place.comment_id for place in batch])
        if include_revisions
        else {}
    )
    counted = await reactions.of_comments(connection, found.keys())
    entries = []
    for place in batch:
        answers = found.get(place.parent_id or 0)
        entries.append(
            ExportedComment(
                found[place.comment_id],
                place.depth,
                answers.source_id if answers else None,
                tuple(earlier.get(place.comment_id, ())),
                answers.author.name if answers else None,
                counted.get(place.comment_id, ()),
            )
        )
    return entries
