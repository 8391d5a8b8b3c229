"""Who sees and may do what, by Discord's rules and with its codes."""

from datetime import timedelta

import discord
import pytest

from sandbox.channels import set_overwrite, set_role
from sandbox.errors import DiscordError
from sandbox.permissions import EVERYTHING, NONE, Permission, in_channel
from sandbox.server import Sandbox
from tests.sandbox.conftest import Connect, Rest
from tests.sandbox.reporter import Reporter

P = Permission


def role(sandbox: Sandbox, name: str) -> dict[str, object]:
    return next(one for one in sandbox.world.roles.values() if one["name"] == name)


async def test_the_private_channel_is_there_for_moderators_and_the_bot(
    sandbox: Sandbox, client: Reporter
) -> None:
    emma, marta = sandbox.member("Emma"), sandbox.member("Marta")

    assert [one["name"] for one in emma.channels()] == ["news", "noticias", "debates"]
    assert [one["name"] for one in marta.channels()][-1] == "moderators"
    with pytest.raises(DiscordError, match="50001"):
        await emma.send("moderators", "hello?")
    with pytest.raises(DiscordError, match="50001"):
        emma.messages("moderators")
    secret = await marta.send("moderators", "between us")
    await client.wait_for_message("between us")
    with pytest.raises(DiscordError, match="50001"):
        await emma.forward(secret, "news")
    assert [one for one in emma.heard if one.name == "MESSAGE_CREATE"] == []


async def test_overwrites_of_members_outweigh_those_of_roles_and_of_everyone(sandbox: Sandbox) -> None:
    world = sandbox.world
    news, marta, emma = world.channel_named("news"), sandbox.member("Marta"), sandbox.member("Emma")
    set_overwrite(world, news, world.guild_id, deny=P.SEND_MESSAGES)
    set_overwrite(world, news, str(role(sandbox, "Moderators")["id"]), allow=P.SEND_MESSAGES)
    assert not in_channel(world, emma.id, news) & (P.SEND_MESSAGES | P.ATTACH_FILES)
    assert in_channel(world, marta.id, news) & P.SEND_MESSAGES
    set_overwrite(world, news, marta.id, deny=P.SEND_MESSAGES)
    assert not in_channel(world, marta.id, news) & P.SEND_MESSAGES
    set_overwrite(world, news, marta.id)
    assert in_channel(world, marta.id, news) & P.SEND_MESSAGES


async def test_administrators_and_the_owner_may_do_everything(sandbox: Sandbox) -> None:
    world = sandbox.world
    private, owner = world.channel_named("moderators"), world.guild["owner_id"]
    assert in_channel(world, owner, private) == EVERYTHING
    set_role(world, role(sandbox, "@everyone"), P.ADMINISTRATOR)
    assert in_channel(world, sandbox.member("Emma").id, private) == EVERYTHING
    assert in_channel(world, "1", private) == NONE


async def test_a_member_in_timeout_can_only_read(sandbox: Sandbox, rest: Rest) -> None:
    emma, world = sandbox.member("Emma"), sandbox.world
    url = f"/guilds/{world.guild_id}/members/{emma.id}"
    until = (sandbox.clock.now() + timedelta(minutes=10)).isoformat()
    assert (await rest("PATCH", url, {"communication_disabled_until": until}))[0] == 200

    with pytest.raises(DiscordError, match="50013"):
        await emma.send("news", "hello")
    assert emma.messages("news") == []
    sandbox.clock.advance(minutes=11)
    await emma.send("news", "hello")
    assert (await rest("PATCH", url, {"communication_disabled_until": None}))[0] == 200


