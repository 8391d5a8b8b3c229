"""Showing, exporting and erasing what is stored of a member."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.domain.discussion import Comment, Revision
from bot.domain.errors import BadInput, Refused
from bot.domain.message import message
from bot.domain.people import Member
from bot.exporting import export_store as exports
from bot.exporting.export import MAX_ANSWER_BYTES
from bot.exporting.formats import moment, translation
from bot.posting import article_store as articles
from bot.privacy import member_store as members
from bot.privacy.member_store import AboutMember, Choices, Reported, StoredData
from bot.translating import translation_store as translations


@dataclass(frozen=True, slots=True)
class Erased:
    """How many comments were erased, how many reasons of reports, and how many cases were emptied."""

    comments: int
    reasons: int
    cases: int
    objects: bool
    """Their words are kept from outside translation services still."""


class Privacy:
    """Members' access to their own data."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    async def kept(self, member: Member, *, everywhere: bool) -> StoredData:
        """Count what is stored of a member in their server, or ``everywhere``."""
        return await self._database.read(members.kept, member.id, _server(member, everywhere))

    async def choices(self, member: Member) -> Choices:
        """What a member chose for themselves, on whatever server."""
        return await self._database.read(members.choices, member.id)

    async def keep_from_outside(self, member: Member, *, keep: bool) -> None:
        """Store whether a member's words are kept from outside translation services, on every server."""
        await self._database.write(members.keep_from_outside, member.id, keep=keep)

    async def export(self, member: Member, *, everywhere: bool) -> bytes:
        """Return a member's comments that are not deleted, their reports, and what they chose, as JSON.

        Raises:
            BadInput: it is too large for an answer.
            Refused: there is nothing.
        """
        return await self._database.read(_exported, member, _server(member, everywhere))

    async def erase(self, member: Member, until: int, *, everywhere: bool) -> Erased:
        """Erase a member's comments up to the id ``until``, the reasons of their reports, and what cases
        about them say, for good.

        The messages that show the comments are deleted in the background.
        """

        def work(connection: Connection) -> tuple[list[int], int, int]:
            server_id = erasures.EVERYWHERE if everywhere else member.server_id
            if everywhere:
                members.forget_preferences(connection, member.id)
            reasons = erasures.erase_reasons(connection, member.id, server_id)
            told = members.kept(connection, member.id, _server(member, everywhere)).open_cases
            return self._door.erase_member(connection, member.id, server_id, until), reasons, told

        erased, reasons, told = await self._database.write(work)
        return Erased(len(erased), reasons, told, (await self.choices(member)).local_engines_only)


def _exported(connection: Connection, member: Member, server_id: int | None) -> bytes:
    comments: list[dict[str, Any]] = []
    size = 0
    for batch in members.authored(connection, member.id, server_id):
        earlier = exports.revisions(connection, [comment.id for comment, _, _ in batch])
        made = translations.of_comments(connection, [comment.id for comment, _, _ in batch])
        titles = articles.titles(connection, {article_id for *_, article_id in batch}, member.language)
        for comment, server, article_id in batch:
            comments.append(_comment(comment, server, titles.get(article_id), earlier.get(comment.id, ())))
            if comment.id in made:
                comments[-1]["translation"] = translation(made[comment.id])
            size += len(json.dumps(comments[-1], ensure_ascii=False).encode())
        if size > MAX_ANSWER_BYTES:
            raise BadInput(message("Your comments are larger than the 10 MB that Discord allows."))
    reports = [_report(one) for one in members.reported(connection, member.id, server_id)]
    chosen = members.choices(connection, member.id)
    about = [_case(one) for one in members.cases(connection, member.id, server_id)]
    if not (comments or reports or about or chosen != Choices()):
        raise Refused(message("I keep nothing that you wrote here."))
    value = {
        "version": 1,
        "user_id": str(member.id),
        "choices": asdict(chosen),
        "comments": comments,
        "reports": reports,
        "cases": about,
    }
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _case(one: AboutMember) -> dict[str, Any]:
    return {
        "number": one.number,
        "server_id": str(one.server_id),
        "kind": one.kind,
        "opened_at": moment(one.opened_at),
        "expires_at": moment(one.expires_at) if one.expires_at else None,
        "undone_at": moment(one.reversed_at) if one.reversed_at else None,
        "reason": one.reason,
        "evidence": one.evidence,
        "appeal": one.appeal,
        "answer": one.answer,
    }


def _comment(
    comment: Comment, server_id: int, article: str | None, earlier: Iterable[Revision]
) -> dict[str, Any]:
    return {
        "id": str(comment.source_id),
        "server_id": str(server_id),
        "article": article,
        "status": comment.standing,
        "said_at": moment(comment.said_at),
        "edited_at": moment(comment.edited_at),
        "name": comment.author.name,
        "staff": comment.author.staff,
        "text": comment.text,
        "names": {str(one): name for one, name in comment.names.items()},
        "earlier": [{"text": one.text, "replaced_at": moment(one.replaced_at)} for one in earlier],
        "attachments": [
            {"filename": file.filename, "size": file.size, "spoiler": file.spoiler}
            for file in comment.attachments
        ],
    }


def _report(reported: Reported) -> dict[str, str | bool | None]:
    return {
        "comment_id": str(reported.source_id),
        "server_id": str(reported.server_id),
        "status": reported.status,
        "reported_at": moment(reported.reported_at),
        "reason": reported.reason,
        "to_be_told": reported.hears,
    }


def _server(member: Member, everywhere: bool) -> int | None:
    return None if everywhere else member.server_id
