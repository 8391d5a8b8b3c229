"""A member may ask for so many translations an hour, and is told when they may ask again."""

from __future__ import annotations

import pytest

from bot.domain.errors import Refused
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.translating.allowance import MOST_MEMBERS, REQUESTS, Allowance
from tests.clock import SteppedClock

EMMA, ELENA = 1, 2


def refused(allowance: Allowance, member_id: int, language: Language = Language.EN) -> str | None:
    try:
        allowance.spend(member_id)
    except Refused as error:
        return Catalog.load().say(error.message, language)
    return None


def test_a_member_may_ask_thirty_times_an_hour() -> None:
    allowance = Allowance(SteppedClock())
    assert [refused(allowance, EMMA) for _ in range(REQUESTS)] == [None] * 30
    assert refused(allowance, EMMA) is not None
    assert refused(allowance, ELENA) is None


async def test_who_asked_too_often_is_told_in_their_language_when_they_may_ask_again() -> None:
    clock = SteppedClock()
    allowance = Allowance(clock)
    for _ in range(REQUESTS):
        allowance.spend(EMMA)
    await clock.advance(1_830)
    assert (
        refused(allowance, EMMA) == "You can ask for 30 translations an hour. Please try again in 30 minutes."
    )
    spanish = refused(allowance, EMMA, Language.ES)
    assert spanish == "Puedes pedir 30 traducciones por hora. Vuelve a intentarlo dentro de 30 minutos."


async def test_each_request_counts_for_an_hour() -> None:
    clock = SteppedClock()
    allowance = Allowance(clock)
    allowance.spend(EMMA)
    await clock.advance(1_000)
    for _ in range(REQUESTS - 1):
        allowance.spend(EMMA)
    await clock.advance(2_599)
    assert refused(allowance, EMMA) is not None
    await clock.advance(1)
    assert refused(allowance, EMMA) is None
    assert refused(allowance, EMMA) is not None, "only the first request is an hour old"


async def test_being_refused_costs_nothing() -> None:
    clock = SteppedClock()
    allowance = Allowance(clock)
    for _ in range(REQUESTS):
        allowance.spend(EMMA)
    for _ in range(100):
        refused(allowance, EMMA)
    await clock.advance(3_600)
    assert [refused(allowance, EMMA) for _ in range(REQUESTS)] == [None] * 30


@pytest.mark.parametrize("recently", [False, True])
def test_no_more_members_are_remembered_than_fit_and_those_first_who_asked_last(recently: bool) -> None:
    allowance = Allowance(SteppedClock())
    for _ in range(REQUESTS):
        allowance.spend(EMMA)
    for member_id in range(10, 10 + MOST_MEMBERS - 1):
        allowance.spend(member_id)
    if recently:
        assert refused(allowance, EMMA) is not None
    allowance.spend(ELENA)
    assert (refused(allowance, EMMA) is not None) is recently
