"""Direct messages: who gets them, and what can be pressed and answered there."""

import discord
import pytest

from sandbox.errors import DiscordError
from sandbox.server import Sandbox
from tests.sandbox.conftest import INTENTS, Connect, Rest
from tests.sandbox.reporter import Form, Lasting, Reporter


class Letter(discord.ui.LayoutView):
    """What the bot sends: a text, a button that lasts, one that opens a dialog, and one that edits."""

    text = discord.ui.TextDisplay("A letter")
    row: discord.ui.ActionRow = discord.ui.ActionRow()

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.row.add_item(Lasting(7))

    @row.button(label="Appeal", custom_id="appeal")
    async def appeal(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        await interaction.response.send_modal(Form())

    @row.button(label="Read", custom_id="read")
    async def read(self, interaction: discord.Interaction, button: discord.ui.Button) -> None:
        self.text.content = "Read"
        await interaction.response.edit_message(view=self)

    who: discord.ui.ActionRow = discord.ui.ActionRow()

    @who.select(cls=discord.ui.UserSelect, custom_id="who")
    async def choose(self, interaction: discord.Interaction, select: discord.ui.UserSelect) -> None:
        await interaction.response.send_message(select.values[0].name, ephemeral=True)


async def write(client: Reporter, sandbox: Sandbox, name: str, text: str = "hello") -> discord.Message:
    user = await client.fetch_user(int(sandbox.member(name).id))
    return await user.send(text)


async def test_a_direct_message_reaches_its_one_reader(sandbox: Sandbox, client: Reporter) -> None:
    emma, marta = sandbox.member("Emma"), sandbox.member("Marta")

    sent = await write(client, sandbox, "Emma", "between us")

    assert isinstance(sent.channel, discord.DMChannel)
    told = await emma.wait_for("MESSAGE_CREATE")
    assert (told["content"], "guild_id" in told, "member" in told) == ("between us", False, False)
    assert [one["content"] for one in emma.messages(emma.direct)] == ["between us"]
    with pytest.raises(DiscordError, match="50001"):
        marta.messages(emma.direct)
    assert [one for one in marta.heard if one.name == "MESSAGE_CREATE"] == []
    assert emma.direct not in [one["id"] for one in emma.channels()]
    own = await client.wait_for_message("between us")
    assert own.guild is None
    assert [one.content async for one in sent.channel.history()] == ["between us"]


async def test_the_channel_is_made_once(sandbox: Sandbox, rest: Rest) -> None:
    emma = sandbox.member("Emma")
    _, made = await rest("POST", "/users/@me/channels", {"recipient_id": emma.id})
    _, again = await rest("POST", "/users/@me/channels", {"recipient_id": emma.id})

    assert made == again
    assert (made["type"], [one["id"] for one in made["recipients"]]) == (1, [emma.id])
    assert (await rest("GET", f"/channels/{made['id']}"))[1] == made
    assert await rest("GET", f"/channels/{made['id']}/messages") == (200, [])


async def test_there_is_no_channel_with_nobody_or_a_bot(sandbox: Sandbox, rest: Rest) -> None:
    status, refused = await rest("POST", "/users/@me/channels", {"recipient_id": "1"})
    assert (status, refused["code"]) == (400, 50033)
    status, refused = await rest("POST", "/users/@me/channels", {"recipient_id": sandbox.world.bot.id})
    assert (status, refused["code"]) == (400, 50007)


async def test_who_closed_their_direct_messages_gets_none_until_they_open_them(
    sandbox: Sandbox, client: Reporter
) -> None:
    emma = sandbox.member("Emma")
    emma.take_messages(take=False)
    with pytest.raises(discord.Forbidden) as refused:
        await write(client, sandbox, "Emma")
    assert (refused.value.status, refused.value.code) == (403, 50007)
    await emma.send(emma.direct, "I can write all the same")
    emma.take_messages(take=True)

    await write(client, sandbox, "Emma", "now")

    assert [one["content"] for one in emma.messages(emma.direct)] == ["I can write all the same", "now"]
    heard = await client.wait_for_message("I can write all the same")
    assert isinstance(heard.channel, discord.DMChannel)


async def test_who_is_no_longer_in_the_server_gets_none_but_reads_the_old_ones(
    sandbox: Sandbox, client: Reporter
) -> None:
    emma = sandbox.member("Emma")
    sent = await write(client, sandbox, "Emma", "before")
    sandbox.member("Marta").moderate.kick("Emma")

    with pytest.raises(discord.Forbidden, match="50007"):
        await sent.channel.send("after")
    with pytest.raises(discord.Forbidden, match="50007"):
        await sent.channel.typing()
    with pytest.raises(DiscordError, match="50007"):
        await emma.send(emma.direct, "hello?")
    await sent.edit(content="before, edited")
    assert [one["content"] for one in emma.messages(emma.direct)] == ["before, edited"]
    await emma.join()
    await sent.channel.send("after all")


@pytest.mark.parametrize("banned", [False, True])
async def test_buttons_and_dialogs_work_there_even_for_who_was_put_out(
    sandbox: Sandbox, client: Reporter, banned: bool
) -> None:
    emma = sandbox.member("Emma")
    user = await client.fetch_user(int(emma.id))
    await user.send(view=Letter())
    if banned:
        sandbox.member("Marta").moderate.ban("Emma")
    (letter,) = emma.messages(emma.direct)

    number = await (await emma.click(letter, "Number 7")).answer()
    asked = await emma.click(letter, "Appeal")
    sent = await emma.submit(await asked.dialog(), "I am sorry", ["Praise"])
    answer = await sent.answer()
    await (await emma.click(letter, "Read")).done()
    chosen = await (await emma.select(letter, "who", sandbox.world.bot.id)).answer()

    assert number["content"] == "number 7"
    assert answer["content"] == "I am sorry | Praise"
    assert chosen["content"] == "Tertulia"
    assert "Read" in str(emma.messages(emma.direct)[0]["components"])
    heard = [args[0] for name, args in client.heard if name == "interaction"]
    assert len(heard) == 5
    for interaction in heard:
        assert (interaction.guild_id, interaction.guild) == (None, None)
        assert isinstance(interaction.user, discord.User)
        assert interaction.user.id == int(emma.id)
        assert isinstance(interaction.channel, discord.DMChannel)
        assert interaction.channel_id == int(emma.direct)
        assert interaction.context.dm_channel
        assert interaction.is_user_integration() is False


async def test_others_cannot_be_chosen_there(sandbox: Sandbox, client: Reporter) -> None:
    emma = sandbox.member("Emma")
    user = await client.fetch_user(int(emma.id))
    await user.send(view=Letter())
    (letter,) = emma.messages(emma.direct)

    with pytest.raises(DiscordError, match="50035"):
        await emma.select(letter, "who", sandbox.member("Marta").id)


async def test_commands_work_there_only_if_they_say_so(sandbox: Sandbox, rest: Rest) -> None:
    emma = sandbox.member("Emma")
    bodies = [
        {"name": "anywhere", "description": "d"},
        {"name": "server", "description": "d", "dm_permission": False},
        {"name": "both", "description": "d", "contexts": [0, 1], "dm_permission": False},
        {"name": "private", "description": "d", "contexts": [1]},
    ]
    await rest("PUT", f"/applications/{sandbox.world.application_id}/commands", bodies)
    scoped = f"/applications/{sandbox.world.application_id}/guilds/{sandbox.world.guild_id}/commands"
    await rest("PUT", scoped, [{"name": "local", "description": "d"}])

    shown = sandbox.parts.commands.shown_in_direct_messages(emma.id)
    assert [one["name"] for one in shown] == ["anywhere", "both", "private"]
    await emma.command(emma.direct, "anywhere")
    await emma.command("news", "server")
    for place, name in ((emma.direct, "server"), (emma.direct, "local"), ("news", "private")):
        with pytest.raises(DiscordError, match="10063"):
            await emma.command(place, name)
    await emma.leave()
    with pytest.raises(DiscordError, match="10063"):
        await emma.command(emma.direct, "anywhere")


async def test_a_command_is_answered_there(sandbox: Sandbox, client: Reporter) -> None:
    emma = sandbox.member("Emma")
    await emma.command(emma.direct, "greet", name="Emma")
    answer = await emma.wait_for_message(lambda message: "Hello" in message["content"])
    assert answer["channel_id"] == emma.direct
    assert answer["interaction_metadata"]["authorizing_integration_owners"] == {"0": "0"}


async def test_what_only_servers_have_is_refused_there(sandbox: Sandbox, rest: Rest) -> None:
    emma = sandbox.member("Emma")
    hers = await emma.send(emma.direct, "mine")
    url = f"/channels/{emma.direct}"

    assert (await rest("DELETE", f"{url}/messages/{hers['id']}"))[1]["code"] == 50003
    assert (await rest("POST", f"{url}/webhooks", {"name": "Hook"}))[1]["code"] == 50003
    assert (await rest("PATCH", url, {"name": "ours"}))[1]["code"] == 50003
    assert (await rest("PUT", f"{url}/messages/{hers['id']}/reactions/👍/@me"))[0] == 204
    assert (await rest("POST", f"{url}/typing"))[0] == 204
    _, sent = await rest("POST", f"{url}/messages", {"content": "ours"})
    assert (await rest("DELETE", f"{url}/messages/{sent['id']}"))[0] == 204
    assert [one["content"] for one in emma.messages(emma.direct)] == ["mine"]


async def test_direct_messages_are_told_to_those_with_their_intents(
    sandbox: Sandbox, connect: Connect
) -> None:
    emma = sandbox.member("Emma")
    without = discord.Intents(**{**dict(INTENTS), "dm_messages": False, "dm_reactions": False})
    async with connect(sandbox, without) as client:
        message = await emma.send(emma.direct, "unheard")
        await emma.react(message, "👍")
        await emma.delete(message)
        await emma.send("news", "heard")
        await client.wait_for_message("heard")
        told = [name for name, _ in client.heard]
        assert told.count("message") == 1
        assert not {"raw_reaction_add", "raw_message_delete"} & set(told)
    intents = discord.Intents(**{**dict(INTENTS), "dm_reactions": True})
    async with connect(sandbox, intents) as client:
        message = await emma.send(emma.direct, "heard there")
        await emma.react(message, "👍")
        await emma.delete(message)
        deleted = await client.wait_for_event("raw_message_delete")
        assert (deleted.guild_id, deleted.channel_id) == (None, int(emma.direct))
        reacted = await client.wait_for_event("raw_reaction_add")
        assert (reacted.guild_id, reacted.member) == (None, None)


async def test_without_the_content_intent_direct_messages_are_read_all_the_same(connect: Connect) -> None:
    intents = discord.Intents(guilds=True, dm_messages=True)
    async with Sandbox.start(message_content=False) as sandbox, connect(sandbox, intents) as client:
        emma = sandbox.member("Emma")
        await emma.send(emma.direct, "readable")
        await client.wait_for_message("readable")
