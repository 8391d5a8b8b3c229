"""A chart is drawn in a process of its own, the same each time, and whatever happens to that is told."""

from __future__ import annotations

import asyncio
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.domain.discussion import DetectedLanguage
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.moderating.queue.waiting import Waiting
from bot.statistics.chart import Chart, ChartForm
from bot.statistics.chart_words import ChartWords
from bot.statistics.draw_child import LOOKS, PAPER
from bot.statistics.drawing import Drawing, NotDrawn
from bot.statistics.figures import HOURS, Figures

SVG = "{http://www.w3.org/2000/svg}"
DARK = "#16191d"
"""The background of an exported page that is read in the dark."""


@pytest.fixture(scope="module")
def chart() -> Chart:
    by_hour = {language: tuple(range(HOURS)) for language in DetectedLanguage}
    by_age = {why: (1, 2, 3, 0, 0, 12_345) for why in Waiting if why is not Waiting.NEW}
    figures = Figures(by_hour, by_age, "Who pays <$5> & why?", 30)
    return ChartWords(figures, Catalog.load(), Language.ES).chart()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where processes put what they need for a while."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def drawing() -> Drawing:
    """With more patience than the bot's: tests run beside each other."""
    return Drawing(deadline=300)


def within(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def pids(folder: Path) -> list[int]:
    """The ids of the processes that wrote theirs down."""
    return [int(told) for one in folder.glob("*/pid") if (told := one.read_text())]


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").exists()


async def test_a_picture_is_the_same_each_time_and_leaves_nothing_behind(chart: Chart, folder: Path) -> None:
    first, second = [await drawing().draw(chart, ChartForm.PNG) for _ in range(2)]
    assert first == second
    assert first.startswith(b"\x89PNG")
    width, height = (int.from_bytes(first[place : place + 4]) for place in (16, 20))
    assert (width, height) == (1_200, 984)
    assert len(first) < 300_000
    assert within(folder) == []


async def test_an_element_has_its_words_and_nothing_of_the_page_or_from_outside(chart: Chart) -> None:
    first, second = [(await drawing().draw(chart, ChartForm.SVG)).decode() for _ in range(2)]
    assert first == second
    root = ElementTree.fromstring(first)
    assert root.tag == f"{SVG}svg"
    assert (root[0].tag, root[0].text) == (f"{SVG}title", chart.title)
    assert (root[1].tag, root[1].text) == (f"{SVG}desc", chart.said)
    assert (root.get("role"), root.get("lang")) == ("img", "es")
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    kinds = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert kinds <= {"svg", "title", "desc", "g", "path", "defs", "use", "clipPath", "rect", "pattern"}
    ids = [value for one in root.iter() if (value := one.get("id"))]
    assert all(one.startswith("chart-") for one in ids)
    assert len(ids) == len(set(ids))
    referred = re.findall(r"(?:url\(|href=\")#([^)\"]+)", first)
    assert referred
    assert set(referred) <= set(ids)
    outside = [one for one in re.findall(r"\w+://[^\" )]+", first) if one != SVG[1:-1]]
    assert outside == []
    assert not re.search(r"<script|<style|<!|\bon\w+=", first)
    assert {one.get("href", "#")[0] for one in root.iter()} == {"#"}
    for colour, _ in LOOKS:
        assert colour in first
    assert "currentColor" in first
    assert len(first) < 150_000


def test_colours_stand_out_from_light_and_dark() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for colour, _ in LOOKS:
        for back in ("#ffffff", PAPER, DARK):
            dark, bright = sorted((light(colour), light(back)))
            assert (bright + 0.05) / (dark + 0.05) >= 3, (colour, back)
    for panel in (LOOKS[:3], LOOKS[3:]):
        assert len({pattern for _, pattern in panel}) == 3


async def test_a_headline_is_no_formula(chart: Chart) -> None:
    hostile = replace(chart, title="$\\frac{1}{0}$ {} %s 漢字 \u0301 🚢" * 3)
    assert (await drawing().draw(hostile, ChartForm.PNG)).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "child",
    [
        pytest.param("import sys; sys.exit(3)", id="fails"),
        pytest.param("import os; os.kill(os.getpid(), 9)", id="is killed"),
        pytest.param("", id="answers nothing"),
        pytest.param("import time; time.sleep(600)", id="hangs"),
    ],
)
async def test_what_fails_or_hangs_is_told_and_the_next_chart_is_drawn(
    chart: Chart, folder: Path, child: str
) -> None:
    with pytest.raises(NotDrawn, match="could not draw"):
        await Drawing(deadline=0.5 if "sleep" in child else 30, child=("-c", child)).draw(
            chart, ChartForm.PNG
        )
    assert within(folder) == []


async def test_a_process_that_cannot_be_started_is_told(
    chart: Chart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(NotDrawn):
        await drawing().draw(chart, ChartForm.PNG)


async def test_nobody_who_gave_up_leaves_a_process_behind(chart: Chart, folder: Path) -> None:
    telling = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(600)"
    task = asyncio.create_task(Drawing(child=("-c", telling)).draw(chart, ChartForm.PNG))
    async with asyncio.timeout(30):
        while not (written := pids(folder)):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    (pid,) = written
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not runs(pid)
    assert within(folder) == []
