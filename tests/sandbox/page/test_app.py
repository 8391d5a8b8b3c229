"""The page in a browser: what an app shows and asks (cards, ephemeral answers, dialogs, commands)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser import BrowserPage
from tests.sandbox.page.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_card_looks_like_discords(stage: Stage, emma: BrowserPage) -> None:
    await emma.write("The card's target")
    target = await emma.message("The card's target").get_attribute("data-id")
    place = stage.channel("news")
    card = await stage.card(emma, jump=f"{place.jump_url}/{target}")
    box = emma.find("container", card).first
    assert await box.evaluate("box => getComputedStyle(box).getPropertyValue('--accent')") == "#2e7d6b"
    headline = card.get_by_role("link", name="The library that never closes")
    await expect(headline).to_have_attribute("href", "https://riverside.example/mill")
    await expect(headline).to_have_attribute("rel", "noopener noreferrer")
    for image in await card.locator("img[alt^='The ']").all():
        await expect(image).to_have_js_property("naturalWidth", 240)
    await expect(card.get_by_role("button", name="Worn out")).to_be_disabled()
    await expect(card.get_by_text("notes.txt")).to_be_visible()
    await card.locator(".cover").click()
    await expect(card.locator(".cover")).to_have_count(0)
    await emma.click_button("Open discussion")
    await expect(emma.message("The card's target")).to_be_focused()


async def test_what_is_ephemeral_is_its_owners_alone(stage: Stage, emma: BrowserPage) -> None:
    await stage.card(emma)
    async with stage.window("Elena") as elena:
        await emma.click_button("Leer en español")
        answer = await emma.wait_for_ephemeral("La biblioteca nunca cierra.")
        await expect(answer).to_contain_text("Only you can see this")
        assert await elena.ephemerals() == []
    await emma.click_button("And then?")
    more = await emma.wait_for_ephemeral("Nada más.")
    await expect(more).not_to_contain_text("Original message was deleted")
    await emma.find("dismiss", more).click()
    await emma.find("dismiss", answer).click()
    await expect(answer).to_have_count(0)
    await emma.page.reload()
    await emma.ready()
    assert await emma.ephemerals() == []


async def test_a_bot_that_thinks_is_shown_thinking(stage: Stage, emma: BrowserPage) -> None:
    await stage.card(emma)
    await emma.click_button("Think")
    await expect(emma.find("thinking").last).to_have_text("Tertulia is thinking…")
    await expect(emma.find("announcer")).to_have_text("Tertulia: Tertulia is thinking…")
    stage.bot.thought.set()
    answer = await emma.wait_for_ephemeral("It is all thought through.")
    await expect(emma.find("reply-preview", answer)).to_contain_text("The library that never closes")
    await expect(emma.find("announcer")).to_have_text("Tertulia: It is all thought through.")
    await expect(emma.find("thinking")).to_have_count(0)


async def test_a_bot_that_stays_silent_is_said_to(stage: Stage, emma: BrowserPage) -> None:
    await stage.card(emma)
    async with stage.window("Elena") as elena:
        await elena.click_button("Say nothing")
        await emma.click_button("Say nothing")
        await elena.wait_for_toast("Esta interacción ha fallado")
        await emma.wait_for_toast("The application did not respond")


async def test_selects_take_one_choice_or_several(stage: Stage, emma: BrowserPage) -> None:
    card = await stage.card(emma)
    topics, place = emma.find("select", card).first, emma.find("select", card).last
    await topics.click()
    for label in ("Culture", "Markets", "Council"):
        await emma.find("option").filter(has_text=label).first.click()
    await emma.page.keyboard.press("Escape")
    await emma.wait_for_ephemeral("Chosen: culture, markets")
    await place.click()
    await expect(emma.find("option")).to_have_text(["news", "noticias"])
    await emma.page.keyboard.press("ArrowDown")
    await emma.page.keyboard.press("Enter")
    await emma.wait_for_ephemeral("There: noticias")


async def test_a_dialog_asks_and_sends(stage: Stage, emma: BrowserPage, tmp_path: Path) -> None:
    proof = tmp_path / "proof.txt"
    proof.write_text("seen it")
    await stage.card(emma)
    await emma.click_button("Leave a reply")
    await expect(emma.dialog.get_by_role("heading", name="Leave a reply")).to_be_visible()
    await expect(emma.dialog.get_by_label("Your reply")).to_be_focused()
    await emma.find("dialog-submit").click()
    await expect(emma.find("field-fault").locator("visible=true").first).to_have_text(
        "This field is required."
    )
    await emma.fill_dialog(words="No")
    await emma.find("dialog-submit").click()
    await expect(emma.find("field-fault").locator("visible=true").first).to_have_text(
        "Write at least 5 characters."
    )
    await emma.fill_dialog(words="I read there at night.", tongue=("English",), proof=proof)
    await expect(emma.dialog.locator(".counter")).to_have_text("22/300")
    await emma.submit()
    await emma.wait_for_ephemeral("Got 'I read there at night.' in ['en'] with ['proof.txt'] of [7] bytes")
    shown = emma.page.locator(".message:not(.ephemeral)").filter(has_text="I read there at night.").last
    await expect(emma.find("author", shown)).to_have_text("Emma (reader)")
    await expect(shown.locator(".badge-app")).to_be_visible()


async def test_a_dialog_opens_in_the_window_that_asked_for_it(stage: Stage, emma: BrowserPage) -> None:
    async with stage.window() as other:
        await stage.card(emma)
        await emma.click_button("Leave a reply")
        await expect(emma.dialog).to_be_visible()
        await expect(other.message("The library that never closes").last).to_be_visible()
        await expect(other.dialog).to_have_count(0)


async def test_a_dialog_has_boxes_to_tick(emma: BrowserPage) -> None:
    await emma.command("/survey")
    await emma.find("dialog-submit").click()
    await expect(emma.find("field-fault").locator("visible=true")).to_have_text(
        ["Choose at least 1.", "Choose at least 1."]
    )
    await emma.dialog.get_by_role("radio", name="Daily").check()
    for topic in ("Art", "Sea"):
        await emma.dialog.get_by_role("checkbox", name=topic).check()
    await expect(emma.dialog.get_by_role("checkbox", name="City")).to_be_disabled()
    await emma.dialog.get_by_role("checkbox", name="You may write to me").check()
    await emma.submit()
    await emma.wait_for_ephemeral("daily, ['art', 'sea'], True")


async def test_a_classic_message_has_an_embed_and_a_row(emma: BrowserPage) -> None:
    await emma.command("/classic")
    message = emma.message("As it used to be")
    await expect(message.locator(".reply-line")).to_have_text("Emma used /classic")
    embed = emma.find("embed", message)
    for text in ("The editors", "Read this.", "Where", "At the mill", "Until Friday"):
        await expect(embed.get_by_text(text, exact=True)).to_be_visible()
    await expect(embed.get_by_role("link", name="Notice")).to_have_attribute(
        "href", "https://riverside.example/notice"
    )
    await emma.choose("Elena", "Marta", on="As it used to be")
    await emma.wait_for_ephemeral("Chosen: Elena, Marta")


async def test_closing_a_dialog_gives_the_focus_back(stage: Stage, emma: BrowserPage) -> None:
    button = (await stage.card(emma)).get_by_role("button", name="Leave a reply")
    await button.click()
    await expect(emma.dialog).to_be_visible()
    await emma.page.keyboard.press("Escape")
    await expect(emma.dialog).to_have_count(0)
    await expect(button).to_be_focused()


async def test_commands_take_options_of_every_kind(emma: BrowserPage, tmp_path: Path) -> None:
    await emma.command(
        "/article post",
        link="https://riverside.example/mill",
        channel="noticias",
        topic="Markets",
        tone="Calm",
        count="3",
        public="True",
        reader="Elena",
    )
    await emma.wait_for_ephemeral(
        "post https://riverside.example/mill in noticias about MARKETS, calm, 3, True, Elena"
    )
    notes = tmp_path / "notes.txt"
    notes.write_text("Written down.")
    await emma.command("/article upload", file=notes)
    answer = await emma.wait_for_ephemeral("notes.txt: Written down.")
    await expect(answer).to_contain_text("Emma used /article upload")


async def test_commands_refuse_what_does_not_fit(emma: BrowserPage) -> None:
    await emma.start_command("/article post")
    await emma.find("command-send").click()
    fault = emma.find("option-fault").locator("visible=true")
    await expect(fault).to_have_text("This option is required. Specify a value.")
    await emma.fill_option("link", "https://riverside.example/one")
    await emma.fill_option("count", "9")
    await emma.find("command-send").click()
    await expect(fault).to_have_text("This must lie between 1 and 5.")
    await emma.fill_option("count", "some")
    await emma.find("command-send").click()
    await expect(fault).to_have_text("This must be a number.")
    await emma.page.keyboard.press("Escape")
    await expect(emma.find("command-form")).to_have_count(0)
    await expect(emma.find("composer")).to_be_focused()


async def test_commands_are_named_in_the_members_language(stage: Stage) -> None:
    """Spanish names are offered, found without their accents, and sent under the registered ones."""
    async with stage.window("Elena") as elena:
        await elena.find("composer").fill("/articulo pub")
        await expect(elena.find("command-item")).to_have_text(re.compile("/artículo publicar"))
        await elena.find("composer").press("Enter")
        await expect(elena.find("option-link").locator(".option-name")).to_have_text("enlace")
        await elena.fill_option("link", "https://riverside.example/dos")
        await elena.fill_option("tone", "Tranquilo")
        await elena.find("command-send").click()
        posted = await elena.wait_for_ephemeral("post https://riverside.example/dos in None about None, calm")
        await expect(posted).to_contain_text("Elena ha usado /artículo publicar")
        await elena.write("Una frase que denunciar")
        await elena.context("Una frase que denunciar", "Denunciar comentario")
        reported = await elena.wait_for_ephemeral("Reported: Una frase que denunciar")
        await expect(reported).to_contain_text("Elena ha usado Denunciar comentario")
    async with stage.window("Luz") as luz:
        await luz.find("composer").fill("/articulo")
        await expect(luz.find("command-item").first).to_contain_text("/artículo")


async def test_groups_for_moderators_are_hidden_from_others(stage: Stage, emma: BrowserPage) -> None:
    await emma.find("composer").fill("/moderate")
    await expect(emma.find("command-picker")).to_contain_text("No command has that name.")
    async with stage.window("Marta") as marta:
        await marta.open_channel("moderators")
        await marta.command("/moderate close")
        await marta.wait_for_text("Closed, as")
