"""The metrics of a running bot, as Prometheus reads them, and the pages that list them."""

from __future__ import annotations

import asyncio
import re
import sys
import threading
from typing import Any

import pytest

from bot.domain.discussion import CommentOrigin
from bot.domain.errors import StorageFailed
from bot.domain.message import message
from bot.jobs.kinds import Job
from bot.jobs.metrics import EventKind, LookOutcome
from bot.upkeep.health import ReasonCode
from bot.upkeep.metrics import scrape
from tests.discord.adding import WORDS, add, elsewhere, public_id
from tests.discord.case_helpers import card, reply
from tests.discord.discussed import discuss, say
from tests.discord.rooms import both, mirror_in
from tests.discord.simulated import Simulated
from tests.discord.upkeep.watched import scraped, serve
from tests.endpoint import Scraped, ask
from tests.meta.source import ROOT

PAGES = ("metrics.md", "metrics.es.md")
ENGINES = ("one", "deepl")
LABELS: dict[str, set[str]] = {
    "reason": set(ReasonCode),
    "kind": set(EventKind),
    "origin": set(CommentOrigin),
    "outcome": set(LookOutcome),
    "worker": {one.name.lower() for one in Job},
    "engine": set(ENGINES),
}
"""The values that each label may have."""
ROW = re.compile(r"^\| `(\w+)` \| (gauge|counter|histogram) \| (?:`(\w+)`)? ?\| \S.* \|$", re.MULTILINE)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="process metrics are told on Linux only")


def listed(page: str) -> dict[str, tuple[str, str]]:
    """The metrics that a page lists: the type and label of each."""
    return {name: (kind, label) for name, kind, label in ROW.findall((ROOT / "docs" / page).read_text())}


def served(found: Scraped) -> dict[str, tuple[str, str]]:
    """The same of what is served."""
    told = {}
    for family in found.families.values():
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        [label] = labels or {""}
        ending = "_total" if family.type == "counter" else ""
        told[f"{family.name}{ending}"] = (family.type, label)
    return told


@LINUX
@pytest.mark.engines(*ENGINES, outside=["deepl"])
async def test_the_pages_list_what_is_served_and_nothing_else(tertulia: Simulated) -> None:
    found = await scraped(await serve(tertulia))
    for page in PAGES:
        assert listed(page) == served(found), page
        workers = (ROOT / "docs" / page).read_text().split("\n`worker` ")[1].split(".")[0]
        assert set(re.findall(r"`(\w+)`", workers)) == LABELS["worker"], page
    assert all(family.documentation for family in found.families.values())


@pytest.mark.engines(*ENGINES, outside=["deepl"])
async def test_labels_hold_fixed_words_alone(tertulia: Simulated) -> None:
    url = await serve(tertulia)
    news, noticias = await both(tertulia)
    _, comment = await say(tertulia, tertulia.emma, news, "Nothing of this, nor who said it.")
    await mirror_in(tertulia, noticias, comment)
    found = await scraped(url)
    values: dict[str, set[str]] = {}
    for family in found.families.values():
        for label, value in [pair for sample in family.samples for pair in sample.labels.items()]:
            values.setdefault(label, set()).add(value)
    assert set(values) == {*LABELS, "le"}
    assert all(re.fullmatch(r"[0-9.]+|\+Inf", bound) for bound in values.pop("le"))
    assert not [label for label, words in values.items() if not words <= LABELS[label]]
    ids = (tertulia.seed.guild.id, tertulia.emma.id, news.thread.id, news.post.channel_id)
    for hidden in (*map(str, ids), "Emma", "Nothing of this", "127.0.0.1"):
        assert hidden not in found.text


