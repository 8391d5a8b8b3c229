"""Kills the bot with SIGKILL at random instants under load, and compares what it stored with what was said.

``python -m benchmarks.recovery [--kills N] [--json] [--rooms N] [--seed S] [--feeds]``: people in a sandbox
write, answer, edit and delete messages, use dialogs and post articles, without end, while the bot, a process
of its own, is killed and started again. Afterwards it is left to finish, and its database is compared with
the sandbox's own record and with what stands in its rooms. Comments and rooms are in both languages;
the bot has a translation engine that is slow or fails at times. Rules hold one comment in twenty and report
others; a moderator approves or hides what waits, and authors change or delete it.

In ``--json``, ``in_flight`` is at how many of the kills the bot had something in its hands: a message it had
been sent and not stored, a dialog or command it had not answered, a mirror or card it had promised and not
sent. ``lost`` counts messages, dialogs it had acknowledged, edits, deletions, parents and cards;
``mirrors_wrong`` mirrors that are missing, doubled, without their comment, without its present text, or out
of the order of the room it was made in. ``translated`` counts mirrors that show a translation,
``translations_wrong`` those that should and do not, or show one of another text, and stored translations
whose comment is gone or says something else.

``held`` counts comments that were held, ``approved`` and ``hidden`` those decided on, ``letters`` what
authors were told. ``held_lost`` counts those that are not kept as they should be, with their files and what
was found; ``left_standing`` messages of what is hidden; ``shown_wrongly`` comments that are not shown once in
their own thread; ``letters_wrong``, ``notices_wrong`` and ``audit_wrong`` what authors and moderators were
told twice, not at all or of something else, and decisions that the audit does not have.

With ``--feeds`` the bot follows four feeds instead, and nobody writes: two editions of one paper, an agency
with some of its stories, and a paper that fails at times. Entries come while the bot is down or alive, one
by one or more than five at once; some have new guids, or are edited after they were posted; documents are cut
short, and pages cannot be had. ``entries`` counts what the feeds had, ``cards`` and ``late`` what rooms show
of it as cards and as links in one message. ``posted_twice`` counts stories with more than one card in a room,
or a link beside it or twice; ``lost`` those with neither; ``posted_wrongly`` cards of what was there before
the feed was followed; ``told_twice`` what people were told twice about a feed.

With ``--database URL`` the bot's database is on a PostgreSQL server: it is made there with its ledger, and
dropped afterwards. ``own`` starts a server for it, which fails now and then while the bot works, or with it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from benchmarks import recovery_feed_run
from benchmarks.measure import table
from benchmarks.recovery_check import Checker, Verdict, summary
from benchmarks.recovery_engine import TranslationService
from benchmarks.recovery_feed_run import FeedOutcome
from benchmarks.recovery_load import Load
from benchmarks.server import Server, server_at
from bot.database.place import Place
from sandbox.server import Sandbox
from tests.bot_process import BotProcess

ROOMS = ("news", "noticias")
LONGEST_LIFE = 2.5
"""Seconds that the bot lives at most after it connected: long enough to read an article and post its card."""
CALM, CALM_SECONDS = 0.2, 5.0
"""How many of its lives are longer by so many seconds, in which moderators decide."""
FAILURES = 0.2
"""How many of the kills a server of the benchmark's own fails before, and how many it fails with."""
PATIENCE = 120.0
"""Seconds the bot is given in the end without getting any further."""


@dataclass(frozen=True)
class Outcome:
    """What came of the kills; ``things`` is how much was in the bot's hands at all of them together.

    ``failures`` is how often the server failed that has the database.
    """

    kills: int
    failures: int
    in_flight: int
    things: int
    seconds: float
    verdict: Verdict

    def figures(self) -> dict[str, int]:
        """What ``--json`` prints."""
        return {
            "kills": self.kills,
            "server_failures": self.failures,
            "in_flight": self.in_flight,
            "comments": self.verdict.comments,
            "lost": len(self.verdict.lost),
            "doubled": len(self.verdict.doubled),
            "cards_doubled": len(self.verdict.cards_doubled),
            "mirrors_wrong": len(self.verdict.mirrors_wrong),
            "translated": self.verdict.translated,
            "translations_wrong": len(self.verdict.translations_wrong),
            **self.verdict.holding.figures(),
        }


