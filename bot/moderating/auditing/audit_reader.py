"""Reading the audit, as far as a moderator may: in the rooms they moderate; for a manager, of the server."""

from __future__ import annotations

from bot.audit import audit_log_store as audit_log, audit_store as audit
from bot.audit.audit_log import AuditFilter, AuditPage, AuditScope, Turn
from bot.database.engine import Connection, Database
from bot.discussion.stores import server_store as servers
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.moderation import Action, AuditRow, TargetKind
from bot.moderating.auditing.audit_lines import audit_file, audit_lines

PAGE = 8
"""Acts on one page."""
MAX_ANSWER_BYTES = 10 * 1024 * 1024
"""Bytes of a file that Discord takes from a bot in any server."""


class AuditReader:
    """Shows moderators what was done, by whom, why, and what came of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, viewer: Viewer, wanted: AuditFilter, turn: Turn | None = None, at: AuditRow | None = None
    ) -> AuditPage:
        """The latest acts, or with ``turn`` those next to the one ``at``; past either end, the latest.

        Raises:
            NotAllowed: the viewer moderates no room with a discussion, and does not manage the server.
        """
        scope = await self._scope(viewer)
        return await self._database.read(_page, scope, wanted, turn, at, viewer.member.language)

    async def export(self, viewer: Viewer, wanted: AuditFilter) -> bytes:
        """The acts as a CSV file, newest first. That it was asked for is recorded too.

        Raises:
            BadInput: the file is too large for an answer on Discord.
            NotAllowed: the viewer moderates no room with a discussion, and does not manage the server.
        """
        scope = await self._scope(viewer)
        language = viewer.member.language
        content = await self._database.read(audit_file, scope, wanted, language, MAX_ANSWER_BYTES)
        if content is None:
            raise BadInput(
                message(
                    "That is more than the 10 MB that Discord allows. Choose a shorter time, or one kind."
                )
            )

        def work(connection: Connection) -> None:
            kind, detail = TargetKind.SERVER, f"{len(content)} bytes"
            audit.done(
                connection, viewer.member, Action.EXPORT, kind, scope.server_id, "audit", detail=detail
            )

        await self._database.write(work)
        return content

    async def _scope(self, viewer: Viewer) -> AuditScope:
        server_id, manages = viewer.member.server_id, viewer.member.manager
        rooms = set(await self._database.read(servers.rooms, server_id))
        every = rooms | await self._database.read(audit_log.channels, server_id)
        channels = {one for one in every if viewer.moderates(one) or (manages and viewer.sees(one))}
        policy.require_moderator(manages or not channels.isdisjoint(rooms))
        everything = manages and channels == every
        return AuditScope(server_id, viewer.member.id, frozenset(channels), manages, everything)


def _page(
    connection: Connection,
    scope: AuditScope,
    wanted: AuditFilter,
    turn: Turn | None,
    at: AuditRow | None,
    language: Language,
) -> AuditPage:
    newer = turn is Turn.NEWER
    before, after = (None, at) if newer else (at, None)
    found = audit_log.page(connection, scope, wanted, limit=PAGE + 1, before=before, after=after)
    if turn and len(found) < (PAGE if newer else 1):
        return _page(connection, scope, wanted, None, None, language)
    has_more = len(found) > PAGE
    lines = audit_lines(connection, scope, found[-PAGE:] if newer else found[:PAGE], language)
    has_newer = has_more if newer else turn is not None
    return AuditPage(tuple(lines), has_older=newer or has_more, has_newer=has_newer)