async def test_a_channel_vanishes_for_whom_it_is_closed_and_appears_again(
    sandbox: Sandbox, connect: Connect
) -> None:
    world, emma, marta = sandbox.world, sandbox.member("Emma"), sandbox.member("Marta")
    news = world.channel_named("news")
    async with connect(sandbox) as client:
        bot_role = str(role(sandbox, "Tertulia")["id"])
        set_overwrite(world, news, bot_role, deny=P.VIEW_CHANNEL)
        thread = await emma.thread("news", "Story")
        set_overwrite(world, news, world.guild_id, deny=P.VIEW_CHANNEL)
        await emma.wait_for("CHANNEL_DELETE", lambda data: data["id"] == news["id"])
        await marta.wait_for("CHANNEL_DELETE")
        set_overwrite(world, news, world.guild_id)
        set_overwrite(world, news, bot_role)
        await emma.wait_for("CHANNEL_CREATE", lambda data: data["id"] == news["id"])
        joined = await client.wait_for_event("thread_join")
        assert str(joined.id) == thread["id"]
        assert "thread_create" not in [name for name, _ in client.heard]


async def test_the_bot_is_refused_with_discords_own_codes(sandbox: Sandbox, rest: Rest) -> None:
    world = sandbox.world
    news = world.channel_named("news")
    url = f"/channels/{news['id']}"
    set_overwrite(
        world, news, world.bot.id, deny=P.SEND_MESSAGES | P.CREATE_PUBLIC_THREADS | P.READ_MESSAGE_HISTORY
    )
    message = await sandbox.member("Emma").send("news", "hello")

    assert (await rest("POST", f"{url}/messages", {"content": "x"}))[1]["code"] == 50013
    assert (await rest("POST", f"{url}/typing"))[1]["code"] == 50013
    assert (await rest("POST", f"{url}/threads", {"name": "x"}))[1]["code"] == 50013
    assert (await rest("PUT", f"{url}/messages/{message['id']}/reactions/🎉/@me"))[1]["code"] == 50013
    assert await rest("GET", f"{url}/messages") == (200, [])
    assert (await rest("GET", f"{url}/messages/{message['id']}"))[1]["code"] == 50013
    set_overwrite(world, news, world.bot.id, deny=P.VIEW_CHANNEL)
    for method, path in (
        ("GET", ""),
        ("GET", "/messages"),
        ("GET", f"/messages/{message['id']}"),
        ("POST", "/typing"),
    ):
        assert (await rest(method, url + path))[1]["code"] == 50001
    assert (await rest("PATCH", f"/guilds/{world.guild_id}", {"name": "Mine"}))[1]["code"] == 50013
    assert (await rest("POST", f"/guilds/{world.guild_id}/channels", {"name": "mine"}))[1]["code"] == 50013
    assert (await rest("GET", f"/guilds/{world.guild_id}/members"))[1]["code"] == 50001
    assert (await rest("GET", "/guilds/1"))[1]["code"] == 10004
    assert (await rest("GET", "/users/1"))[1]["code"] == 10013


