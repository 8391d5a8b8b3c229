"""Hiding at once what waits of one author or with one text, and taking that back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.database.engine import Connection, Database
from bot.discussion import access
from bot.discussion.viewer_port import Viewer
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.errors import TertuliaError
from bot.jobs.clock import Clock
from bot.moderating.hide_comment import HIDDEN, Hiding, require_reason
from bot.moderating.queue import queue_store as queue
from bot.moderating.queue.claims import require_free
from bot.moderating.queue.queue import Queue
from bot.moderating.queue.waiting import Alike
from bot.moderating.rules.folding import fold_term

MOST = 100
"""Comments that are hidden at once."""
COMPARED = 1_000
"""Comments that wait and whose texts are compared with one: the newest."""
_TOGETHER = 5
"""Comments that are worked on at a time: each of them is several requests."""

Tell = Callable[[int], Awaitable[None]]
"""Is told how many comments were worked on so far."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """What came of hiding comments.

    ``shown`` are the source ids of those that were shown before, ``refused`` counts hidden ones that were
    not; ``behind`` counts those of both that are not hidden on the platform yet; the rest was left as it was:
    ``looked_at`` as another moderator looks at it, ``changed`` as it is another or was decided meanwhile.
    """

    shown: tuple[int, ...]
    refused: int
    behind: int
    looked_at: int
    changed: int


class HidingAlike:
    """Hides comments that have something in common, each in its own transaction, by :class:`Hiding`."""

    def __init__(self, database: Database, queue: Queue, hiding: Hiding, clock: Clock) -> None:
        self._database = database
        self._queue = queue
        self._hiding = hiding
        self._clock = clock

    async def counts(self, viewer: Viewer, comment: Comment) -> dict[Alike, int]:
        """How many comments wait that have the author, or the text, of one, with itself; up to ``MOST``."""
        return {kind: len(await self.waiting(viewer, comment, kind)) for kind in Alike}

    async def waiting(self, viewer: Viewer, comment: Comment, kind: Alike) -> list[int]:
        """The source ids of the comments that wait in the rooms that the viewer moderates and have the
        author, or the text, of one: the newest ``MOST``.
        """
        text = fold_term(comment.text)
        if kind is Alike.TEXT and not text:
            return []  # all that comes without words would be alike
        author_id = comment.author.id if kind is Alike.AUTHOR else None
        channels, server_id = self._queue.moderated(viewer), viewer.member.server_id

        def work(connection: Connection) -> list[int]:
            found = queue.alike(
                *(connection, server_id, channels),
                viewer_id=viewer.member.id,
                now=self._clock.utcnow(),
                author_id=author_id,
                limit=COMPARED,
            )
            return [one.source_id for one in found if author_id is not None or fold_term(one.text) == text]

        return (await self._database.read(work))[:MOST]

    async def hide(
        self,
        viewer: Viewer,
        comment: Comment,
        kind: Alike,
        chosen: Sequence[int],
        reason: str,
        tell: Tell,
    ) -> Hidden:
        """Hide the ``chosen`` ones of what :meth:`waiting` gave, as far as they still have the author, or the
        text, of ``comment`` and nobody else looks at them.

        Raises:
            BadInput: the reason is empty.
        """
        require_reason(reason)
        still = set(await self.waiting(viewer, comment, kind))
        wanted = [one for one in chosen if one in still]
        shown: list[int] = []
        refused = behind = looked_at = 0
        for start in range(0, len(wanted), _TOGETHER):
            part = wanted[start : start + _TOGETHER]
            for source_id, came_of_it in zip(
                part, await asyncio.gather(*(self._hide(viewer, one, reason) for one in part)), strict=True
            ):
                match came_of_it:
                    case _Outcome(was=CommentStatus.VISIBLE):
                        shown.append(source_id)
                    case _Outcome(was=CommentStatus()):
                        refused += 1
                behind += came_of_it.behind
                looked_at += came_of_it.looked_at
            await tell(start + len(part))
        changed = len(chosen) - len(shown) - refused - looked_at
        return Hidden(tuple(shown), refused, behind, looked_at, changed)

    async def restore(self, viewer: Viewer, source_ids: Sequence[int], tell: Tell) -> int:
        """Show comments again that the viewer hid and about which nobody has decided since. Returns how many
        are shown again.
        """
        restored = 0
        for start in range(0, len(source_ids), _TOGETHER):
            part = source_ids[start : start + _TOGETHER]
            restored += sum(await asyncio.gather(*(self._restore(viewer, one) for one in part)))
            await tell(start + len(part))
        return restored

    async def _hide(self, viewer: Viewer, source_id: int, reason: str) -> _Outcome:
        found = await self._database.read(access.by_source, source_id)
        if found is None:
            return _Outcome()
        comment, _ = found
        try:
            told = await self._hiding.hide(viewer, source_id, reason)
        except TertuliaError:
            return _Outcome(looked_at=await self._is_looked_at(comment.id, viewer.member.id))
        return _Outcome(comment.status, behind=told != HIDDEN)

    async def _restore(self, viewer: Viewer, source_id: int) -> bool:
        found = await self._database.read(access.by_source, source_id)
        if found is None:
            return False
        comment, _ = found
        if not await self._database.read(queue.is_hidden_by, comment.id, viewer.member.id):
            return False
        try:
            await self._hiding.restore(viewer, source_id)
        except TertuliaError:
            return False
        return True

    async def _is_looked_at(self, comment_id: int, moderator_id: int) -> bool:
        try:
            await self._database.read(require_free, comment_id, moderator_id)
        except TertuliaError:
            return True
        return False


@dataclass(frozen=True, slots=True)
class _Outcome:
    """``was``: what a comment that is hidden now was before; None if it could not be hidden."""

    was: CommentStatus | None = None
    behind: bool = False
    looked_at: bool = False
