"""The whole loop as people use it: the sandbox from the command line, its page in a browser, the real bot."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser import BrowserPage
from tests.sandbox.opened import Opened

pytestmark = pytest.mark.asyncio(loop_scope="package")

HERE = Path(__file__).parents[1]
OWN = HERE.parent / "samples" / "market.txt"
FIRST = HERE.parents[2] / "shared" / "articles" / "000_a61ca496b8429989.txt"
"""The article it all began with: other people's text, so only where it lies beside the project."""


def field(window: BrowserPage, label: str) -> Locator:
    return window.dialog.get_by_label(label).first


async def paste(window: BrowserPage, text: str) -> None:
    await window.as_member("Marta")
    await window.open_channel("news")
    await window.command("/article paste")
    await field(window, "Text").fill(text)
    await window.submit()
    await window.wait_for_ephemeral("The card is posted")


async def reply_three_ways(window: BrowserPage, headline: str) -> None:
    await window.as_member("Emma")
    await window.open_channel("news")
    await window.reply(headline, "A reply to the card itself.")
    await window.open_thread(headline)
    await window.write("A message in the thread.")
    await window.as_member("Elena")
    await window.open_channel("news")
    await window.click_button("Leave a reply", on=headline)
    await field(window, "Tu respuesta").fill("Una respuesta en el diálogo.")
    await window.submit()
    await window.wait_for_ephemeral("Tu respuesta está en")


async def report_hide_and_restore(window: BrowserPage, headline: str) -> None:
    await window.open_thread(headline)
    await window.context("A message in the thread.", "Denunciar comentario")
    await window.dialog.locator("textarea").fill("No viene al caso.")
    await window.submit()
    await window.wait_for_ephemeral("Gracias. Los moderadores han recibido tu denuncia.")

    await window.as_member("Marta")
    await window.open_channel("moderators")
    await window.wait_for_text("No viene al caso.")
    await window.click_button("Hide", on="A message in the thread.")
    await window.dialog.locator("textarea, input").first.fill("Off topic")
    await window.submit()
    await expect(window.message("Hidden by")).to_be_visible()
    await window.open_thread(headline)
    await expect(window.message("A message in the thread.")).to_have_count(0)

    await window.open_channel("moderators")
    await window.click_button("Restore", on="Off topic")
    await expect(window.message("Restored by")).to_be_visible()
    await window.as_member("Emma")
    await window.open_thread(headline)
    restored = window.message("A message in the thread.")
    await expect(restored).to_be_visible()
    await expect(restored).to_contain_text("Emma")


async def exported(window: BrowserPage, headline: str) -> list[dict[str, str]]:
    await window.as_member("Marta")
    await window.open_thread(headline)
    await window.command("/moderate export", format="CSV")
    file = window.page.locator(".message.ephemeral a[href*='/attachments/']").last
    await expect(file).to_be_visible()
    answer = await window.page.request.get(await file.get_attribute("href") or "")
    return list(csv.DictReader((await answer.text()).removeprefix("\ufeff").splitlines()))


@pytest.fixture(params=[OWN, FIRST], ids=["own", "first"])
def text(request: pytest.FixtureRequest) -> str:
    sample: Path = request.param
    if not sample.exists():
        pytest.skip(f"{sample.name} does not lie beside the project")
    return sample.read_text("utf-8")


async def test_an_article_is_pasted_discussed_and_moderated_and_every_comment_is_there_once(
    opened: Opened, window: BrowserPage, text: str
):
    headline, twin = [line for line in text.splitlines() if line][1:3]
    await paste(window, text)
    card = window.message(headline)
    await expect(card).to_contain_text("In English · text posted here")
    await expect(card).to_contain_text(twin)
    await expect(
        card.get_by_text("Leer en español")
    ).to_be_visible()  # an engine is asked for its Spanish text

    await reply_three_ways(window, headline)
    async with opened.without_bot():
        await window.as_member("Emma")
        await window.open_thread(headline)
        await expect(window.page.get_by_text("Tertulia is offline").first).to_be_visible()
        await window.write("Said while the bot was away.")
    await window.as_member("Elena")
    await expect(window.page.get_by_text("Tertulia está en línea").first).to_be_visible()

    said = [
        ("A reply to the card itself.", "Emma"),
        ("A message in the thread.", "Emma"),
        ("Una respuesta en el diálogo.", "Elena"),
        ("Said while the bot was away.", "Emma"),
    ]
    await opened.wait_for_comments(text for text, _ in said)

    await report_hide_and_restore(window, headline)
    rows = await exported(window, headline)

    assert opened.comments() == [(*one, "visible") for one in said]
    assert Counter(row["text"] for row in rows) == Counter(text for text, _ in said)
    assert_record_agrees(opened)


def assert_record_agrees(opened: Opened) -> None:
    """Whatever people wrote in a thread or to a card stands in the database, once."""
    written = [
        str(one["content"])
        for one in opened.happened()
        if one["what"] == "message" and not one["author"]["bot"] and not one.get("webhook_id")  # type: ignore[index]
    ]
    stored = Counter(text for text, _, _ in opened.comments())
    assert written
    assert {text: stored[text] for text in written} == dict.fromkeys(written, 1)


async def test_the_sandbox_opens_with_an_article_in_both_channels_each_in_its_language(window: BrowserPage):
    await window.as_member("Emma")
    await window.open_channel("news")
    await window.wait_for_text("In English · the publisher's own edition")
    await window.as_member("Elena")
    await window.open_channel("noticias")
    await window.wait_for_text("En español · edición del propio medio")
    await window.click_button("Read in English")
    await window.wait_for_ephemeral("In English · the publisher's own edition")
    await window.open_channel("debates")