async def test_with_the_right_permissions_the_bot_runs_the_server(sandbox: Sandbox, rest: Rest) -> None:
    world, bot_role = sandbox.world, role(sandbox, "Tertulia")
    more = P.MANAGE_GUILD | P.MANAGE_CHANNELS | P.MANAGE_ROLES | P.MANAGE_NICKNAMES
    set_role(world, bot_role, int(str(bot_role["permissions"])) | more)
    guild = f"/guilds/{world.guild_id}"

    assert (await rest("PATCH", guild, {"name": "La Peña", "preferred_locale": "es-ES"}))[1][
        "name"
    ] == "La Peña"
    assert (await rest("GET", guild))[1]["preferred_locale"] == "es-ES"
    _, made = await rest("POST", f"{guild}/channels", {"name": "extra", "type": 15})
    url = f"/channels/{made['id']}"
    tags = [{"name": "Local"}]
    changed = (await rest("PATCH", url, {"name": "more", "topic": "t", "available_tags": tags}))[1]
    assert (changed["name"], changed["available_tags"][0]["name"]) == ("more", "Local")
    assert (await rest("PATCH", url, {"available_tags": tags * 21}))[1]["code"] == 50035
    assert (await rest("PATCH", url, {"rate_limit_per_user": 99999}))[1]["code"] == 50035
    emma = sandbox.member("Emma")
    assert (await rest("PUT", f"{url}/permissions/{emma.id}", {"type": 1, "deny": "1024"}))[0] == 204
    assert "more" not in [one["name"] for one in emma.channels()]
    assert (await rest("DELETE", f"{url}/permissions/{emma.id}"))[0] == 204
    await emma.post("more", "A post", "in it")
    _, hook = await rest("POST", f"{url}/webhooks", {"name": "Hook"})
    assert (await rest("DELETE", url))[0] == 200
    assert hook["id"] not in world.webhooks
    assert "A post" not in [one["name"] for one in world.channels.values()]
    assert (await rest("PATCH", f"{guild}/members/@me", {"nick": "T"}))[1]["nick"] == "T"
    assert (await rest("PATCH", f"{guild}/members/{emma.id}", {"nick": "Em"}))[1]["nick"] == "Em"
    assert len((await rest("GET", f"{guild}/channels"))[1]) == 4
    assert len((await rest("GET", f"{guild}/roles"))[1]) == 4
    assert (await rest("GET", "/users/@me/guilds"))[1][0]["name"] == "La Peña"


async def test_a_changed_server_keeps_its_roles(sandbox: Sandbox, client: Reporter) -> None:
    set_role(sandbox.world, role(sandbox, "Tertulia"), EVERYTHING)
    await client.wait_for_event("guild_role_update")
    await client.guilds[0].edit(preferred_locale=discord.Locale.spain_spanish)
    await client.wait_for_event("guild_update")
    assert client.guilds[0].preferred_locale is discord.Locale.spain_spanish
    assert [one.name for one in client.guilds[0].roles] == ["@everyone", "Moderators", "Tertulia", "Managers"]


async def test_reading_the_audit_log_needs_its_permission(
    sandbox: Sandbox, rest: Rest, connect: Connect
) -> None:
    world, bot_role = sandbox.world, role(sandbox, "Tertulia")
    set_role(world, bot_role, int(str(bot_role["permissions"])) & ~P.VIEW_AUDIT_LOG)
    async with connect(sandbox) as client:
        marta, emma = sandbox.member("Marta"), sandbox.member("Emma")
        await marta.delete(await emma.send("news", "one"))
        await emma.send("news", "two")
        await client.wait_for_message("two")
        assert "audit_log_entry_create" not in [name for name, _ in client.heard]
    assert (await rest("GET", f"/guilds/{world.guild_id}/audit-logs"))[1]["code"] == 50013


async def test_the_members_the_client_asks_for_are_given(sandbox: Sandbox, client: Reporter) -> None:
    emma = sandbox.member("Emma")
    found = await client.guilds[0].query_members(user_ids=[int(emma.id), 1], cache=False)
    assert [one.name for one in found] == ["emma"]


async def test_pins_need_pin_messages(sandbox: Sandbox, rest: Rest) -> None:
    emma = sandbox.member("Emma")
    message = await emma.send("news", "hello")
    url = f"/channels/{message['channel_id']}/messages/pins/{message['id']}"
    with pytest.raises(DiscordError, match="50013"):
        await emma.pin(message)
    bot_role = role(sandbox, "Tertulia")
    held = int(str(bot_role["permissions"]))
    set_role(sandbox.world, bot_role, held & ~P.PIN_MESSAGES)
    assert (await rest("PUT", url))[1]["code"] == 50013
    set_role(sandbox.world, bot_role, held)
    assert (await rest("PUT", url))[0] == 204
    assert emma.messages("news")[0]["pinned"]
    assert (await rest("DELETE", url))[0] == 204
    assert not emma.messages("news")[0]["pinned"]
