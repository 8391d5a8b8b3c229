"""Writing on the page: who is named after an @, where a command's options stand, and what is shown beside."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import PHONE, WIDE, BrowserPage
from tests.sandbox.page.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_an_at_sign_offers_members_and_the_one_chosen_is_mentioned(
    stage: Stage, emma: BrowserPage
) -> None:
    keys = emma.page.keyboard
    await emma.find("composer").focus()
    await keys.type("Thanks @el")
    await expect(emma.find("mention-item")).to_have_count(1)
    await keys.press("Enter")
    await expect(emma.find("composer")).to_have_value("Thanks @Elena ")
    await keys.type("for asking")
    await keys.press("Enter")
    message = emma.message("for asking")
    await expect(message.locator(".mention")).to_have_text("@Elena")
    sent = stage.sandbox.member("Emma").messages("news")[-1]
    assert f"<@{stage.sandbox.member('Elena').id}>" in sent["content"]


async def test_an_address_offers_nobody_and_escape_closes_the_list(emma: BrowserPage) -> None:
    keys = emma.page.keyboard
    await emma.find("composer").focus()
    await keys.type("mail@el")
    await expect(emma.find("mention-picker")).to_be_hidden()
    await keys.type(" @")
    await expect(emma.find("mention-picker")).to_be_visible()
    await keys.press("Escape")
    await expect(emma.find("mention-picker")).to_be_hidden()


@pytest.mark.parametrize(("member", "size"), [("Emma", WIDE), ("Elena", WIDE), ("Elena", PHONE)])
async def test_a_commands_options_stand_beside_its_name(
    stage: Stage, member: str, size: tuple[int, int]
) -> None:
    async with stage.window(member, size=size) as window:
        await window.start_command("/article post")
        name = await window.page.locator(".command-line .command-name").bounding_box()
        option = await window.find("option-link").bounding_box()
        assert name
        assert option
        if size == WIDE:
            assert abs((name["y"] + name["height"] / 2) - (option["y"] + option["height"] / 2)) < 12
            assert 0 < option["x"] - (name["x"] + name["width"]) < 40
        await window.clear()


async def test_one_bar_of_buttons_is_shown_at_a_time(stage: Stage, emma: BrowserPage) -> None:
    for text in ("First of the two", "Second of the two"):
        await stage.sandbox.member("Elena").send("news", text)
    first, second = emma.message("First of the two"), emma.message("Second of the two")
    await first.focus()
    await emma.page.keyboard.press("Shift")
    await second.hover(position={"x": 5, "y": 5})
    shown = """all => all.map((one) => getComputedStyle(one))
        .filter((style) => style.visibility === "visible" && style.opacity !== "0").length"""
    assert await emma.page.locator(".message > .tools").evaluate_all(shown) == 1
    await expect(second.locator(".tools")).to_be_visible()


async def test_unread_messages_are_not_counted_in_the_colour_of_mentions(
    stage: Stage, emma: BrowserPage
) -> None:
    await emma.open_channel("noticias")
    await stage.sandbox.member("Elena").send("news", "Something new")
    badge = emma.find("unread").first
    await expect(badge).to_be_visible()
    red = "getComputedStyle(document.documentElement).getPropertyValue('--red')"
    colours = await badge.evaluate(
        f"(one) => [getComputedStyle(one).backgroundColor, ((d) => (d.style.background = {red}, "
        "document.body.append(d), getComputedStyle(d).backgroundColor))(document.createElement('i'))]"
    )
    assert colours[0] != colours[1]
    await emma.open_channel("news")


async def test_the_bot_has_a_picture_of_its_own(stage: Stage, emma: BrowserPage) -> None:
    card = await stage.card(emma)
    image = card.locator(".avatar img").first
    await expect(image).to_have_js_property("complete", True)
    assert await image.evaluate("(one) => one.naturalWidth")
    response = await emma.page.request.get(await image.evaluate("(one) => one.src"))
    assert response.headers["content-type"] == "image/svg+xml"
