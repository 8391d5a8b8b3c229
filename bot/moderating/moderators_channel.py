"""Which channel of a server gets the notices for moderators."""

from __future__ import annotations

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.stores import server_store as servers
from bot.domain import policy
from bot.domain.errors import BadInput
from bot.domain.message import Message, counted, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.notice import read_by_all
from bot.domain.people import Member
from bot.feeding import announcement_store as announcements
from bot.moderating.appeals import appeal_store as appeals
from bot.moderating.report_comment import Reports


class ModeratorsChannel:
    """Reads and sets the moderators' channel."""

    def __init__(self, database: Database, reports: Reports) -> None:
        self._database = database
        self._reports = reports

    async def of(self, server_id: int) -> servers.ServerSettings:
        """The settings of a server."""
        return await self._database.read(servers.settings, server_id)

    async def send_notices_to(self, member: Member, channel_id: int | None, *, public: bool) -> Message:
        """Set or clear the channel for notices, and send there the notices that wait.

        ``public`` is whether @everyone can read it. Returns the sentence to answer with.

        Raises:
            BadInput: @everyone can read the channel.
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        if channel_id is not None and public:
            raise BadInput(read_by_all(channel_id))

        def work(connection: Connection) -> None:
            servers.set_moderators_channel(connection, member.server_id, channel_id)
            appeals.announce(connection, member.server_id)
            announcements.announce(connection, member.server_id)
            kind = TargetKind.SERVER if channel_id is None else TargetKind.CHANNEL
            target_id = channel_id or member.server_id
            audit.done(connection, member, Action.SETTINGS, kind, target_id, "moderators' channel")

        await self._database.write(work)
        if channel_id is None:
            return message(
                "There is no moderators' channel now. Reports and hidden comments wait until you set one."
            )
        sent = await self._reports.send_waiting(member.server_id)
        done = message("Reports and hidden comments appear in <#{channel}>.", channel=str(channel_id))
        if not sent:
            return done
        waited = counted(
            "{count} waiting report is there now.", "{count} waiting reports are there now.", sent
        )
        return message("{done} {waited}", done=done, waited=waited)
