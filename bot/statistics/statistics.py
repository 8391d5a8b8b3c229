"""Figures about discussions, as far as a member may know them, and their chart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.database.engine import Connection, Database
from bot.discussion.stores import discussion_store as discussions, server_store as servers
from bot.discussion.viewer_port import Viewer
from bot.domain.discussion import CommentStatus
from bot.domain.errors import Refused
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.people import Member
from bot.i18n.catalog import Catalog
from bot.jobs.clock import Clock
from bot.moderating.queue import queue_store as queue
from bot.moderating.queue.waiting import Waiting
from bot.posting import article_store as articles
from bot.statistics import statistics_store as statistics
from bot.statistics.chart import ChartForm
from bot.statistics.chart_words import ChartWords
from bot.statistics.drawing import Drawing
from bot.statistics.figures import ByAge, Figures, ages_of

DAYS = 30
"""How many of the last days are covered of a whole server."""
_NOBODY = 0
SHOWN = (Waiting.HELD, Waiting.REPORTED, Waiting.REFUSED)
"""The reasons to wait for which the age is counted: as those of the queue."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as a PNG file; ``said`` is all of it in words, ``summary`` what it is about."""

    content: bytes
    said: str
    summary: Message


class Statistics:
    """Draws when people write, and for moderators how long comments wait."""

    def __init__(self, database: Database, drawing: Drawing, catalog: Catalog, clock: Clock) -> None:
        self._database = database
        self._drawing = drawing
        self._catalog = catalog
        self._clock = clock

    async def picture(self, viewer: Viewer, discussion_id: int | None, days: int | None = None) -> Picture:
        """The chart of a discussion, or of all in the server; of the last ``days``, or all of one discussion
        and :data:`DAYS` of a server.

        Raises:
            NotDrawn: it could not be drawn.
            Refused: there is nothing to draw.
        """
        covered = DAYS if days is None and discussion_id is None else days
        figures = await self._figures(viewer, discussion_id, covered)
        if not (figures.comments or figures.waiting):
            raise Refused(message("There are no comments here yet that I could count for you."))
        words = ChartWords(figures, self._catalog, viewer.member.language)
        chart = words.chart()
        content = await self._drawing.draw(chart, ChartForm.PNG)
        return Picture(content, chart.said, words.summary())

    async def _figures(self, viewer: Viewer, discussion_id: int | None, days: int | None) -> Figures:
        rooms = await self._database.read(servers.rooms, viewer.member.server_id)
        seen = [one for one in rooms if viewer.sees(one)]
        moderated = [one for one in seen if viewer.moderates(one)]
        now = self._clock.utcnow()
        return await self._database.read(_figures, viewer.member, discussion_id, days, seen, moderated, now)


def _figures(
    connection: Connection,
    member: Member,
    discussion_id: int | None,
    days: int | None,
    seen: Collection[int],
    moderated: Collection[int],
    now: datetime,
) -> Figures:
    since = None if days is None else now - timedelta(days=days)
    by_hour = statistics.in_server(
        connection, member.server_id, seen, moderated, discussion_id=discussion_id, since=since
    )
    by_age, headline = None, None
    if discussion_id is not None and (discussion := discussions.get(connection, discussion_id)):
        titles = articles.titles(connection, [discussion.article_id], member.language)
        headline = titles.get(discussion.article_id, "")
    if moderated:
        by_age = waiting_by_age(connection, member.server_id, moderated, discussion_id, member.id, now)
    return Figures(by_hour, by_age, headline, days)


def figures_of_export(
    connection: Connection,
    discussion_id: int,
    statuses: Collection[CommentStatus],
    channels: Collection[int] | None,
    language: Language,
    now: datetime,
) -> Figures:
    """The figures of what an export holds: comments with these statuses, made in ``channels`` (None: in all);
    where it holds what waits for moderators, the age of that too.
    """
    discussion = discussions.get(connection, discussion_id)
    assert discussion is not None
    title = articles.titles(connection, [discussion.article_id], language).get(discussion.article_id, "")
    by_hour = statistics.in_export(connection, discussion_id, statuses, channels)
    if CommentStatus.HIDDEN not in statuses:
        return Figures(by_hour, headline=title)
    rooms = servers.rooms(connection, discussion.server_id) if channels is None else channels
    by_age = waiting_by_age(connection, discussion.server_id, rooms, discussion_id, _NOBODY, now)
    return Figures(by_hour, by_age, title)


def waiting_by_age(
    connection: Connection,
    server_id: int,
    channels: Collection[int],
    discussion_id: int | None,
    viewer_id: int,
    now: datetime,
) -> ByAge:
    """How many comments made in these rooms wait for moderators, by why and how long ago they were made;
    those of the viewer are for others.
    """

    def source_ids(why: Waiting) -> list[int]:
        rooms = (server_id, channels)
        return queue.source_ids(
            connection, *rooms, why, viewer_id=viewer_id, discussion_id=discussion_id, now=now
        )

    return {why: ages_of(source_ids(why), now) for why in SHOWN}
