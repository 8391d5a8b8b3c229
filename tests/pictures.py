"""``python -m tests.pictures``: take the documents' pictures anew, of the sandbox's page."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Locator, expect

from tests.browser import BrowserPage, chromium

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
SIZE = (1000, 640)
_TALL = (1000, 760)


@dataclass(frozen=True)
class Told:
    """What the pictures of one language show."""

    ending: str
    reader: str
    moderator: str
    channel: str
    headline: str
    language: str
    report: str
    hide: str
    why: str
    reason: str
    warn: str
    """The label of the button that hides a comment and warns its author."""
    insult: str
    offends: str
    """Why somebody reports it."""
    insulting: str
    """Why a moderator warns its author."""
    translated: str
    """What the translation of a comment from the other channel says."""
    newspaper: str
    published: str
    """The headline of what the newspaper publishes while it is followed."""
    corrected: str


ENGLISH = Told(
    ".png",
    "Emma",
    "Marta",
    "news",
    "Puerto Sereno turns down its harbour lights to bring the shearwaters home",
    "English",
    "Report comment",
    "Hide",
    "Advertising.",
    "Advertising",
    "Hide and warn",
    "Only fools write here.",
    "It insults everybody.",
    "Insults or threatens somebody",
    "In my town we did it two years ago",
    "The Lantern",
    "Puerto Sereno opens its old railway tunnel to walkers, with its wind and its bats",
    "and leaves a third of it to the bats",
)
SPANISH = Told(
    ".es.png",
    "Elena",
    "Diego",
    "noticias",
    "Puerto Sereno atenúa las luces del puerto para que las pardelas lleguen al mar",
    "Español",
    "Denunciar comentario",
    "Ocultar",
    "Publicidad.",
    "Publicidad",
    "Ocultar y advertir",
    "Aquí solo escriben necios.",
    "Insulta a todo el mundo.",
    "Insulta o amenaza a alguien",
    "La autoridad portuaria, cada 15 de noviembre.",
    "El Farol",
    "Puerto Sereno abre a los caminantes su viejo túnel del tren, con su viento y sus murciélagos",
    "y deja un tercio a los murciélagos",
)
_WITHOUT_SIGNS = """() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const signs = /[\\u{1f310}\\u{2705}] /gu;
    while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(signs, "");
}"""
"""Where no emoji font is installed, an empty box would stand before translations and posted entries."""
_LANGUAGE = {".png": "en", ".es.png": "es"}
MACHINE_HEADLINE = "Un patrón jubilado convierte redes fantasma en felpudos, y los felpudos en combustible"


@asynccontextmanager
async def _sandbox() -> AsyncIterator[str]:
    """The address of a sandbox with its first article."""
    with TemporaryDirectory() as folder:
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DISCORD_", "TERTULIA_"))
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "sandbox"),
            cwd=folder,
            env=environment | {"COLUMNS": "300", "LC_ALL": "en_US.UTF-8"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stdout
        assert process.stderr
        try:
            url = re.search(r"http://\S+", (await process.stdout.readline()).decode())
            assert url
            while b"in #news" not in (line := await process.stderr.readline()):
                assert line, "the sandbox ended"
            yield url.group()
        finally:
            process.send_signal(signal.SIGINT)
            await process.communicate()


async def _talk(window: BrowserPage) -> None:
    """The same short discussion in both channels."""
    await window.as_member("Emma")
    await window.open_thread(ENGLISH.headline)
    await window.write("We saw three young shearwaters on our terrace last October.")
    await window.as_member("Elena")
    await window.open_thread(SPANISH.headline)
    await window.write("¿Y quién decide cuándo vuelven las luces blancas?")
    await window.as_member("Emma")
    await window.open_thread(ENGLISH.headline)
    await window.wait_for_text("¿Y quién decide")
    await window.reply("¿Y quién decide", "The harbour authority, every 15th of November.")
    await window.as_member("Luz")
    await window.open_thread(SPANISH.headline)
    await window.wait_for_text("The harbour authority")
    await window.write("En mi pueblo lo hicimos hace dos años, y este otoño solo recogimos cuatro pollos.")


async def _take(window: BrowserPage, name: str, told: Told, at: Locator, *, block: str = "end") -> None:
    await expect(at).to_be_visible()
    await window.page.evaluate("document.getElementById('toasts').replaceChildren()")
    await window.page.mouse.move(0, 0)
    await window.page.evaluate(_WITHOUT_SIGNS)
    await at.evaluate("(element, block) => element.scrollIntoView({block})", block)
    await asyncio.sleep(0.5)
    await _save(PICTURES / f"{name}{told.ending}", window)


async def _save(path: Path, window: BrowserPage) -> None:
    """A screenshot of 256 colours where Pillow is installed (``make bench`` does), a third of the size."""
    await window.screenshot(path)
    with contextlib.suppress(ImportError):
        image = import_module("PIL.Image")
        image.open(path).convert("RGB").quantize(256, dither=image.Dither.NONE).save(path, optimize=True)


async def _ask(window: BrowserPage, command: str) -> Locator:
    """The message that answers a command."""
    await window.command(command)
    found = window.page.locator(".message.ephemeral").last
    await expect(found.locator(".message-body, [data-testid=container]").first).to_be_visible()
    await expect(window.find("thinking")).to_have_count(0)
    return found


async def _photograph(browser: Browser, told: Told) -> None:
    async with _sandbox() as url, BrowserPage.opened(browser, url, size=SIZE) as window:
        if told is SPANISH:
            await window.as_member("Marta")
            await window.command("/language server", language=told.language)
            await window.wait_for_ephemeral("Spanish")
        await _talk(window)
        await window.as_member(told.reader)
        await window.open_channel(told.channel)
        await window.page.set_viewport_size({"width": _TALL[0], "height": _TALL[1]})
        await expect(window.message(told.headline)).to_contain_text("(4)")
        await _take(window, "card", told, window.message(told.headline), block="start")
        await window.open_channel("noticias")
        await _take(window, "machine-edition", told, window.message(MACHINE_HEADLINE), block="start")
        await window.open_thread(told.headline)
        await window.wait_for_text(told.translated)
        await _take(window, "thread", told, window.message("En mi pueblo"))
        await window.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
        await _take(window, "discussion", told, await _ask(window, "/discussion show"))
        await window.open_channel(told.channel)
        await _take(window, "privacy", told, await _ask(window, "/privacy show"))
        await window.as_member("Luz")
        await window.open_thread(SPANISH.headline)
        await window.write("Vendo farolas de segunda mano, buen precio, escríbeme.")
        await window.as_member(told.reader)
        await window.open_thread(told.headline)
        await window.context("Vendo farolas", told.report)
        await window.dialog.locator("textarea").fill(told.why)
        await window.submit()
        await window.as_member(told.moderator)
        await window.open_channel("moderators")
        await _take(window, "report", told, window.message("Vendo farolas"))
        hide = window.message("Vendo farolas").locator("[data-testid=button]")
        await hide.filter(has_text=told.hide).first.click()
        await window.dialog.locator("textarea, input").first.fill(told.reason)
        await window.submit()
        await _take(window, "hidden", told, window.message(told.reason))
        await _moderate(window, told)
        assert window.faults == []


async def _moderate(window: BrowserPage, told: Told) -> None:
    """A comment in the queue, and what its author reads once they were warned."""
    await window.as_member("Luz")
    await window.open_thread(SPANISH.headline)
    await window.write(told.insult)
    await window.as_member(told.reader)
    await window.open_thread(told.headline)
    await window.context(told.insult, told.report)
    await window.dialog.locator("textarea").fill(told.offends)
    await window.submit()
    await window.as_member(told.moderator)
    await window.open_channel("moderators")
    await _take(window, "queue", told, await _ask(window, "/queue"))
    await window.click_button(told.warn, on=told.insult)
    await window.dialog.locator("textarea, input").first.fill(told.insulting)
    await window.submit()
    await window.open_channel(told.channel)
    await _take(window, "statistics", told, await _ask(window, "/discussion statistics"))
    await window.as_member("Luz")
    await window.find("direct").click()
    await _take(window, "case", told, window.message(told.insult))


async def _photograph_newspaper(browser: Browser, told: Told) -> None:
    """The newspaper is followed; its desk publishes a story in both languages, and corrects it."""
    async with _sandbox() as url, BrowserPage.opened(browser, url, size=_TALL) as window:
        await window.as_member("Marta")
        site = (await window.find("newspaper").get_attribute("href") or "").removesuffix("/en/desk")
        # The one that is shown first: it has been looked at by the time that the desk publishes.
        for one in sorted((ENGLISH, SPANISH), key=lambda one: one is not told):
            await window.open_channel(one.channel)
            await window.command("/feed add", link=f"{site}/{_LANGUAGE[one.ending]}/")
            question = await window.wait_for_ephemeral(one.newspaper)
            if told is one is ENGLISH:
                await _take(window, "feed-add", told, question)
            await window.click_button("Follow", on=one.newspaper)
            await window.wait_for_ephemeral(f"I follow “{one.newspaper}”")
        desk = await window.page.context.new_page()
        await desk.goto(f"{site}/{_LANGUAGE[told.ending]}/desk")
        await desk.locator('[data-cookies="some"]').click()
        for act in "publish", "correct":
            for one in ENGLISH, SPANISH:
                story = desk.locator(f"li:has([lang={_LANGUAGE[one.ending]}])")
                async with desk.expect_navigation():
                    await story.locator(f'[value="{act}"]').press("Enter")
            await window.as_member(told.reader)
            await window.open_channel(told.channel)
            await window.wait_for_text(told.published if act == "publish" else told.corrected)
        await _take(window, "feed-card", told, window.message(told.corrected), block="start")
        await desk.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
        await _save(PICTURES / f"desk{told.ending}", BrowserPage(desk))
        await window.as_member(told.moderator)
        await window.open_channel(told.channel)
        await window.start_command("/feed show")
        await window.fill_option("feed", told.newspaper)
        await window.find("command-send").click()
        await _take(window, "feed-show", told, await window.wait_for_ephemeral(told.newspaper))
        assert window.faults == []


async def main() -> None:
    """Take all of them."""
    async with chromium() as browser:
        for told in ENGLISH, SPANISH:
            await _photograph(browser, told)
            await _photograph_newspaper(browser, told)


if __name__ == "__main__":
    asyncio.run(main())
