"""What translated mirrors cost: nothing where nothing is translated, and nobody's time on the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import Engine, event

from bot.domain.language import Language
from bot.jobs.worker import Worker
from tests.discord.answers import text_of
from tests.discord.discussed import Discussed, discuss
from tests.discord.simulated import Simulated
from tests.machine_speed import slowness
from tests.statements import is_of_stores

OPEN, ABIERTO = "The bridge is open again.", "El puente está abierto de nuevo."


LONGEST_HELD = 0.020
TABLES = ("comment_translation", "translation_due", "allowed_engine", "glossary_term")
COMMENT, EDIT, REQUESTS = (
    {"SELECT": 45, "INSERT": 4, "UPDATE": 4},
    {"SELECT": 23, "INSERT": 2, "UPDATE": 5, "DELETE": 1},
    3,
)
"""The statements of a comment with its mirror and of its edit, but for the index of words, and the requests
of the former with what the member sent: as they were counted on the last commit without translations, and
what moderators changed of each of the two cards that are redrawn.
"""


async def both(tertulia: Simulated) -> tuple[Discussed, Discussed]:
    news = await discuss(tertulia)
    return news, await discuss(tertulia, tertulia.seed.noticias, language=Language.ES)


@contextlib.contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that stores send to any database."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        if is_of_stores(statement):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def counted(sent: list[str]) -> Counter[str]:
    return Counter(one.split()[0] for one in sent if not one.startswith(("SAVEPOINT", "RELEASE")))


async def shown(tertulia: Simulated, room: Discussed, *endings: str) -> None:
    """The messages of a thread end like this, and the bot has nothing left to do. This asks no database."""
    await tertulia.until(
        lambda: [one[-len(end) :] for one, end in zip(texts(room), endings, strict=False)] == [*endings]
    )
    await tertulia.settle()
    await tertulia.until(lambda: not any(one.backlog for one in tertulia.services[Worker].health))
    await asyncio.sleep(0.3)


def texts(room: Discussed) -> list[str]:
    return [text_of(one) for one in sorted(room.thread.history(), key=lambda one: one.id)]


async def test_without_an_engine_a_comment_costs_what_it_did_before_there_were_translations(
    tertulia: Simulated,
):
    news, noticias = await both(tertulia)
    await tertulia.emma.send(news.thread, OPEN)
    await shown(tertulia, noticias, OPEN)
    requests = len(tertulia.env.http_requests)
    with statements() as sent:
        message = await tertulia.emma.send(news.thread, OPEN)
        await shown(tertulia, noticias, OPEN, OPEN)
    assert counted(sent) == Counter(COMMENT)
    assert not [one for one in sent if any(table in one for table in TABLES)]
    assert len(tertulia.env.http_requests) - requests == REQUESTS
    with statements() as sent:
        await tertulia.emma.edit(message, content=f"{OPEN} Yes.")
        await shown(tertulia, noticias, OPEN, "Yes.")
    assert counted(sent) == Counter(EDIT)
    assert not [one for one in sent if any(table in one for table in TABLES)]


@pytest.mark.engines("firefox")
async def test_no_translated_mirror_holds_the_event_loop(tertulia: Simulated):
    news, noticias = await both(tertulia)
    await tertulia.emma.send(news.thread, OPEN)
    await shown(tertulia, noticias, "por Firefox Translations")
    text = "\n".join([OPEN] * 50)
    longest = []
    for _ in range(3):  # the loop may be held by what is not ours, as by the search for garbage
        async with beating() as held:
            message = await tertulia.emma.send(news.thread, text)
            count = len(texts(noticias))
            await tertulia.until(lambda count=count: len(texts(noticias)) > count)
        longest.append(max(held))
        assert message
    assert ABIERTO in texts(noticias)[-1]
    assert min(longest) <= LONGEST_HELD * slowness()


@contextlib.asynccontextmanager
async def beating() -> AsyncIterator[list[float]]:
    """The seconds of its thread that the event loop spends between two beats."""
    spent: list[float] = []

    async def beat() -> None:
        before = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            spent.append(now - before)
            before = now

    task = asyncio.create_task(beat())
    try:
        yield spent
    finally:
        task.cancel()
