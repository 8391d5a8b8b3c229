"""Measures every translation engine that is there, and the guard.

``python -m benchmarks.translation --data DIR [--json] [--messages N]`` translates the sentences of
``DIR/parallel/documents.jsonl`` and, for tokens, ``N`` random messages of these words. What the guard finds
is told of every second document; its words were chosen with the others. Beside the engines stand three that
translate nothing: one that changes nothing, a hostile one, and a tiny random model in Firefox's runtime.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.chrf import chrf
from benchmarks.measure import arguments, records, table
from benchmarks.mutations import Pair, caught, false_alarms
from bot.domain.language import Language
from bot.settings import load_settings
from bot.translation.chain import translated
from bot.translation.direction import DIRECTIONS, Direction
from bot.translation.engines.chosen import chosen_engines
from bot.translation.engines.engine import EngineFailed
from bot.translation.engines.firefox import Firefox
from bot.translation.engines.governor import Governor
from bot.translation.guard import is_negation, negates, words_of
from bot.translation.protect import take_apart
from bot.translation.tokens import tokens
from bot.translation.unit import Violation
from tests import tiny_firefox
from tests.messages import message
from tests.translators import Hostile, Made, unchanged

MESSAGES = 20_000
LONG_MESSAGES, LONGEST_MESSAGE = 20, 4_000
_NEGATIVE = frozenset(
    ["nadie", "nada", "nunca", "jamás", "tampoco", "ningún", "ninguna", "ninguno", "ningunas", "ningunos"]
)
_OTHER_NEGATORS = frozenset(["no", "sin", "ni"])
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def pairs(documents: Sequence[dict[str, Any]], direction: Direction) -> list[Pair]:
    """Sentences and their human translations."""
    return [
        pair
        for document in documents
        for pair in zip(document[direction.source], document[direction.target], strict=True)
    ]


def guard(documents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """False alarms by direction, and catches of the lower one, in percent."""
    told = {str(direction): false_alarms(pairs(documents, direction), direction) for direction in DIRECTIONS}
    both = [caught(pairs(documents, direction), direction) for direction in DIRECTIONS]
    return {
        "false_alarms": {name: round(one.percent, 2) for name, one in told.items()},
        "caught": {kind: round(min(one[kind].percent for one in both), 1) for kind in both[0]},
    }


async def quality(engine: Governor, documents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """chrF by direction, and milliseconds a sentence: of the clock, and of its own processes' CPU."""
    scores, seconds, cpu, count = {}, 0.0, 0.0, 0
    for direction in DIRECTIONS:
        sources, references = zip(*pairs(documents, direction), strict=True)
        await engine.translate(sources[:1], direction)
        began, used = time.perf_counter(), _cpu(engine)
        answers = await engine.translate(sources, direction)
        seconds, cpu, count = (
            seconds + time.perf_counter() - began,
            cpu + _cpu(engine) - used,
            count + len(sources),
        )
        scores[str(direction)] = round(chrf(answers, references), 2)
    return {
        "chrf": scores,
        "ms": round(1000 * seconds / count, 2),
        "cpu_ms": round(1000 * cpu / count, 2),
        "mb": round(_memory(engine), 1),
    }


def _pids(engine: Governor) -> list[int]:
    return list(getattr(engine.engine, "pids", ()))


def _cpu(engine: Governor) -> float:
    ticks = 0
    for pid in _pids(engine):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


def _memory(engine: Governor) -> float:
    kilobytes = 0
    for pid in _pids(engine):
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
        kilobytes += int(re.search(r"^Pss:\s+(\d+)", told, re.MULTILINE)[1])  # type: ignore[index]
    return kilobytes / 1024


async def wrong_and_refused(
    engine: Governor, sentences: dict[Language, list[str]], count: int
) -> dict[str, Any]:
    """Of random messages: how many came back with other tokens, and the percentage that was refused."""
    wrong = refused = 0
    chance = random.Random(7)
    for number in range(count):
        direction = DIRECTIONS[number % 2]
        text = message(chance, sentences[direction.source])
        try:
            told, _ = await translated(engine, take_apart(text, direction.source), direction)
        except (Violation, EngineFailed):
            refused += 1
            continue
        spoiled = tokens(told) != tokens(text) or told.count("@everyone") > text.count("@everyone")
        wrong += spoiled or (engine.engine.name == "unchanged" and told != text)
    return {"refused": round(100 * refused / count, 2), "wrong": wrong}


async def held(engine: Governor, sentences: dict[Language, list[str]]) -> float:
    """The most milliseconds of CPU that translations of long messages take of the event loop at once."""
    chance, direction, longest = random.Random(9), DIRECTIONS[0], 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            before = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - before)

    beating = asyncio.create_task(beat())
    for _ in range(LONG_MESSAGES):
        text = ""
        while len(text) < LONGEST_MESSAGE - 300:
            text += message(chance, sentences[direction.source]) + "\n"
        with contextlib.suppress(Violation, EngineFailed):
            await translated(engine, take_apart(text[:LONGEST_MESSAGE], direction.source), direction)
    beating.cancel()
    return round(1000 * longest, 1)


async def lost_negations(engine: Governor, data: Path, spanish: Sequence[str]) -> dict[str, int]:
    """Of Spanish sentences whose only negation stands before the verb: how many lose it, idioms aside."""
    found = set(spanish)
    for row in records(data / "summaries" / "articles.jsonl"):
        if row.get("language") == "es":
            found |= {one for paragraph in row["paragraphs"] for one in _SENTENCE_END.split(paragraph)}
    chosen = [one for one in sorted(found) if 20 < len(one) < 300 and _has_only_negative_words(one)]
    answers = await engine.translate(chosen, Direction.into(Language.EN))
    lost = [
        one
        for one, answer in zip(chosen, answers, strict=True)
        if negates(one, Language.ES) and not any(is_negation(word, Language.EN) for word in words_of(answer))
    ]
    return {"of": len(chosen), "lost": len(lost)}


def _has_only_negative_words(sentence: str) -> bool:
    words = set(words_of(sentence))
    return bool(words & _NEGATIVE) and not words & _OTHER_NEGATORS


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Everything, by engine."""
    documents = list(records(options.data / "parallel" / "documents.jsonl"))
    sentences = {
        language: [one for document in documents for one in document[language]] for language in Language
    }
    guarded = guard(documents[1::2])
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        tiny = Firefox(Path(folder), tiny_firefox.models(Path(folder) / "."))
        others = {
            "unchanged": Made(unchanged, "unchanged"),
            "hostile": Made(Hostile(3), "hostile"),
            "tiny": tiny,
        }
        for name, other in others.items():
            told[name] = await wrong_and_refused(Governor(other), sentences, options.messages)
        await tiny.close()
    for engine in chosen_engines(load_settings().engines):
        told[engine.engine.name] = {
            **await quality(engine, documents),
            **guarded,
            **await wrong_and_refused(engine, sentences, options.messages),
            "loop_ms": await held(engine, sentences),
        }
        if engine.engine.rough:
            negations = await lost_negations(engine, options.data, sentences[Language.ES])
            told[engine.engine.name]["lost_negations"] = negations
        await engine.close()
    return told


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and print the table or the JSON."""
    given = list(argv) if argv is not None else None
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    own, rest = parser.parse_known_args(given)
    options = arguments(__doc__ or "", rest)
    options.messages = own.messages
    told = asyncio.run(measure(options))
    if options.json:
        print(json.dumps(told))
    else:
        rows = [[name, key, json.dumps(value)] for name, one in told.items() for key, value in one.items()]
        print(table(["engine", "", "measured"], rows))


if __name__ == "__main__":
    main()
