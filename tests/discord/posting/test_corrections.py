"""Pages of posted articles are read again: cards follow what changed, and say what is gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord
import pytest
from simcord import ChannelHandle
from sqlalchemy import select, update

from bot.database.engine import Connection
from bot.database.schema import edition, edition_version
from bot.jobs.kinds import Job
from bot.posting.pages import page_check_store as checks
from bot.posting.pages.corrections import Corrections
from tests.discord.aged import check_of, look_again
from tests.discord.answers import labels_of, text_of
from tests.discord.news import ENGLISH, SPANISH, TEXT, cards, post, serve, teach
from tests.discord.pages import Pages
from tests.discord.posted import commented, live
from tests.discord.simulated import Simulated
from tests.translators import Phrasebook

EN, ES = "/bridge", "/es/puente"
TITLE, TITULO = str(ENGLISH["title"]), str(SPANISH["title"])
CORRECTED, CORREGIDO = "The bridge over the river reopens at last", "El puente sobre el río reabre por fin"
GONE, RETIRADO = "The publisher has taken this article down.", "El medio ha retirado este artículo."
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def card_that(
    tertulia: Simulated, says: str, room: ChannelHandle | None = None, *, without: str = "…"
) -> discord.Message:
    """The one card in a room, once it says this and not ``without``."""

    def standing() -> discord.Message | None:
        [card] = cards(room or tertulia.seed.news)
        return card if says in text_of(card) and without not in text_of(card) else None

    found = await tertulia.until(standing)
    assert isinstance(found, discord.Message)
    return found


async def in_both_rooms(tertulia: Simulated, pages: Pages, *, spanish: bool = True) -> None:
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=tertulia.seed.noticias)
    link = serve(pages, spanish=spanish)
    await post(tertulia, link)
    await post(tertulia, link, channel=tertulia.seed.noticias)


async def test_pages_are_read_after_1_and_6_hours_1_3_and_7_days_and_then_no_more(
    tertulia: Simulated, pages: Pages
):
    await post(tertulia, serve(pages))
    began = (await check_of(tertulia)).since
    assert (await check_of(tertulia)).next_at == began + HOUR
    read = pages.asked[EN], pages.asked[ES]
    passed = timedelta()
    for number, time in enumerate([HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY], start=1):
        check = await check_of(tertulia)
        assert check.next_at == check.since + time
        await look_again(tertulia, time - passed)
        passed = time
        assert (pages.asked[EN], pages.asked[ES]) == (read[0] + number, read[1] + number)
    assert (await check_of(tertulia)).next_at is None
    [card] = cards(tertulia.seed.news)
    assert "updated" not in text_of(card)


async def test_a_corrected_page_corrects_the_cards_of_both_editions_and_keeps_what_was_said(
    tertulia: Simulated, pages: Pages
):
    await in_both_rooms(tertulia, pages)
    [card] = cards(tertulia.seed.news)
    await tertulia.emma.send(tertulia.channel(card.id), "At last!")
    await tertulia.until(lambda: commented(tertulia, 1))
    pages.change(EN, TITLE, CORRECTED)
    pages.change(EN, "reopened on Monday", "reopened on Tuesday")
    await look_again(tertulia, HOUR)
    card = await card_that(tertulia, CORRECTED)
    assert "reopened on Tuesday" in text_of(card)
    assert "reopened on Monday" not in text_of(card)
    assert "· updated <t:" in text_of(card)
    assert labels_of(card)[2] == "Open discussion (1)"
    [spanish] = cards(tertulia.seed.noticias)
    assert "actualizado" not in text_of(spanish)  # that edition is as it was
    pages.change(ES, TITULO, CORREGIDO)
    await look_again(tertulia, 5 * HOUR)
    assert "· actualizado <t:" in text_of(await card_that(tertulia, CORREGIDO, tertulia.seed.noticias))
    assert len(await live(tertulia)) == 2


@pytest.mark.engines("one")
async def test_a_correction_is_translated_anew(tertulia: Simulated, pages: Pages):
    [engine] = tertulia.engines
    assert isinstance(engine, Phrasebook)
    teach(engine)
    await in_both_rooms(tertulia, pages, spanish=False)
    await card_that(tertulia, f"[{TITULO}]", tertulia.seed.noticias)
    engine.know(CORRECTED, CORREGIDO)
    pages.change(EN, TITLE, CORRECTED)
    await look_again(tertulia, HOUR)
    spanish = await card_that(tertulia, f"[{CORREGIDO}]", tertulia.seed.noticias)
    assert "traducción automática" in text_of(spanish)
    assert "actualizado <t:" in text_of(spanish)


async def test_an_edition_that_appears_later_joins_the_cards(tertulia: Simulated, pages: Pages):
    await in_both_rooms(tertulia, pages, spanish=False)
    serve(pages)
    await look_again(tertulia, HOUR)
    await card_that(tertulia, f"[{TITULO}]", tertulia.seed.noticias)


PAYWALL = "<p>The old bridge over the river reopened on Monday. Subscribe to read the whole story.</p>"
ANOTHER = "".join(
    f"<p>The council of the village decided on Tuesday evening to plant {number} oak trees along the road to "
    "the station, which farmers and walkers had asked for since the storm of last autumn felled poplars.</p>"
    for number in ("ninety", "thirty", "twenty", "seventy")
)


def something_else(body: str) -> str:
    """A page that is not about the bridge."""
    return f"<html><head><title>News</title></head><body><article><h1>News</h1>{body}</article></body></html>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (PAYWALL, "only for subscribers"),
        (ANOTHER, "The page shows another article now."),
        ("".join(f"<p>{text}</p>" for text in SPANISH["paragraphs"]), "in the other language"),
    ],
    ids=["paywall", "another", "other language"],
)
async def test_a_page_that_became_something_else_replaces_nothing(
    tertulia: Simulated, pages: Pages, body: str, reason: str
):
    await post(tertulia, serve(pages, spanish=False))
    shown = text_of(cards(tertulia.seed.news)[0])
    pages.put(EN, something_else(body))
    await look_again(tertulia, HOUR)
    await tertulia.until(lambda: tertulia.health(Job.REDRAW).backlog == 0)
    assert text_of(cards(tertulia.seed.news)[0]) == shown
    left = await tertulia.database.read(_left_because)
    assert reason in left["en"]


def _left_because(connection: Connection) -> dict[str, str]:
    why: dict[str, str] = connection.execute(select(edition.c.left_because)).scalar_one()
    return why


async def test_a_page_that_is_gone_for_good_is_said_at_once_and_one_that_returns_is_not(
    tertulia: Simulated, pages: Pages
):
    await in_both_rooms(tertulia, pages)
    link = pages.url(EN)
    back = pages.take_down(EN)
    back_in_spanish = pages.take_down(ES)
    await look_again(tertulia, HOUR)
    card = await card_that(tertulia, GONE)
    assert f"### [{TITLE}]({link})" in text_of(card)
    await card_that(tertulia, RETIRADO, tertulia.seed.noticias)
    back()
    back_in_spanish()
    await look_again(tertulia, 5 * HOUR)
    await card_that(tertulia, TITLE, without=GONE)
    await card_that(tertulia, TITULO, tertulia.seed.noticias, without=RETIRADO)


async def test_a_missing_page_is_looked_for_daily_and_gone_after_a_week(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages, spanish=False))
    shown = text_of(cards(tertulia.seed.news)[0])
    await look_again(tertulia, HOUR)
    pages.take_down(EN, status=404)
    await look_again(tertulia, 5 * HOUR)
    days = 0
    while (check := await check_of(tertulia)).next_at is not None:
        assert check.read_at is not None
        assert check.next_at - check.read_at <= DAY
        assert text_of(cards(tertulia.seed.news)[0]) == shown
        await look_again(tertulia, DAY)
        days += 1
    assert days in (7, 8)
    await card_that(tertulia, GONE)


async def test_a_site_that_is_down_is_asked_again_for_the_same_look(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages, spanish=False))
    back = pages.take_down(EN, status=503)
    check = await look_again(tertulia, HOUR)
    assert check.read_at is not None
    assert check.next_at == check.read_at + HOUR
    check = await look_again(tertulia, HOUR)
    assert check.read_at is not None
    assert check.next_at == check.read_at + 2 * HOUR
    assert check.failures == 2
    back()
    pages.change(EN, TITLE, CORRECTED)
    check = await look_again(tertulia, 2 * HOUR)
    assert (check.next_at, check.failures) == (check.since + 6 * HOUR, 0)
    await card_that(tertulia, CORRECTED)


async def test_what_was_owed_is_still_owed_after_a_restart(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    pages.change(EN, TITLE, CORRECTED)
    await tertulia.stop()
    await tertulia.start()
    owed = await check_of(tertulia)
    await look_again(tertulia, HOUR)
    assert owed.next_at == owed.since + HOUR
    await card_that(tertulia, CORRECTED)


async def test_a_text_that_was_pasted_has_no_page_to_read(tertulia: Simulated):
    dialog = await tertulia.run(tertulia.marta, "/article paste")
    await tertulia.fill(tertulia.marta, dialog, {"Text": TEXT})
    [stored] = await live(tertulia)
    assert await tertulia.database.read(checks.get, stored.article_id) is None


async def test_a_link_that_is_posted_again_corrects_the_cards_that_stand(tertulia: Simulated, pages: Pages):
    link = serve(pages, spanish=False)
    await post(tertulia, link)
    await tertulia.database.write(_grow_old)
    pages.change(EN, TITLE, CORRECTED)
    await post(tertulia, link, channel=tertulia.seed.noticias)
    await card_that(tertulia, CORRECTED)
    await card_that(tertulia, CORRECTED, tertulia.seed.noticias)


async def test_a_link_that_became_something_else_is_refused_when_it_is_posted_again(
    tertulia: Simulated, pages: Pages
):
    link = serve(pages, spanish=False)
    await post(tertulia, link)
    await tertulia.database.write(_grow_old)
    shown = text_of(cards(tertulia.seed.news)[0])
    pages.put(EN, something_else(ANOTHER))
    answer = await post(tertulia, link, channel=tertulia.seed.noticias)
    assert answer.text.startswith("The page shows another article now.")
    await tertulia.until(lambda: tertulia.health(Job.REDRAW).backlog == 0)
    assert text_of(cards(tertulia.seed.news)[0]) == shown
    assert cards(tertulia.seed.noticias) == []


def _grow_old(connection: Connection) -> None:
    """Let every page have been read long ago, so that it is read again when its link is posted."""
    connection.execute(update(edition_version).values(read_at=datetime.now(UTC) - 2 * HOUR))


async def test_whoever_hears_of_a_change_has_the_card_corrected_at_once(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    pages.change(EN, TITLE, CORRECTED)
    [stored] = await live(tertulia)
    now = tertulia.clock.utcnow()
    await tertulia.database.write(Corrections.schedule_check_now, stored.article_id, now)
    await card_that(tertulia, CORRECTED)
    check = await check_of(tertulia)
    assert check.next_at == check.since + HOUR, "no look was used up"
