"""What is marked as a spoiler is hidden on the page until somebody opens it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.domain.export import ExportFormat
from tests.browser import BrowserPage
from tests.sandbox.page.stage import Stage
from tests.unit.exporting.exported import SPOILER, written

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_spoilers_stay_hidden_until_they_are_opened(emma: BrowserPage) -> None:
    """Also over several lines with blocks of their own, in quotes, and in the line above an answer."""
    await emma.write(
        "Over lines: ||first *veiled*\n- second veiled\n```\nthird veiled\n```|| seen\n"
        "> quoted ||veiled\n> twice||\n\\|\\|seen\\|\\| and `||seen||`"
    )
    message = emma.message("Over lines")
    for selector in ("em", "li", "pre", "blockquote .hidden-words"):
        await expect(message.locator(selector)).to_contain_text("veiled")
        await expect(message.locator(selector)).to_be_hidden()
    await expect(message.get_by_text("||seen|| and")).to_be_visible()
    await expect(message.locator(".inline-code")).to_have_text("||seen||")
    await emma.reply("Over lines", "An answer to it")
    above = emma.find("reply-preview", emma.message("An answer to it"))
    await expect(above).to_contain_text("[Spoiler]")
    await expect(above).not_to_contain_text("veiled")
    covers = message.get_by_role("button", name="Show spoiler")
    await expect(covers).to_have_count(2)
    await covers.first.focus()
    await emma.page.keyboard.press("Enter")
    await expect(message.get_by_text("third veiled")).to_be_visible()
    await covers.first.click()
    await expect(message.get_by_text("twice")).to_be_visible()


async def test_files_that_are_spoilers_are_covered(emma: BrowserPage, tmp_path: Path) -> None:
    """Marked by whoever sends them, or by their names."""
    marked, named = tmp_path / "plot.txt", tmp_path / "SPOILER_end.txt"
    for file in (marked, named):
        file.write_text("words")
    box = emma.page.locator(".composer-box").get_by_test_id("file-input")
    await box.set_input_files([marked, named])
    await emma.page.get_by_role("button", name="Mark plot.txt as a spoiler").click()
    await emma.write("Two endings")
    message = emma.message("Two endings")
    covers = message.get_by_role("button", name="Show spoiler")
    await expect(covers).to_have_count(2)
    files = emma.find("attachment", message)
    assert await files.evaluate_all("all => all.map(one => one.inert)") == [True, True]
    await covers.first.click()
    assert await files.evaluate_all("all => all.map(one => one.inert)") == [False, True]
    await message.get_by_role("link", name="plot.txt", exact=True).click(trial=True)


async def test_an_exported_page_shows_a_spoiler_on_a_key_and_never_on_paper(stage: Stage) -> None:
    page = await stage.browser.new_page()
    await page.set_content(written(ExportFormat.HTML, SPOILER))
    hidden = page.locator("details > span").first
    await expect(hidden).to_contain_text("keeper")
    await expect(hidden).to_be_hidden()
    await page.locator("summary").first.focus()
    await page.keyboard.press("Enter")
    await expect(hidden).to_be_visible()
    await page.emulate_media(media="print")
    await expect(hidden).to_be_hidden()
    await page.close()
