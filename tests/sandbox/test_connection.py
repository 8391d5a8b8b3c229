"""The client connects, loses its connection, comes back, and retries what fails: by its own means alone."""

import asyncio
import time

import aiohttp
import discord
import pytest

from sandbox.server import Sandbox
from tests.sandbox.conftest import INTENTS, Connect, Rest
from tests.sandbox.reporter import Reporter


async def test_a_client_finds_the_server_its_channels_and_itself(sandbox: Sandbox, client: Reporter) -> None:
    guild = client.guilds[0]

    assert guild.name == "La Tertulia"
    assert [channel.name for channel in guild.channels] == ["news", "noticias", "debates", "moderators"]
    assert isinstance(guild.channels[2], discord.ForumChannel)
    assert [tag.name for tag in guild.channels[2].available_tags] == ["Local", "World"]
    assert guild.me.guild_permissions.manage_webhooks
    assert not guild.me.guild_permissions.administrator
    assert guild.member_count == len(sandbox.world.members)
    assert sandbox.gateway.online
    application = await client.application_info()
    assert application.flags.gateway_message_content_limited
    assert client.application_flags.gateway_message_content_limited


async def test_a_wrong_token_is_refused_by_the_api(sandbox: Sandbox, connect: Connect) -> None:
    sandbox.bot_token = "wrong"
    with pytest.raises(discord.LoginFailure):
        async with connect(sandbox):
            pass


async def test_a_wrong_token_closes_the_gateway_with_4004(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{sandbox.origin}/gateway") as socket:
        assert (await socket.receive_json())["op"] == 10
        await socket.send_json({"op": 2, "d": {"token": "wrong", "intents": 0}})
        closed = await socket.receive()
        assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 4004)


async def test_a_heartbeat_is_acknowledged_after_the_client_had_time_to_note_it(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{sandbox.origin}/gateway") as socket:
        await socket.receive_json()
        loop = asyncio.get_running_loop()
        sent = loop.time()
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json())["op"] == 11
        assert 0.04 < loop.time() - sent < 5


