"""The page in a browser: on a phone, by keyboard, read aloud, in both languages, without a server."""

from __future__ import annotations

import re
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import expect

from sandbox.server import Sandbox
from tests.browser import PHONE, BrowserPage
from tests.sandbox.page.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.mark.parametrize("member", ["Emma", "Elena"])
async def test_a_phone_shows_one_thing_at_a_time(stage: Stage, member: str) -> None:
    async with stage.window(member, size=PHONE) as phone:
        await stage.card(phone)
        assert await phone.page.evaluate("document.documentElement.scrollWidth") == 360
        await expect(phone.find("channel").first).not_to_be_in_viewport()
        await phone.start_command("/article upload")
        assert await phone.page.evaluate("document.querySelector('#shell main').scrollWidth") == 360
        await expect(phone.find("command-cancel")).to_be_in_viewport(ratio=1)
        await phone.clear()
        await phone.open_channel("debates")
        await expect(phone.find("channel").first).not_to_be_in_viewport()
        await phone.open_channel("news")
        overflowing = await phone.page.evaluate(
            """[...document.querySelectorAll("#log *")]
                .filter((one) => one.getBoundingClientRect().right > 361)
                .map((one) => one.outerHTML)"""
        )
        assert overflowing == []


async def test_everything_can_be_done_by_keyboard(stage: Stage, emma: BrowserPage) -> None:
    keys = emma.page.keyboard
    await emma.page.locator("[data-testid=channel]").last.focus()
    await keys.press("Home")
    await keys.press("End")
    await keys.press("ArrowUp")
    while await emma.page.evaluate("document.activeElement.dataset.name") != "noticias":
        await keys.press("ArrowUp")
    await keys.press("Enter")
    await expect(emma.find("channel-title")).to_have_text("noticias")
    await expect(emma.find("composer")).to_be_focused()
    await keys.type("By keyboard alone")
    await keys.press("Enter")
    await expect(emma.message("By keyboard alone")).to_be_visible()
    await emma.message("By keyboard alone").focus()
    await keys.press("Enter")
    await expect(emma.find("menu").get_by_role("menuitem").first).to_be_focused()
    await keys.press("a")
    await keys.press("Home")
    await emma.find("menu-apps").focus()
    await keys.press("ArrowRight")
    await keys.press("Enter")
    await emma.wait_for_ephemeral("Reported: By keyboard alone")
    await emma.find("composer").focus()
    await keys.type("/article post")
    await keys.press("Tab")
    await keys.type("https://riverside.example/keys")
    await keys.press("Enter")
    await emma.wait_for_ephemeral("post https://riverside.example/keys in None")
    await emma.find("member-switcher").focus()
    await keys.press("Enter")
    await keys.press("End")
    await keys.press("ArrowUp")
    await keys.press("Enter")
    await expect(emma.find("member-switcher")).to_have_attribute("data-member", "Diego")
    await expect(emma.find("member-switcher")).to_contain_text("Modera, en español · es-ES")


async def test_the_first_stop_is_where_people_write_and_a_link_leads_past_the_channels(
    emma: BrowserPage,
) -> None:
    await emma.page.reload()
    await emma.ready()
    await emma.page.keyboard.press("Tab")
    await expect(emma.find("composer")).to_be_focused()
    await emma.page.get_by_role("link", name="Skip to messages").focus()
    await emma.page.keyboard.press("Enter")
    await expect(emma.find("log")).to_be_focused()


async def test_new_messages_are_announced(stage: Stage, emma: BrowserPage) -> None:
    await stage.sandbox.member("Elena").send("news", "Heard by **all**")
    await expect(emma.find("announcer")).to_have_text("Elena: Heard by all")


async def test_a_page_that_is_turned_is_announced_and_keeps_the_focus(
    stage: Stage, emma: BrowserPage
) -> None:
    await stage.card(emma)
    await emma.click_button("Leer en español")
    page = await emma.wait_for_ephemeral("La biblioteca")
    await page.get_by_role("button", name="◀ Older").press("Enter")
    turned = emma.message("La página anterior.")
    await expect(turned.get_by_role("button", name="◀ Older")).to_be_focused()
    await expect(emma.page.locator("#announcer")).to_contain_text("La página anterior.")


async def test_every_control_has_a_name(stage: Stage, emma: BrowserPage) -> None:
    await stage.card(emma)
    nameless = await emma.page.evaluate(
        """() => [...document.querySelectorAll("button, a, input, textarea, [role=combobox]")]
            .filter((one) => !one.closest("[aria-hidden=true]") && one.type !== "file")
            .filter((one) => !(one.ariaLabel || one.textContent.trim() || one.labels?.length || one.title))
            .filter((one) => !one.querySelector("img[alt]")?.alt)
            .map((one) => one.outerHTML)"""
    )
    assert nameless == []


async def test_both_languages_say_the_same_things(emma: BrowserPage) -> None:
    languages = await emma.page.evaluate("import('/page/static/words.js').then((module) => module.LANGUAGES)")
    english, spanish = languages["en"], languages["es"]
    assert english.keys() == spanish.keys()

    def blanks(entry: str | list[str]) -> list[set[str]]:
        return [
            set(re.findall(r"\{(\w+)\}", text)) for text in ([entry] if isinstance(entry, str) else entry)
        ]

    assert {key: blanks(entry) for key, entry in english.items()} == {
        key: blanks(entry) for key, entry in spanish.items()
    }


async def test_a_member_of_an_earlier_sandbox_does_not_keep_the_page_closed(emma: BrowserPage) -> None:
    await emma.page.evaluate("sessionStorage.setItem('member', '12345')")
    await emma.page.reload()
    await emma.ready()
    await expect(emma.find("member-switcher")).to_have_attribute("data-member", "Emma")


async def test_the_absence_of_the_bot_and_of_the_sandbox_is_shown(stage: Stage) -> None:
    async with AsyncExitStack() as server:
        sandbox = await server.enter_async_context(Sandbox.start())
        async with BrowserPage.opened(stage.browser, sandbox.page_url) as window:
            banner = window.page.locator("#banner")
            await expect(window.find("bot-state")).to_have_text("Tertulia is offline")
            await expect(banner).to_contain_text("Tertulia is offline.")
            await window.as_member("Elena")
            await expect(banner).to_contain_text("Tertulia está desconectado.")
            await server.aclose()
            await expect(banner).to_contain_text("Se ha perdido la conexión")
