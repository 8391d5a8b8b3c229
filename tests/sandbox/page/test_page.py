"""The page in a browser, against the real sandbox: reading and writing, threads, forums, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser import BrowserPage
from tests.sandbox.page.bot import picture
from tests.sandbox.page.stage import Stage

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_members_see_their_own_server(emma: BrowserPage) -> None:
    """The private channel is the moderators' alone, and everything speaks the member's language."""
    channels = emma.find("channel").locator(".channel-name")
    await expect(channels).to_have_text(["news", "noticias", "debates"])
    await expect(emma.page.locator("html")).to_have_attribute("lang", "en-US")
    await emma.as_member("Marta")
    await expect(channels).to_have_text(["news", "noticias", "debates", "moderators"])
    private = emma.page.get_by_role("button", name="moderators, private")
    await expect(private.locator("[data-state=channel_private]")).to_be_visible()
    await emma.as_member("Elena")
    await expect(emma.page.locator("html")).to_have_attribute("lang", "es-ES")
    await expect(emma.find("composer")).to_have_attribute("aria-label", "Enviar mensaje a #news")


async def test_messages_are_written_edited_answered_and_deleted(stage: Stage, emma: BrowserPage) -> None:
    await emma.write("Good morning to all")
    await emma.write("A second line of mine")
    await expect(emma.message("A second line")).to_have_class(re.compile("grouped"))
    await emma.edit("A second line", "A better line of mine")
    await expect(emma.message("A better line").locator(".edited")).to_have_text("(edited)")
    await emma.reply("Good morning to all", "And to you", ping=False)
    answer = emma.message("And to you")
    await expect(emma.find("reply-preview", answer)).to_have_text("Good morning to all")
    await emma.find("reply-preview", answer).click()
    await expect(emma.message("Good morning to all")).to_be_focused()
    async with stage.window("Elena") as elena:
        await expect(elena.message("And to you")).to_be_visible()
        await elena.tool("A better line", "message-more")
        await expect(elena.find("menu-edit")).to_have_count(0)
        await expect(elena.find("menu-delete")).to_have_count(0)
        await elena.page.keyboard.press("Escape")
        await emma.delete("A better line")
        await expect(elena.message("A better line")).to_have_count(0)


async def test_the_up_arrow_edits_the_last_message(emma: BrowserPage) -> None:
    await emma.write("With a mispelling")
    await emma.find("composer").press("ArrowUp")
    await expect(emma.find("edit-field")).to_be_focused()
    await emma.find("edit-field").press("Escape")
    await expect(emma.message("With a mispelling")).to_be_visible()


async def test_markdown_is_drawn_and_nothing_else(emma: BrowserPage) -> None:
    """What others write is text: no HTML, no script, no address but http and https."""
    await emma.write(
        "# Night library\n**bold** *slanted* __under__ ~~gone~~ `code` ||secret||\n"
        "> quoted\n- first\n- second\n1. one\n-# small print\n"
        "[paper](https://riverside.example/a_(b)) [bad](javascript:alert(1)) <t:0:R>\n"
        "<img src=x onerror=alert(1)> \\*plain\\* snake_case_word"
    )
    message = emma.message("Night library")
    for selector, text in {
        "[role=heading]": "Night library",
        "strong": "bold",
        "em": "slanted",
        "u": "under",
        "s": "gone",
        "code": "code",
        "blockquote": "quoted",
        "ul li": "first",
        "ol li": "one",
        ".subtext": "small print",
    }.items():
        await expect(message.locator(selector).first).to_have_text(text)
    await expect(message.get_by_role("link", name="paper")).to_have_attribute(
        "href", "https://riverside.example/a_(b)"
    )
    await expect(message.get_by_text("[bad](javascript:alert(1))")).to_be_visible()
    await expect(message.get_by_text("<img src=x onerror=alert(1)> *plain* snake_case_word")).to_be_visible()
    assert await message.locator("img[src=x]").count() == 0
    await expect(message.get_by_text("years ago")).to_be_visible()
    spoiler = message.get_by_role("button", name="Show spoiler")
    await spoiler.click()
    await expect(message.get_by_text("secret")).to_be_visible()


async def test_hostile_markup_does_not_stop_the_page(stage: Stage, emma: BrowserPage) -> None:
    """Deep nesting, endless runs and impossible times cost little and break nothing."""
    elena = stage.sandbox.member("Elena")
    for text in (
        "`" * 2000,
        "> " * 1000,
        "[" * 2000,
        "*_" * 1000,
        "||" * 1000,
        "<t:999999999999:F> <t:9999999999999>",
    ):
        await elena.send("news", text)
    await elena.send("news", "Still here after all that")
    await expect(emma.message("Still here after all that")).to_be_visible()
    await expect(emma.message("<t:9999999999999>")).to_be_visible()


async def test_mentions_lead_where_they_point(stage: Stage, emma: BrowserPage) -> None:
    world = stage.sandbox.world
    channels = {one["name"]: one["id"] for one in world.channels.values()}
    elena = stage.sandbox.member("Elena").id
    role = next(one["id"] for one in world.roles.values() if one["name"] == "Moderators")
    await emma.write(
        f"Mentions: <#{channels['noticias']}> <@{elena}> <@&{role}> <#1> <@1> </article post:1> "
        f"https://discord.com/channels/{world.guild_id}/{channels['debates']}"
    )
    message = emma.message("Mentions:")
    shown = message.locator(".mention")
    await expect(shown).to_have_text(
        ["#noticias", "@Elena", "@Moderators", "#unknown", "@unknown user", "/article post", "#debates"]
    )
    await shown.get_by_text("/article post").click()
    await expect(emma.find("option-link")).to_be_visible()
    await emma.page.keyboard.press("Escape")
    await emma.find("jump-link", message).click()
    await expect(emma.find("channel-title")).to_have_text("debates")
    await emma.page.go_back()
    await expect(emma.find("channel-title")).to_have_text("news")
    await shown.get_by_text("#noticias").click()
    await expect(emma.find("channel-title")).to_have_text("noticias")


async def test_a_mention_of_a_thread_that_comes_into_being_later_gets_its_name(
    stage: Stage, emma: BrowserPage
) -> None:
    place = stage.channel("news")
    start = await place.send("The thread begins here")
    await place.send(f"See <#{start.id}> and https://discord.com/channels/{place.guild.id}/{start.id}/1")
    shown = emma.message("See ").locator(".mention")
    await expect(shown).to_have_text(["#unknown", "#unknown ›"])
    await start.create_thread(name="Late thread")
    await expect(shown).to_have_text(["#Late thread", "#Late thread ›"])


async def test_someone_typing_is_shown(stage: Stage, emma: BrowserPage) -> None:
    async with stage.channel("news").typing():
        await expect(emma.find("typing")).to_have_text("Tertulia is typing…")
    await stage.channel("news").send("Typed at last")
    await expect(emma.find("typing")).to_have_text("")


async def test_dropped_files_are_attached(emma: BrowserPage) -> None:
    files = await emma.page.evaluate_handle(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["Dropped"], "dropped.txt", { type: "text/plain" }));
            return carried;
        }"""
    )
    await emma.page.dispatch_event("#log", "drop", {"dataTransfer": files})
    await expect(emma.find("tray-file")).to_contain_text("dropped.txt")
    await emma.page.get_by_role("button", name="Remove dropped.txt").click()
    await expect(emma.find("tray-file")).to_have_count(0)


