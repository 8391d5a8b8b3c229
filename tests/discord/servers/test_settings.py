"""Managers name the moderators' channel and see what the bot lacks."""

from __future__ import annotations

import discord
import pytest

from bot.audit import audit_store as audit
from bot.discussion.stores import server_store as servers
from bot.domain.cases.case import CaseKind
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.domain.permissions import PERMISSIONS
from tests.discord.acted import act_on
from tests.discord.discussed import discuss
from tests.discord.simulated import Simulated


async def channel_of(tertulia: Simulated) -> int | None:
    return (await tertulia.database.read(servers.settings, tertulia.seed.guild.id)).moderators_channel_id


async def test_the_moderators_channel_is_set_shown_and_taken_back(tertulia: Simulated):
    moderators = tertulia.seed.moderators
    assert "none" in (await tertulia.run(tertulia.marta, "/settings show")).text
    answer = await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=moderators)
    assert f"<#{moderators.id}>" in answer.text
    assert answer.ephemeral
    assert await channel_of(tertulia) == moderators.id
    assert f"<#{moderators.id}>" in (await tertulia.run(tertulia.marta, "/settings show")).text
    answer = await tertulia.run(tertulia.marta, "/settings moderators-channel")
    assert answer.text == f"**Moderators' channel:** <#{moderators.id}>"
    both = await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=moderators, clear=True)
    assert both.text == "Either choose a channel or clear it, not both."
    assert await channel_of(tertulia) == moderators.id
    answer = await tertulia.run(tertulia.marta, "/settings moderators-channel", clear=True)
    assert "no moderators' channel now" in answer.text
    assert await channel_of(tertulia) is None
    answer = await tertulia.run(tertulia.marta, "/settings moderators-channel")
    assert answer.text.startswith("**Moderators' channel:** none")
    (done,) = await tertulia.database.read(audit.about, TargetKind.CHANNEL, moderators.id)
    (undone,) = await tertulia.database.read(audit.about, TargetKind.SERVER, tertulia.seed.guild.id)
    assert {done.action, undone.action} == {Action.SETTINGS}


async def test_a_channel_that_everybody_reads_is_refused(tertulia: Simulated):
    answer = await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=tertulia.seed.news)
    assert "Everyone can read" in answer.text
    assert await channel_of(tertulia) is None


async def test_a_channel_the_bot_cannot_write_in_is_refused_by_naming_what_is_missing(tertulia: Simulated):
    guild = tertulia.seed.guild
    mute = discord.PermissionOverwrite(send_messages=False)
    hidden = discord.PermissionOverwrite(view_channel=False)
    seen = discord.PermissionOverwrite(view_channel=True)
    private = guild.create_text_channel(
        "private", overwrites={guild.default_role: hidden, tertulia.marta: seen, tertulia.seed.bot_role: mute}
    )
    await tertulia.settle()
    answer = await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=private)
    for missing in ("View Channel", "Send Messages"):
        assert missing in answer.text
    assert await channel_of(tertulia) is None


async def test_a_moderators_channel_needs_nothing_that_no_notice_uses(tertulia: Simulated):
    guild, bot_role = tertulia.seed.guild, tertulia.seed.bot_role
    bare = {bot_role: discord.PermissionOverwrite(view_channel=True, attach_files=False)}
    hidden = {guild.default_role: discord.PermissionOverwrite(view_channel=False)}
    seen = {tertulia.marta: discord.PermissionOverwrite(view_channel=True)}
    private = guild.create_text_channel("private", overwrites=bare | hidden | seen)
    room = guild.create_text_channel("room", overwrites=bare)
    await tertulia.settle()
    await discuss(tertulia, room)
    await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=private)
    assert await channel_of(tertulia) == private.id
    shown = (await tertulia.run(tertulia.marta, "/settings show")).text
    assert f"- <#{room.id}>: Attach Files" in shown
    assert f"- <#{private.id}>" not in shown


@pytest.mark.parametrize("setting", [False, True], ids=["asked for", "set"])
@pytest.mark.parametrize("command", ["/settings show", "/settings moderators-channel"])
async def test_only_managers_may(tertulia: Simulated, command: str, setting: bool):
    tertulia.speaks(tertulia.mateo, "en-US")
    options = {"channel": tertulia.seed.moderators} if setting and "channel" in command else {}
    answer = await tertulia.run(tertulia.mateo, command, forced=True, **options)
    assert "Manage Server" in answer.text
    assert await channel_of(tertulia) is None


async def test_what_the_bot_lacks_is_named_where_it_lacks_it(tertulia: Simulated):
    await discuss(tertulia)
    await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=tertulia.seed.moderators)
    assert "No permissions are missing" in (await tertulia.run(tertulia.marta, "/settings show")).text
    tertulia.permit(manage_webhooks=False, view_audit_log=False)
    await tertulia.settle()
    text = (await tertulia.run(tertulia.marta, "/settings show")).text
    lines = {line.split(":")[0]: line for line in text.splitlines() if line.startswith("- ")}
    assert "Manage Webhooks" in lines[f"- <#{tertulia.seed.news.id}>"]
    assert "View Audit Log" in lines["- On the server"]


async def test_an_optional_permission_is_missing_where_there_is_a_use_for_it(tertulia: Simulated):
    tertulia.permit(kick_members=False, ban_members=False)
    await tertulia.settle()
    assert "No permissions are missing" in (await tertulia.run(tertulia.marta, "/settings show")).text
    await act_on(tertulia, tertulia.emma, CaseKind.KICK)
    text = (await tertulia.run(tertulia.marta, "/settings show")).text
    assert "- On the server: Kick Members" in text.splitlines()


async def test_the_settings_show_the_servers_language(tertulia: Simulated):
    await tertulia.run(tertulia.marta, "/language server", language="es")
    assert "Spanish" in (await tertulia.run(tertulia.marta, "/settings show")).text


async def test_a_moderators_channel_that_is_gone_is_said(tertulia: Simulated):
    await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=tertulia.seed.moderators)
    tertulia.env.backend.delete_channel(tertulia.seed.moderators.id)
    await tertulia.settle()
    assert "no longer exists" in (await tertulia.run(tertulia.marta, "/settings show")).text


@pytest.mark.bot(message_content=False)
async def test_a_missing_intent_is_said_with_what_works_without_it(tertulia: Simulated):
    text = (await tertulia.run(tertulia.marta, "/settings show")).text
    assert "Message Content Intent" in text
    assert "dialogs" in text


async def test_everything_is_said_in_the_managers_language(tertulia: Simulated):
    tertulia.speaks(tertulia.marta, "es-419")
    say = tertulia.client.catalog.say
    shown = await tertulia.run(tertulia.marta, "/settings show")
    assert say(message("No permissions are missing."), Language.ES) in shown.text
    tertulia.permit(manage_webhooks=False, view_audit_log=False)
    await tertulia.settle()
    shown = await tertulia.run(tertulia.marta, "/settings show")
    assert say(PERMISSIONS["view_audit_log"], Language.ES) in shown.text
    assert "Audit" not in shown.text
    answer = await tertulia.run(tertulia.marta, "/settings moderators-channel", clear=True)
    assert "espera" in answer.text
