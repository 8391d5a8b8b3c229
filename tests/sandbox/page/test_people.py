"""The page in a browser: direct messages, and members who are timed out, kicked and banned."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest
import pytest_asyncio
from discord import ui
from playwright.async_api import Locator, expect

from sandbox.server import Sandbox
from tests.browser import PHONE, BrowserPage
from tests.sandbox.page.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")


class Appeal(ui.Modal, title="Appeal"):
    """A dialog with one question."""

    why = ui.Label(text="Why?", component=ui.TextInput(custom_id="why"))

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.why.component, ui.TextInput)
        await interaction.response.send_message(f"Noted: {self.why.component.value}", ephemeral=True)


class Letter(ui.View):
    """A direct message with a button that opens a dialog."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Appeal", custom_id="appeal")
    async def appeal(self, interaction: discord.Interaction, button: ui.Button[Letter]) -> None:
        await interaction.response.send_modal(Appeal())


@pytest_asyncio.fixture(loop_scope="package")
async def people(stage: Stage) -> AsyncIterator[Sandbox]:
    """The sandbox, in which everybody is a member again afterwards, may write and takes messages."""
    yield stage.sandbox
    olga = stage.sandbox.member("Olga").moderate
    for user in stage.sandbox.world.users.values():
        person = stage.sandbox.member(user.name)
        if user.id in stage.sandbox.world.bans:
            olga.unban(user.name)
        await person.join()
        person.take_messages(take=True)
        if not user.bot and user.name != "Olga":
            olga.end_timeout(user.name)


async def write(stage: Stage, name: str, text: str) -> None:
    user = await stage.bot.fetch_user(int(stage.sandbox.member(name).id))
    await user.send(text, view=Letter())


def closed(window: BrowserPage) -> Locator:
    """The line that stands in place of the composer, where it is seen."""
    return window.page.locator("[data-testid=composer-closed]:visible")


async def moderate(window: BrowserPage, name: str, action: str, reason: str = "") -> None:
    """Choose from the menu of the members, and give the reason."""
    await window.find("members").click()
    await window.find("moderated").filter(has_text=name).click()
    await window.page.locator(f"[data-testid=moderate-{action}]:visible").click()
    await window.find("reason-field").fill(reason)
    await window.submit()


# ---------------------------------------------------------------------- direct messages


async def test_direct_messages_are_read_and_answered(stage: Stage, emma: BrowserPage) -> None:
    entry = emma.find("direct")
    await entry.click()
    await emma.open_channel("news")
    await write(stage, "Emma", "A letter for Emma")
    await expect(entry).to_have_attribute("aria-label", "Tertulia, 1 unread message")
    await expect(emma.find("announcer")).to_have_text("New direct message from Tertulia: A letter for Emma")

    await entry.click()
    await expect(emma.find("channel-title")).to_have_text("Tertulia")
    await expect(entry).to_have_attribute("aria-current", "page")
    await emma.wait_for_text("These are your direct messages with Tertulia.")
    await emma.click_button("Appeal", on="A letter for Emma")
    await emma.fill_dialog(why="I am sorry")
    await emma.submit()
    await emma.wait_for_ephemeral("Noted: I am sorry")
    await emma.write("Thank you for the letter")
    async with stage.window("Elena") as elena:
        await elena.find("direct").click()
        await expect(elena.find("channel-title")).to_have_text("Tertulia")
        await expect(elena.message("A letter for Emma")).to_have_count(0)
        await expect(elena.find("composer")).to_have_attribute("aria-label", "Enviar mensaje a @Tertulia")


