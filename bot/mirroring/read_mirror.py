"""The comment that a mirror shows, and its translation, for those who read the mirror."""

from __future__ import annotations

from dataclasses import dataclass

from bot.database.engine import Connection, Database
from bot.discussion import access
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import appearance_store as appearances, post_store as posts
from bot.discussion.viewer_port import Viewer
from bot.domain.discussion import AppearanceStatus, Comment, CommentStatus, Post
from bot.domain.errors import NotFound
from bot.domain.message import Message, message
from bot.domain.translation import MachineText
from bot.translating import translation_store as translations
from bot.translating.allowance import Allowance
from bot.translating.translate_comment import CommentTranslations


@dataclass(frozen=True, slots=True)
class _Mirrored:
    """A comment made below ``home``, with what is stored of it in the other language; ``shown_below`` is the
    post in whose thread a message shows it.
    """

    comment: Comment
    home: Post
    shown_below: Post | None
    made: MachineText | None


class MirrorReader:
    """Reads what stands behind mirrors."""

    def __init__(
        self, database: Database, rooms: RoomIndex, made: CommentTranslations, allowance: Allowance
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._translations = made
        self._allowance = allowance

    async def original(self, viewer: Viewer, source_id: int, message_id: int) -> Comment:
        """The comment with this source id, which the message with this id shows.

        Raises:
            NotFound: it is gone, or may not be read there any more.
        """
        return (await self._find(viewer, source_id, message_id)).comment

    async def translated(
        self, viewer: Viewer, source_id: int, message_id: int
    ) -> tuple[Comment, MachineText | Message]:
        """The same with its translation, or why there is none.

        Raises:
            NotFound: it is gone, or may not be read there any more.
            Refused: the viewer asked for too many translations.
        """
        found = await self._find(viewer, source_id, message_id)
        if found.made is not None:
            return found.comment, found.made
        self._allowance.spend(viewer.member.id)
        told = await self._translations.make(found.comment, found.home)
        return (await self._find(viewer, source_id, message_id)).comment, told  # as it is by now

    async def _find(self, viewer: Viewer, source_id: int, message_id: int) -> _Mirrored:
        found = await self._database.read(_mirrored, source_id, message_id)
        if found is None or not access.reads_at(viewer, self._rooms, found.home, found.shown_below):
            raise NotFound(message("That comment is no longer there."))
        return found


def _mirrored(connection: Connection, source_id: int, message_id: int) -> _Mirrored | None:
    """A visible comment and the place where a message shows it."""
    found = access.by_source(connection, source_id)
    if found is None or found[0].status is not CommentStatus.VISIBLE:
        return None
    comment, home = found
    shown = appearances.by_message(connection, message_id)
    stands = shown and shown.comment_id == comment.id and shown.status is AppearanceStatus.SHOWN
    there = posts.get(connection, shown.post_id) if shown and stands else None
    return _Mirrored(comment, home, there, translations.of_comments(connection, [comment.id]).get(comment.id))
