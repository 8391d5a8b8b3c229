"""What a member can know, have and take back of what is kept of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.domain.errors import BadInput, Refused
from bot.domain.message import message
from bot.domain.people import Member
from bot.exporting import export_store as exports
from bot.posting import article_store as articles
from bot.privacy import member_store as members
from bot.privacy.member_store import Reported, StoredData

MAX_ANSWER_BYTES = 10 * 1024 * 1024
"""Bytes: what Discord takes as one file from a bot in any server."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How many comments were erased, and the reasons of how many reports."""

    comments: int
    reasons: int


class Privacy:
    """A member's own words."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    async def kept(self, member: Member, *, everywhere: bool) -> StoredData:
        """How much is kept of somebody in their server, or in all of them."""
        async with self._database.read() as connection:
            return await members.kept(connection, member.id, _server(member, everywhere))

    async def export(self, member: Member, *, everywhere: bool) -> bytes:
        """All that somebody said, in any state but deleted, and why they reported what, as JSON.

        Raises:
            BadInput: it is too large for an answer.
            Refused: there is nothing.
        """
        said: list[dict[str, Any]] = []
        size = 0
        async with self._database.read() as connection:
            async for batch in members.said(connection, member.id, _server(member, everywhere)):
                ids = [comment.id for comment, _, _ in batch]
                earlier = await exports.revisions(connection, ids)
                titles = await articles.titles(connection, {one for *_, one in batch}, member.language)
                for comment, server_id, article_id in batch:
                    one = {
                        "id": str(comment.source_id),
                        "server_id": str(server_id),
                        "article": titles.get(article_id),
                        "status": comment.status,
                        "said_at": _moment(comment.said_at),
                        "edited_at": _moment(comment.edited_at),
                        "name": comment.author.name,
                        "text": comment.text,
                        "earlier": [
                            {"text": before.text, "replaced_at": _moment(before.replaced_at)}
                            for before in earlier.get(comment.id, ())
                        ],
                        "attachments": [
                            {"filename": file.filename, "size": file.size, "spoiler": file.spoiler}
                            for file in comment.attachments
                        ],
                    }
                    size += len(json.dumps(one, ensure_ascii=False).encode())
                    said.append(one)
                if size > MAX_ANSWER_BYTES:
                    raise BadInput(message("What you said is larger than the 10 MB Discord takes."))
            reported = await members.reported(connection, member.id, _server(member, everywhere))
        if not (said or reported):
            raise Refused(message("Nothing you said is kept here."))
        reports = [_report(one) for one in reported]
        value = {"version": 1, "user_id": str(member.id), "comments": said, "reports": reports}
        return json.dumps(value, ensure_ascii=False, indent=1).encode()

    async def erase(self, member: Member, until: int, *, everywhere: bool) -> Erased:
        """Erase all that somebody said up to the id ``until``, for good, in their reports too.

        The messages that show them are taken down in the background.
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
        "reported_at": _moment(reported.reported_at),
        "reason": reported.reason,
    }


def _server(member: Member, everywhere: bool) -> int | None:
    return None if everywhere else member.server_id


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat(timespec="milliseconds")
