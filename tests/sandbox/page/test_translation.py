"""Translation as people see it in the sandbox: which engines translate, and what happens when one fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.translation.engines.apertium import Apertium
from sandbox.server import Sandbox
from sandbox.translation.scene import TranslationScene
from sandbox.translation.service import TranslationService
from tests.browser import PHONE, BrowserPage
from tests.sandbox.opened import Opened
from tests.sandbox.page.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")

HEADLINE = "A retired skipper turns ghost nets into doormats, and the doormats into fuel"
SPANISH_HEADLINE = "Un patrón jubilado convierte redes fantasma en felpudos, y los felpudos en combustible"
COMPLETED = 90_000
"""Milliseconds in which a mirror is completed once an engine works again."""


async def set_fault(window: BrowserPage, fault: str) -> None:
    """Have the sandbox's own service work as ``fault`` says."""
    line = window.find("translation")
    await line.click()
    await window.find("translation-fault").and_(window.page.locator(f"[value={fault}]")).check()
    await window.page.keyboard.press("Escape")
    await expect(line).to_have_class("translation-line" if fault == "none" else "translation-line broken")


async def test_the_page_says_which_engines_translate_and_what_to_say(
    opened: Opened, window: BrowserPage
) -> None:
    await window.as_member("Emma")
    line = window.find("translation")
    await expect(line).to_contain_text("Translates here: LibreTranslate")
    await set_fault(window, "failing")
    await expect(line).to_contain_text("The sandbox's service fails")
    await window.as_member("Elena")
    await expect(line).to_contain_text("Traduce aquí: LibreTranslate")
    await expect(line).to_contain_text("El servicio del entorno de pruebas falla")
    await set_fault(window, "none")
    await line.click()
    frame = window.find("translation-frame")
    await expect(frame.get_by_role("link", name="A retired skipper")).to_be_visible()
    await frame.get_by_text("¿Y quién paga el gasóleo").click()
    await expect(window.find("composer")).to_have_value("¿Y quién paga el gasóleo cuando él lo deje?")
    await window.find("composer").fill("")


async def test_without_an_engine_the_page_says_how_to_have_one(browser: Browser) -> None:
    scene = TranslationScene(
        ("libretranslate",), TranslationService(), "A headline", "http://127.0.0.1:1/", needs_engine=True
    )
    async with (
        Sandbox.start(translation=scene) as sandbox,
        BrowserPage.opened(browser, sandbox.page_url) as window,
    ):
        line = window.find("translation")
        await expect(line).to_contain_text("For a real engine: python -m bot models install")
        await window.as_member("Elena")
        await expect(line).to_contain_text("Para tener un motor de verdad: python -m bot models install")
        await window.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        await window.find("open-drawer").click()
        await line.click()
        await expect(window.find("translation-frame").get_by_text("python -m bot")).to_be_visible()
        assert await window.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        assert window.faults == []


async def test_a_sandbox_without_translation_says_nothing_of_it(stage: Stage) -> None:
    async with stage.window("Emma") as window:
        await expect(window.find("translation")).to_have_count(0)


async def say_in_spanish(window: BrowserPage, text: str) -> None:
    """Have Elena write ``text`` below the article that is only in English, in her own room."""
    await window.as_member("Elena")
    await window.open_channel("noticias")
    await window.find("thread-chip", window.message(SPANISH_HEADLINE)).click()
    await expect(window.find("channel-title")).to_have_text(HEADLINE)
    await window.write(text)


async def read_in_english(window: BrowserPage) -> None:
    """Have Emma look at the discussion in her own room."""
    await window.as_member("Emma")
    await window.open_channel("news")
    await window.find("thread-chip", window.message("Gil Navarro knows where the nets are")).click()
    await expect(window.find("channel-title")).to_have_text(HEADLINE)


