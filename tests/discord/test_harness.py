"""The simulated Discord behaves as the tests of the bot rely on, and the bot meets it as it should."""

from __future__ import annotations

import discord
import pytest
from discord import app_commands
from simcord import HttpLogEntry
from simcord.backend.errors import BackendError

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Dialog
from bot.domain.errors import Refused
from bot.domain.language import Language
from bot.domain.message import message
from bot.servers.language_settings import Languages
from tests.discord import spec
from tests.discord.simulated import Simulated


async def _add_commands(tertulia: Simulated) -> None:
    """Three small commands, so that this file depends on no cog."""

    @app_commands.command(description="Says the language the bot speaks to you")
    async def spoken(interaction: Interaction) -> None:
        await interactions.defer(interaction)
        await interactions.respond(
            interaction, message("{language}", language=await interactions.language_of(interaction))
        )

    @app_commands.command(description="Refuses")
    async def refuse(interaction: Interaction) -> None:
        raise Refused(message("This discussion is locked."))

    @app_commands.command(description="Opens a dialog")
    async def ask(interaction: Interaction) -> None:
        await interaction.response.send_modal(_Question())

    for command in (spoken, refuse, ask):
        tertulia.client.tree.add_command(command)
    await tertulia.client.tree.sync()


class _Question(Dialog):
    def __init__(self) -> None:
        super().__init__(title="A question", custom_id="question")
        self.add_item(discord.ui.Label(text="Say it", component=discord.ui.TextInput(custom_id="said")))

    async def on_submit(self, interaction: discord.Interaction[discord.Client]) -> None:
        await interaction.response.send_message("taken", ephemeral=True)


async def test_commands_are_given_to_discord_once(tertulia: Simulated) -> None:
    assert len(tertulia.requests("PUT", "/commands")) == 1
    await tertulia.restart()
    assert len(tertulia.requests("PUT", "/commands")) == 1


async def test_each_member_has_a_client_language(tertulia: Simulated) -> None:
    await _add_commands(tertulia)
    assert (await tertulia.run(tertulia.emma, "/spoken")).text == "English"
    answer = await tertulia.run(tertulia.elena, "/spoken")
    assert answer.text == "español"
    assert answer.ephemeral
    tertulia.speaks(tertulia.elena, "de")
    assert (await tertulia.run(tertulia.elena, "/spoken")).text == "English"
    await tertulia.services[Languages].speak_to(tertulia.elena.id, Language.ES)
    assert (await tertulia.run(tertulia.elena, "/spoken")).text == "español"


async def test_a_refusal_is_told_to_whoever_asked(tertulia: Simulated) -> None:
    await _add_commands(tertulia)
    answer = await tertulia.run(tertulia.emma, "/refuse")
    assert answer.text == "This discussion is locked."
    assert answer.ephemeral


async def test_a_dialog_that_a_restart_forgot_gives_back_what_was_written(tertulia: Simulated) -> None:
    await _add_commands(tertulia)
    shown = await tertulia.run(tertulia.emma, "/ask")
    assert (await tertulia.fill(tertulia.emma, shown, {"Say it": "hello"})).text == "taken"
    shown = await tertulia.run(tertulia.emma, "/ask")
    await tertulia.restart()
    answer = await tertulia.fill(tertulia.emma, shown, {"said": "a long thought"})
    assert "a long thought" in answer.text
    assert answer.ephemeral


async def test_an_error_of_discord_is_told_in_words(tertulia: Simulated) -> None:
    await _add_commands(tertulia)
    tertulia.expect(discord.DiscordServerError)
    tertulia.fail("PATCH", "/webhooks/*/messages/@original", 503)
    assert "Discord" in (await tertulia.run(tertulia.emma, "/spoken")).text


async def test_history_after_a_message_comes_from_the_oldest(tertulia: Simulated) -> None:
    first = await tertulia.emma.send(tertulia.seed.news, "0")
    for number in range(1, 6):
        await tertulia.emma.send(tertulia.seed.news, str(number))
    channel = tertulia.client.get_channel(tertulia.seed.news.id)
    assert isinstance(channel, discord.TextChannel)
    read = [one.content async for one in channel.history(after=first, limit=3, oldest_first=True)]
    assert read == ["1", "2", "3"]


