"""Measures the sentence splitter beside syntok: F1 of the boundaries found, and time.

``python -m benchmarks.sentences --data DIR [--json]`` reads ``DIR/parallel/documents.jsonl``: documents
sentence by sentence, joined with one space, whose boundaries are to be found again. After a headline or
another line without a closing mark nothing in the joined text shows a boundary: one there is neither asked
for nor counted against whoever finds it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from benchmarks.measure import arguments, interleaved, records, table
from bot.domain.language import Language
from bot.reading.summarise.sentences import split

_CLOSED = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")

Splitter = Callable[[str, Language], Sequence[str]]


def syntok_splitter() -> Splitter | None:
    """syntok, put behind the same signature; None where it is not installed."""
    try:
        from syntok import segmenter
    except ImportError:
        return None

    def split_with_syntok(text: str, _language: Language) -> Sequence[str]:
        starts = [sentence[0].offset for paragraph in segmenter.process(text) for sentence in paragraph]
        return [text[start:end] for start, end in pairwise([*starts, len(text)])]

    return split_with_syntok


def places(sentences: Sequence[str]) -> list[int]:
    """Where each sentence ends, counted in characters that are not white space."""
    return list(accumulate(len("".join(sentence.split())) for sentence in sentences))


def score(splitter: Splitter, documents: Sequence[Sequence[str]], language: Language) -> float:
    """F1 of the boundaries between sentences over all documents together."""
    right = found = wanted = 0
    for document in documents:
        ends = dict(zip(places(document), document, strict=True))
        last = max(ends, default=0)
        silent = {place for place, sentence in ends.items() if not _CLOSED.search(sentence)} | {last}
        gold = set(ends) - silent
        ours = set(places(splitter(" ".join(document), language))) - silent
        right, found, wanted = right + len(gold & ours), found + len(ours), wanted + len(gold)
    return 2 * right / (found + wanted) if found + wanted else 1.0


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and print the table or the JSON."""
    options = arguments(__doc__ or "", argv)
    rows = list(records(options.data / "parallel" / "documents.jsonl"))
    documents = {language: [row[language] for row in rows] for language in Language}
    contestants: dict[str, Splitter] = {"ours": split}
    if (peer := syntok_splitter()) is not None:
        contestants["syntok"] = peer
    texts = [(" ".join(document), language) for language in Language for document in documents[language]]

    def run(splitter: Splitter) -> Callable[[], None]:
        def over_all() -> None:
            for text, language in texts:
                splitter(text, language)

        return over_all

    seconds = interleaved({name: run(splitter) for name, splitter in contestants.items()}, options.rounds)
    scores = {
        name: {language: score(splitter, documents[language], language) for language in Language}
        for name, splitter in contestants.items()
    }
    ratio = seconds["ours"] / seconds["syntok"] if "syntok" in seconds else None
    if options.json:
        print(json.dumps({**{str(k): v for k, v in scores["ours"].items()}, "time": ratio}))
        return
    characters = sum(len(text) for text, _ in texts)
    body = [
        [
            name,
            f"{scores[name][Language.EN]:.4f}",
            f"{scores[name][Language.ES]:.4f}",
            f"{seconds[name] / characters * 1e9:.1f}",
            f"{seconds[name] / seconds['syntok']:.3f}" if "syntok" in seconds else "-",
        ]
        for name in contestants
    ]
    print(table(["splitter", "F1 en", "F1 es", "us per 1,000 characters", "time, syntok = 1"], body))


if __name__ == "__main__":
    main()