async def test_a_forum_lists_its_posts_with_their_counts(stage: Stage, emma: BrowserPage) -> None:
    await emma.open_channel("debates")
    await emma.find("new-post").click()
    await emma.find("post-title").fill("Should the market move?")
    await emma.find("post-text").fill("I think it should.")
    await emma.find("dialog-submit").click()
    await expect(emma.find("channel-title")).to_have_text("Should the market move?")
    await emma.write("Nobody has answered me")
    await emma.open_channel("debates")
    post = emma.find("post").filter(has_text="Should the market move?")
    await expect(post.locator(".post-count")).to_have_text("1 message")
    async with stage.window("Elena") as elena:
        await elena.open_channel("debates")
        await expect(elena.find("post").locator(".post-count").first).to_have_text("1 mensaje")


async def test_a_thread_hangs_under_its_message_and_can_be_locked(stage: Stage, emma: BrowserPage) -> None:
    await emma.write("Let us talk about the mill")
    await emma.menu("Let us talk about the mill", "menu-thread")
    await emma.find("name-field").fill("The mill")
    await emma.page.keyboard.press("Enter")
    await expect(emma.find("channel-title")).to_have_text("The mill")
    await expect(emma.find("composer")).to_have_attribute(
        "placeholder", "Message The mill, or / for commands"
    )
    async with stage.window("Marta") as marta:
        await emma.write("First word")
        await expect(_entry(marta, "The mill").locator("[data-testid=unread]")).to_have_text("1")
        await expect(marta.find("thread-chip").filter(has_text="The mill")).to_contain_text("1 message")
        await marta.open_thread("The mill")
        await expect(_entry(marta, "The mill").locator("[data-testid=unread]")).to_have_count(0)
        await marta.find("thread-menu").click()
        await marta.find("thread-lock").click()
        await expect(emma.find("composer-closed")).to_have_text("This thread is locked.")
        await expect(_entry(emma, "The mill").locator("[data-state=thread_locked]")).to_be_visible()
        await marta.find("thread-menu").click()
        await marta.find("thread-archive").click()
        await expect(_entry(marta, "The mill").locator("[data-state=thread_archived]")).to_be_visible()


