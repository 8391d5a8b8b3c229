"""*Add to discussion* in the page: a message from a private channel, with its author's consent."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser import BrowserPage

pytestmark = pytest.mark.asyncio(loop_scope="package")

WORDS = "I counted the benches myself."


async def test_a_message_of_a_private_channel_is_added_once_its_author_consents(window: BrowserPage):
    await window.as_member("Marta")
    await window.open_channel("moderators")
    await window.write(WORDS)
    await window.context(WORDS, "Add to discussion")
    await expect(window.dialog).to_contain_text("This channel is private")
    await window.find("select", window.dialog).first.click()
    await window.find("option").filter(has_text="Puerto Sereno").click()
    await window.find("dialog-submit").click()
    await expect(window.dialog.locator("[data-testid=field-fault]:visible")).to_have_count(1)
    await window.dialog.get_by_label("Others may read what I wrote here").check()
    await window.submit()
    await window.wait_for_ephemeral("The message is in the discussion")
    await window.context(WORDS, "Add to discussion")
    await window.wait_for_ephemeral("This message is already a comment in a discussion.")

    await window.as_member("Elena")
    await window.open_channel("news")
    await window.click_button("Open discussion (1)", on="Puerto Sereno")
    await window.wait_for_ephemeral(WORDS)