async def test_comments_are_counted_however_they_are_made(tertulia: Simulated) -> None:
    url = await serve(tertulia)
    discussed = await discuss(tertulia)
    before = await scraped(url)
    await say(tertulia, tertulia.emma, discussed, "In the thread.")
    await say(tertulia, tertulia.elena, discussed, "También.")
    await reply(tertulia, tertulia.emma, discussed, "To the card.")
    dialog = await tertulia.click(tertulia.emma, card(tertulia, discussed), "t1:reply")
    await tertulia.fill(tertulia.emma, dialog, {"Your reply": "In the dialog."})
    await add(tertulia, tertulia.emma, await tertulia.emma.send(elsewhere(tertulia), WORDS), discussed)
    after = await scraped(url)

    def grown(*sample: str) -> float:
        return after[sample] - before[sample]

    assert {one: grown("tertulia_comments_total", one) for one in CommentOrigin} == {
        CommentOrigin.THREAD: 2,
        CommentOrigin.REPLY: 1,
        CommentOrigin.DIALOG: 1,
        CommentOrigin.ADDED: 1,
    }
    assert grown("tertulia_events_total", EventKind.MESSAGE) == 3
    assert grown("tertulia_database_commit_seconds_count") >= 5
    assert grown("tertulia_database_commit_jobs_sum") >= 5
    assert grown("tertulia_database_read_seconds_count") >= 5
    assert grown("tertulia_worker_attempts_total", "mirror") >= 1


@pytest.mark.pace(30)
async def test_what_waits_is_told_with_its_age(tertulia: Simulated) -> None:
    url = await serve(tertulia)
    news, noticias = await both(tertulia)
    tertulia.fail("POST", "/webhooks/*", 500, times=None)
    tertulia.fail("PATCH", f"/channels/{news.thread.id}", 500, times=None)
    _, comment = await say(tertulia, tertulia.emma, news, "One that cannot be shown.")
    await tertulia.run(tertulia.mateo, "/moderate lock", article=await public_id(tertulia, news))
    await tertulia.until(lambda: tertulia.health(Job.MIRROR).retries and tertulia.health(Job.EFFECT).retries)
    found = await scraped(url)
    # While something is attempted once more it does not count as failing.
    async with asyncio.timeout(30):
        while {found["tertulia_worker_failing", worker] for worker in ("mirror", "effect")} != {1}:
            await asyncio.sleep(0.1)
            found = await scraped(url)
    assert (found["tertulia_mirrors_pending"], found["tertulia_outbox_pending"]) == (1, 1)
    assert 0 < found["tertulia_mirrors_oldest_seconds"] < 60
    assert 0 < found["tertulia_outbox_oldest_seconds"] < 60
    for worker in ("mirror", "effect"):
        assert found["tertulia_worker_retries_total", worker] >= 1
    tertulia.heal()
    await mirror_in(tertulia, noticias, comment)
    await tertulia.until(lambda: not tertulia.health(Job.EFFECT).backlog)
    found = await scraped(url)
    for name in ("mirrors_pending", "mirrors_oldest_seconds", "outbox_pending", "outbox_oldest_seconds"):
        assert found[f"tertulia_{name}"] == 0


async def test_asked_often_the_database_is_read_once(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await serve(tertulia)
    reads, read = list[int](), scrape.pending_report

    def counting(*given: Any) -> Any:
        reads.append(1)
        return read(*given)

    monkeypatch.setattr(scrape, "pending_report", counting)
    answers = await asyncio.gather(*(ask(f"{url}/metrics") for _ in range(20)))
    assert {one.status for one in answers} == {200}
    assert len({one.text for one in answers}) == 1
    assert len(reads) == 1


async def test_a_database_that_does_not_answer_holds_up_nothing(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await serve(tertulia)
    reads, go_on, read = list[int](), threading.Event(), scrape.pending_report

    def slow(*given: Any) -> Any:
        reads.append(1)
        go_on.wait(20)
        return read(*given)

    monkeypatch.setattr(scrape, "pending_report", slow)
    monkeypatch.setattr(scrape, "READ_TIMEOUT", 0.05)
    for _ in range(2):
        found = await scraped(url)
        assert found["tertulia_pending_read_success"] == 0
        assert "tertulia_mirrors_pending" not in found.families
        assert "tertulia_worker_backlog" in found.families
    assert len(reads) == 1, "no second read is begun beside one that hangs"
    go_on.set()
    monkeypatch.setattr(scrape, "READ_TIMEOUT", 10.0)
    assert (await scraped(url))["tertulia_pending_read_success"] == 1


async def test_a_database_that_refuses_to_be_read_leaves_the_rest(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await serve(tertulia)

    def refuse(*given: Any) -> Any:
        raise StorageFailed(message("The database is busy. Try again in a moment."))

    with monkeypatch.context() as patched:
        patched.setattr(scrape, "pending_report", refuse)
        assert (await scraped(url))["tertulia_pending_read_success"] == 0
    assert (await scraped(url))["tertulia_pending_read_success"] == 1
