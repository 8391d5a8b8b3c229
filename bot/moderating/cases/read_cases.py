"""Reading cases: one with all that belongs to it, and what moderators know of a member."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.database.engine import Connection, Database
from bot.discordkit.links import message_link
from bot.discussion import access
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import appearance_store as appearances, report_store as reports
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.cases.case import (
    Appeal,
    Case,
    CaseKind,
    CaseLetterState,
    CaseNote,
    Evidence,
    LetterAbout,
)
from bot.domain.cases.case_policy import require_power
from bot.domain.errors import Refused
from bot.domain.message import message
from bot.domain.moderation import Report, ReportStatus
from bot.domain.rules import Rule
from bot.jobs.clock import Clock
from bot.moderating.cases import case_store as cases
from bot.moderating.cases.members_port import Members
from bot.moderating.cases.permitted import numbered, people
from bot.moderating.queue import queue_store as queue
from bot.moderating.queue.waiting import AuthorRecord
from bot.moderating.rules import hit_store as hits

PAGE = 5
"""Cases on a page of a member's record."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with all that belongs to it. ``withheld``: it is about a comment made in a room that the viewer
    cannot read, so neither evidence nor link are given. ``letters`` is what came of each. ``at`` is
    when it stood so.
    """

    case: Case
    notes: tuple[CaseNote, ...]
    evidence: Evidence | None
    link: str | None
    withheld: bool
    letters: Mapping[LetterAbout, CaseLetterState]
    appeal: Appeal | None
    may_undo: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """How a member stands. ``number`` of the page counts from 0; ``total`` and ``warnings`` (those in force)
    are of the cases that the viewer may read, ``elsewhere`` counts the others. ``latest`` is the number of
    the last case of all. ``acts``: what the viewer may do about the member. ``source_id`` is the comment
    of theirs, or reported by them, that the viewer looks at; ``rules`` found something in it.
    """

    member_id: int
    here: bool
    said: AuthorRecord
    cases: tuple[Case, ...]
    number: int
    total: int
    warnings: int
    elsewhere: int
    latest: int
    acts: tuple[CaseKind, ...]
    at: datetime
    source_id: int | None = None
    rules: tuple[Rule, ...] = ()

    @property
    def has_more(self) -> bool:
        """Whether there are older cases."""
        return (self.number + 1) * PAGE < self.total


class CaseReader:
    """Reads cases for those who moderate the server, and for those who moderate the rooms they are about."""

    def __init__(self, database: Database, members: Members, rooms: RoomIndex, clock: Clock) -> None:
        self._database = database
        self._members = members
        self._rooms = rooms
        self._clock = clock

    async def show(self, viewer: Viewer, number: int) -> CaseFile:
        """A case with all that belongs to it.

        Nobody reads notes about themselves.

        Raises:
            NotAllowed: the viewer moderates neither the server nor the room that the case is about.
            NotFound: the server has no case of this number.
        """
        case, channel_id = await self._database.read(numbered, viewer.member, number)
        who = await people(self._members, viewer, case.member_id, channel_id)
        who.require(CaseKind.NOTE)
        seen = self._seen(viewer) | ({channel_id} if channel_id and viewer.sees(channel_id) else set())
        withheld = channel_id is not None and channel_id not in seen
        may_undo = who.may_undo(case, self._clock)
        found = await self._database.read(_file, case, seen, withheld)
        found = replace(found, may_undo=may_undo, at=self._clock.utcnow())
        return replace(found, notes=()) if case.member_id == viewer.member.id else found

    async def of_author(self, viewer: Viewer, source_id: int) -> MemberRecord:
        """How the author of a comment stands.

        Raises:
            NotAllowed, NotFound: see :meth:`of_member`.
            Refused: it was deleted: nobody knows any more who wrote it.
        """
        comment, _ = access.require_seen(viewer, await self._database.read(access.by_source, source_id))
        if not comment.author.id:
            raise Refused(message("This comment was deleted, and its text erased."))
        return await self.of_member(viewer, comment.author.id, source_id=source_id)

    async def rules_found(self, source_id: int) -> tuple[Rule, ...]:
        """The rules that found something in a comment, and that moderators did not dismiss."""
        found = await self._database.read(access.by_source, source_id)
        return await self._database.read(_rules, found[0].id) if found else ()

    async def reporters(self, viewer: Viewer, source_id: int) -> list[Report]:
        """Who reported a comment, and why, the latest first.

        Raises:
            NotAllowed: the viewer does not moderate the comment's room.
            NotFound: there is no such comment that the viewer can see.
            Refused: it is the viewer's own.
        """
        comment, post = access.require_seen(viewer, await self._database.read(access.by_source, source_id))
        policy.require_moderator(viewer.moderates(post.channel_id))
        if comment.author.id == viewer.member.id:
            raise Refused(message("Nobody learns who reported their own comments."))
        return (await self._database.read(reports.of_comment, comment.id))[::-1]

    async def of_member(
        self, viewer: Viewer, member_id: int, number: int = 0, source_id: int | None = None
    ) -> MemberRecord:
        """How a member stands, with a page of their cases, newest first. ``source_id``: a comment of theirs,
        or reported by them, that the viewer looks at.

        Raises:
            NotAllowed: the viewer moderates neither the server nor any room with a discussion.
            NotFound: there is no such comment that the viewer can see.
        """
        channel_id = comment = None
        if source_id is not None:
            found = await self._database.read(access.by_source, source_id)
            comment, post = access.require_seen(viewer, found)
            channel_id = post.channel_id
        who = await people(self._members, viewer, member_id, channel_id)
        seen = self._seen(viewer)
        moderated = {one for one in seen if viewer.moderates(one)}
        require_power(CaseKind.NOTE, who.moderator, moderates_room=bool(moderated))

        def work(connection: Connection) -> MemberRecord:
            every = cases.of_member(connection, viewer.member.server_id, member_id)
            rooms = cases.rooms_of(connection, [one.id for one in every])
            latest = every[0].number if every else 0
            kept = cases.kept_from(connection, [one.id for one in every], viewer.member.id)
            every = [one for one in every if one.id not in kept]
            known = [one for one in every if who.reads_all or rooms.get(one.id) in moderated]
            page = max(0, min(number, (len(known) - 1) // PAGE))
            warnings = [one for one in known if one.kind is CaseKind.WARN and one.reversed_at is None]
            return MemberRecord(
                member_id,
                here=who.here,
                said=queue.author_record(connection, viewer.member.server_id, member_id, seen),
                cases=tuple(known[page * PAGE : (page + 1) * PAGE]),
                number=page,
                total=len(known),
                warnings=len(warnings),
                elsewhere=len(every) - len(known),
                latest=latest,
                acts=tuple(filter(who.may, CaseKind)),
                at=self._clock.utcnow(),
                source_id=source_id,
                rules=_rules(connection, comment.id) if comment and comment.author.id == member_id else (),
            )

        return await self._database.read(work)

    def _seen(self, viewer: Viewer) -> set[int]:
        """The rooms with discussions that the viewer can read."""
        here = {post.channel_id for post in self._rooms.all() if post.server_id == viewer.member.server_id}
        return {channel_id for channel_id in here if viewer.sees(channel_id)}


def _rules(connection: Connection, comment_id: int) -> tuple[Rule, ...]:
    found = hits.of_comment(connection, comment_id)
    return tuple(dict.fromkeys(one.rule for one in found if one.status is not ReportStatus.DISMISSED))


def _file(connection: Connection, case: Case, rooms: Collection[int], withheld: bool) -> CaseFile:
    place = None
    if case.comment_id is not None and not withheld:
        place = appearances.places(connection, [case.comment_id], rooms).get(case.comment_id)
    states = {one: cases.letter_state(connection, case.id, one) for one in LetterAbout}
    return CaseFile(
        case,
        tuple(cases.notes(connection, case.id)),
        None if withheld else cases.evidence_of(connection, case.id),
        message_link(case.server_id, *place) if place else None,
        withheld,
        {about: state for about, state in states.items() if state is not None},
        cases.appeal_of(connection, case.id),
        may_undo=False,
        at=case.opened_at,
    )
