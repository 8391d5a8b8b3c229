"""Measures the language model beside py3langid, of which it is made: how often they differ, and time.

``python -m benchmarks.languages --data DIR [--json]`` asks both about the words of every sentence of
``DIR/parallel/documents.jsonl``. ``python -c "import benchmarks.languages as l; l.write()"`` makes
``bot/reading/languages.xz`` anew from the installed py3langid, whose licence stands beside it.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE as ORIGINAL, LanguageIdentifier

from benchmarks.measure import arguments, interleaved, records, table
from bot.domain.language import Language
from bot.reading.language_detection import telling_words
from bot.reading.language_model import MODEL_FILE, NO_FEATURE, LanguageModel

LANGUAGES = ("en", "es", "pt", "fr", "it", "ca", "de", "nl")
"""English and Spanish, and the languages that are taken for one of them most often."""
_LETTERS = (
    "".join(map(chr, range(0xC0, 0x250))) + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz '’ªµº"
)
BYTES = sorted(set(_LETTERS.encode()))
"""Those that the letters of these languages are written with, and what stands between words."""
CLOSE = 1e-5
"""Probabilities that differ by no more are the same: the original calculates with less precision."""


def original() -> LanguageIdentifier:
    """py3langid's model, for our languages."""
    identifier = LanguageIdentifier.from_model_file(ORIGINAL, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def convert(identifier: LanguageIdentifier) -> bytes:
    """The file of our model: states that our bytes reach, features of those, rows and columns once each."""
    moves = np.frombuffer(identifier.tk_nextmove, np.uint32).reshape(-1, 256)
    row_of = np.frombuffer(identifier.tk_row, np.uint16)
    states = _reached(moves, row_of)
    number = np.zeros(len(row_of), np.uint16)
    number[states] = np.arange(len(states))
    cells, rows = np.unique(number[moves[row_of[states]][:, BYTES]], axis=0, return_inverse=True)
    cells, columns = np.unique(cells, axis=1, return_inverse=True)
    column = np.full(256, columns[BYTES.index(ord(" "))], np.uint8)
    column[BYTES] = columns
    noted = np.array(identifier.tk_output)[states]
    kept = np.unique(noted[noted >= 0])
    feature = np.where(noted >= 0, np.searchsorted(kept, noted), NO_FEATURE)
    told = {
        "priors": dict(zip(identifier.nb_classes, map(float, identifier.nb_pc), strict=True)),
        "states": len(states),
        "rows": cells.shape[0],
        "columns": cells.shape[1],
    }
    parts = [
        json.dumps(told).encode() + b"\n",
        column.tobytes(),
        *(numbers.astype("<u2").tobytes() for numbers in (rows, cells, feature)),
        identifier.nb_ptc[kept].astype("<f2").tobytes(),
    ]
    return lzma.compress(b"".join(parts), preset=9 | lzma.PRESET_EXTREME)


def _reached(moves: NDArray[np.uint32], row_of: NDArray[np.uint16]) -> NDArray[np.int64]:
    """The states of the automaton that our bytes lead to, the one it begins with first."""
    states, seen = [0], {0}
    for state in states:
        for following in map(int, moves[row_of[state], BYTES]):
            if following not in seen:
                seen.add(following)
                states.append(following)
    return np.array(states)


def measure(sentences: Sequence[str], rounds: int) -> dict[str, float]:
    """How many sentences the two disagree about, the largest difference, and microseconds for each."""
    theirs, ours = original(), LanguageModel()
    differences = []
    for sentence in sentences:
        probabilities = ours.rank(sentence)
        differences.append(max(abs(value - probabilities[name]) for name, value in theirs.rank(sentence)))
    times = interleaved(
        {
            "py3langid": lambda: [theirs.rank(one) for one in sentences],
            "tertulia": lambda: [ours.rank(one) for one in sentences],
        },
        rounds,
    )
    return {
        "sentences": len(sentences),
        "different": sum(one > CLOSE for one in differences),
        "largest": max(differences),
        **{f"{name}_us": seconds / len(sentences) * 1e6 for name, seconds in times.items()},
    }


def write() -> None:
    """Make the model's file anew."""
    MODEL_FILE.write_bytes(convert(original()))


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and print the table or the JSON."""
    options = arguments(__doc__ or "", argv)
    documents = records(options.data / "parallel" / "documents.jsonl")
    sentences = [one for row in documents for language in Language for one in row[language]]
    found = measure([" ".join(telling_words(one)) for one in sentences], options.rounds)
    if options.json:
        print(json.dumps({name: round(value, 6) for name, value in found.items()}))
    else:
        print(table(["", "measured"], [[name, f"{value:g}"] for name, value in found.items()]))


if __name__ == "__main__":
    main()
