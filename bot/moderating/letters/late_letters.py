"""What members who take no direct messages are told at their next command in the server."""

from __future__ import annotations

from bot.database.engine import Database
from bot.moderating.letters import case_letter_store as letters
from bot.moderating.letters.case_letter_store import ClosedLetter, LetterKey


class LateLetters:
    """Knows in memory who is still to be told something, so that nothing is read for anybody else."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[tuple[int, int], list[LetterKey]] = {}

    async def load(self) -> None:
        """Learn from rows who is still to be told something."""
        for one in await self._database.read(letters.closed):
            self.add(one)

    def add(self, closed: ClosedLetter) -> None:
        """A member is to be told something at their next command in a server."""
        keys = self._waiting.setdefault((closed.server_id, closed.member_id), [])
        if closed.key not in keys:
            keys.append(closed.key)

    def waits(self, server_id: int, member_id: int) -> bool:
        """Whether a member is to be told something in a server."""
        return (server_id, member_id) in self._waiting

    def take(self, server_id: int, member_id: int) -> list[LetterKey]:
        """What a member is to be told now in a server. Whoever takes it tells them, or adds it again."""
        return self._waiting.pop((server_id, member_id), [])

    async def mark_told(self, closed: ClosedLetter) -> None:
        """Store that a member was told this, if they still were to be."""
        keys = self._waiting.get((closed.server_id, closed.member_id), [])
        if closed.key in keys:
            keys.remove(closed.key)
        if not keys:
            self._waiting.pop((closed.server_id, closed.member_id), None)
        await self._database.write(letters.mark_told, closed.key)