async def test_what_came_meanwhile_is_unread_for_who_comes_back(stage: Stage, emma: BrowserPage) -> None:
    entry = emma.find("direct")
    await write(stage, "Diego", "While Emma is looking")
    await emma.as_member("Diego")
    await expect(emma.find("unread", entry)).to_have_text("1")
    await entry.click()
    await emma.wait_for_text("While Emma is looking")
    await write(stage, "Diego", "While Diego is looking")
    await emma.wait_for_text("While Diego is looking")
    await emma.as_member("Emma")
    await emma.as_member("Diego")
    await emma.open_channel("news")
    await expect(emma.find("unread", entry)).to_have_count(0)


async def test_direct_messages_have_the_commands_that_work_there(emma: BrowserPage) -> None:
    await emma.find("direct").click()
    await emma.find("composer").fill("/")
    await expect(emma.page.locator('[data-testid=command-item][data-raw="survey"]')).to_be_visible()
    await emma.find("composer").fill("")


async def test_a_person_takes_direct_messages_or_none(
    stage: Stage, people: Sandbox, emma: BrowserPage
) -> None:
    switch = emma.page.get_by_role("switch", name="Take messages from members and bots here")
    await expect(switch).to_be_checked()
    await switch.focus()
    await emma.page.keyboard.press("Space")
    await expect(switch).not_to_be_checked()
    await expect(switch).to_be_focused()
    async with stage.window("Emma") as other:  # in every window of hers
        await expect(other.find("takes-messages")).not_to_be_checked()
    with pytest.raises(discord.Forbidden, match="50007"):
        await write(stage, "Emma", "Nobody reads this")
    await emma.page.keyboard.press("Space")
    await expect(switch).to_be_checked()
    await write(stage, "Emma", "She reads this")


# ---------------------------------------------------------------------- moderators


async def test_a_timeout_is_given_and_ended(stage: Stage, people: Sandbox, emma: BrowserPage) -> None:
    async with stage.window("Diego") as diego:
        await moderate(diego, "Emma", "time_out", "Calma")
        await diego.wait_for_toast("Emma solo puede leer durante 10 minutos.")
        await expect(closed(emma)).to_contain_text("You are timed out until")
        await emma.wait_for_toast("You are timed out until")
        await expect(emma.find("member-switcher")).to_contain_text("timed out until")
        assert people.world.audit_log[-1]["reason"] == "Calma"
        await diego.find("members").click()
        await expect(diego.find("moderated").filter(has_text="Emma")).to_contain_text("en aislamiento hasta")
        await diego.page.keyboard.press("Escape")
        await moderate(diego, "Emma", "end_timeout")
        await expect(closed(emma)).to_have_count(0)
        await emma.wait_for_toast("Your timeout is over.")


async def test_a_timeout_ends_by_itself(people: Sandbox, emma: BrowserPage) -> None:
    people.member("Diego").moderate.time_out("Emma", 0.02)
    await expect(closed(emma)).to_contain_text("You are timed out until")
    await expect(closed(emma)).to_have_count(0)
    await expect(emma.find("member-switcher")).not_to_contain_text("timed out")


async def test_who_is_kicked_is_told_reads_the_letter_and_joins_again(
    stage: Stage, people: Sandbox, emma: BrowserPage
) -> None:
    await write(stage, "Emma", "Why you were kicked")
    async with stage.window("Marta") as marta:
        await emma.write("Something off topic")
        await marta.menu("Something off topic", "menu-moderate", "moderate-kick")
        await expect(marta.dialog).to_contain_text("Kick Emma")
        await marta.submit()
        await marta.wait_for_toast("Emma was kicked.")

    banner = emma.page.locator("#banner")
    await expect(banner).to_contain_text("You were kicked from La Tertulia.")
    await expect(emma.find("outside")).to_have_text("You were kicked from La Tertulia.")
    await expect(emma.find("channel")).to_have_count(0)
    await expect(emma.find("channel-title")).to_have_text("Tertulia")
    await expect(closed(emma)).to_contain_text("You share no server with Tertulia now")
    await emma.click_button("Appeal", on="Why you were kicked")
    await emma.fill_dialog(why="I am sorry")
    await emma.submit()
    await emma.wait_for_ephemeral("Noted: I am sorry")
    await emma.find("join").focus()
    await emma.page.keyboard.press("Enter")
    await expect(banner).to_be_hidden()
    await emma.open_channel("news")
    await emma.write("Here again")


