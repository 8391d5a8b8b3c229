"""A panel in the moderators' channel that says how much waits, and who switches it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.stores import server_store
from bot.domain import policy
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.moderating.queue import panel_store as panels
from bot.moderating.queue.waiting import Waiting


@dataclass(frozen=True, slots=True)
class QueuePanel:
    """What a panel shows: how many comments of the server wait, in all rooms and by why; when the oldest of
    them was made, new ones aside; in which languages. ``overdue`` counts those older than ``hours``,
    ``appeals`` the appeals that wait.
    """

    counts: Mapping[Waiting, int]
    oldest: datetime | None
    languages: tuple[Language, ...]
    overdue: int = 0
    hours: int = 0
    appeals: int = 0

    @property
    def waits(self) -> bool:
        """Whether anything waits."""
        return any(self.counts.values()) or self.appeals > 0

    @property
    def told(self) -> str:
        """The same as a text, to be compared with what is shown."""
        counts = ",".join(f"{why}={count}" for why, count in self.counts.items())
        overdue = f"{self.overdue} over {self.hours}" if self.overdue else ""
        appeals = f";{self.appeals}" if self.appeals else ""
        return f"{counts};{self.oldest};{','.join(self.languages)};{overdue}{appeals}"


class PanelBoard(Protocol):
    """Where panels stand on the platform. Each method raises BotLacks, NotFound or PlatformFailed."""

    async def send(self, channel_id: int, panel: QueuePanel, nonce: str) -> int:
        """Send a panel and return the message's id; within minutes, once for each ``nonce``."""

    async def edit(self, channel_id: int, message_id: int, panel: QueuePanel) -> None:
        """Bring a panel up to date."""

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a panel."""

    def is_last(self, channel_id: int, message_id: int) -> bool:
        """Whether no other message stands below it, as far as the platform told. Costs no request."""


class QueuePanels:
    """Switches panels on and off."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def switch(self, member: Member, *, on: bool) -> Message:
        """Have a server's panel sent to its moderators' channel, or taken away. Returns the sentence to
        answer with.

        Raises:
            BadInput: the server has no moderators' channel.
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        settings = await self._database.read(server_store.settings, member.server_id)
        channel_id = settings.moderators_channel_id
        if on and channel_id is None:
            raise BadInput(message("The panel needs a moderators' channel. Set one first."))

        def work(connection: Connection) -> None:
            panels.want(connection, member.server_id, on)
            detail = f"queue panel {'on' if on else 'off'}"
            audit.done(connection, member, Action.SETTINGS, TargetKind.SERVER, member.server_id, detail)

        await self._database.write(work)
        if not on:
            return message("The panel is off, and goes within a minute.")
        return message("The panel will be in <#{channel}> within a minute.", channel=str(channel_id))

    async def remind(self, member: Member, hours: int) -> Message:
        """Have a server's panel sent anew when a comment waits for so many hours; 0 is never. Returns the
        sentence to answer with.

        Raises:
            BadInput: the server has no panel.
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)
        stored = await self._database.read(panels.get, member.server_id)
        if stored is None or not stored.wanted:
            raise BadInput(
                message("Reminders are part of the panel of the queue. Switch the panel on first.")
            )

        def work(connection: Connection) -> None:
            panels.remind(connection, member.server_id, hours)
            kind, detail = TargetKind.SERVER, f"reminder after {hours} hours"
            audit.done(connection, member, Action.SETTINGS, kind, member.server_id, detail)

        await self._database.write(work)
        if not hours:
            return message("There will be no reminders.")
        return counted(
            "When a comment has waited for {count} hour, the panel says so and moves to the end.",
            "When a comment has waited for {count} hours, the panel says so and moves to the end.",
            hours,
        )

    async def lines(self, server_id: int) -> list[Message]:
        """Return whether a server has a panel, and when it reminds of what waits."""
        stored = await self._database.read(panels.get, server_id)
        if stored is None or not stored.wanted:
            return [message("**Panel of the queue:** off")]
        reminder = (
            counted(
                "**Reminder:** when a comment has waited for {count} hour",
                "**Reminder:** when a comment has waited for {count} hours",
                stored.remind_hours,
            )
            if stored.remind_hours
            else message("**Reminder:** off")
        )
        return [message("**Panel of the queue:** on, in the moderators' channel"), reminder]
