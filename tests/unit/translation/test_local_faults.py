"""Engines on this machine that die, hang or lie while they translate: another is asked, they are replaced."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.language import Language
from bot.translation.chain import Chain, Translation
from bot.translation.direction import DIRECTIONS, Direction
from bot.translation.engines import firefox as of_firefox
from bot.translation.engines.apertium import Apertium
from bot.translation.engines.engine import Engine, EngineFailed, Fault
from bot.translation.engines.firefox import Firefox
from bot.translation.engines.governor import Governor
from tests.clock import PassingClock
from tests.machine_speed import slowness
from tests.translators import Hostile, Made, unchanged

INTO_SPANISH = Direction.into(Language.ES)
TEXT = "Nobody came to our party."
GOOD = "Nadie vino a nuestra fiesta."
LONGEST_HELD = 0.020
"""Seconds of the event loop's thread that a translation may take at once."""
LONG = {
    "plain": "The council did not open the old bridge before Monday, as 412 people had asked. " * 50,
    "marked": "**Nobody** asked <@123456789012345678> why 12,5 % of `it` is ||closed||, see <#42>.\n" * 48,
    "one word": "a" * 4_000,
    "numbers": "1 2,5 33 444 5.555 " * 200,
}


async def next_is_asked(engine: Engine, clock: PassingClock) -> str:
    """Why the engine's translation was not shown, when the next one's was."""
    other = Made(lambda _: GOOD, "next")
    told = await Chain([Governor(engine, clock), Governor(other)]).translate(TEXT, INTO_SPANISH)
    assert isinstance(told, Translation)
    assert (told.made.engine, told.made.text) == ("next", GOOD)
    return str(told.attempts[0].why)


@pytest.fixture
def clock() -> PassingClock:
    return PassingClock()


FAKE_CHILD = """
import json, sys, time, os
json.loads(sys.stdin.readline())
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    DO
"""


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("os._exit(1)", "Firefox Translations cannot be reached or has a problem."),
        ("time.sleep(60)", "Firefox Translations did not answer in time."),
        ("print('no json', flush=True)", "Firefox Translations cannot be reached or has a problem."),
        ("print('x' * (1 << 23), flush=True)", "Firefox Translations cannot be reached or has a problem."),
        (
            "print(json.dumps({'id': asked['id'], 'texts': []}))",
            "Firefox Translations gave an answer that makes no sense.",
        ),
        (
            "print(json.dumps({'id': asked['id'], 'texts': [1]}))",
            "Firefox Translations gave an answer that makes no sense.",
        ),
        (
            "print(json.dumps({'id': asked['id'], 'texts': ['Nadie ' * 9000]}))",
            "Firefox Translations gave an answer that makes no sense.",
        ),
        (
            "print(json.dumps({'id': asked['id'], 'fault': 'x'}))",
            "Firefox Translations gave an answer that makes no sense.",
        ),
    ],
)
async def test_a_child_that_fails_while_it_translates(
    firefox: Callable[..., Firefox], clock: PassingClock, does: str, why: str
) -> None:
    flushed = does.replace("}))", "}), flush=True)")
    engine = firefox(seconds=0.5, child=("-c", FAKE_CHILD.replace("DO", flushed)))
    assert await next_is_asked(engine, clock) == why


async def test_a_child_that_never_begins(
    firefox: Callable[..., Firefox], clock: PassingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_firefox, "START_SECONDS", 0.3)
    engine = firefox(child=("-c", "import time; time.sleep(60)"))
    assert await next_is_asked(engine, clock) == "Firefox Translations did not answer in time."
    assert engine.pids == []


async def test_a_child_that_is_killed_in_the_middle_of_a_text(firefox: Callable[..., Firefox]) -> None:
    """As when memory runs out: that text is told as failed or done anew, and the next one is translated."""
    engine = firefox()
    right = await engine.translate(["One"], INTO_SPANISH)
    busy = asyncio.create_task(engine.translate(["A long text. " * 100] * 16, INTO_SPANISH))
    await asyncio.sleep(0.01)
    os.kill(engine.pids[0], signal.SIGKILL)
    done = (await asyncio.gather(busy, return_exceptions=True))[0]
    assert isinstance(done, list | EngineFailed)
    assert await engine.translate(["One"], INTO_SPANISH) == right


