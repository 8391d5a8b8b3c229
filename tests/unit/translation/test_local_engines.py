"""The engines on this machine: Apertium where it is installed, and Firefox's runtime with a tiny model."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.domain.language import Language
from bot.translation.direction import DIRECTIONS, Direction
from bot.translation.engines.apertium import Apertium
from bot.translation.engines.engine import EngineFailed, Fault
from bot.translation.engines.firefox import Firefox

INTO_ENGLISH, INTO_SPANISH = Direction.into(Language.EN), Direction.into(Language.ES)
apertium_alone = pytest.mark.skipif(Apertium().lacking() is not None, reason="needs apertium-eng-spa")


@pytest.fixture
async def apertium() -> AsyncIterator[Apertium]:
    engine = Apertium()
    yield engine
    await engine.close()


@apertium_alone
async def test_apertium_translates_and_keeps_placeholders(apertium: Apertium) -> None:
    assert await apertium.translate(["The dog XQ0Z is big."], INTO_SPANISH) == ["El perro XQ0Z es grande."]
    assert await apertium.translate(["El perro es grande.", "Nadie vino."], INTO_ENGLISH) == [
        "The dog is big.",
        "Nobody came.",
    ]


@apertium_alone
@pytest.mark.parametrize("name", ["LANG", "LC_ALL"])
async def test_apertium_needs_no_locale_that_is_set(
    apertium: Apertium, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "xx_XX.UTF-8")
    assert await apertium.translate(["¿Y la bahía?"], INTO_ENGLISH) == ["And the bay?"]


@apertium_alone
async def test_signs_of_apertiums_own_do_no_harm(apertium: Apertium) -> None:
    odd = ("[a]", "^a$ {b} \\ / @c <d>", "a\0b", "", "\ud800", "*", "][", "\n")
    texts = [text for one in odd for text in (one, "The dog is big.")]
    assert (await apertium.translate(texts, INTO_SPANISH))[1::2] == ["El perro es grande."] * len(odd)


@apertium_alone
async def test_apertium_goes_on_after_whoever_asked_has_gone(apertium: Apertium) -> None:
    await apertium.translate(["a"], INTO_SPANISH)
    gone = asyncio.create_task(apertium.translate(["The bridge is closed."] * 50, INTO_SPANISH))
    await asyncio.sleep(0.01)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await apertium.translate(["The dog is big."], INTO_SPANISH) == ["El perro es grande."]


@apertium_alone
async def test_apertium_is_started_again_after_a_program_of_it_died(apertium: Apertium) -> None:
    await apertium.translate(["a"], INTO_SPANISH)
    os.kill(apertium.pids[3], signal.SIGKILL)
    assert await apertium.translate(["The dog is big."], INTO_SPANISH) == ["El perro es grande."]


@apertium_alone
async def test_apertium_ends_when_it_is_not_used() -> None:
    engine = Apertium(idle_seconds=0.05)
    await engine.translate(["a"], INTO_SPANISH)
    await ended(engine)


async def ended(engine: Apertium | Firefox) -> None:
    """Wait until all its programs have ended."""
    async with asyncio.timeout(20):
        while engine.pids:  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.02)
    await engine.close()


async def test_apertium_says_how_it_is_installed(tmp_path: Path) -> None:
    engine = Apertium(tmp_path)
    assert "apt install" in str(engine.lacking())
    with pytest.raises(EngineFailed) as caught:
        await engine.translate(["a"], INTO_SPANISH)
    assert caught.value.fault is Fault.MISSING


async def test_the_runtime_loads_a_model_and_answers_in_both_directions(
    firefox: Callable[..., Firefox],
) -> None:
    engine = firefox()
    for direction in DIRECTIONS:
        told = await engine.translate(["One. Two.", "Three"], direction)
        assert len(told) == 2
        assert all(told)


async def test_a_dead_child_is_replaced(firefox: Callable[..., Firefox]) -> None:
    engine = firefox()
    first = await engine.translate(["One"], INTO_SPANISH)
    os.kill(engine.pids[0], signal.SIGKILL)
    assert await engine.translate(["One"], INTO_SPANISH) == first


async def test_a_hanging_child_is_replaced(firefox: Callable[..., Firefox]) -> None:
    engine = firefox(seconds=0.3)
    first = await engine.translate(["One"], INTO_SPANISH)
    os.kill(engine.pids[0], signal.SIGSTOP)
    with pytest.raises(EngineFailed) as caught:
        await engine.translate(["One"], INTO_SPANISH)
    assert caught.value.fault is Fault.TIMEOUT
    assert engine.pids == []
    assert await engine.translate(["One"], INTO_SPANISH) == first


async def test_the_answer_to_one_who_has_gone_is_given_to_nobody_else(
    firefox: Callable[..., Firefox],
) -> None:
    engine = firefox()
    right = await engine.translate(["Zwei"], INTO_SPANISH)
    gone = asyncio.create_task(engine.translate(["A long text. " * 40] * 8, INTO_SPANISH))
    await asyncio.sleep(0.005)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await engine.translate(["Zwei"], INTO_SPANISH) == right


@pytest.mark.parametrize("child", ["print('[]')", "print('no json')", "pass", "print('x' * (1 << 23))"])
async def test_a_child_that_talks_nonsense(firefox: Callable[..., Firefox], child: str) -> None:
    engine = firefox(child=("-c", child))
    with pytest.raises(EngineFailed) as caught:
        await engine.translate(["One"], INTO_SPANISH)
    assert caught.value.fault is Fault.SERVER


async def test_a_damaged_model_is_named_with_the_remedy(
    firefox: Callable[..., Firefox], tmp_path: Path
) -> None:
    model = tmp_path / "enes" / "model.gz"
    content = bytearray(model.read_bytes())
    content[100] ^= 1
    model.write_bytes(content)
    with pytest.raises(EngineFailed) as caught:
        await firefox().translate(["One"], INTO_SPANISH)
    assert caught.value.fault is Fault.MISSING
    assert "models install" in str(caught.value)


async def test_without_models_the_command_is_named(firefox: Callable[..., Firefox], tmp_path: Path) -> None:
    (tmp_path / "esen" / "model.gz").unlink()
    with pytest.raises(EngineFailed) as caught:
        await firefox().translate(["One"], INTO_SPANISH)
    assert caught.value.fault is Fault.MISSING
    assert "models install" in str(caught.value)


async def test_the_child_ends_when_it_is_not_used(firefox: Callable[..., Firefox]) -> None:
    engine = firefox(idle_seconds=0.05)
    await engine.translate(["One"], INTO_SPANISH)
    await ended(engine)
