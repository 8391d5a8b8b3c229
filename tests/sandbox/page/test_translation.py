"""Translation as people see it in the sandbox: which engines translate, and what happens when one fails."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from sandbox.server import Sandbox
from sandbox.translation.scene import TranslationScene
from sandbox.translation.service import TranslationService
from tests.browser import PHONE, BrowserPage
from tests.sandbox.opened import Opened
from tests.sandbox.page.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")


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
    await expect(line).to_contain_text("Translates here: libretranslate")
    await set_fault(window, "failing")
    await expect(line).to_contain_text("The sandbox's service fails")
    await window.as_member("Elena")
    await expect(line).to_contain_text("Traduce aquí: libretranslate")
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