async def test_an_article_without_another_edition_is_read_in_both_languages(window: BrowserPage) -> None:
    await window.as_member("Elena")
    await window.open_channel("noticias")
    card = window.message(SPANISH_HEADLINE)
    await expect(card).to_contain_text("En español · traducción automática del inglés (LibreTranslate)")
    await expect(card).to_contain_text("Las redes perdidas siguen pescando durante décadas.")
    await window.click_button("Read in English", on=SPANISH_HEADLINE)
    original = await window.wait_for_ephemeral("In English · the publisher's own edition")
    await expect(original).to_contain_text("Lost nets go on fishing for decades.")

    await window.as_member("Emma")
    await window.open_channel("news")
    await window.click_button("Leer en español", on=HEADLINE)
    translated = await window.wait_for_ephemeral("traducción automática del inglés (LibreTranslate)")
    await expect(translated).to_contain_text(SPANISH_HEADLINE)


async def test_a_comment_is_translated_for_its_readers_and_for_moderators(window: BrowserPage) -> None:
    await say_in_spanish(window, "Vendo un barco barato, escríbeme por privado.")
    await read_in_english(window)
    mirror = window.message("Vendo un barco barato")
    await expect(mirror).to_contain_text("Selling a cheap boat, write to me in private.")
    await expect(mirror).to_contain_text("Translated from Spanish by LibreTranslate")
    await window.context("Vendo un barco barato", "Translate")
    answer = await window.wait_for_ephemeral("Original: Spanish")
    await expect(answer).to_contain_text("Selling a cheap boat, write to me in private.")
    await window.clear()

    await window.context("Vendo un barco barato", "Report comment")
    await window.dialog.locator("textarea").fill("Advertising.")
    await window.submit()
    await window.as_member("Marta")
    await window.open_channel("moderators")
    notice = window.message("Advertising.")
    await expect(notice).to_contain_text("Vendo un barco barato, escríbeme por privado.")
    await expect(notice).to_contain_text("Selling a cheap boat, write to me in private.")
    await expect(notice).to_contain_text("Translated from Spanish by LibreTranslate")


@pytest.mark.skipif(Apertium().lacking() is not None, reason="needs apertium-eng-spa")
async def test_when_one_engine_fails_the_next_one_translates(window: BrowserPage) -> None:
    await set_fault(window, "failing")
    await say_in_spanish(window, "Nadie nos preguntó antes de cerrar el muelle viejo.")
    await read_in_english(window)
    mirror = window.message("Nadie nos preguntó")
    await expect(mirror).to_contain_text("Nobody")
    await expect(mirror).to_contain_text("Rough translation from Spanish, by Apertium")


async def test_an_engine_that_fails_in_the_middle_loses_nothing(browser: Browser, tmp_path: Path) -> None:
    """There is no other engine: readers see the original and why, and its translation once it works again."""
    async with (
        Opened.in_folder(tmp_path, PATH="/nowhere") as opened,
        BrowserPage.opened(browser, opened.url) as window,
    ):
        assert [note for note in opened.notes if "python -m bot models install" in note] != []
        await expect(window.find("translation")).to_contain_text("python -m bot models install")
        await say_in_spanish(window, "Mi abuelo pescaba allí y nunca habló de esas redes.")
        await read_in_english(window)
        before = window.message("Mi abuelo pescaba allí")
        await expect(before).to_contain_text("My grandfather fished there")
        await set_fault(window, "failing")
        await say_in_spanish(window, "¿Y quién paga el gasóleo cuando él lo deje?")
        await read_in_english(window)
        await expect(before).to_contain_text("My grandfather fished there")
        mirror = window.message("¿Y quién paga el gasóleo")
        await expect(mirror).to_be_visible()
        await expect(mirror).not_to_contain_text("who pays")
        await window.context("¿Y quién paga el gasóleo", "Translate")
        answer = await window.wait_for_ephemeral("There is no translation.")
        await expect(answer).to_contain_text("LibreTranslate cannot be reached or has a problem.")
        await window.clear()
        await set_fault(window, "none")
        await expect(mirror).to_contain_text("And who pays for the diesel when he stops?", timeout=COMPLETED)
        await expect(mirror).to_contain_text("Translated from Spanish by LibreTranslate")
        assert window.faults == []
