"""Cases in the database, the letters about them, and a platform that takes or refuses those."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.database.engine import Connection, Database
from bot.domain.cases.case import Case, CaseKind, CaseLetterState, LetterAbout
from bot.domain.errors import TertuliaError
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.moderating.cases import case_store as cases
from bot.moderating.letters.case_letter_worker import CaseLetterWorker
from bot.moderating.letters.late_letters import LateLetters
from bot.moderating.letters.letters_port import Letter
from bot.moderating.letters.write_letter import LetterWriter
from bot.servers.language_settings import Languages
from bot.translating.translator import Translator
from bot.translation.chain import Chain
from tests.clock import SteppedClock

SERVER, MEMBER, MODERATOR = 10, 40, 20
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Mailbox:
    """Direct messages: what was sent to whom. ``fails`` is raised instead; with ``loses_answers``, after the
    letter was sent. Whoever sends waits for ``gate``.
    """

    sent: list[tuple[int, str, Language]] = field(default_factory=list)
    marks: list[int | None] = field(default_factory=list)
    fails: TertuliaError | None = None
    loses_answers: bool = False
    looked_for: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def send(self, member_id: int, letter: Letter, language: Language, nonce: str) -> None:
        assert len(nonce) <= 25
        self.asked.set()
        await self.gate.wait()
        if self.fails is None or self.loses_answers:
            text = "\n".join(Catalog.load().say(line, language) for line in letter.lines)
            self.sent.append((member_id, text, language))
            self.marks.append(letter.mark)
        if self.fails is not None:
            raise self.fails

    async def was_sent(self, member_id: int, mark: int, since: datetime) -> bool:
        self.looked_for += 1
        return mark in self.marks

    def server_name(self, server_id: int) -> str | None:
        return "The Harbour"


class Told:
    """Letters about cases with all that sends them."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock, self.mailbox = database, SteppedClock(), Mailbox()
        languages, self.late = Languages(database), LateLetters(database)
        translator = Translator(database, Chain(()), {}, self.clock)
        writer = LetterWriter(database, languages, translator, self.mailbox, self.clock)
        self.worker = CaseLetterWorker(self.clock, database, writer, self.mailbox, self.late)

    async def decide(self, about: LetterAbout = LetterAbout.OPENED, **changes: Any) -> Case:
        """Open a case, and owe the member a letter."""
        values: dict[str, Any] = {"kind": CaseKind.WARN, "reason": "Insults", "at": START, **changes}

        def work(connection: Connection) -> Case:
            case = cases.open_case(
                connection, server_id=SERVER, member_id=MEMBER, moderator_id=MODERATOR, **values
            )
            cases.owe_letter(connection, case.id, about)
            return case

        return await self.database.write(work)

    async def undo(self, case: Case) -> None:
        """Undo a case, and owe the member a letter about that."""

        def work(connection: Connection) -> None:
            cases.reverse(connection, case.id, MODERATOR, None, START + timedelta(hours=1))
            cases.owe_letter(connection, case.id, LetterAbout.REVERSED)

        await self.database.write(work)

    async def state(self, case: Case, about: LetterAbout = LetterAbout.OPENED) -> CaseLetterState | None:
        """What came of a letter."""
        return await self.database.read(cases.letter_state, case.id, about)