async def test_who_is_banned_is_told_and_cannot_join(
    stage: Stage, people: Sandbox, emma: BrowserPage
) -> None:
    async with stage.window("Elena") as elena:
        banner = elena.page.locator("#banner")
        await emma.as_member("Marta")
        await moderate(emma, "Elena", "ban", "Spam")
        await emma.wait_for_toast("Elena is banned.")
        await expect(banner).to_contain_text("Te banearon de La Tertulia.")
        await expect(elena.find("join")).to_have_count(0)
        assert people.world.bans[people.member("Elena").id] == "Spam"
        await emma.find("composer").fill("@")
        await expect(emma.page.locator("#mention-list")).to_contain_text("Emma")
        await expect(emma.page.locator("#mention-list")).not_to_contain_text("Elena")
        await emma.find("composer").fill("")
        await moderate(emma, "Elena", "unban")
        await expect(banner).to_contain_text("No estás en La Tertulia.")
        await elena.find("join").click()
        await expect(banner).to_be_hidden()


async def test_who_is_out_of_the_server_sees_so_from_the_start(people: Sandbox, stage: Stage) -> None:
    people.member("Marta").moderate.ban("Noa")
    async with BrowserPage.opened(stage.browser, people.page_url, size=PHONE) as phone:
        await phone.as_member("Noa")
        await expect(phone.page.locator("#banner")).to_contain_text("You are banned from La Tertulia.")
        await expect(phone.find("channel-title")).to_have_text("Tertulia")
        assert await phone.page.evaluate("document.documentElement.scrollWidth") == 360
        assert phone.faults == []


async def test_each_moderator_is_offered_what_they_may_do(
    stage: Stage, people: Sandbox, emma: BrowserPage
) -> None:
    await expect(emma.find("members")).to_have_count(0)
    async with stage.window("Diego") as diego:
        await diego.find("members").focus()
        await diego.page.keyboard.press("Enter")
        menu = diego.find("menu")
        await expect(menu.get_by_role("menuitem", name="Marta")).to_be_disabled()
        await diego.page.keyboard.press("n")
        await expect(diego.find("moderated").filter(has_text="Noa")).to_be_focused()
        await diego.page.keyboard.press("ArrowRight")
        offered = menu.get_by_role("group", name="Noa").get_by_role("menuitem")
        await expect(offered).to_have_text(["Aislar durante 10 minutos", "Expulsar"])
        drawn = await diego.find("members").element_handle()
        assert drawn
        people.member("Marta").moderate.time_out("Noa", 5)  # the head is drawn anew
        await diego.page.wait_for_function("button => !button.isConnected", arg=drawn)
        await diego.page.keyboard.press("Escape")
        await expect(diego.find("members")).to_be_focused()


async def test_what_a_member_may_not_is_refused(people: Sandbox) -> None:
    url, headers = f"{people.origin}/page/act", {"X-Sandbox-Token": people.page_token}
    people.member("Marta").moderate.ban("Luz")
    refusals = {
        ("Emma", "kick", "Noa"): 50013,
        ("Diego", "ban", "Noa"): 50013,
        ("Diego", "time_out", "Marta"): 50013,
        ("Marta", "unban", "Noa"): 10026,
        ("Marta", "kick", "Luz"): 10007,
        ("Luz", "join", ""): 40007,
    }
    async with aiohttp.ClientSession(headers=headers) as session:
        for (name, what, target), code in refusals.items():
            body = {"member": people.member(name).id, "do": what, "minutes": 10}
            body["target"] = people.member(target).id if target else ""
            async with session.post(url, json=body) as response:
                assert (await response.json())["code"] == code, (name, what, target)
