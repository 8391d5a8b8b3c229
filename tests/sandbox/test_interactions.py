"""People ask, the bot answers in time, and the answer reaches who it is for."""

import discord
import pytest

from sandbox.errors import DiscordError
from sandbox.server import Sandbox
from tests.sandbox.reporter import Lasting, Reporter


async def test_a_command_is_answered_in_the_channel_in_the_language_of_its_user(
    sandbox: Sandbox, client: Reporter
) -> None:
    elena = sandbox.member("Elena")
    await elena.command("noticias", "greet", name="Elena", loud=True, times="2")

    answer = await elena.wait_for_message(lambda message: message["author"]["id"] == sandbox.world.bot.id)

    assert answer["content"] == "HELLO ELENA (ES-ES) HELLO ELENA (ES-ES)"
    assert answer["interaction_metadata"]["user"]["id"] == elena.id
    assert answer["type"] == discord.MessageType.chat_input_command.value


async def test_thinking_then_answering_shows_each_state_and_then_a_follow_up(
    sandbox: Sandbox, client: Reporter
) -> None:
    emma = sandbox.member("Emma")
    asked = await emma.command("news", "slow", hidden=True)

    await asked.answer_where(lambda message: message["content"] == "more")

    states = emma.ephemeral(asked.nonce)
    assert [state["content"] for state in states] == ["", "half", "whole", "more"]
    assert states[0]["flags"] == 64 | 128
    assert states[2]["flags"] == 64
    assert sandbox.member("Marta").ephemeral() == []
    assert all(message["content"] != "whole" for message in sandbox.member("Marta").messages("news"))
    assert "whole" in [message["content"] for message in emma.messages("news")]


async def test_a_public_deferral_becomes_the_answer_all_see(sandbox: Sandbox, client: Reporter) -> None:
    marta = sandbox.member("Marta")
    await sandbox.member("Emma").command("news", "slow", hidden=False)

    await marta.wait_for_message(lambda message: message["content"] == "whole")

    first = await marta.wait_for("MESSAGE_CREATE")
    assert first["flags"] == 128


async def test_no_answer_within_the_time_fails_and_a_late_one_is_refused(
    sandbox: Sandbox, client: Reporter
) -> None:
    emma = sandbox.member("Emma")
    sandbox.parts.interactions.patience = 0.3
    asked = await emma.command("news", "silent", wait="0.8")

    assert await asked.failure() == "The application did not respond"
    await client.wait_for_event("interaction")
    await emma.wait_for("INTERACTION_FAILED")
    error = await client.errors.get()
    assert isinstance(error, discord.NotFound)
    assert error.code == 10062


async def test_a_second_first_answer_is_refused(sandbox: Sandbox, client: Reporter) -> None:
    asked = await sandbox.member("Emma").command("news", "twice")
    await asked.answer_where(lambda message: message["content"] == "refused: 40060")


async def test_a_dialog_takes_text_a_choice_and_a_file(sandbox: Sandbox, client: Reporter) -> None:
    emma = sandbox.member("Emma")
    dialog = await (await emma.command("news", "ask")).dialog()

    asked = await emma.submit(dialog, "Well done", ["Praise"], [("note.txt", b"in a file")])

    assert dialog["title"] == "Tell us"
    assert (await asked.answer())["content"] == "Well done | Praise | note.txt=in a file"


@pytest.mark.parametrize(
    "values",
    [
        ("x", ["Praise"]),
        ("x" * 41, ["Praise"]),
        ("", ["Praise"]),
        ("fine", []),
        ("fine", ["Envy"]),
        ("fine", ["Praise"], ["7"]),
    ],
)
async def test_a_dialog_that_is_filled_in_wrongly_stays_open(
    sandbox: Sandbox, client: Reporter, values: tuple[object, ...]
) -> None:
    emma = sandbox.member("Emma")
    dialog = await (await emma.command("news", "ask")).dialog()

    with pytest.raises(DiscordError, match="50035"):
        await emma.submit(dialog, *values)

    assert (await (await emma.submit(dialog, "Right", ["Blame"])).answer())["content"] == "Right | Blame"


async def test_a_dialog_is_its_openers_and_is_sent_once(sandbox: Sandbox, client: Reporter) -> None:
    emma = sandbox.member("Emma")
    dialog = await (await emma.command("news", "ask")).dialog()

    with pytest.raises(DiscordError, match="10062"):
        await sandbox.member("Luz").submit(dialog, "Mine", ["Praise"])
    await emma.cancel(dialog)
    with pytest.raises(DiscordError, match="10062"):
        await emma.submit(dialog, "Mine", ["Praise"])


async def test_a_dialog_can_only_be_the_first_answer(sandbox: Sandbox, client: Reporter) -> None:
    emma = sandbox.member("Emma")
    asked = await emma.menu("Late dialog", await emma.send("news", "hello"))
    assert (await asked.answer())["content"] == "only as the first answer"


async def test_buttons_and_selects_of_an_ephemeral_panel_work_for_its_owner_alone(
    sandbox: Sandbox, client: Reporter
) -> None:
    emma = sandbox.member("Emma")
    panel = await (await emma.command("news", "pages")).answer()

    turned = await (await emma.click(panel, "Next")).answer()
    hushed = await (await emma.click(panel, "Hush")).answer()
    pear = await (await emma.select(panel, "fruit", "Pear")).answer()

    assert turned["id"] == panel["id"]
    assert turned["components"][0]["content"] == "Page 2"
    assert (hushed["content"], pear["content"]) == ("hushed", "a Pear")
    with pytest.raises(DiscordError, match="10008"):
        await sandbox.member("Marta").click(panel, "Next")
    with pytest.raises(DiscordError, match="50035"):
        await emma.select(panel, "fruit", "Plum")
    with pytest.raises(DiscordError, match="50035"):
        await emma.select(panel, "fruit")
    with pytest.raises(DiscordError, match="50035"):
        await emma.click(panel, "Off")
    with pytest.raises(DiscordError, match="50035"):
        await emma.click(panel, "Nowhere")
    with pytest.raises(DiscordError, match="50035"):
        await emma.select(panel, "nowhere", "Pear")


