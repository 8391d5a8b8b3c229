"""What the door asks of the rules for comments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.database.connection import Connection
from bot.domain.events import Located, Standing
from bot.domain.message import Message
from bot.domain.moderation import HeldCause


class CommentRules(Protocol):
    """The rules of all servers. Where a server has none, its comments cost no statement."""

    def has_rules(self, server_id: int) -> bool:
        """Whether rules are on in a server, as far as is known without asking."""

    def ask(self, connection: Connection, new: Mapping[int, Located]) -> Mapping[int, HeldCause]:
        """Hold comments that were just stored, by their ids, against the rules of their rooms, before they
        are shown anywhere else; store what is found, and owe moderators a notice of it. Gives those that
        have to wait for a moderator, and why.
        """

    def ask_again(
        self, connection: Connection, comment_id: int, edited_at: datetime, standing: Standing
    ) -> HeldCause | None:
        """Hold a comment against the rules of its room that has another text or other attachments since
        ``edited_at``. What is found takes the place of what was found before. Gives why it has to wait for a
        moderator, or None.
        """

    def refusal(self, connection: Connection, server_id: int, member_id: int) -> Message | None:
        """Why a member may add nothing to the discussions of a server now, for them to read; None: they may,
        which costs no statement where nobody is kept out of them.
        """


class NoRules:
    """No server has rules."""

    def has_rules(self, server_id: int) -> bool:
        return False

    def ask(self, connection: Connection, new: Mapping[int, Located]) -> Mapping[int, HeldCause]:
        return {}

    def ask_again(
        self, connection: Connection, comment_id: int, edited_at: datetime, standing: Standing
    ) -> HeldCause | None:
        return None

    def refusal(self, connection: Connection, server_id: int, member_id: int) -> Message | None:
        return None
