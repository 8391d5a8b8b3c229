"""Engine after engine is asked until a translation passes; else the original is shown, with a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog
from bot.translation.chain import (
    MISPLACED,
    NO_ENGINE,
    NOTHING_TO_TRANSLATE,
    TOO_MUCH_MARKUP,
    Chain,
    Translation,
    Untranslated,
    direction_of,
)
from bot.translation.direction import Direction
from bot.translation.engines.engine import Engine, Fault, Limits
from bot.translation.engines.governor import Governor
from bot.translation.guard import Finding
from tests.translators import Made, failing

INTO_SPANISH = Direction.into(Language.ES)
TEXT = "He did not come to **our** party."


def good(text: str) -> str:
    return {"He did not come to XQ0Z our XQ1Z party.": "No vino a XQ0Z nuestra XQ1Z fiesta."}.get(text, "?")


def lossy(text: str) -> str:
    return good(text).replace("No vino", "Vino")


class LocalOnly:
    """Lets nothing out of the operator's machines."""

    def admits(self, engine: Engine) -> bool:
        return engine.local

    async def charge(self, engine: Engine, characters: int) -> Message | None:
        return None


def chain(*engines: Made) -> Chain:
    return Chain([Governor(one) for one in engines])


async def test_the_first_that_passes_is_shown_with_its_provenance() -> None:
    second = Made(good, "second")
    told = await chain(Made(good, "first"), second).translate(TEXT, INTO_SPANISH)
    assert isinstance(told, Translation)
    assert told.made.text == "No vino a **nuestra** fiesta."
    assert (told.made.engine, told.made.version, told.made.language) == ("first", "1", Language.ES)
    assert second.asked == []
    catalog = Catalog.load()
    assert catalog.say(told.made.provenance, Language.EN) == "Translated from English by first"
    assert catalog.say(told.made.provenance, Language.ES) == "Traducido del inglés por first"


async def test_a_finding_or_a_fault_asks_the_next() -> None:
    told = await chain(Made(failing(Fault.KEY), "a"), Made(lossy, "b"), Made(good, "c")).translate(
        TEXT, INTO_SPANISH
    )
    assert isinstance(told, Translation)
    assert told.made.engine == "c"
    assert [one.engine for one in told.attempts if one.why is not None] == ["a", "b"]
    assert told.attempts[1].findings == (Finding.NEGATION_LOST,)


async def test_where_none_passes_the_reason_is_told() -> None:
    told = await chain(Made(failing(Fault.KEY), "a"), Made(lossy, "b")).translate(TEXT, INTO_SPANISH)
    assert isinstance(told, Untranslated)
    assert str(told.reason) == "No translation passed the checks. b: it lost a negation"
    told = await chain(Made(lossy, "a"), Made(failing(Fault.KEY), "b")).translate(TEXT, INTO_SPANISH)
    assert isinstance(told, Untranslated)
    assert str(told.reason) == "made does not accept the key."


async def test_a_translation_with_other_tokens_is_not_shown() -> None:
    told = await chain(Made(lambda _: "")).translate("See <@123456789012345678> and me", INTO_SPANISH)
    assert isinstance(told, Untranslated)
    assert told.attempts[0].why is MISPLACED


async def test_text_that_is_to_stay_here_goes_to_local_engines_alone() -> None:
    outside, local = Made(good, "outside", local=False), Made(good, "local")
    told = await chain(outside, local).translate(TEXT, INTO_SPANISH, gate=LocalOnly())
    assert isinstance(told, Translation)
    assert told.made.engine == "local"
    assert outside.asked == []
    assert await chain(outside).translate(TEXT, INTO_SPANISH, gate=LocalOnly()) == Untranslated(NO_ENGINE)
    assert outside.asked == []


class Counted(LocalOnly):
    """Counts what it lets through, and lets nothing to the engines it is full for."""

    def __init__(self, *full: str) -> None:
        self.full, self.characters = full, 0

    def admits(self, engine: Engine) -> bool:
        return True

    async def charge(self, engine: Engine, characters: int) -> Message | None:
        if engine.name in self.full:
            return message("enough")
        self.characters += characters
        return None