async def run(
    kills: int,
    folder: Path,
    *,
    rooms: Sequence[str],
    seed: int,
    pause: float = 6.0,
    server: Server | None = None,
) -> Outcome:
    """Kill a bot that many times; everything it leaves lies in ``folder``, but for a database on ``server``.

    ``pause`` is how many seconds lie between two articles.
    """
    began = time.monotonic()
    record, file = folder / "record.jsonl", folder / "bot.sqlite3"
    place: Place = file if server is None else server.make()
    chance = random.Random(seed)
    in_flight = things = failures = 0
    async with (
        TranslationService(seed) as engine,
        Sandbox.start(record=record, rate_limits=False) as sandbox,
    ):
        bot = BotProcess(sandbox, file, settings={**engine.settings, **_settings(place)})
        checker = Checker(sandbox, record, place)
        try:
            await bot.start()
            async with Load(sandbox, rooms, seed, pause) as load:
                for _ in range(kills):
                    since = int(sandbox.clock.snowflake())
                    calm = CALM_SECONDS if chance.random() < CALM else 0.0
                    await asyncio.sleep(calm + chance.uniform(0, LONGEST_LIFE))
                    failures += await _fail(server, chance)
                    await load.burst()
                    await asyncio.sleep(chance.uniform(0, 0.015))
                    held = load.waiting
                    await bot.kill()
                    load.online = False
                    failures += await _fail(server, chance)
                    held += await asyncio.to_thread(checker.look, since)
                    in_flight += held > 0
                    things += held
                    await bot.start()
                    load.online = True
            verdict = await finish(checker, load)
        finally:
            await bot.kill()
    return Outcome(kills, failures, in_flight, things, time.monotonic() - began, verdict)


def _settings(place: Place) -> dict[str, str]:
    """What tells a bot where its database is, in its environment."""
    if isinstance(place, Path):
        return {}
    return {"TERTULIA_DATABASE": place.url, "TERTULIA_LEDGER": place.ledger}


async def _fail(server: Server | None, chance: random.Random) -> bool:
    """Now and then let a server of the benchmark's own fail; whether it did."""
    if server is None or chance.random() >= FAILURES:
        return False
    return await asyncio.to_thread(server.crash)


async def finish(checker: Checker, load: Load) -> Verdict:
    """What is right or wrong once the bot has done what it had left to do."""
    until, least = 0.0, (sys.maxsize, sys.maxsize)
    clean = False
    while True:
        unfinished = checker.unfinished()
        # Comparing everything takes a while, in which the sandbox answers nothing.
        verdict = None if unfinished else checker.verdict(load.acknowledged, load.posted, load.asked)
        if verdict and verdict.clean and clean:
            return verdict  # whatever was to be doubled would be by now
        clean = verdict is not None and verdict.clean
        left = (len(unfinished), len([*verdict.differences()]) if verdict else 0)
        if left < least:
            until, least = time.monotonic() + PATIENCE, left
        elif time.monotonic() > until:
            return verdict or checker.verdict(load.acknowledged, load.posted, load.asked)
        await asyncio.sleep(2)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=200, help="how often the bot is killed (default 200)")
    parser.add_argument("--rooms", type=int, default=len(ROOMS), choices=(1, 2), help="rooms of each article")
    parser.add_argument("--seed", type=int, default=1, help="what the chances begin with")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--keep", type=Path, help="an empty folder for what the bot and the sandbox leave")
    parser.add_argument("--feeds", action="store_true", help="it follows feeds, and nobody writes")
    parser.add_argument("--database", metavar="URL", help="a PostgreSQL server for its database, or own")
    parser.add_argument("--data", help="as the other benchmarks take it; not needed here")
    given = parser.parse_args(argv)
    if given.feeds and given.database:
        parser.error("--feeds has no --database")
    its_server = server_at(given.database) if given.database else nullcontext()
    with tempfile.TemporaryDirectory() as temporary, its_server as server:
        folder = given.keep or Path(temporary)
        if given.feeds:
            of_feeds = asyncio.run(recovery_feed_run.run(given.kills, folder, seed=given.seed))
            return _tell_of_feeds(of_feeds, as_json=given.json)
        rooms = ROOMS[: given.rooms]
        outcome = asyncio.run(run(given.kills, folder, rooms=rooms, seed=given.seed, server=server))
    figures, verdict = outcome.figures(), outcome.verdict
    for line in summary(verdict):
        print(line, file=sys.stderr)
    _print(figures, outcome.seconds, {"things in flight": outcome.things}, as_json=given.json)
    wrong = [*verdict.differences()]
    return 1 if wrong or figures["in_flight"] < figures["kills"] else 0


def _tell_of_feeds(outcome: FeedOutcome, *, as_json: bool) -> int:
    wrong = outcome.verdict.differences()
    for line in wrong:
        print(line, file=sys.stderr)
    _print(outcome.figures(), outcome.seconds, {}, as_json=as_json)
    return 1 if wrong else 0


def _print(figures: dict[str, int], seconds: float, more: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(figures))
        return
    print(table(["", "count"], [[name, str(count)] for name, count in (figures | more).items()]))
    print(f"in {seconds:.0f} s")


if __name__ == "__main__":
    raise SystemExit(main())
