"""The newspaper that is followed: what its desk publishes, corrects and withdraws stands on cards."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser import BrowserPage

pytestmark = pytest.mark.asyncio(loop_scope="package")

ENGLISH, SPANISH = "tunnel-of-wind", "el-tunel-del-viento"
HEADLINE = "Puerto Sereno opens its old railway tunnel to walkers, with its wind and its bats"
CORRECTED = "Puerto Sereno opens its old railway tunnel to walkers, and leaves a third of it to the bats"
SPANISH_HEADLINE = "Puerto Sereno abre a los caminantes su viejo túnel del tren"


class Desk:
    """The newspaper's desk, in a tab of its own."""

    def __init__(self, page: Page, site: str) -> None:
        self._page = page
        self.site = site

    async def do(self, act: str, story: str) -> None:
        """Press a button of a story: ``publish``, ``correct`` or ``withdraw``."""
        form = self._page.locator("form").filter(has=self._page.locator(f'input[value="{story}"]'))
        async with self._page.expect_navigation():
            await form.locator(f'button[value="{act}"]').press("Enter")


@asynccontextmanager
async def at_the_desk(window: BrowserPage) -> AsyncIterator[Desk]:
    link = await window.find("newspaper").get_attribute("href") or ""
    tab = await window.page.context.new_page()
    await tab.goto(link)
    try:
        yield Desk(tab, re.sub(r"/en/desk$", "", link))
    finally:
        await tab.close()


async def follow(window: BrowserPage, link: str, title: str, channel: str) -> Locator:
    """Follow the feed of a front page in a channel; gives the answer."""
    await window.open_channel(channel)
    await window.command("/feed add", link=link)
    await window.wait_for_ephemeral("What is new from now on is posted.")
    await window.click_button("Follow", on=title)
    return await window.wait_for_ephemeral(f"I follow “{title}”")


async def test_the_newspaper_is_followed_and_its_cards_stay_right(window: BrowserPage) -> None:
    await window.as_member("Marta")
    async with at_the_desk(window) as desk:
        await follow(window, f"{desk.site}/en/", "The Lantern", "news")
        await follow(window, f"{desk.site}/es/", "El Farol", "noticias")

        await window.open_channel("news")
        await desk.do("publish", ENGLISH)
        card = window.message(HEADLINE)
        await expect(card).to_contain_text("It is 1,340 metres long")

        await desk.do("publish", SPANISH)
        await window.open_channel("noticias")
        await expect(window.message(SPANISH_HEADLINE)).to_contain_text(
            "En español · edición del propio medio"
        )
        await window.open_channel("news")
        await window.click_button("Leer en español", on=HEADLINE)
        await window.wait_for_ephemeral(SPANISH_HEADLINE)
        await window.clear()

        await desk.do("correct", ENGLISH)
        card = window.message(CORRECTED)
        await expect(card).to_contain_text("1,430 metres long")
        await expect(card).to_contain_text("updated")
        await expect(window.message(HEADLINE)).to_have_count(0)

        await desk.do("withdraw", ENGLISH)
        await expect(card).to_contain_text("The publisher has taken this article down.")


async def test_what_leads_to_no_feed_is_told_in_plain_words(window: BrowserPage) -> None:
    await window.as_member("Marta")
    await window.command("/feed add", link="http://10.0.0.1/feed")
    await window.wait_for_ephemeral("That link leads to an address in a private network.")
    await window.clear()
    await window.command("/feed add", link="flowers")
    await window.wait_for_ephemeral("There is no site called flowers.")
    await window.clear()
    link = await window.find("newspaper").get_attribute("href") or ""
    await window.command("/feed add", link=link.replace("/en/desk", "/pictures/bus.png"))
    await window.wait_for_ephemeral("That is no feed, but another kind of file.")
