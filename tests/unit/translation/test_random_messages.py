"""Random messages through the engines on this machine: every token comes through, or the text is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.translation import wrong_and_refused
from bot.domain.language import Language
from bot.translation.engines.apertium import Apertium
from bot.translation.engines.firefox import Firefox
from bot.translation.engines.governor import Governor
from tests import tiny_firefox
from tests.messages import SENTENCES

MESSAGES = 400
"""The benchmark takes 20,000."""
_SENTENCES = {language: list(SENTENCES[language]) for language in Language}


async def measured(engine: Apertium | Firefox) -> dict[str, float]:
    if (lacking := engine.lacking()) is not None:
        pytest.skip(str(lacking))
    governor = Governor(engine)
    try:
        return await wrong_and_refused(governor, _SENTENCES, MESSAGES)
    finally:
        await governor.close()


async def test_apertium_changes_no_token_and_refuses_hardly_any_message() -> None:
    told = await measured(Apertium())
    assert told["wrong"] == 0
    assert told["refused"] <= 1


async def test_firefoxs_runtime_changes_no_token_though_its_model_knows_nothing(tmp_path: Path) -> None:
    told = await measured(Firefox(tmp_path, tiny_firefox.models(tmp_path)))
    assert told["wrong"] == 0
    assert told["refused"] < 50, "most of them are mended piece by piece"