async def test_characters_are_counted_before_an_engine_gets_them() -> None:
    gate, full, other = Counted("full"), Made(good, "full"), Made(good, "other")
    told = await chain(full, other).translate(TEXT, INTO_SPANISH, gate=gate)
    assert isinstance(told, Translation)
    assert (told.made.engine, str(told.attempts[0].why)) == ("other", "enough")
    assert full.asked == []
    assert gate.characters == sum(map(len, other.asked[0]))


async def test_an_engine_that_is_switched_off_or_gets_nothing_costs_nothing() -> None:
    gate, off = Counted(), Made(failing(Fault.KEY), "off")
    made = chain(off)
    await made.translate(TEXT, INTO_SPANISH, gate=gate)
    counted = gate.characters
    await made.translate(TEXT, INTO_SPANISH, gate=gate)
    assert len(off.asked) == 1
    assert gate.characters == counted
    short = Made(good, "short", limits=Limits(characters=10))
    await chain(short).translate(TEXT, INTO_SPANISH, gate=gate)
    assert (short.asked, gate.characters) == ([], counted)


async def test_an_engine_that_may_not_have_a_text_is_not_taken_for_one_that_fails() -> None:
    full = Made(good, "full")
    made = chain(full)
    await made.translate(TEXT, INTO_SPANISH, gate=Counted("full"))
    assert not made.is_off
    assert isinstance(await made.translate(TEXT, INTO_SPANISH, gate=Counted()), Translation)


async def test_every_engine_is_asked_to_compare_them() -> None:
    told = await chain(Made(lossy, "a"), Made(good, "b"), Made(good, "c")).translate(
        TEXT, INTO_SPANISH, every=True
    )
    assert isinstance(told, Translation)
    assert told.made.engine == "b"
    assert [one.engine for one in told.attempts] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("😀 https://example.org <@123456789012345678>", NOTHING_TO_TRANSLATE), ("a *" * 300, TOO_MUCH_MARKUP)],
)
async def test_what_is_never_sent(text: str, reason: Message) -> None:
    made = Made(good)
    assert await chain(made).translate(text, INTO_SPANISH) == Untranslated(reason)
    assert made.asked == []


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("The bridge is closed until Monday.", None, INTO_SPANISH),
        ("El puente está cerrado hasta el lunes.", Language.EN, Direction.into(Language.EN)),
        ("The bridge is closed until Monday.", Language.EN, "It is already in English."),
        (
            "Die Brücke ist bis Montag wegen Bauarbeiten gesperrt.",
            None,
            "It is neither in English nor in Spanish.",
        ),
        ("jajaja", None, "The language of the text is unclear."),
    ],
)
def test_the_language_is_told_from_the_text(
    text: str, target: Language | None, expected: Direction | str
) -> None:
    found = direction_of(text, target)
    told = Catalog.load().say(found, Language.EN) if isinstance(found, Message) else found
    assert told == expected


@pytest.mark.parametrize(
    ("word", "may_pass", "is_lasting"),
    [
        (lossy, False, True),
        (failing(Fault.REJECTED), False, True),
        (failing(Fault.TIMEOUT), True, False),
        (failing(Fault.ODD), True, False),
        (failing(Fault.QUOTA), False, False),
        (failing(Fault.KEY), False, False),
    ],
)
async def test_it_is_told_whether_asking_again_is_of_use(
    word: Callable[[str], str], may_pass: bool, is_lasting: bool
) -> None:
    told = await chain(Made(lossy, "a"), Made(word, "b")).translate(TEXT, INTO_SPANISH)
    assert isinstance(told, Untranslated)
    assert (told.may_pass, told.is_lasting) == (may_pass, is_lasting)
    nothing = await chain().translate(TEXT, INTO_SPANISH)
    assert isinstance(nothing, Untranslated)
    assert not nothing.may_pass
    assert not nothing.is_lasting