async def test_locked_threads_and_slow_mode_hold_members_back(tertulia: Simulated) -> None:
    start = await tertulia.emma.send(tertulia.seed.news, "start")
    channel = tertulia.client.get_channel(tertulia.seed.news.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.get_partial_message(start.id).create_thread(name="A thread")
    handle = tertulia.channel(thread.id)
    await thread.edit(slowmode_delay=30)
    await tertulia.emma.send(handle, "once")
    with pytest.raises(BackendError, match="slowmode"):
        await tertulia.emma.send(handle, "twice")
    await tertulia.env.advance_time(31)
    await thread.edit(locked=True, archived=True)
    with pytest.raises(BackendError, match="50083"):
        await tertulia.emma.send(handle, "locked out")
    await tertulia.mateo.send(handle, "moderators still can")
    assert tertulia.shown(handle) == ["once", "moderators still can"]


async def test_a_webhook_posts_into_the_thread_it_names(tertulia: Simulated) -> None:
    start = await tertulia.emma.send(tertulia.seed.news, "start")
    channel = tertulia.client.get_channel(tertulia.seed.news.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.get_partial_message(start.id).create_thread(name="A thread")
    webhook = await channel.create_webhook(name="Tertulia")
    none = discord.AllowedMentions.none()
    sent = await webhook.send("hi", username="Emma", thread=thread, wait=True, allowed_mentions=none)
    assert tertulia.shown(tertulia.channel(thread.id)) == ["hi"]
    await sent.edit(content="bye", allowed_mentions=none)
    assert tertulia.shown(tertulia.channel(thread.id)) == ["bye"]


async def test_an_enforced_nonce_sends_once(tertulia: Simulated) -> None:
    channel = tertulia.client.get_channel(tertulia.seed.news.id)
    assert isinstance(channel, discord.TextChannel)
    first, second = [await channel.send("card", nonce="abc") for _ in range(2)]
    await channel.send("card", nonce="other")
    assert first.id == second.id
    assert tertulia.shown(tertulia.seed.news) == ["card", "card"]


async def test_people_write_while_the_bot_is_stopped(tertulia: Simulated) -> None:
    await tertulia.stop()
    await tertulia.emma.send(tertulia.seed.news, "is anybody there?")
    await tertulia.start()
    assert tertulia.shown(tertulia.seed.news) == ["is anybody there?"]


@pytest.mark.bot(message_content=False)
async def test_without_the_intent_content_is_hidden(tertulia: Simulated) -> None:
    seen: list[str] = []

    async def note(one: discord.Message) -> None:
        seen.append(one.content)

    tertulia.client.add_listener(note, "on_message")
    await tertulia.emma.send(tertulia.seed.news, "secret")
    assert seen == [""]


@pytest.mark.skipif(not spec.OPENAPI.exists(), reason=spec.MISSING)
@pytest.mark.parametrize(
    ("method", "path", "params", "json", "fault"),
    [
        ("POST", "/channels/1/messages", {}, {"content": "x", "allowed_mentions": {"parse": []}}, None),
        ("POST", "/channels/1/messages", {}, {"content": 5, "allowed_mentions": {"parse": []}}, "content"),
        ("POST", "/channels/1/messages", {}, {"nonsense": 1}, "nonsense"),
        ("GET", "/channels/1/messages", {"after": 1, "limit": 5}, None, None),
        ("GET", "/channels/1/messages", {"since": 1}, None, "unknown parameter since"),
        ("GET", "/channels/1/nowhere", {}, None, "no such route"),
        ("DELETE", "/channels/1/messages/2", {}, {"a": 1}, "takes no body"),
        ("POST", "/channels/1/messages", {}, {"content": "@everyone"}, "may ping"),
    ],
)
def test_requests_are_checked_against_discords_description(
    method: str, path: str, params: dict[str, object], json: object, fault: str | None
) -> None:
    told = spec.faults(HttpLogEntry(method, path, params, json, None))
    assert (not told) if fault is None else (fault in "\n".join(told))
