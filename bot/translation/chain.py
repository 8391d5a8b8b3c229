"""Asks engine after engine for a translation, until one passes the guard with every token in its place."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.discussion import DetectedLanguage
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.translation import MachineText, engine_title
from bot.reading.language_detection import detect
from bot.translation.direction import Direction
from bot.translation.engines.engine import PASSING, Engine, EngineFailed, Fault
from bot.translation.engines.governor import Governor, Withheld
from bot.translation.glossary import Glossary
from bot.translation.guard import Finding, check
from bot.translation.protect import Plan, take_apart
from bot.translation.unit import Unit, Violation

MISPLACED = message("it would have changed a mention, a link or markup")
NOTHING_TO_TRANSLATE = message("There is nothing to translate.")
UNKNOWN_LANGUAGE = message("The language of the text is unclear.")
OTHER_LANGUAGE = message("It is neither in English nor in Spanish.")
NO_ENGINE = message("No translation engine is set up.")
TOO_MUCH_MARKUP = message("It has too many lines or too much markup to be translated.")
_NO_GLOSSARY = Glossary()
_MAY_PASS = PASSING | {Fault.ODD, Fault.PAUSED}
_OF_THE_TEXT = frozenset({Fault.TOO_LONG, Fault.UNSUPPORTED, Fault.REJECTED})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one engine made of a text. ``why``: why it is not shown, or None; ``fault``: that of the engine,
    if it gave none.
    """

    engine: str
    text: str | None
    findings: tuple[Finding, ...]
    why: Message | None
    seconds: float
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Translation:
    """A translation that may be shown."""

    made: MachineText
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Untranslated:
    """Why the original is shown instead."""

    reason: Message
    attempts: tuple[Attempt, ...] = ()

    @property
    def may_pass(self) -> bool:
        """Whether an engine had a fault that trying again later may mend."""
        return any(one.fault in _MAY_PASS for one in self.attempts)

    @property
    def failed_checks(self) -> bool:
        """Whether every engine translated it, and no translation may be shown."""
        return bool(self.attempts) and all(one.fault is None for one in self.attempts)

    @property
    def is_lasting(self) -> bool:
        """Whether engines were asked, and all would say the same of the text again."""
        told = bool(self.attempts)
        return told and all(one.fault is None or one.fault in _OF_THE_TEXT for one in self.attempts)


def direction_of(text: str, target: Language | None) -> Direction | Message:
    """From what language ``text`` is translated, by its words; or why it is not.

    ``target``: the language wanted; None: the other one.
    """
    found = detect(text)
    if found is DetectedLanguage.OTHER:
        return OTHER_LANGUAGE
    source = Language.from_tag(found.value)
    if source is None:
        return UNKNOWN_LANGUAGE
    if source is target:
        return message("It is already in {language}.", language=source)
    return Direction(source, source.other)


class Gate(Protocol):
    """What decides whether a text may go to an engine."""

    def admits(self, engine: Engine) -> bool:
        """Whether this engine may be asked at all."""
        ...

    async def charge(self, engine: Engine, characters: int) -> Message | None:
        """Count characters right before the engine gets them; or why it must not: then nothing was counted.
        0: it is about to get again what was counted before.
        """
        ...


class _Open:
    """Lets everything through: for operators, who ask their own engines."""

    def admits(self, engine: Engine) -> bool:
        return True

    async def charge(self, engine: Engine, characters: int) -> Message | None:
        return None


_OPEN = _Open()


class Chain:
    """The engines that are set up, in the order they are asked in."""

    def __init__(self, engines: Sequence[Governor]) -> None:
        self.engines = tuple(engines)

    async def translate(
        self,
        text: str,
        direction: Direction,
        *,
        glossary: Glossary = _NO_GLOSSARY,
        gate: Gate = _OPEN,
        every: bool = False,
    ) -> Translation | Untranslated:
        """The translation of ``text`` by the first engine whose answer passes.

        ``gate`` decides which engines may have the text. ``every``: ask all of them even after one passed, to
        compare them.
        """
        asked = [one for one in self.engines if gate.admits(one.engine)]
        if not asked:
            return Untranslated(NO_ENGINE)
        try:
            plan = take_apart(text, direction.source, glossary)
            if not plan.units:
                return Untranslated(NOTHING_TO_TRANSLATE)
        except Violation:
            return Untranslated(TOO_MUCH_MARKUP)
        attempts: list[Attempt] = []
        passed: tuple[Governor, str] | None = None
        for number, engine in enumerate(asked):
            if number:  # an engine before it has left its words in the plan
                plan = take_apart(text, direction.source, glossary)
            attempts.append(await _attempt(engine, plan, direction, gate))
            told = attempts[-1]
            if told.why is None and told.text is not None and passed is None:
                passed = engine, told.text
                if not every:
                    break
        if passed is None:
            return Untranslated(_reason(attempts[-1]), tuple(attempts))
        by, shown = passed[0].engine, passed[1]
        made = MachineText(shown, direction.target, by.name, by.version, by.rough)
        return Translation(made, tuple(attempts))

    @property
    def is_off(self) -> bool:
        """Whether there is no engine that would be asked now."""
        return all(one.off is not None for one in self.engines)

    async def close(self) -> None:
        """End the engines' processes and connections."""
        for engine in self.engines:
            await engine.close()


def _reason(last: Attempt) -> Message:
    """What people are told where no translation may be shown."""
    if last.why is not None and last.fault is not None:
        return last.why
    return message(
        "No translation passed the checks. {engine}: {why}",
        engine=engine_title(last.engine, at_the_start=True),
        why=last.why,
    )


async def _attempt(engine: Governor, plan: Plan, direction: Direction, gate: Gate) -> Attempt:
    began = time.perf_counter()
    text: str | None = None
    findings: tuple[Finding, ...] = ()
    why: Message | None = None
    fault: Fault | None = None
    try:
        text, findings = await translated(engine, plan, direction, gate)
        why = next((one.sentence for one in findings if one.is_hard), None)
    except EngineFailed as error:
        why, fault = error.message, error.fault
    except Violation:
        why = MISPLACED
    return Attempt(engine.engine.name, text, findings, why, time.perf_counter() - began, fault)


async def translated(
    engine: Governor, plan: Plan, direction: Direction, gate: Gate = _OPEN
) -> tuple[str, tuple[Finding, ...]]:
    """The translation of a text, and what the guard found.

    Raises:
        EngineFailed: the engine gave none, or the gate keeps the text from it.
        Violation: its tokens are not those of the original.
    """

    async def allow(characters: int) -> None:
        if why := await gate.charge(engine.engine, characters):
            raise Withheld(why)

    async def ask(texts: list[str]) -> list[str]:
        try:
            return await engine.translate(texts, direction, allow)
        except Withheld as withheld:
            raise EngineFailed(engine.engine.name, Fault.QUOTA, sentence=withheld.why) from None

    broken: list[Unit] = []
    answers = await ask([unit.masked() for unit in plan.units])
    for unit, answer in zip(plan.units, answers, strict=True):
        try:
            unit.fill(answer)
        except Violation:
            broken.append(unit)
    if broken:
        pieces = [text for unit in broken for text in unit.texts()]
        left = iter(await ask(pieces))
        for unit in broken:
            unit.fill_pieces([next(left) for _ in unit.texts()])
    whole = plan.whole()
    found = {
        finding: None
        for unit in plan.units
        for finding in check(unit.plain, unit.words, direction, literal=engine.engine.rough)
    }
    return whole, tuple(found)