async def test_an_ephemeral_message_can_be_deleted_by_the_bot_and_dismissed_by_its_owner(
    sandbox: Sandbox, client: Reporter
) -> None:
    emma = sandbox.member("Emma")
    first = await (await emma.command("news", "pages")).answer()
    second = await (await emma.command("news", "pages")).answer()

    await emma.click(first, "Gone")
    assert (await emma.wait_for("EPHEMERAL_DELETE"))["id"] == first["id"]
    await emma.delete(second)

    assert emma.messages("news") == []


async def test_a_press_on_a_public_message_is_answered_to_the_one_who_pressed(
    sandbox: Sandbox, client: Reporter
) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(Lasting(7))
    await client.text_channel("news").send("A button", view=view)
    luz, emma = sandbox.member("Luz"), sandbox.member("Emma")
    message = luz.messages("news")[-1]

    answer = await (await luz.click(message, "lasting:7")).answer()

    assert answer["content"] == "number 7"
    assert answer["message_reference"]["message_id"] == message["id"]
    assert answer["mentions"] == []
    assert emma.ephemeral() == []


async def test_a_message_command_sees_the_message_even_without_the_content_intent(
    sandbox: Sandbox, connect: object
) -> None:
    intents = discord.Intents(guilds=True, guild_messages=True)
    async with connect(sandbox, intents) as client:  # type: ignore[operator]
        await client.tree.sync()
        emma, luz = sandbox.member("Emma"), sandbox.member("Luz")
        asked = await luz.menu("Details", await emma.send("news", "What I think"))
        assert (await asked.answer())["content"] == "Emma: What I think"


async def test_options_reach_the_bot_as_what_they_are(sandbox: Sandbox, client: Reporter) -> None:
    emma, world = sandbox.member("Emma"), sandbox.world
    role = next(role["id"] for role in world.roles.values() if role["name"] == "Moderators")
    asked = await emma.command(
        "news",
        "pick",
        channel=world.channel_named("noticias")["id"],
        size="l",
        member=sandbox.member("Luz").id,
        role=role,
        file=("a.txt", b"inside"),
    )
    assert (await asked.answer())["content"] == "noticias Large Luz Moderators inside"


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("greet", {}),
        ("greet", {"name": "x"}),
        ("greet", {"name": "Emma", "times": 4}),
        ("greet", {"name": "Emma", "times": "many"}),
        ("greet", {"name": "Emma", "mood": "good"}),
        ("pick", {"channel": "debates"}),
        ("pick", {"channel": "12345"}),
        ("pick", {"channel": "news", "size": "medium"}),
        ("pick", {"channel": "news", "file": "12345"}),
        ("pick", {"channel": "news", "role": "12345"}),
        ("story", {}),
        ("story lose", {}),
    ],
)
async def test_a_client_does_not_send_options_that_the_command_does_not_take(
    sandbox: Sandbox, client: Reporter, path: str, options: dict[str, object]
) -> None:
    if "channel" in options and not str(options["channel"]).isdigit():
        options["channel"] = sandbox.world.channel_named(str(options["channel"]))["id"]
    with pytest.raises(DiscordError, match=r"50035|10003"):
        await sandbox.member("Marta").command("news", path, **options)


async def test_a_group_hidden_from_members_is_there_for_moderators_alone(
    sandbox: Sandbox, client: Reporter
) -> None:
    emma, marta = sandbox.member("Emma"), sandbox.member("Marta")

    asked = await marta.command("news", "story find", title="the bridge")

    assert (await asked.answer())["content"] == "found the bridge"
    with pytest.raises(DiscordError, match="10063"):
        await emma.command("news", "story find", title="the bridge")
    with pytest.raises(DiscordError, match="10063"):
        await emma.autocomplete("news", "story find", "title", title="the")


async def test_autocomplete_offers_what_the_bot_suggests(sandbox: Sandbox, client: Reporter) -> None:
    offered = await sandbox.member("Marta").autocomplete("news", "story find", "title", title="the")
    assert [choice["value"] for choice in offered] == ["the bridge", "the market"]


async def test_an_answer_can_be_changed_for_a_quarter_of_an_hour(sandbox: Sandbox, client: Reporter) -> None:
    emma = sandbox.member("Emma")
    asked = await emma.command("news", "slow", hidden=True)
    await asked.answer_where(lambda message: message["content"] == "more")
    interaction = await client.wait_for_event("interaction")

    await interaction.edit_original_response(content="still")
    sandbox.clock.advance(minutes=16)
    with pytest.raises(discord.HTTPException) as caught:
        await interaction.edit_original_response(content="no more")

    assert caught.value.code == 50027


async def test_without_a_bot_every_interaction_fails(sandbox: Sandbox) -> None:
    sandbox.parts.interactions.patience = 0.1
    sandbox.parts.commands.add(None, {"name": "alone", "description": "Nobody answers"})
    asked = await sandbox.member("Emma").command("news", "alone")
    assert await asked.failure() == "The application did not respond"