async def test_a_long_name_leaves_room_for_the_hint_about_commands(stage: Stage, emma: BrowserPage) -> None:
    start = await stage.channel("news").send("Something with a long name")
    name = "Puerto Sereno turns down its harbour lights to bring the shearwaters home"
    await start.create_thread(name=name)
    await emma.open_thread(name)
    hint = "Message Puerto Sereno turns down its harbour li…, or / for commands"
    await expect(emma.find("composer")).to_have_attribute("placeholder", hint)
    await expect(emma.find("composer")).to_have_attribute("aria-label", f"Message {name}")


async def test_a_thread_begins_with_the_words_of_who_said_them(stage: Stage, emma: BrowserPage) -> None:
    """Whoever starts a thread, its first entry is its author's, and what the starter says stands apart."""
    await emma.write("The quay is closed")
    async with stage.window("Diego") as diego:
        await diego.menu("The quay is closed", "menu-thread")
        await diego.find("name-field").fill("The quay")
        await diego.page.keyboard.press("Enter")
        await expect(diego.find("channel-title")).to_have_text("The quay")
        await diego.write("Since when?")
        await expect(diego.find("author", diego.message("The quay is closed"))).to_have_text("Emma")
        await expect(diego.find("author", diego.message("Since when?"))).to_be_visible()
        await expect(diego.find("author", diego.message("Since when?"))).to_have_text("Diego")


def _entry(window: BrowserPage, thread: str) -> Locator:
    return window.find("thread").filter(has_text=thread)


async def test_files_are_shown_as_what_they_are(stage: Stage, emma: BrowserPage, tmp_path: Path) -> None:
    (tmp_path / "mill.png").write_bytes(picture())
    (tmp_path / "plan.txt").write_text("The plan")
    await emma.write("Two files of mine", tmp_path / "mill.png", tmp_path / "plan.txt")
    message = emma.message("Two files of mine")
    await expect(message.get_by_role("img", name="mill.png")).to_have_js_property("naturalWidth", 240)
    await expect(message.get_by_role("link", name="plan.txt", exact=True)).to_be_visible()
    async with emma.page.expect_download() as fetched:
        await message.get_by_role("link", name="Download plan.txt").click()
    await (await fetched.value).save_as(tmp_path / "fetched.txt")
    assert (tmp_path / "fetched.txt").read_text() == "The plan"


async def test_a_forward_shows_what_was_said(stage: Stage, emma: BrowserPage) -> None:
    await emma.write("Worth passing on")
    await emma.menu("Worth passing on", "menu-forward")
    await emma.dialog.get_by_text("noticias").click()
    await emma.find("dialog-submit").click()
    await expect(emma.dialog).to_have_count(0)
    await emma.open_channel("noticias")
    await expect(emma.find("forwarded").last).to_contain_text("Worth passing on")


async def test_reactions_are_given_and_taken_back(stage: Stage, emma: BrowserPage) -> None:
    await emma.write("Do you like it?")
    await emma.tool("Do you like it?", "message-react")
    await emma.find("emoji").first.click()
    reaction = emma.find("reaction", emma.message("Do you like it?"))
    await expect(reaction).to_have_attribute("aria-pressed", "true")
    async with stage.window("Elena") as elena:
        await elena.find("reaction", elena.message("Do you like it?")).click()
        await expect(reaction).to_have_text("👍2")
    await reaction.click()
    await expect(reaction).to_have_text("👍1")
    await expect(reaction).to_have_attribute("aria-pressed", "false")


async def test_earlier_messages_are_loaded_on_the_way_up(stage: Stage, emma: BrowserPage) -> None:
    elena = stage.sandbox.member("Elena")
    for number in range(120):
        await elena.send("noticias", f"Noticia número {number}")
    await emma.open_channel("noticias")
    await expect(emma.message("Noticia número 119")).to_be_in_viewport()
    await expect(emma.find("message").get_by_text("Noticia número 0", exact=True)).to_have_count(0)
    for _ in range(6):
        await emma.page.locator("#log").evaluate("log => log.scrollTo(0, 0)")
        await emma.page.wait_for_timeout(150)
    await expect(emma.find("message").get_by_text("Noticia número 0", exact=True)).to_have_count(1)
    await elena.send("noticias", "The very latest")
    await expect(emma.message("The very latest")).not_to_be_in_viewport()
    await emma.find("to-latest").click()
    await expect(emma.message("The very latest")).to_be_in_viewport()


async def test_slow_mode_says_in_the_members_language_how_long(stage: Stage) -> None:
    channel = next(one for one in stage.sandbox.world.channels.values() if one["name"] == "noticias")
    channel["rate_limit_per_user"] = 60
    try:
        async with stage.window("Luz") as luz:
            await luz.open_channel("noticias")
            await luz.write("Una vez sí")
            await luz.find("composer").fill("Dos veces no")
            await luz.find("composer").press("Enter")
            await luz.wait_for_toast("El modo lento está activo: podrás escribir de nuevo en")
            await expect(luz.find("composer")).to_have_value("Dos veces no")
    finally:
        channel["rate_limit_per_user"] = 0
