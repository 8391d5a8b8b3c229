"""What the doctor says of translation engines."""

from __future__ import annotations

from pathlib import Path

from bot.translation.engines.apertium import Apertium
from bot.upkeep.doctor_translation import about_engines
from bot.upkeep.finding import Level
from tests.translators import Made, unchanged


def test_each_engine_is_told_with_what_it_lacks_and_where_texts_go(tmp_path: Path) -> None:
    engines = [Apertium(tmp_path), Made(unchanged, "here"), Made(unchanged, "elsewhere", local=False)]
    findings = list(about_engines(engines))
    assert [one.level for one in findings] == [Level.FAULT, Level.FINE, Level.FINE]
    assert "apt install" in str(findings[0].what)
    assert "no text leaves" in str(findings[1].what)
    assert "receives" in str(findings[2].what)


def test_without_any_it_says_how_to_have_one() -> None:
    (finding,) = about_engines([])
    assert finding.level is Level.HINT
    assert "models install" in str(finding.what)
