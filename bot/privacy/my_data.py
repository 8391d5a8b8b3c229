"""Showing, exporting and erasing what is stored of a member."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.domain.errors import BadInput, Refused
from bot.domain.message import message
from bot.domain.people import Member
from bot.exporting import export_store as exports
from bot.exporting.export import MAX_ANSWER_BYTES
from bot.exporting.formats import moment
from bot.posting import article_store as articles
from bot.privacy import member_store as members
from bot.privacy.member_store import Reported, StoredData


@dataclass(frozen=True, slots=True)
class Erased:
    """How many comments were erased, and how many reasons of reports."""

    comments: int
    reasons: int


class Privacy:
    """Members' access to their own data."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    async def kept(self, member: Member, *, everywhere: bool) -> StoredData:
        """Count what is stored of a member in their server, or ``everywhere``."""
        return await self._database.read(members.kept, member.id, _server(member, everywhere))

    async def export(self, member: Member, *, everywhere: bool) -> bytes:
        """Return a member's comments that are not deleted, and their reports, as JSON.

        Raises:
            BadInput: it is too large for an answer.
            Refused: there is nothing.
        """
        comments: list[dict[str, Any]] = []
        size = 0
        async with self._database.read() as connection:
            async for batch in members.authored(connection, member.id, _server(member, everywhere)):
                ids = [comment.id for comment, _, _ in batch]
                earlier = await exports.revisions(connection, ids)
                titles = await articles.titles(connection, {one for *_, one in batch}, member.language)
                for comment, server_id, article_id in batch:
                    one = {
                        "id": str(comment.source_id),
                        "server_id": str(server_id),
                        "article": titles.get(article_id),
                        "status": comment.status,
                        "said_at": moment(comment.said_at),
                        "edited_at": moment(comment.edited_at),
                        "name": comment.author.name,
                        "text": comment.text,
                        "earlier": [
                            {"text": before.text, "replaced_at": moment(before.replaced_at)}
                            for before in earlier.get(comment.id, ())
                        ],
                        "attachments": [
                            {"filename": file.filename, "size": file.size, "spoiler": file.spoiler}
                            for file in comment.attachments
                        ],
                    }
                    size += len(json.dumps(one, ensure_ascii=False).encode())
                    comments.append(one)
                if size > MAX_ANSWER_BYTES:
                    raise BadInput(message("What you said is larger than the 10 MB Discord takes."))
            reported = await members.reported(connection, member.id, _server(member, everywhere))
        if not (comments or reported):
            raise Refused(message("Nothing you said is kept here."))
        reports = [_report(one) for one in reported]
        value = {"version": 1, "user_id": str(member.id), "comments": comments, "reports": reports}
        return json.dumps(value, ensure_ascii=False, indent=1).encode()

    async def erase(self, member: Member, until: int, *, everywhere: bool) -> Erased:
        """Erase a member's comments up to the id ``until``, and the reasons of their reports, for good.

        The messages that show the comments are deleted in the background.
        """

        async def work(connection: Connection) -> tuple[list[int], int]:
            server_id = erasures.EVERYWHERE if everywhere else member.server_id
            if everywhere:
                await members.forget_preferences(connection, member.id)
            reasons = await erasures.erase_reasons(connection, member.id, server_id)
            return await self._door.erase_member(connection, member.id, server_id, until), reasons

        erased, reasons = await self._database.write(work)
        return Erased(len(erased), reasons)


def _report(reported: Reported) -> dict[str, str | None]:
    return {
        "comment_id": str(reported.source_id),
        "server_id": str(reported.server_id),
        "status": reported.status,
        "reported_at": moment(reported.reported_at),
        "reason": reported.reason,
    }


def _server(member: Member, everywhere: bool) -> int | None:
    return None if everywhere else member.server_id