async def test_a_model_that_is_damaged_while_it_is_used_is_told_at_the_next_start(
    firefox: Callable[..., Firefox], tmp_path: Path, clock: PassingClock
) -> None:
    engine = firefox()
    await engine.translate(["One"], INTO_SPANISH)
    path = tmp_path / "enes" / "model.gz"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)
    os.kill(engine.pids[0], signal.SIGKILL)
    assert await next_is_asked(engine, clock) == "Firefox's models are damaged: python -m bot models install"


FAKE_PROGRAM = """#!{python}
import os, sys, time
given = ""
while part := os.read(0, 65536).decode():
    given += part
    {does}
"""
HANGS, DIES, FLOODS = "pass", "os._exit(1)", "os.write(1, b'x' * (1 << 23))"
MERGES = "os.write(1, given.replace('[', '').replace('\\0', '').encode())"
REPEATS = "os.write(1, (given * 300).encode())"


@pytest.fixture
def faked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Apertium]:
    """Makes an Apertium of one program, which does what it is told whenever it is given something."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    def make(does: str) -> Apertium:
        for name in "lt-proc", "fake":
            (tmp_path / name).write_text(FAKE_PROGRAM.format(python=sys.executable, does=does))
            (tmp_path / name).chmod(0o755)
        for mode in "eng-spa", "spa-eng":
            (tmp_path / f"{mode}.mode").write_text(f"{tmp_path}/fake")
        return Apertium(tmp_path, seconds=0.7)

    return make


@pytest.mark.parametrize(
    ("does", "why"),
    [
        (HANGS, "Apertium did not answer in time."),
        (DIES, "Apertium cannot be reached or has a problem."),
        (FLOODS, "Apertium cannot be reached or has a problem."),
        (MERGES, "Apertium did not answer in time."),
        (REPEATS, "it lost a negation"),
    ],
    ids=["hangs", "dies", "floods", "merges", "repeats"],
)
async def test_apertiums_programs_fail(
    faked: Callable[[str], Apertium], clock: PassingClock, does: str, why: str
) -> None:
    engine = faked(does)
    try:
        assert await next_is_asked(engine, clock) == why
    finally:
        await engine.close()


@pytest.mark.skipif(Apertium().lacking() is not None, reason="needs apertium-eng-spa")
async def test_a_hanging_program_of_apertium_is_replaced() -> None:
    engine = Apertium()
    await engine.translate(["a"], INTO_SPANISH)
    before, patient = engine.pids, engine.limits
    os.kill(before[2], signal.SIGSTOP)
    engine.limits = replace(patient, seconds=0.3)
    with pytest.raises(EngineFailed) as caught:
        await engine.translate(["The dog is big."], INTO_SPANISH)
    assert caught.value.fault is Fault.TIMEOUT
    engine.limits = patient
    assert await engine.translate(["The dog is big."], INTO_SPANISH) == ["El perro es grande."]
    assert not set(before) & set(engine.pids)
    await engine.close()


@pytest.mark.parametrize("name", ["firefox", "apertium", "unchanged", "hostile"])
async def test_no_translation_holds_the_event_loop(firefox: Callable[..., Firefox], name: str) -> None:
    engines: dict[str, Callable[[], Engine]] = {
        "firefox": firefox,
        "apertium": Apertium,
        "unchanged": lambda: Made(unchanged),
        "hostile": lambda: Made(Hostile(5)),
    }
    engine = engines[name]()
    if engine.lacking() is not None:
        pytest.skip(str(engine.lacking()))
    chain = Chain([Governor(engine)])
    for text in LONG.values():
        for direction in DIRECTIONS:
            for _ in range(3):  # the loop may be held by what is not ours, as by the search for garbage
                held = await longest_held(chain, text[:4_000], direction)
                if held <= LONGEST_HELD * slowness():
                    break
            else:
                pytest.fail(f"{text[:20]} holds the event loop for {held} seconds")
    await chain.close()


async def longest_held(chain: Chain, text: str, direction: Direction) -> float:
    """The most seconds of its thread that a translation takes of the event loop at once."""
    longest, before = 0.0, time.thread_time()

    async def beat() -> None:
        nonlocal longest, before
        while True:
            now = time.thread_time()
            longest, before = max(longest, now - before), now
            await asyncio.sleep(0)

    beating = asyncio.create_task(beat())
    await asyncio.sleep(0)
    await chain.translate(text, direction)
    now = time.thread_time()
    longest = max(longest, now - before)
    beating.cancel()
    return longest
