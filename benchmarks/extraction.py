"""Measures the text taken from pages beside other extractors: F1 and time.

``python -m benchmarks.extraction --data DIR [--json]`` reads ``DIR/extraction/pages.jsonl`` and the pages it
names. Pages of the set *aeb* have their true text: precision and recall of four-word shingles, per page and
averaged, as article-extraction-benchmark does. The set *chunks* names what must and must not be there.
"""

from __future__ import annotations

import gzip
import json
import logging
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from benchmarks.measure import arguments, interleaved, records, table
from benchmarks.peers import Extractor, installed
from bot.reading.extract.markup import decoded, tree_of
from bot.reading.extract.metadata import read_metadata
from bot.reading.extract.pages import body_of

Counts = tuple[float, float, float]
"""What was found rightly, found wrongly, and missed."""

_WORD = re.compile(r"\w+")
_RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A page and what is known of its text."""

    group: str
    page: str
    body: str
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    def counts(self, text: str) -> Counts:
        """How an extractor's text fares."""
        return _chunks(self, text) if self.group != "aeb" else _shingled(self.body, text)


def ours(page: str) -> str:
    """What the bot reads: tree, metadata and body, as its workers do it."""
    tree = tree_of(page)
    if tree is None:
        return ""
    return "\n".join(block.text for block in body_of(tree, read_metadata(tree, "")))


def samples(folder: Path) -> list[Sample]:
    """The pages of ``folder``, decoded."""
    found = []
    for row in records(folder / "pages.jsonl"):
        page = decoded(gzip.decompress((folder / row["file"]).read_bytes()), None)
        group = "aeb" if row["set"] == "aeb" else row["language"]
        wanted, unwanted = _squeezed(row.get("with", ())), _squeezed(row.get("without", ()))
        found.append(Sample(group, page, row.get("body", ""), wanted, unwanted))
    return found


def _squeezed(chunks: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(chunk.split()) for chunk in chunks)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))


def _shingled(true: str, found: str) -> Counts:
    right, ours = _shingles(true), _shingles(found)
    common = (right & ours).total()
    counts = (common, ours.total() - common, right.total() - common)
    total = sum(counts) or 1
    return (counts[0] / total, counts[1] / total, counts[2] / total)


def _chunks(sample: Sample, text: str) -> Counts:
    text = " ".join(text.split())  # how a page's source breaks its lines is nobody's merit
    present = sum(chunk in text for chunk in sample.wanted)
    return present, sum(chunk in text for chunk in sample.unwanted), len(sample.wanted) - present


def _precision(counts: Counts) -> float:
    right, wrong, missed = counts
    return 1.0 if wrong == missed == 0 else right / (right + wrong) if right + wrong else 0.0


def _recall(counts: Counts) -> float:
    right, wrong, missed = counts
    return 1.0 if wrong == missed == 0 else right / (right + missed) if right + missed else 0.0


def f1(group: str, counts: Sequence[Counts]) -> float:
    """F1 of a group: of the pages' mean precision and recall for *aeb*, of all chunks together otherwise."""
    if group == "aeb":
        precision, recall = mean(map(_precision, counts)), mean(map(_recall, counts))
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    right, wrong, missed = (sum(column) for column in zip(*counts, strict=True))
    return 2 * right / (2 * right + wrong + missed)


def _page_f1(counts: Counts) -> float:
    right, wrong, missed = counts
    return 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0


def interval(one: Sequence[Counts], other: Sequence[Counts]) -> tuple[float, float]:
    """The 95 % interval of the mean difference of the pages' F1, by resampling pages (with a fixed seed)."""
    differences = [_page_f1(ours) - _page_f1(theirs) for ours, theirs in zip(one, other, strict=True)]
    chance = random.Random(1)
    means = sorted(mean(chance.choices(differences, k=len(differences))) for _ in range(_RESAMPLES))
    return means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES)]


def measure(pages: Sequence[Sample], contestants: Mapping[str, Extractor], rounds: int) -> dict[str, object]:
    """F1 of each contestant in each group, time by trafilatura's default, our lead on its fast mode."""
    groups = sorted({sample.group for sample in pages})
    counts = {
        name: [sample.counts(extract(sample.page)) for sample in pages]
        for name, extract in contestants.items()
    }
    report: dict[str, object] = {
        group: {
            name: round(f1(group, [c for c, s in zip(all_counts, pages, strict=True) if s.group == group]), 4)
            for name, all_counts in counts.items()
        }
        for group in groups
    }

    def over_all(extract: Extractor) -> Callable[[], None]:
        def run() -> None:
            for sample in pages:
                extract(sample.page)

        return run

    seconds = interleaved({name: over_all(extract) for name, extract in contestants.items()}, rounds)
    report["time"] = {name: round(taken / seconds["trafilatura"], 3) for name, taken in seconds.items()}
    low, high = interval(counts["ours"], counts["trafilatura fast"])
    report["ci"] = [round(100 * low, 2), round(100 * high, 2)]
    return report


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and print the table or the JSON."""
    options = arguments(__doc__ or "", argv)
    logging.disable(logging.CRITICAL)
    contestants: dict[str, Extractor] = {"ours": ours, **installed()}
    report = measure(samples(options.data / "extraction"), contestants, options.rounds)
    low_and_high = report.pop("ci")
    if options.json:
        print(json.dumps(report))
        return
    columns = list(report)
    rows = [[name, *(f"{report[column][name]:.3f}" for column in columns)] for name in contestants]  # type: ignore[index]
    print(
        table(["extractor", *(f"F1 {c}" if c != "time" else "time, trafilatura = 1" for c in columns)], rows)
    )
    print(f"\nours - trafilatura fast, F1 in points, 95 %: {low_and_high}")


if __name__ == "__main__":
    main()
