"""The yardsticks: scores against values worked out by hand, and each benchmark on data of its own."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import (
    exporting,
    extraction,
    feed_conformance,
    feed_damage,
    feed_farm,
    feed_hour,
    footprint,
    languages,
    rules,
    sentences,
    summaries,
    translation,
)
from benchmarks.chrf import chrf
from benchmarks.feed_readers import Reading, ours
from benchmarks.measure import interleaved, table
from benchmarks.rouge import Reference, words
from bot.domain.export import ExportFormat
from bot.domain.language import Language
from tests.feed_samples import ATOM, RSS
from tests.meta.source import ROOT

STORY = (
    "The town council voted on Monday to mend the old bridge over the river. "
    "Lorries have gone around it since the flood of last winter. "
    "Work on the bridge begins in April and costs two million. "
    "A baker sold rolls to the crowd in front of the town hall. "
    "The mayor said that the bridge will be closed for a year. "
    "Children drew boats on the pavement. "
    "Nobody spoke against the plan. "
    "The river was calm."
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "parallel").mkdir()
    (tmp_path / "summaries").mkdir()
    document = {"en": ["A headline without a mark", "One ends. ", "Two ends."], "es": ["Uno.", "Dos."]}
    (tmp_path / "parallel" / "documents.jsonl").write_text(json.dumps(document) + "\n", encoding="utf-8")
    rows = [
        {
            "language": language,
            "title": "The bridge",
            "paragraphs": [STORY],
            "reference": "The bridge is mended.",
        }
        for language in ("en", "es")
    ]
    (tmp_path / "summaries" / "articles.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
    )
    return tmp_path


def test_rouge_counts_words_pairs_and_order() -> None:
    reference = Reference("the old bridge is closed")
    one, two, longest = reference.scores(words("The bridge, the old one, is closed"))
    assert one == pytest.approx(200 * 5 / (7 + 5))
    assert two == pytest.approx(200 * 2 / (6 + 4))
    assert longest == pytest.approx(200 * 4 / (7 + 5))


def test_rouge_keeps_accented_letters() -> None:
    assert Reference("está aquí").mean(words("ESTÁ AQUÍ")) == pytest.approx(100)
    assert Reference("está").mean(words("esta")) == 0


def test_nothing_in_common_is_nothing() -> None:
    assert Reference("one two").scores([]) == (0, 0, 0)


def test_a_boundary_after_a_headline_counts_neither_way() -> None:
    document = ["A headline without a mark", "One ends.", "Two ends."]

    def knowing(text: str, _language: Language) -> Sequence[str]:
        return document

    def blind(text: str, _language: Language) -> Sequence[str]:
        return ["A headline without a mark One ends.", "Two ends."]

    assert sentences.score(knowing, [document], Language.EN) == 1
    assert sentences.score(blind, [document], Language.EN) == 1
    assert sentences.score(lambda text, _: [text], [document], Language.EN) == 0


def test_contestants_take_turns() -> None:
    turns: list[str] = []
    seconds = interleaved({"a": lambda: turns.append("a"), "b": lambda: turns.append("b")}, 2)
    assert turns == ["a", "b"] * 3
    assert set(seconds) == {"a", "b"}


def test_a_table_lines_up() -> None:
    assert table(["a", "bb"], [["ccc", "d"]]).splitlines() == ["| a   | bb |", "| --- | -- |", "| ccc | d  |"]


def test_the_sentence_benchmark_prints_the_promised_json(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sentences.main(["--data", str(data), "--json", "--rounds", "1"])
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"en", "es", "time"}
    assert told["en"] == told["es"] == 1


def test_the_language_benchmark_prints_the_promised_json(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    languages.main(["--data", str(data), "--json", "--rounds", "1"])
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"sentences", "different", "largest", "py3langid_us", "tertulia_us"}
    assert told["different"] == 0


def test_the_rules_benchmark_prints_the_promised_json(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "extraction").mkdir()
    (data / "extraction" / "pages.jsonl").write_text(json.dumps({"language": "en", "body": STORY}) + "\n")
    monkeypatch.setattr(rules, "MOST_TERMS", 50)
    rules.main(["--data", str(data), "--json", "--rounds", "1"])
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told.keys() == {"fold_us", "match_us", "false_matches", "sentences"}
    assert (told["false_matches"], told["sentences"]) == (0, 29)


def test_the_translation_benchmark_prints_the_promised_json(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    document = {"en": ["It is not open in 2011."] * 2, "es": ["No está abierto en 2011."] * 2}
    lines = json.dumps(document, ensure_ascii=False) + "\n"
    (data / "parallel" / "documents.jsonl").write_text(lines * 2, encoding="utf-8")
    translation.main(["--data", str(data), "--json", "--messages", "20"])
    told = json.loads(capsys.readouterr().out)
    assert {"unchanged", "hostile", "tiny"} <= set(told)
    assert [one["wrong"] for one in told.values()] == [0] * len(told)
    if "apertium" in told:
        assert set(told["apertium"]["chrf"]) == set(told["apertium"]["false_alarms"]) == {"en-es", "es-en"}
        assert told["apertium"]["caught"] == {"negation": 100, "number": 100, "copy": 100}
        assert {"refused", "ms", "cpu_ms", "mb"} <= set(told["apertium"])


def test_chrf_is_what_sacrebleu_says() -> None:
    assert chrf(["El perro es grande."], ["El perro es grande."]) == pytest.approx(100)
    assert chrf(["El gato es gris.", "Hola"], ["El perro es grande.", "Adiós"]) == pytest.approx(
        18.81, abs=0.005
    )
    assert chrf(["a"], ["z"]) == 0


def test_the_summary_benchmark_prints_the_promised_json(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summaries.main(["--data", str(data), "--json", "--rounds", "1"])
    told = json.loads(capsys.readouterr().out)
    for language in ("en", "es"):
        assert {"ours", "lead-3", "ci", "words", "time"} <= set(told[language])
        assert len(told[language]["ci"]) == 2


def _pages(data: Path) -> None:
    """One page with its whole text, and one of each language of which only chunks are known."""
    folder = data / "extraction"
    folder.mkdir()
    page = f"<html><body><h1>The bridge</h1><p>{STORY}</p><p>{STORY.replace('.', '!')}</p></body></html>"
    (folder / "page.html.gz").write_bytes(gzip.compress(page.encode()))
    chunks = {"with": ["mend the old bridge", "never said"], "without": ["Skip to content"]}
    rows = [
        {"set": "aeb", "language": "en", "body": f"{STORY} {STORY.replace('.', '!')}"},
        {"set": "chunks", "language": "en", **chunks},
        {"set": "chunks", "language": "es", **chunks},
    ]
    (folder / "pages.jsonl").write_text(
        "".join(json.dumps({**row, "file": "page.html.gz"}) + "\n" for row in rows), encoding="utf-8"
    )


def test_the_extraction_benchmark_prints_the_promised_json(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _pages(data)
    extraction.main(["--data", str(data), "--json", "--rounds", "1"])
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"aeb", "en", "es", "time"}
    assert told["aeb"]["ours"] == 1
    assert told["en"]["ours"] == told["es"]["ours"] == pytest.approx(2 / 3, abs=1e-4)
    assert told["time"]["trafilatura"] == 1
    assert {"ours", "trafilatura", "trafilatura fast"} <= set(told["time"])
    extraction.main(["--data", str(data), "--rounds", "1"])
    assert "ours - trafilatura fast" in capsys.readouterr().out


@pytest.mark.parametrize("main", [sentences.main, summaries.main])
def test_without_json_there_is_a_table(main: object, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(main)
    main(["--data", str(data), "--rounds", "1"])
    assert "| ours" in capsys.readouterr().out


def test_exports_are_measured_from_outside(tmp_path: Path) -> None:
    found = exporting.measure(tmp_path, (200, 400), [ExportFormat.CSV])
    assert list(found["csv"]) == [200, 400]
    assert all(one["memory"] > 10 and one["seconds"] > 0 for one in found["csv"].values())


def test_the_footprint_benchmark_prints_the_promised_json() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.footprint", "--json", "--rounds", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    told = json.loads(ended.stdout)
    assert set(told) == {"idle_mb", "help_cpu_s", "ready_cpu_s", "summarize_cpu_s"}
    assert told["idle_mb"] <= footprint.LIMITS["idle_mb"]


SUITE_FILE = """<!--
Description: a title and a date
Expect:      not bozo and feed['title'] == 'A' and entries[0].published_parsed == (2003, 12, 31, 10, 14, 55)
-->
<rss><channel><title>A</title><item><pubDate>Wed, 31 Dec 2003 10:14:55 GMT</pubDate></item>
</channel></rss>
"""


def test_checks_of_the_suite_are_read_from_an_archive(tmp_path: Path) -> None:
    files = {
        "wellformed/a.xml": SUITE_FILE,
        "wellformed/b.xml": SUITE_FILE.replace("Description", "SkipUnless: __import__('a')\nDescription"),
        "sanitize/c.xml": SUITE_FILE,
        "wellformed/d.xml": SUITE_FILE.replace("== 'A'", "== 'A' or 1"),
        "wellformed/e.xml": "<rss/>",
    }
    archive = tmp_path / "feedparser-0.tar.gz"
    with tarfile.open(archive, "w:gz") as packed:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"feedparser-0/tests/{name}")
            entry.size = len(text.encode())
            packed.addfile(entry, io.BytesIO(text.encode()))
    suite = feed_conformance.checks(archive)
    assert [(check.name, check.entry, check.key) for check in suite if not check.is_of_code_page] == [
        ("a.xml", None, "title"),
        ("a.xml", 0, "published_parsed"),
    ]
    found = feed_conformance.conformance({"ours": ours, "none": lambda *_: Reading()}, suite)
    assert (found.passed, found.total) == ({"ours": 2, "none": 0}, 2)
    assert (found.code_pages, found.total_code_pages) == ({"ours": 2, "none": 0}, 2)


def test_damaged_feeds_are_counted_by_their_links(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    for name, text in (("rss", RSS), ("atom", ATOM)):
        (tmp_path / "feeds" / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
    shares = feed_damage.damaged(tmp_path)
    assert shares["ours"] == shares["feedparser"] == 1.0
    assert feed_damage.shares(lambda *_: Reading(), feed_damage.stored_feeds(tmp_path))["all"] == 0.0
    assert feed_damage.parse_cpu(tmp_path, 1)["feedparser"] == 1.0


async def test_a_farm_of_feeds_is_followed_for_an_hour(tmp_path: Path) -> None:
    found = await feed_hour.hour(tmp_path, 40, speed=720.0)
    assert found["looks"] >= 40
    assert found["core_share"] > 0
    assert found["p50_delay_ratio"] < 1


def test_a_feed_of_the_farm_brings_an_entry_in_each_of_its_hours() -> None:
    number = next(one for one in range(100) if feed_farm.kind_of(one).changes)
    after = feed_farm.kind_of(number).after
    counts = [feed_farm.brought(number, after + seconds) for seconds in (-1, 0, 3_599, 3_600)]
    assert counts == [0, 1, 1, 2]
    newest = ours(feed_farm.document(number, 2), "https://f.example/").entries[0]
    assert newest.title == f"Story {2 + feed_farm.ENTRIES} of feed {number}"
