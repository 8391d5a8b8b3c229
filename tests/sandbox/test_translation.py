"""The sandbox's translation service: what it knows, how it fails, and how it looks to the bot's engines."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping

import aiohttp
import pytest

from bot.domain.language import Language
from bot.translation.chain import Chain, Translation, Untranslated, direction_of
from bot.translation.direction import DIRECTIONS, Direction
from bot.translation.engines.governor import Governor
from bot.translation.engines.libretranslate import LibreTranslate
from bot.translation.guard import check
from bot.translation.protect import take_apart
from sandbox.site.articles import Newsstand
from sandbox.translation.phrasebook import Phrasebook
from sandbox.translation.service import PAUSE_SECONDS, Fault, TranslationService
from tests.translators import Made

BOOK = Phrasebook.read()
INTO_ENGLISH = Direction.into(Language.EN)
SAYING = "Nadie nos preguntó antes de cerrar el muelle viejo."
every_direction = pytest.mark.parametrize("direction", DIRECTIONS, ids=str)


def sides(pair: Mapping[str, str], direction: Direction) -> tuple[str, str]:
    return pair[direction.source], pair[direction.target]


@every_direction
def test_whatever_it_knows_passes_the_guard(direction: Direction) -> None:
    both = [sides(pair, direction) for pair in BOOK.pairs]
    assert [one for one in both if check(*one, direction)] == []


@every_direction
def test_what_the_page_suggests_is_one_sentence_whose_language_is_clear(direction: Direction) -> None:
    for pair in BOOK.sayings:
        text, _ = sides(pair, direction)
        assert direction_of(text, None) == direction
        assert [unit.masked() for unit in take_apart(text, direction.source).units] == [text]


def test_it_knows_every_sentence_of_the_article_that_has_no_other_edition() -> None:
    (article,) = (one for one in Newsstand().articles if one.twin is None)
    read = [article.headline, article.standfirst]
    read += [piece.text for piece in article.pieces if piece.tag in ("p", "h2", "blockquote", "li")]
    sentences = [one for text in read for one in re.split(r"(?<=[.!?]) ", text)]
    assert [one for one in sentences if BOOK.translation(one, article.language, "es") is None] == []


@pytest.fixture
async def service() -> TranslationService:
    return TranslationService(slow=0.3)


@pytest.fixture
async def origin(service: TranslationService) -> AsyncIterator[str]:
    async with service.serving() as origin:
        yield origin


@pytest.fixture
async def chain(origin: str) -> AsyncIterator[Chain]:
    """The service, and an engine that knows one sentence to go on with."""
    other = Made(lambda _: "Nobody asked us before closing the old quay.", "other")
    chain = Chain([Governor(LibreTranslate(origin, local=True)), Governor(other)])
    yield chain
    await chain.close()


async def test_the_bot_gets_what_the_phrasebook_says(chain: Chain) -> None:
    told = await chain.translate(SAYING, INTO_ENGLISH)
    assert isinstance(told, Translation)
    assert (told.made.engine, told.made.text) == (
        "libretranslate",
        "Nobody asked us before they closed the old quay.",
    )


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.FAILING, "LibreTranslate cannot be reached or has a problem."),
        (Fault.NONSENSE, "it lost a negation"),
    ],
)
async def test_when_it_fails_in_the_middle_the_next_engine_is_asked(
    chain: Chain, service: TranslationService, fault: Fault, reason: str
) -> None:
    await chain.translate(SAYING, INTO_ENGLISH)
    service.fault = fault
    told = await chain.translate(SAYING, INTO_ENGLISH)
    assert isinstance(told, Translation)
    assert told.made.engine == "other"
    assert str(told.attempts[0].why) == reason


async def test_what_it_does_not_know_counts_for_no_failure(chain: Chain) -> None:
    for _ in range(4):
        told = await chain.translate("El puente está abierto de nuevo.", INTO_ENGLISH)
        assert not isinstance(told, Untranslated) or told.attempts[0].engine == "libretranslate"
    assert chain.engines[0].off is None


async def test_a_failing_service_asks_for_a_pause_and_is_asked_again_after_it(
    chain: Chain, service: TranslationService
) -> None:
    service.fault = Fault.FAILING
    await chain.translate(SAYING, INTO_ENGLISH)
    assert chain.engines[0].off is not None
    assert PAUSE_SECONDS < 60, "sooner than after faults that ask for nothing"


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"q": SAYING, "source": "es", "target": "en"}, 200, None),
        ({"q": SAYING, "source": "es"}, 400, "missing target parameter"),
        ({"q": SAYING, "source": "xx", "target": "en"}, 400, "xx is not supported"),
        ({"q": SAYING, "source": ["es"], "target": "en"}, 400, "is not supported"),
        ({"q": "What is this?", "source": "en", "target": "es"}, 400, "not in the phrasebook"),
        ([], 400, "Invalid request"),
    ],
)
async def test_it_answers_as_libretranslate_does(
    origin: str, body: object, status: int, error: str | None
) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{origin}/translate", json=body) as answer:
            told = await answer.json()
        assert answer.status == status
        if error is None:
            assert told == {"translatedText": "Nobody asked us before they closed the old quay."}
        else:
            assert error in told["error"]
        async with session.get(f"{origin}/languages") as answer:
            assert [one["code"] for one in await answer.json()] == ["en", "es"]
