"""The sandbox's page as a person uses it: what tests say and do in a browser."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Self

import pytest
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error as PlaywrightError,
    Locator,
    Page,
    TimeoutError as PlaywrightTimeout,
    async_playwright,
    expect,
)

WIDE = (1280, 800)
PHONE = (360, 740)
_PATIENCE = 30_000
"""Milliseconds until what a test waits for is called missing, on a busy machine too."""
_HOVERS = 10
"""Times that the mouse is moved over a message until its buttons can be pressed."""
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=_PATIENCE)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium: the system's own, else the one Playwright installed.

    Where there is none the test is skipped with the reason; in CI it fails.
    """
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        try:
            browser = await playwright.chromium.launch(executable_path=system, args=_FLAGS)
        except PlaywrightError as error:
            reason = f"Chromium does not start: {error.message.splitlines()[0]}"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        try:
            yield browser
        finally:
            await browser.close()


class BrowserPage:
    """One person's window. ``faults`` holds what the page complained of: nothing, in a page that works."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        page.set_default_timeout(_PATIENCE)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, browser: Browser, url: str, *, size: tuple[int, int] = WIDE, still: bool = True
    ) -> AsyncIterator[Self]:
        """The page at ``url`` in a window of its own, ready; ``still`` asks for reduced motion."""
        width, height = size
        context = await browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce" if still else None
        )
        try:
            window = cls(await context.new_page())
            await window.open(url)
            yield window
        finally:
            await context.close()

    async def open(self, url: str) -> None:
        """Go to ``url`` and wait until the page shows the server."""
        await self.page.goto(url)
        await self.ready()

    async def ready(self) -> None:
        """Wait until the current member's view is there."""
        await self.page.wait_for_selector("#shell[data-ready]")

    def find(self, test_id: str, within: Locator | None = None) -> Locator:
        """The elements marked ``test_id``."""
        return (within or self.page).get_by_test_id(test_id)

    async def as_member(self, name: str) -> None:
        """Look through the eyes of another member."""
        await self._show_side_bar()
        switcher = self.find("member-switcher")
        if await switcher.get_attribute("data-member") != name:
            await switcher.click()
            await self.page.locator(f'[data-testid=member][data-name="{name}"]').click()
        await expect(switcher).to_have_attribute("data-member", name)
        await self.ready()
        await self._hide_side_bar()

    async def open_channel(self, name: str) -> None:
        """Open a channel of the side bar."""
        await self._open("channel", name)

    async def open_thread(self, name: str) -> None:
        """Open a thread or a forum post of the side bar."""
        await self._open("thread", name)

    async def _open(self, kind: str, name: str) -> None:
        await self._show_side_bar()
        await self.page.locator(f"[data-testid={kind}]").and_(self.page.locator(_named(name))).first.click()
        await expect(self.find("channel-title")).to_have_text(name)

    async def _show_side_bar(self) -> None:
        button = self.find("open-drawer")
        if await button.is_visible():
            await button.click()

    async def _hide_side_bar(self) -> None:
        scrim = self.page.locator("#scrim")
        if await scrim.is_visible():
            await scrim.click(position={"x": 350, "y": 300})

    def message(self, text: str) -> Locator:
        """The latest message that says ``text`` itself (not only in the line it answers)."""
        return self.find("message").filter(has=self.page.locator(".message-body").filter(has_text=text)).last

    async def write(self, text: str, *files: Path) -> None:
        """Write a message, with files, and wait until it stands there."""
        if files:
            await self.page.locator(".composer-box").get_by_test_id("file-input").set_input_files(files)
            await expect(self.page.locator("[data-testid=tray-file][aria-busy=false]")).to_have_count(
                len(files)
            )
        await self.find("composer").fill(text)
        await self.find("composer").press("Enter")
        await expect(self.find("composer")).to_have_value("")
        if text:
            await expect(self.message(_first_words(text))).to_be_visible()

    async def clear(self) -> None:
        """Drop what was begun in the composer, answers to this person alone, and notes at the page's edge."""
        private = self.find("dismiss")
        while left := await private.count():
            await private.first.click()
            await expect(private).to_have_count(left - 1)
        for test_id in ("command-cancel", "cancel-reply"):
            if await self.find(test_id).is_visible():
                await self.find(test_id).click()
        await self.find("composer").fill("")
        await self.page.evaluate("document.getElementById('toasts').replaceChildren()")

    async def reply(self, to: str, text: str, *, ping: bool = True) -> None:
        """Answer the message that shows ``to``."""
        await self.tool(to, "message-reply")
        if not ping:
            await self.find("ping").click()
        await self.write(text)
        await expect(self.find("reply-bar")).to_be_hidden()

    async def edit(self, text: str, new: str) -> None:
        """Edit one's own message that shows ``text``."""
        await self.tool(text, "message-edit")
        await self.find("edit-field").fill(new)
        await self.find("edit-field").press("Enter")
        await expect(self.find("edit-field")).to_have_count(0)

    async def delete(self, text: str) -> None:
        """Delete the message that shows ``text``."""
        await self.menu(text, "menu-delete")
        await self.find("dialog-submit").click()

    async def tool(self, text: str, test_id: str) -> None:
        """Press a button of the bar over a message."""
        message = self.message(text)
        button = self.find(test_id, message)
        for _ in range(_HOVERS):
            await message.hover(position={"x": 5, "y": 5})
            with contextlib.suppress(PlaywrightTimeout):  # an edit above it has moved it from under the mouse
                await button.click(timeout=_PATIENCE / _HOVERS)
                return
        raise AssertionError(f"{test_id} never stood still")

    async def menu(self, text: str, *path: str) -> None:
        """Open a message's menu and choose, by test id, one entry after the other."""
        await self.tool(text, "message-more")
        for test_id in path:
            await self.find("menu").get_by_test_id(test_id).click()

    async def context(self, text: str, command: str) -> None:
        """Run a message command on the message that shows ``text``."""
        await self.menu(text, "menu-apps")
        await self.find("app-command").filter(has_text=command).click()

    async def click_button(self, label: str, *, on: str | None = None) -> None:
        """Press a message's button; ``on`` is text of the message when several have one. Buttons for all are
        labelled in both languages: ``label`` is one of them.
        """
        scope = self.message(on) if on else self.find("log")
        buttons = scope.locator("[data-testid=button], [data-testid=link-button]")
        whole = buttons.filter(has_text=re.compile(rf"(?:^|· )\s*{re.escape(label)}\s*(?: ·|$)"))
        await whole.or_(buttons.filter(has_text=label)).first.wait_for()
        named = whole if await whole.count() else buttons.filter(has_text=label)
        await named.last.click()

    async def choose(self, *labels: str, on: str | None = None) -> None:
        """Choose in a message's select."""
        scope = self.message(on) if on else self.find("log")
        await self._choose(self.find("select", scope).last, labels)

    async def _choose(self, select: Locator, labels: tuple[str, ...]) -> None:
        await select.click()
        listbox = self.find("listbox")
        for label in labels:
            await self.find("option", listbox).filter(has_text=label).first.click()
        if await listbox.is_visible():
            await self.page.keyboard.press("Escape")

    async def command(self, command: str, **options: str | Path) -> None:
        """Run a slash command, named as it is registered ("/article post"); options by their names."""
        await self.start_command(command)
        for name, value in options.items():
            await self.fill_option(name, value)
        await self.find("command-send").click()
        await expect(self.find("command-form")).to_have_count(0)

    async def start_command(self, command: str) -> None:
        """Choose a slash command from the list."""
        raw = command.removeprefix("/")
        await self.find("composer").fill(f"/{raw}")
        await self.page.locator(f'[data-testid=command-item][data-raw="{raw}"]').click()

    async def fill_option(self, name: str, value: str | Path) -> None:
        """Give an option its value: text, a label of its list, or a file."""
        offer = self.find(f"add-option-{name}")
        if await offer.count():
            await offer.click()
        option = self.find(f"option-{name}")
        if isinstance(value, Path):
            await self.find("file-input", option).set_input_files(value)
            await expect(option.locator("[data-testid=tray-file][aria-busy=false]")).to_have_count(1)
            return
        field = self.find("option-input", option)
        await field.fill(value)
        if await field.get_attribute("role") == "combobox":
            await self.find("suggestion").filter(has_text=value).first.click()

    @property
    def dialog(self) -> Locator:
        """The open dialog."""
        return self.page.locator("dialog[open]")

    async def fill_dialog(self, **fields: str | Path | tuple[str, ...]) -> None:
        """Fill a bot's dialog in, by custom id: text, a file, or the labels to choose."""
        for name, value in fields.items():
            field = self.dialog.locator(f'[data-custom-id="{name}"]')
            if isinstance(value, Path):
                await self.find("file-input", field).set_input_files(value)
                await expect(field.locator("[data-testid=tray-file][aria-busy=false]")).to_have_count(1)
            elif isinstance(value, tuple):
                await self._choose(self.find("select", field), value)
            else:
                await self.find("text-input", field).fill(value)

    async def submit(self) -> None:
        """Send the dialog and wait until it has closed."""
        await self.find("dialog-submit").click()
        await expect(self.dialog).to_have_count(0)

    async def ephemerals(self) -> list[str]:
        """The texts of the messages only this member sees, in order."""
        bodies = self.page.locator(".message.ephemeral .message-body")
        return [text.strip() for text in await bodies.all_inner_texts()]

    async def wait_for_ephemeral(self, text: str) -> Locator:
        """Wait for a message only this member sees that shows ``text``."""
        found = self.page.locator(".message.ephemeral").filter(has_text=text).last
        await expect(found).to_be_visible()
        return found

    async def wait_for_text(self, text: str | re.Pattern[str]) -> None:
        """Wait until ``text`` stands among the messages."""
        await expect(self.find("log").get_by_text(text).last).to_be_visible()

    async def wait_for_toast(self, text: str) -> None:
        """Wait for a note at the page's edge that holds ``text``."""
        await expect(self.find("toast").filter(has_text=text).last).to_be_visible()

    async def screenshot(self, path: Path) -> None:
        """Write a picture of the window."""
        await self.page.screenshot(path=path)


def _named(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'[data-name="{escaped}"]'


def _first_words(text: str) -> str:
    return re.sub(r"[*_~`|>#]", "", text.splitlines()[0].split("<")[0])[:60].strip()