async def test_speaking_before_identifying_closes_the_gateway(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{sandbox.origin}/gateway") as socket:
        await socket.receive_json()
        await socket.send_json({"op": 1, "d": None})
        assert (await socket.receive_json())["op"] == 11
        await socket.send_json({"op": 8, "d": {}})
        assert (await socket.receive()).data == 4003


async def test_resuming_a_session_that_is_not_known_is_refused(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{sandbox.origin}/gateway") as socket:
        await socket.receive_json()
        await socket.send_json({"op": 6, "d": {"token": sandbox.bot_token, "session_id": "none", "seq": 3}})
        assert await socket.receive_json() == {"op": 9, "d": False}


async def test_a_session_is_resumed_only_from_where_it_was(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(f"{sandbox.origin}/gateway") as socket:
            await socket.receive_json()
            await socket.send_json({"op": 2, "d": {"token": sandbox.bot_token, "intents": 1}})
            ready = (await socket.receive_json())["d"]
        for sequence, expected in ((1, "GUILD_CREATE"), (99, None)):
            async with session.ws_connect(f"{sandbox.origin}/gateway") as socket:
                await socket.receive_json()
                given = {"token": sandbox.bot_token, "session_id": ready["session_id"], "seq": sequence}
                await socket.send_json({"op": 6, "d": given})
                assert (await socket.receive_json()).get("t") == expected


@pytest.mark.parametrize("text", ["{", "[]", "{}"])
async def test_what_is_no_packet_closes_the_gateway(sandbox: Sandbox, text: str) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{sandbox.origin}/gateway") as socket:
        await socket.receive_json()
        await socket.send_str(text)
        assert (await socket.receive()).data == 4002


async def test_bytes_end_the_connection(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{sandbox.origin}/gateway") as socket:
        await socket.receive_json()
        await socket.send_bytes(b"etf")
        assert (await socket.receive()).data == 4000


async def test_an_intent_that_is_not_granted_closes_the_gateway_with_4014(connect: Connect) -> None:
    async with Sandbox.start(message_content=False) as sandbox:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with connect(sandbox):
                pass


async def test_without_the_content_intent_only_what_concerns_the_bot_can_be_read(connect: Connect) -> None:
    intents = discord.Intents(guilds=True, guild_messages=True)
    async with Sandbox.start(message_content=False) as sandbox, connect(sandbox, intents) as client:
        emma = sandbox.member("Emma")
        news = client.text_channel("news")
        own = await news.send("from the bot")
        card = next(message for message in emma.messages("news") if message["id"] == str(own.id))

        plain = await emma.send("news", "not for you", files=[("a.txt", b"a")])
        named = await emma.send("news", f"for you, {client.user.mention}")
        silent = await emma.reply(card, "a quiet reply", ping=False)
        pinging = await emma.reply(card, "a reply that pings")
        forwarded = await emma.forward(plain, "noticias")
        last = await client.wait_for_event("message", lambda message: str(message.id) == forwarded["id"])
        seen = {str(args[0].id): args[0] for name, args in client.heard if name == "message"}

        assert [seen[one["id"]].content for one in (plain, named, silent, pinging)] == [
            "",
            f"for you, {client.user.mention}",
            "",
            "a reply that pings",
        ]
        assert seen[plain["id"]].attachments == []
        assert last.message_snapshots[0].content == ""
        assert not (await client.application_info()).flags.gateway_message_content_limited
        history = {str(message.id): message.content async for message in news.history()}
        assert history[silent["id"]] == ""
        assert history[str(own.id)] == "from the bot"


async def test_a_dropped_connection_is_resumed_and_misses_nothing(sandbox: Sandbox, client: Reporter) -> None:
    emma = sandbox.member("Emma")

    await sandbox.drop_gateway(resume=True)
    await emma.send("news", "while you were away")
    await client.wait_for_event("resumed")
    await client.wait_for_message("while you were away")
    await emma.send("news", "and after")

    await client.wait_for_message("and after")
    heard = [args[0].content for name, args in client.heard if name == "message"]
    assert heard == ["while you were away", "and after"]


async def test_a_lost_session_starts_afresh_without_what_was_missed(
    sandbox: Sandbox, client: Reporter
) -> None:
    emma = sandbox.member("Emma")
    before = len(client.heard)

    await sandbox.drop_gateway(resume=False)
    missed = await emma.send("news", "while you were away")
    await client.wait_for_event("shard_ready", since=before)
    await emma.send("news", "and after")
    await client.wait_for_message("and after")

    assert [args[0].content for name, args in client.heard if name == "message"] == ["and after"]
    history = [message.content async for message in client.text_channel("news").history()]
    assert history == ["and after", "while you were away"]
    assert client.text_channel("news").last_message_id > int(missed["id"])


async def test_what_happens_in_an_outage_is_not_told(sandbox: Sandbox, client: Reporter) -> None:
    async with sandbox.outage():
        await client.wait_for_event("guild_unavailable")
        await sandbox.member("Emma").send("news", "unheard")
    await client.wait_for_event("guild_available")
    await sandbox.member("Emma").send("news", "heard")
    await client.wait_for_message("heard")

    assert [args[0].content for name, args in client.heard if name == "message"] == ["heard"]


async def test_a_new_process_takes_over_from_one_that_died(sandbox: Sandbox, connect: Connect) -> None:
    async with connect(sandbox) as first:
        await first.tree.sync()
        message = await first.text_channel("news").send("from the first")
    assert not sandbox.gateway.online
    async with connect(sandbox) as second:
        found = await second.text_channel("news").fetch_message(message.id)
        assert found.content == "from the first"
        assert {command.name for command in await second.tree.fetch_commands()} >= {"greet", "story"}


@pytest.mark.parametrize("status", [500, 502, 429])
async def test_the_client_itself_retries_what_fails_for_a_while(
    sandbox: Sandbox, client: Reporter, status: int
) -> None:
    sandbox.faults.add("POST", r"/channels/\d+/messages$", status)

    await client.text_channel("news").send("at the second try")

    assert [message["content"] for message in sandbox.member("Emma").messages("news")] == [
        "at the second try"
    ]
    assert sandbox.faults.waiting == []


async def test_an_enforced_nonce_keeps_a_retry_from_writing_twice(sandbox: Sandbox, client: Reporter) -> None:
    sandbox.faults.add("POST", r"/channels/\d+/messages$", 502, after=True)

    sent = await client.text_channel("news").send("only once", nonce=4711)

    found = sandbox.member("Emma").messages("news")
    assert [message["id"] for message in found] == [str(sent.id)]


async def test_a_fault_of_ones_own_choice_reaches_the_bot(sandbox: Sandbox, client: Reporter) -> None:
    sandbox.faults.add("*", "/messages$", 403, code=50013, message="Missing Permissions")
    with pytest.raises(discord.Forbidden) as caught:
        await client.text_channel("news").send("no")
    assert caught.value.code == 50013


async def test_a_connection_can_be_cut(sandbox: Sandbox, rest: Rest) -> None:
    sandbox.faults.add("GET", "/users/@me", 0, times=2)  # aiohttp tries a GET again by itself
    with pytest.raises(aiohttp.ClientError):
        await rest("GET", "/users/@me")
    sandbox.faults.add("GET", "/users/@me", 500, times=3)
    sandbox.faults.clear()
    assert (await rest("GET", "/users/@me"))[0] == 200


async def test_the_client_keeps_to_the_pace_that_the_headers_tell(connect: Connect) -> None:
    async with Sandbox.start() as sandbox, connect(sandbox) as client:
        began = time.monotonic()
        hook = await client.text_channel("news").create_webhook(name="Pace")
        for number in range(6):
            await hook.send(f"message {number}", wait=True)
        assert 1.5 < time.monotonic() - began < 4


async def test_renames_are_limited_to_two_in_ten_minutes() -> None:
    async with Sandbox.start() as paced, aiohttp.ClientSession() as session:
        thread = await paced.member("Emma").thread("news", "first")
        url = f"{paced.api}/channels/{thread['id']}"
        headers = {"Authorization": f"Bot {paced.bot_token}"}
        answers = []
        for name in ("second", "third", "fourth"):
            async with session.patch(url, json={"name": name}, headers=headers) as response:
                answers.append((response.status, await response.json()))
        paced.clock.advance(minutes=11)
        async with session.patch(url, json={"name": "fifth"}, headers=headers) as response:
            later = response.status

    assert [status for status, _ in answers] == [200, 200, 429]
    assert answers[2][1]["retry_after"] > 500
    assert later == 200


async def test_edits_of_old_messages_run_out() -> None:
    async with Sandbox.start() as paced, aiohttp.ClientSession() as session:
        channel = paced.world.channel_named("news")["id"]
        headers = {"Authorization": f"Bot {paced.bot_token}"}
        url = f"{paced.api}/channels/{channel}/messages"
        async with session.post(url, json={"content": "old"}, headers=headers) as response:
            message = (await response.json())["id"]

        async def edit(text: str) -> int | None:
            paced.clock.advance(seconds=1.1)
            async with session.patch(f"{url}/{message}", json={"content": text}, headers=headers) as response:
                code: int | None = (await response.json()).get("code")
                return code

        young = [await edit(f"young {number}") for number in range(12)]
        paced.clock.advance(hours=2)
        old = [await edit(f"old {number}") for number in range(11)]

    assert young == [None] * 12
    assert old == [None] * 10 + [30046]


async def test_fifty_requests_a_second_are_the_most() -> None:
    async with Sandbox.start() as paced, aiohttp.ClientSession() as session:
        headers = {"Authorization": f"Bot {paced.bot_token}"}
        for number in range(6):
            await paced.member("Emma").thread("news", f"thread {number}")
        places = list(paced.world.channels)
        answers = []
        for number in range(52):
            url = f"{paced.api}/channels/{places[number % len(places)]}"
            async with session.get(url, headers=headers) as response:
                answers.append((response.status, response.headers.get("X-RateLimit-Scope")))

    assert answers == [(200, None)] * 50 + [(429, "global")] * 2


async def test_a_moderators_deletion_is_told_with_its_audit_entry(sandbox: Sandbox, client: Reporter) -> None:
    emma, marta = sandbox.member("Emma"), sandbox.member("Marta")
    for words in ("first", "second"):
        await marta.delete(await emma.send("news", words))

    entry = await client.wait_for_event("audit_log_entry_create")
    logged = [one async for one in client.guilds[0].audit_logs(action=discord.AuditLogAction.message_delete)]

    assert (entry.user_id, entry.target.id) == (int(marta.id), int(emma.id))
    assert [(one.user.id, one.extra.count, one.extra.channel.name) for one in logged] == [
        (int(marta.id), 2, "news")
    ]


async def test_ephemeral_answers_reach_the_bot_as_direct_messages_do(
    sandbox: Sandbox, client: Reporter
) -> None:
    asked = await sandbox.member("Emma").command("news", "twice")
    await asked.answer()
    message = await client.wait_for_event("message", lambda message: message.flags.ephemeral)
    assert message.guild is None


async def test_intents_decide_what_is_heard(sandbox: Sandbox, connect: Connect) -> None:
    async with connect(sandbox, discord.Intents(guilds=True)) as client:
        await sandbox.member("Emma").send("news", "unheard")
        await sandbox.member("Emma").thread("news", "heard")
        await client.wait_for_event("thread_create")
        assert "message" not in [name for name, _ in client.heard]


async def test_a_shard_with_every_event_gets_reactions_pins_and_typing(
    sandbox: Sandbox, connect: Connect
) -> None:
    intents = INTENTS | discord.Intents(guild_typing=True, webhooks=True)
    async with connect(sandbox, intents) as client:
        emma, news = sandbox.member("Emma"), client.text_channel("news")
        message = await emma.send("news", "hello")
        await emma.react(message, "🎉")
        await emma.react(message, "🎉", on=False)
        async with news.typing():
            pass
        await sandbox.member("Marta").pin(message)
        await news.create_webhook(name="Hook")
        for name in (
            "raw_reaction_add",
            "raw_reaction_remove",
            "guild_channel_pins_update",
            "webhooks_update",
        ):
            await client.wait_for_event(name)
        assert [one.content async for one in news.pins()] == ["hello"]
