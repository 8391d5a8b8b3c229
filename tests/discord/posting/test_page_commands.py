"""Moderators have an article's page read again, and see its versions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.discord.aged import check_of, look_again, pass_by
from tests.discord.answers import channel_of, text_of
from tests.discord.news import ENGLISH, SPANISH, TEXT, cards, post, remove, serve
from tests.discord.pages import Pages
from tests.discord.posted import live
from tests.discord.simulated import Simulated

EN, ES = "/bridge", "/es/puente"
TITLE, CORRECTED = str(ENGLISH["title"]), "The bridge [over](http://evil.example) the river reopens @everyone"
SHOWN = r"The bridge \[over\](http:/\/evil.example) the river reopens"
MINUTE = timedelta(minutes=1)


async def test_update_corrects_the_card_and_says_what_changed(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    thread = tertulia.channel(card.id)
    answer = await tertulia.run(tertulia.marta, "/article update", at=thread)
    assert answer.ephemeral
    assert answer.text.startswith("Nothing has changed since <t:")
    pages.change(EN, TITLE, "The bridge over the river reopens at last")
    pages.change(EN, "reopened on Monday", "reopened on Tuesday morning")
    pages.change(ES, str(SPANISH["title"]), "El puente reabre por fin tras dos años de obras")
    await pass_by(tertulia, MINUTE)
    answer = await tertulia.run(tertulia.marta, "/article update", at=thread)
    assert answer.text == (
        "The card is updated in English: headline and text (+2 −1 words)\n"
        "The card is updated in Spanish: headline"
    )
    await tertulia.until(lambda: "reopens at last" in text_of(cards(tertulia.seed.news)[0]))


async def test_update_is_for_moderators_who_choose_a_card_and_reads_once_a_minute(
    tertulia: Simulated, pages: Pages
):
    await post(tertulia, serve(pages))
    [offered] = await tertulia.complete(tertulia.mateo, "/article update", "article", "puente")
    assert offered["name"] == SPANISH["title"]
    refused = await tertulia.run(tertulia.emma, "/article update", article=offered["value"], forced=True)
    assert "Manage Messages" in refused.text
    assert (await tertulia.run(tertulia.marta, "/article update")).text.startswith("Choose an article")
    before = pages.asked[EN]
    answer = await tertulia.run(tertulia.mateo, "/article update", article=offered["value"])
    assert answer.text.startswith("Nada ha cambiado desde <t:")
    again = await tertulia.run(tertulia.marta, "/article update", article=offered["value"])
    assert again.text == "I have read this page less than a minute ago. Please try again in a minute."
    assert pages.asked[EN] == before + 1
    check = await check_of(tertulia)
    assert check.next_at == check.since + timedelta(hours=1), "no look was used up"
    await remove(tertulia, article=offered["value"])
    gone = await tertulia.run(tertulia.marta, "/article update", article=offered["value"])
    assert gone.text == "That card has already been removed."


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (410, "In English: The publisher has taken the page down. The card says so since <t:"),
        (404, "In English: The page is missing since <t:"),
        (503, "In English: 127.0.0.1 could not give me that page (error 503)."),
    ],
)
async def test_update_says_why_a_page_cannot_be_read(
    tertulia: Simulated, pages: Pages, status: int, said: str
):
    await post(tertulia, serve(pages, spanish=False))
    [stored] = await live(tertulia)
    pages.take_down(EN, status)
    answer = await tertulia.run(tertulia.marta, "/article update", article=stored.public_id)
    assert answer.text.startswith(said)
    if status == 410:
        await tertulia.until(lambda: "has taken this article down" in text_of(cards(tertulia.seed.news)[0]))


async def test_a_pasted_text_has_no_page(tertulia: Simulated):
    dialog = await tertulia.run(tertulia.marta, "/article paste")
    await tertulia.fill(tertulia.marta, dialog, {"Text": TEXT})
    [stored] = await live(tertulia)
    answer = await tertulia.run(tertulia.marta, "/article update", article=stored.public_id)
    assert answer.text.startswith("This article was not read from a page")


async def test_versions_tell_what_changed_and_are_paged(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [stored] = await live(tertulia)
    pages.change(EN, TITLE, CORRECTED)
    await look_again(tertulia, timedelta(hours=1))
    answer = await tertulia.run(tertulia.marta, "/article versions", article=stored.public_id)
    assert answer.ephemeral
    newest, second, first = answer.text.split("**<t:")[1:]
    assert "English · headline" in newest
    assert f"> {TITLE}\n> → {SHOWN}" in newest
    assert "@everyone" not in answer.text
    assert "Spanish · read for the first time" in second + first
    for number in range(5):
        pages.change(EN, " on Monday", f" {number} on Monday")
        await pass_by(tertulia, MINUTE)
        await tertulia.run(tertulia.marta, "/article update", article=stored.public_id)
    answer = await tertulia.run(tertulia.mateo, "/article versions", article=stored.public_id)
    assert answer.text.count("texto (+1 −0 palabras)") == 5
    older = await tertulia.click(tertulia.mateo, answer.message, "◀ Más antiguos")
    assert older.text.count("leída por primera vez") == 2
    newer = await tertulia.click(tertulia.mateo, older.message, "Más recientes")
    assert newer.text == answer.text


async def test_versions_are_for_moderators_of_a_room_with_the_card(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [stored] = await live(tertulia)
    answer = await tertulia.run(tertulia.emma, "/article versions", article=stored.public_id, forced=True)
    assert "Manage Messages" in answer.text


async def test_versions_tell_that_a_page_became_something_else(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages, spanish=False))
    [stored] = await live(tertulia)
    pages.put(EN, "<html><body><article><p>Subscribe to read the whole story.</p></article></body></html>")
    await look_again(tertulia, timedelta(hours=1))
    answer = await tertulia.run(tertulia.mateo, "/article versions", article=stored.public_id)
    assert "En inglés: " in answer.text
    assert "solo para suscriptores" in answer.text


async def test_update_below_the_versions_reads_the_page_and_shows_the_newest(
    tertulia: Simulated, pages: Pages
):
    await post(tertulia, serve(pages, spanish=False))
    [stored] = await live(tertulia)
    panel = (await tertulia.run(tertulia.marta, "/article versions", article=stored.public_id)).message
    pages.change(EN, TITLE, "The bridge over the river reopens at last")
    updated = await tertulia.click(tertulia.marta, panel, "Update")
    assert "The card is updated in English: headline" in updated.text
    shown = str(tertulia.env.backend.get_message(channel_of(panel), panel.id).components)
    again = await tertulia.click(tertulia.marta, panel, "Update")
    assert "less than a minute ago" in again.text
    assert "→ The bridge over the river reopens at last" in shown


async def test_versions_with_the_longest_headlines_fit_into_a_message(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages, spanish=False))
    [stored] = await live(tertulia)
    title = TITLE
    for number in range(7):
        longer = f"{number}{'*' * 149}"
        pages.change(EN, title, longer)
        title = longer
        await pass_by(tertulia, MINUTE)
        await tertulia.run(tertulia.marta, "/article update", article=stored.public_id)
    answer = await tertulia.run(tertulia.marta, "/article versions", article=stored.public_id)
    assert answer.text.count("→ ") == 6
    assert len(answer.text) <= 4_000


async def test_a_pasted_text_has_one_version_and_nothing_to_update(tertulia: Simulated):
    dialog = await tertulia.run(tertulia.marta, "/article paste")
    await tertulia.fill(tertulia.marta, dialog, {"Text": TEXT})
    [stored] = await live(tertulia)
    answer = await tertulia.run(tertulia.marta, "/article versions", article=stored.public_id)
    assert "read for the first time" in answer.text
    assert answer.labels == []
