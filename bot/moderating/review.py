"""What moderators can read: all comments of a discussion, and the record of one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discordkit.links import message_link
from bot.discussion import access
from bot.discussion.featuring import featured_store
from bot.discussion.moderated import moderated
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    comment_store as comments,
    held_store as waiting,
    post_store as posts,
    reaction_store as reactions,
    report_store as reports,
)
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.cases.case import Case
from bot.domain.discussion import Comment, CommentOrigin, CommentStatus, Discussion, Post, Reaction, Revision
from bot.domain.language import Language
from bot.domain.moderation import AuditRow, LetterState, Report, ReportStatus, TargetKind
from bot.domain.notice import MessageRef
from bot.domain.rules import StoredHit
from bot.moderating.cases import case_store as cases
from bot.moderating.notice_worker import message_ref_of
from bot.moderating.rules import hit_store as hits
from bot.posting import article_store as articles

PAGE = 10
"""Comments on one page: each is a line of text and an entry of a select menu (Discord takes 25)."""


@dataclass(frozen=True, slots=True)
class Record:
    """A comment as its author or a moderator may see it. From ``revisions`` on, fields are moderators' only.

    ``own``: the viewer wrote it. ``can_edit``: they can edit it here, because the bot posted it.
    ``can_erase``: they can erase it here, also if it was added from elsewhere. ``copies`` are the names and
    contents of attachments that were kept when it was hidden; ``told``: what came of telling its author that
    it waits; ``cases`` are about it.
    """

    comment: Comment
    spot: MessageRef
    can_edit: bool
    can_erase: bool
    moderates: bool
    own: bool
    reactions: tuple[Reaction, ...] = ()
    revisions: tuple[Revision, ...] = ()
    reports: tuple[Report, ...] = ()
    history: tuple[AuditRow, ...] = ()
    copies: tuple[tuple[str, bytes], ...] = ()
    hits: tuple[StoredHit, ...] = ()
    told: LetterState | None = None
    cases: tuple[Case, ...] = ()
    featured: bool = False

    @property
    def open_reports(self) -> int:
        """How many reports are undecided, by members and by rules."""
        statuses = [*(one.status for one in self.reports), *(one.status for one in self.hits)]
        return statuses.count(ReportStatus.OPEN)


@dataclass(frozen=True, slots=True)
class Line:
    """A comment in a list of moderators, with its open reports by members, what rules found in it that is not
    decided, and a link to a message that shows it.
    """

    comment: Comment
    open_reports: int
    link: str | None = None
    hits: tuple[StoredHit, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a moderator's list; ``number`` counts from 0, ``total`` all comments. ``post`` is a live card
    whose room the viewer can see.
    """

    discussion: Discussion
    post: Post | None
    headline: str
    lines: tuple[Line, ...]
    number: int
    total: int

    @property
    def has_more(self) -> bool:
        """Whether there is another page after it."""
        return (self.number + 1) * PAGE < self.total


class Review:
    """Reads records and lists of comments for moderators, and records for their authors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_message(self, viewer: Viewer, message_id: int) -> Record:
        """The record of the comment that a message shows.

        Raises:
            NotAllowed: it is not the viewer's own, and they do not moderate its room.
            NotFound: the message shows no comment that the viewer can see.
        """
        return await self._record(viewer, await self._database.read(access.by_message, message_id))

    async def of_source(self, viewer: Viewer, source_id: int) -> Record:
        """The record of the comment with this source id.

        Raises:
            NotAllowed: it is not the viewer's own, and they do not moderate its room.
            NotFound: there is no such comment that the viewer can see.
        """
        return await self._record(viewer, await self._database.read(access.by_source, source_id))

    async def page(self, viewer: Viewer, discussion_id: int, number: int) -> Page:
        """A page of all comments of a discussion, in every status: reported ones first, then the newest.

        Raises:
            NotAllowed: the viewer does not moderate all of its rooms.
            NotFound: there is no such discussion that the viewer can see.
        """
        discussion, seen = await moderated(self._database, viewer, discussion_id)
        return await self._database.read(_page, discussion, seen, number, viewer.member.language)

    async def _record(self, viewer: Viewer, found: access.Found | None) -> Record:
        comment, post = access.require_seen(viewer, found)
        is_own, moderates = comment.author.id == viewer.member.id, viewer.moderates(post.channel_id)
        policy.require_own(is_own or moderates)
        return await self._database.read(_record, comment, is_own=is_own, moderates=moderates)


def _page(
    connection: Connection, discussion: Discussion, rooms: set[int], number: int, language: Language
) -> Page:
    titles = articles.titles(connection, [discussion.article_id], language)
    total = reports.count_for_review(connection, discussion.id, rooms)
    number = max(0, min(number, (total - 1) // PAGE))
    rows = reports.for_review(connection, discussion.id, rooms, offset=number * PAGE, limit=PAGE)
    found = comments.get_many(connection, [row.comment_id for row in rows])
    places = appearances.places(connection, list(found), rooms)
    links = {one: message_link(discussion.server_id, *place) for one, place in places.items()}
    told = hits.of_comments(connection, list(found))
    opened = {one: tuple(filter(hits.is_open, its)) for one, its in told.items()}
    lines = tuple(
        Line(found[one], row.open_reports, links.get(one), opened.get(one, ()))
        for row in rows
        for one in [row.comment_id]
    )
    live = (one for one in posts.of_discussion(connection, discussion.id) if one.channel_id in rooms)
    headline = titles.get(discussion.article_id, "")
    return Page(discussion, next(live, None), headline, lines, number, total)


def _cases(connection: Connection, comment: Comment, *, is_own: bool) -> tuple[Case, ...]:
    """The cases about a comment; to its author, not those about who reported it."""
    found = cases.of_comment(connection, comment.id)
    return tuple(one for one in found if not is_own or one.member_id == comment.author.id)


def _record(connection: Connection, comment: Comment, *, is_own: bool, moderates: bool) -> Record:
    shown = comment.status in (CommentStatus.VISIBLE, CommentStatus.REFUSED)
    can_edit = is_own and shown and access.stands_by_the_bot(connection, comment)
    record = Record(
        comment,
        spot=message_ref_of(connection, comment),
        can_edit=can_edit,
        can_erase=can_edit or (is_own and shown and comment.origin is CommentOrigin.ADDED),
        moderates=moderates,
        own=is_own,
        reactions=reactions.of_comments(connection, [comment.id]).get(comment.id, ()),
    )
    if not moderates:
        return record
    return replace(
        record,
        revisions=tuple(comments.revisions(connection, comment.id)),
        reports=() if is_own else tuple(reports.of_comment(connection, comment.id)),
        history=tuple(audit.about(connection, TargetKind.COMMENT, comment.id)),
        copies=tuple(copies.kept(connection, comment.id)),
        hits=hits.of_comment(connection, comment.id),
        told=waiting.letter_of(connection, comment.id),
        cases=_cases(connection, comment, is_own=is_own),
        featured=featured_store.is_featured(connection, comment.id),
    )
