"""Translates what stands in a server, by those engines that it may go to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.database.engine import Connection, Database
from bot.domain.errors import StorageFailed
from bot.domain.message import Message, message
from bot.domain.translation import engine_title
from bot.jobs.clock import Clock
from bot.translating import engine_store as engines, glossary_store as glossaries
from bot.translating.engine_faults import EngineFaults
from bot.translating.engine_store import Charge, Permitted
from bot.translation.chain import Chain, Translation, Untranslated
from bot.translation.direction import Direction
from bot.translation.engines.engine import Engine
from bot.translation.glossary import Glossary


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to translate. ``is_public`` tells whether @everyone can read it where it stands at that moment;
    ``author_id``: the member who wrote it, None where none did; ``comment_id``: the comment that it is, None
    for any other text.
    """

    text: str
    direction: Direction
    server_id: int
    is_public: Callable[[], bool]
    author_id: int | None = None
    comment_id: int | None = None


REFUSED_SECONDS = 3_600.0
"""How long a text is not sent again whose translations failed the checks: pages and notices ask for it anew
each time, and some services count every character.
"""
_MAX_REFUSED = 1_000
_Same = tuple[int, Direction, Permitted, bool, int]
"""What a translation depends on beside the engines: the text and the glossary, by their hashes, and who may
have it. Texts themselves are not kept: they may be erased.
"""


class Translator:
    """Translates passages. It asks an outside engine only where the server's managers switched that on,
    @everyone can read the passage, its author does not object, and the month's characters are not used up.
    """

    def __init__(self, database: Database, chain: Chain, caps: Mapping[str, int], clock: Clock) -> None:
        """``caps``: the characters a month that each outside engine may have, for all servers together."""
        self._database = database
        self._chain = chain
        self._caps = caps
        self._clock = clock
        self._faults = EngineFaults(database, chain)
        self._refused: dict[_Same, tuple[Untranslated, float]] = {}

    @property
    def outside(self) -> tuple[str, ...]:
        """The names of the engines that send texts away from the operator's machines."""
        return tuple(one.engine.name for one in self._chain.engines if not one.engine.local)

    @property
    def is_on(self) -> bool:
        """Whether there is any engine."""
        return bool(self._chain.engines)

    @property
    def is_off(self) -> bool:
        """Whether no engine would be asked now: there is none, or each is left alone for a while."""
        return self._chain.is_off

    def can(self, permitted: Permitted, *, public: bool) -> bool:
        """Whether an engine may be asked about a text that @everyone can read (``public``), or not."""
        return any(_admits(permitted, one.engine, public=public) for one in self._chain.engines)

    async def translate(self, passage: Passage) -> Translation | Untranslated:
        """The translation of a passage; or why there is none."""
        if not self.is_on:
            return await self._chain.translate(passage.text, passage.direction)
        permitted, glossary = await self._database.read(_circumstances, passage)
        gate = _Gate(self, passage, permitted)
        same = (hash(passage.text), passage.direction, permitted, passage.is_public(), hash(glossary.terms))
        if (refused := self._refused.get(same)) and self._clock.monotonic() < refused[1]:
            return refused[0]
        told = await self._chain.translate(passage.text, passage.direction, glossary=glossary, gate=gate)
        await self._faults.store()
        if isinstance(told, Untranslated) and told.failed_checks:
            self._refused[same] = Untranslated(told.reason), self._clock.monotonic() + REFUSED_SECONDS
            if len(self._refused) > _MAX_REFUSED:
                del self._refused[next(iter(self._refused))]
        return told

    async def charge(self, engine: Engine, passage: Passage, characters: int) -> Message | None:
        """Count characters of a passage that an outside engine is about to get; or why it must not.

        What waited for its turn, for another engine or for a pause may have been changed, erased or made
        private meanwhile.
        """
        of_comment = None if passage.comment_id is None else (passage.comment_id, passage.text)
        try:
            charged = await self._database.write(
                engines.charge,
                month=engines.month_of(self._clock.utcnow()),
                engine=engine.name,
                server_id=passage.server_id,
                author_id=passage.author_id,
                characters=characters,
                cap=self._caps.get(engine.name),
                of_comment=of_comment,
            )
        except StorageFailed as error:  # what cannot be counted is not sent
            return error.message
        if not passage.is_public():
            charged = Charge.NOT_ALLOWED
        match charged:
            case Charge.COUNTED:
                return None
            case Charge.NOT_ALLOWED:
                title = engine_title(engine.name, at_the_start=True)
                return message("{engine} may not have this text any more.", engine=title)
            case Charge.USED_UP:
                title = engine_title(engine.name)
                return message("The characters for {engine} are used up for this month.", engine=title)


class _Gate:
    """Keeps one passage from the engines that it must not go to."""

    def __init__(self, translator: Translator, passage: Passage, permitted: Permitted) -> None:
        self._translator = translator
        self._passage = passage
        self._permitted = permitted

    def admits(self, engine: Engine) -> bool:
        return _admits(self._permitted, engine, public=self._passage.is_public())

    async def charge(self, engine: Engine, characters: int) -> Message | None:
        return None if engine.local else await self._translator.charge(engine, self._passage, characters)


def _admits(permitted: Permitted, engine: Engine, *, public: bool) -> bool:
    return engine.local or (public and engine.name in permitted.outside)


def _circumstances(connection: Connection, passage: Passage) -> tuple[Permitted, Glossary]:
    permitted = engines.permitted(connection, passage.server_id, passage.author_id)
    return permitted, glossaries.of_server(connection, passage.server_id)
