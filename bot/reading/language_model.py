"""A model that tells eight languages apart by short runs of bytes that are more frequent in some of them.

It is the model of py3langid (BSD 3-Clause licence, in ``languages.LICENSE.txt``), cut down to what detection
asks of it: eight languages, and texts of Latin letters, spaces and apostrophes. ``benchmarks.languages``
makes ``languages.xz`` of the original, and compares their answers. The original needs numpy, which takes
thirty megabytes and is of no other use here.

An automaton reads a text byte by byte, and notes a feature in each state that stands for one. Scores are
those of a multinomial naive Bayes classifier, with the logarithms of the features' counts.
"""

from __future__ import annotations

import json
import lzma
import math
import struct
import sys
from array import array
from collections import Counter
from pathlib import Path

MODEL_FILE = Path(__file__).with_name("languages.xz")
NO_FEATURE = 0xFFFF
"""Stands for a state that is no feature."""


class LanguageModel:
    """A model read from its file. ``rank`` says how probable each of its languages is."""

    def __init__(self, path: Path = MODEL_FILE) -> None:
        """Read the model at ``path``: a line of JSON with its sizes and priors, then its parts.

        The parts are the column of the table for each byte; the row for each state; the table, whose cells
        name the next state; the feature of each state; and each feature's weights, one for each language.
        """
        with lzma.open(path) as file:
            told = json.loads(file.readline())
            states, rows, columns = told["states"], told["rows"], told["columns"]
            self._priors: dict[str, float] = told["priors"]
            self._width = len(self._priors)
            self._column = file.read(256)
            self._row_starts = array("I", (columns * row for row in _integers(file.read(2 * states))))
            self._table = _integers(file.read(2 * rows * columns))
            # Where the weights of a state's feature begin, or -1.
            features = _integers(file.read(2 * states))
            starts = (self._width * one if one != NO_FEATURE else -1 for one in features)
            self._features = array("i", starts)
            packed = file.read()
            self._weights = array("f", struct.unpack(f"<{len(packed) // 2}e", packed))

    def rank(self, text: str) -> dict[str, float]:
        """How probable it is that ``text`` is in each of the languages; together they make one.

        It is to be given in Unicode's composed form (NFC), as the model learnt it.
        """
        if text.isupper():
            text = text.lower()
        content = text.encode("utf-8", "surrogatepass")
        scores = self._scores(Counter(self._found_in(content)))
        # Features of a longer text do not stand for themselves: without this it would seem too certain.
        scale = 1 / math.sqrt(len(content) or 1)
        best = max(scores)
        shares = [math.exp(scale * (score - best)) for score in scores]
        whole = sum(shares)
        return {name: share / whole for name, share in zip(self._priors, shares, strict=True)}

    def _found_in(self, content: bytes) -> list[int]:
        """The features that stand in ``content``, by where their weights begin."""
        row_starts, table, features = self._row_starts, self._table, self._features
        state, found = 0, []
        for column in content.translate(self._column):
            state = table[row_starts[state] + column]
            if (feature := features[state]) >= 0:
                found.append(feature)
        return found

    def _scores(self, found: Counter[int]) -> list[float]:
        """The score of each language for these features; all are alike where there are none."""
        if not found:
            return [0.0] * self._width
        as_often: dict[int, list[array[float]]] = {}
        for feature, count in found.items():
            as_often.setdefault(count, []).append(self._weights[feature : feature + self._width])
        scores = list(self._priors.values())
        for count, weights in as_often.items():
            factor = math.log1p(count)
            scores = [
                score + factor * sum(of_language)
                for score, of_language in zip(scores, zip(*weights, strict=True), strict=True)
            ]
        return scores


def _integers(content: bytes) -> array[int]:
    """Unsigned numbers of 16 bits, the lower byte first."""
    numbers = array("H", content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
