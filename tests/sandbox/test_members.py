"""Timeouts, kicks and bans: who may, whom, what the bot hears of it, and what the audit log says."""

from datetime import timedelta
from typing import Any

import discord
import pytest

from sandbox.channels import set_role
from sandbox.clock import created_at
from sandbox.errors import DiscordError
from sandbox.permissions import Permission
from sandbox.server import Sandbox
from tests.sandbox.conftest import INTENTS, Connect, Rest
from tests.sandbox.reporter import Reporter

P = Permission
FOUR_WEEKS = timedelta(days=28)


class Server:
    """The addresses of people in the API, and what the audit log says last."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.guild = f"/guilds/{sandbox.world.guild_id}"

    def member(self, name: str) -> str:
        return f"{self.guild}/members/{self.sandbox.member(name).id}"

    def ban(self, name: str) -> str:
        return f"{self.guild}/bans/{self.sandbox.member(name).id}"

    def until(self, **ahead: float) -> dict[str, str]:
        moment = self.sandbox.clock.now() + timedelta(**ahead)
        return {"communication_disabled_until": moment.isoformat()}

    def take(self, permission: Permission, role: str = "Tertulia") -> None:
        found = next(one for one in self.sandbox.world.roles.values() if one["name"] == role)
        set_role(self.sandbox.world, found, int(found["permissions"]) & ~permission)

    def grant(self, permission: Permission, role: str) -> None:
        found = next(one for one in self.sandbox.world.roles.values() if one["name"] == role)
        set_role(self.sandbox.world, found, int(found["permissions"]) | permission)

    @property
    def logged(self) -> list[dict[str, Any]]:
        return [
            {key: value for key, value in one.items() if key != "id"} for one in self.sandbox.world.audit_log
        ]


@pytest.fixture
def server(sandbox: Sandbox) -> Server:
    return Server(sandbox)


# ---------------------------------------------------------------------- the bot acts


async def test_a_timeout_is_told_and_logged_with_its_reason(
    sandbox: Sandbox, server: Server, client: Reporter
) -> None:
    emma = sandbox.member("Emma")
    until = discord.utils.utcnow() + timedelta(minutes=10)

    member = await client.guilds[0].fetch_member(int(emma.id))
    await member.edit(timed_out_until=until, reason="Insults: ¡ya está bien!")

    entry = await client.wait_for_event("audit_log_entry_create")
    assert entry.action is discord.AuditLogAction.member_update
    assert (entry.user_id, entry.target.id) == (int(sandbox.world.bot.id), int(emma.id))
    assert entry.reason == "Insults: ¡ya está bien!"
    assert entry.before.timed_out_until is None
    assert entry.after.timed_out_until == until
    told = await emma.wait_for("GUILD_MEMBER_UPDATE")
    assert told["communication_disabled_until"] == until.isoformat()
    with pytest.raises(DiscordError, match="50013"):
        await emma.send("news", "hello")


async def test_a_lifted_timeout_is_logged_and_lifting_none_is_not(
    sandbox: Sandbox, server: Server, rest: Rest
) -> None:
    nobody = {"communication_disabled_until": None}
    assert (await rest("PATCH", server.member("Emma"), nobody))[0] == 200
    assert server.logged == []

    until = server.until(minutes=5)
    await rest("PATCH", server.member("Emma"), until)
    await rest("PATCH", server.member("Emma"), nobody)

    key = "communication_disabled_until"
    assert [one["changes"] for one in server.logged] == [
        [{"key": key, "new_value": until[key]}],
        [{"key": key, "old_value": until[key]}],
    ]


async def test_a_timeout_lasts_28_days_at_most_and_needs_a_moment(
    sandbox: Sandbox, server: Server, rest: Rest
) -> None:
    assert (await rest("PATCH", server.member("Emma"), server.until(days=28)))[0] == 200
    status, refused = await rest("PATCH", server.member("Emma"), server.until(days=28, minutes=1))
    assert (status, refused["code"]) == (400, 50035)
    fault = refused["errors"]["communication_disabled_until"]["_errors"][0]
    assert fault["code"] == "INVALID_COMMUNICATION_DISABLED_TIMESTAMP"
    later = {"communication_disabled_until": "later"}
    assert (await rest("PATCH", server.member("Emma"), later))[1]["code"] == 50035


async def test_a_kick_takes_a_member_out_of_the_server_and_its_threads(
    sandbox: Sandbox, server: Server, client: Reporter
) -> None:
    emma = sandbox.member("Emma")
    thread = await emma.thread("news", "Story")

    await client.guilds[0].kick(discord.Object(int(emma.id)), reason="Spam")

    entry = await client.wait_for_event(
        "audit_log_entry_create", lambda one: one.action is discord.AuditLogAction.kick
    )
    assert (entry.user_id, entry.target.id, entry.reason) == (int(sandbox.world.bot.id), int(emma.id), "Spam")
    assert emma.channels() == []
    assert sandbox.world.thread_members[thread["id"]] == {}
    with pytest.raises(DiscordError, match="50001"):
        await emma.send("news", "still here?")
    with pytest.raises(discord.NotFound, match="10007"):
        await client.guilds[0].kick(discord.Object(int(emma.id)))
    with pytest.raises(discord.NotFound, match="10007"):
        await client.guilds[0].fetch_member(int(emma.id))
    await emma.join()
    await emma.send("news", "back")


async def test_a_ban_deletes_what_was_written_lately_and_keeps_its_reason(
    sandbox: Sandbox, server: Server, client: Reporter
) -> None:
    noa, emma, guild = sandbox.member("Noa"), sandbox.member("Emma"), client.guilds[0]
    await noa.send("news", "long ago")
    sandbox.clock.advance(hours=2)
    lately = [
        await noa.send("news", "one"),
        await noa.send("news", "two"),
        await noa.send("noticias", "tres"),
    ]
    await emma.send("news", "kept")
    someone = discord.Object(int(noa.id))

    await guild.ban(someone, reason="Estafa", delete_message_seconds=3600)

    await client.wait_for_event("member_ban")
    first = await client.wait_for_event("raw_bulk_message_delete")
    assert first.message_ids == {int(one["id"]) for one in lately[:2]}
    entry = await client.wait_for_event(
        "audit_log_entry_create", lambda one: one.action is discord.AuditLogAction.ban
    )
    assert (entry.target.id, entry.reason) == (int(noa.id), "Estafa")
    assert [one["content"] for one in emma.messages("news")] == ["long ago", "kept"]
    assert emma.messages("noticias") == []
    assert (await guild.fetch_ban(someone)).reason == "Estafa"
    with pytest.raises(DiscordError, match="40007"):
        await noa.join()

    await guild.ban(someone, reason="Twice")
    assert (await guild.fetch_ban(someone)).reason == "Estafa"
    assert len(server.logged) == 1
    await guild.unban(someone, reason="Recurso")
    await client.wait_for_event("member_unban")
    entry = await client.wait_for_event(
        "audit_log_entry_create", lambda one: one.action is discord.AuditLogAction.unban
    )
    assert (entry.target.id, entry.reason) == (int(noa.id), "Recurso")
    await noa.join()


async def test_bans_are_refused_with_discords_own_codes(sandbox: Sandbox, server: Server, rest: Rest) -> None:
    emma = server.ban("Emma")
    assert (await rest("GET", emma))[1]["code"] == 10026
    assert (await rest("DELETE", emma))[1]["code"] == 10026
    assert (await rest("PUT", f"{server.guild}/bans/1", {}))[1]["code"] == 10013
    assert (await rest("PUT", emma, {"delete_message_seconds": 604_801}))[1]["code"] == 50035
    assert (await rest("PUT", emma, {"delete_message_seconds": "all"}))[1]["code"] == 50035
    assert (await rest("PUT", "/guilds/1/bans/1", {}))[1]["code"] == 10004
    assert (await rest("PUT", emma))[0] == 204
    assert (await rest("GET", emma))[1]["reason"] is None
    server.take(P.BAN_MEMBERS)
    for method in ("GET", "PUT", "DELETE"):
        assert (await rest(method, emma))[1]["code"] == 50013


async def test_each_act_needs_its_own_permission(sandbox: Sandbox, server: Server, rest: Rest) -> None:
    server.take(P.KICK_MEMBERS | P.MODERATE_MEMBERS)
    assert (await rest("DELETE", server.member("Emma")))[1]["code"] == 50013
    assert (await rest("PATCH", server.member("Emma"), server.until(minutes=1)))[1]["code"] == 50013
    assert (await rest("PUT", server.ban("Emma"), {}))[0] == 204


@pytest.mark.parametrize("name", ["Marta", "Olga", "Tertulia"])
async def test_nobody_at_the_bots_own_rank_or_above_can_be_moderated(
    server: Server, rest: Rest, name: str
) -> None:
    assert (await rest("DELETE", server.member(name)))[1]["code"] == 50013
    assert (await rest("PUT", server.ban(name), {}))[1]["code"] == 50013
    assert (await rest("PATCH", server.member(name), server.until(minutes=1)))[1]["code"] == 50013
    assert server.logged == []


async def test_who_stands_below_can_be_moderated_but_administrators_not_be_timed_out(
    server: Server, rest: Rest
) -> None:
    assert (await rest("PATCH", server.member("Diego"), server.until(minutes=1)))[0] == 200
    server.grant(P.ADMINISTRATOR, "Moderators")
    assert (await rest("PATCH", server.member("Diego"), server.until(minutes=2)))[1]["code"] == 50013
    assert (await rest("DELETE", server.member("Diego")))[0] == 204


async def test_a_reason_has_512_characters_at_most(server: Server, rest: Rest) -> None:
    status, refused = await rest(
        "DELETE", server.member("Emma"), headers={"X-Audit-Log-Reason": "%C3%B1" * 513}
    )
    assert (status, refused["code"], list(refused["errors"])) == (400, 50035, ["reason"])
    assert (await rest("DELETE", server.member("Emma"), headers={"X-Audit-Log-Reason": "%C3%B1" * 512}))[
        0
    ] == 204
    assert server.logged[0]["reason"] == "ñ" * 512


async def test_a_nickname_is_logged_as_another_change(server: Server, rest: Rest) -> None:
    server.grant(P.MANAGE_NICKNAMES, "Tertulia")
    assert (await rest("PATCH", server.member("Emma"), {"nick": "Em"}))[0] == 200
    assert server.logged[0]["changes"] == [{"key": "nick", "new_value": "Em"}]
    assert (await rest("PATCH", server.member("Marta"), {"nick": "M"}))[1]["code"] == 50013


# ---------------------------------------------------------------------- moderators act


async def test_a_moderator_acts_outside_the_bot_and_the_bot_hears_who_it_was(
    sandbox: Sandbox, client: Reporter
) -> None:
    diego, noa = sandbox.member("Diego"), sandbox.member("Noa")

    diego.moderate.time_out("Noa", 10, "Calma")
    diego.moderate.end_timeout("Noa")
    diego.moderate.kick("Noa")
    sandbox.member("Marta").moderate.ban("Noa", "Spam")
    sandbox.member("Marta").moderate.unban("Noa")

    await client.wait_for_event(
        "audit_log_entry_create", lambda one: one.action is discord.AuditLogAction.unban
    )
    heard = [args[0] for name, args in client.heard if name == "audit_log_entry_create"]
    action = discord.AuditLogAction
    by_diego, by_marta = int(diego.id), int(sandbox.member("Marta").id)
    assert [(one.action, one.user_id, one.reason) for one in heard] == [
        (action.member_update, by_diego, "Calma"),
        (action.member_update, by_diego, None),
        (action.kick, by_diego, None),
        (action.ban, by_marta, "Spam"),
        (action.unban, by_marta, None),
    ]
    assert {one.target.id for one in heard} == {int(noa.id)}


async def test_moderators_are_bound_by_permission_and_rank(sandbox: Sandbox) -> None:
    diego, marta, emma = (sandbox.member(name).moderate for name in ("Diego", "Marta", "Emma"))

    with pytest.raises(DiscordError, match="50013"):
        emma.time_out("Noa", 1)
    with pytest.raises(DiscordError, match="50013"):
        diego.ban("Noa")  # kicks, but does not ban
    with pytest.raises(DiscordError, match="50013"):
        diego.kick("Marta")
    with pytest.raises(DiscordError, match="50013"):
        marta.time_out("Marta", 1)
    marta.time_out("Diego", 1)
    with pytest.raises(DiscordError, match="10026"):
        marta.unban("Noa")
    with pytest.raises(DiscordError, match="10013"):
        marta.kick("Nobody")
    sandbox.member("Olga").moderate.kick("Marta")


# ---------------------------------------------------------------------- what the gateway tells


async def test_the_bot_hears_of_bans_only_with_the_intent_and_a_permission(
    sandbox: Sandbox, server: Server, connect: Connect
) -> None:
    marta = sandbox.member("Marta").moderate
    without = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    async with connect(sandbox, without) as client:
        marta.ban("Noa")
        await sandbox.member("Emma").send("news", "after")
        await client.wait_for_message("after")
        assert "member_ban" not in [name for name, _ in client.heard]
    server.take(P.BAN_MEMBERS)
    async with connect(sandbox) as client:
        marta.ban("Emma")
        await client.wait_for_event("member_ban")  # the audit log's permission is enough
    server.take(P.VIEW_AUDIT_LOG)
    async with connect(sandbox) as client:
        marta.unban("Emma")
        await sandbox.member("Elena").send("news", "after that")
        await client.wait_for_message("after that")
        assert "member_unban" not in [name for name, _ in client.heard]


async def test_comings_and_goings_are_for_those_with_the_members_intent(connect: Connect) -> None:
    intents = discord.Intents(**{**dict(INTENTS), "members": True})
    async with (
        Sandbox.start(rate_limits=False, server_members=True) as sandbox,
        connect(sandbox, intents) as client,
    ):
        assert client.application_flags.gateway_guild_members_limited
        emma, guild = sandbox.member("Emma"), client.guilds[0]
        sandbox.member("Marta").moderate.time_out("Emma", 10)
        changed = await client.wait_for_event("member_update")
        assert changed.id == int(emma.id)
        known = guild.get_member(int(emma.id))
        assert known is not None
        assert known.is_timed_out()
        sandbox.member("Marta").moderate.kick("Emma")
        gone = await client.wait_for_event("member_remove")
        assert gone.id == int(emma.id)
        assert guild.member_count == len(sandbox.world.members)
        await emma.join()
        back = await client.wait_for_event("member_join")
        assert back.id == int(emma.id)
        assert back.is_timed_out()  # it goes on


async def test_without_the_members_intent_they_are_not_told(sandbox: Sandbox, client: Reporter) -> None:
    sandbox.member("Diego").moderate.kick("Noa")
    await sandbox.member("Noa").join()
    await sandbox.member("Noa").leave()
    await sandbox.member("Emma").send("news", "after")

    await client.wait_for_message("after")

    told = {name for name, _ in client.heard}
    assert not told & {"raw_member_remove", "member_remove", "member_join", "member_update"}


async def test_a_newcomer_has_a_young_account_and_the_others_have_not(
    sandbox: Sandbox, client: Reporter
) -> None:
    noa, emma = sandbox.member("Noa"), sandbox.member("Emma")
    now = sandbox.clock.now()

    await noa.send("news", "hello")
    message = await client.wait_for_message("hello")

    assert timedelta(minutes=5) < now - message.author.created_at < timedelta(minutes=15)
    assert isinstance(message.author, discord.Member)
    assert message.author.joined_at is not None
    assert now - message.author.joined_at < timedelta(minutes=1)
    assert now - created_at(emma.id) > timedelta(days=365)
    assert len(set(sandbox.world.users)) == 8
