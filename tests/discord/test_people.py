"""The simulated Discord delivers direct messages, and lets members be moderated, as Discord does."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest
from discord import AuditLogAction
from simcord import MemberActor
from simcord.backend.errors import BackendError

from bot.discordkit.client import Interaction
from bot.discordkit.errors import Dialog
from tests.discord import people
from tests.discord.simulated import Simulated


class Question(Dialog, title="Tell us"):
    why = discord.ui.Label(text="Why", component=discord.ui.TextInput())

    async def submit(self, interaction: Interaction) -> None:
        said = self.why.component.value
        await interaction.response.send_message(f"{interaction.user}: {said}", ephemeral=True)


class Letter(discord.ui.View):
    @discord.ui.button(label="Appeal")
    async def appeal(self, interaction: discord.Interaction[discord.Client], button: object) -> None:
        assert (interaction.guild_id, type(interaction.user)) == (None, discord.User)
        await Question().ask(interaction)


async def write(tertulia: Simulated, member: MemberActor) -> None:
    channel = await tertulia.client.create_dm(discord.Object(member.id))
    await channel.send("A letter", view=Letter(), allowed_mentions=discord.AllowedMentions.none())


def guild(tertulia: Simulated) -> discord.Guild:
    found = tertulia.client.get_guild(tertulia.seed.guild.id)
    assert found is not None
    return found


def log(tertulia: Simulated) -> list[tuple[AuditLogAction, int, int, str | None]]:
    entries = tertulia.env.backend.get_guild(tertulia.seed.guild.id).audit_log_entries
    return [(AuditLogAction(one.action_type), one.user_id, one.target_id, one.reason) for one in entries]


@pytest.mark.parametrize("put_out", [False, True])
async def test_a_letter_is_read_and_its_buttons_work_for_who_was_put_out_too(
    tertulia: Simulated, put_out: bool
) -> None:
    emma = tertulia.emma
    await write(tertulia, emma)
    if put_out:
        people.grant(tertulia, tertulia.marta, ban_members=True)
        await people.ban(tertulia, tertulia.marta, emma)

    (letter,) = people.letters(tertulia, emma)
    asked = await tertulia.click(emma.user, letter, "Appeal")
    answer = await tertulia.fill(emma.user, asked, {"Why": "I am sorry"})

    assert answer.text == "emma: I am sorry"
    assert people.letters(tertulia, tertulia.elena) == []


async def test_no_letter_reaches_who_closed_their_messages_or_left(tertulia: Simulated) -> None:
    emma = tertulia.emma
    people.close_messages(tertulia, emma)
    with pytest.raises(discord.Forbidden, match="50007"):
        await write(tertulia, emma)
    people.open_messages(tertulia, emma)
    await write(tertulia, emma)
    await people.leave(tertulia, emma)
    with pytest.raises(discord.Forbidden, match="50007"):
        await write(tertulia, emma)
    await people.join(tertulia, emma)
    await write(tertulia, emma)
    assert len(people.letters(tertulia, emma)) == 2


async def test_the_bot_times_out_within_discords_limits(tertulia: Simulated) -> None:
    now = discord.utils.utcnow()
    emma = await guild(tertulia).fetch_member(tertulia.emma.id)

    with pytest.raises(discord.HTTPException, match="50035"):
        await emma.edit(timed_out_until=now + timedelta(days=28, minutes=1))
    with pytest.raises(discord.HTTPException, match="50035"):
        await emma.edit(timed_out_until=now + timedelta(days=1), reason="x" * 513)
    await emma.edit(timed_out_until=now + timedelta(days=1), reason="x" * 512)
    with pytest.raises(BackendError, match="50013"):
        await tertulia.emma.send(tertulia.seed.news, "hello")
    mateo = await guild(tertulia).fetch_member(tertulia.mateo.id)
    await mateo.edit(timed_out_until=now + timedelta(days=1))
    people.raise_above(tertulia, tertulia.mateo, tertulia.env.backend.bot_user.id)
    with pytest.raises(discord.Forbidden, match="50013"):
        await mateo.edit(timed_out_until=None)
    people.grant(tertulia, tertulia.elena, administrator=True)
    elena = await guild(tertulia).fetch_member(tertulia.elena.id)
    with pytest.raises(discord.Forbidden, match="50013"):
        await elena.edit(timed_out_until=now + timedelta(days=1))


async def test_a_ban_deletes_what_was_written_lately_and_happens_once(tertulia: Simulated) -> None:
    await tertulia.emma.send(tertulia.seed.news, "spam")
    await tertulia.elena.send(tertulia.seed.news, "kept")
    someone = discord.Object(tertulia.emma.id)

    await guild(tertulia).ban(someone, reason="Spam", delete_message_seconds=60)
    await guild(tertulia).ban(someone, reason="Again")

    assert tertulia.shown(tertulia.seed.news) == ["kept"]
    assert (await guild(tertulia).fetch_ban(someone)).reason == "Spam"
    assert log(tertulia) == [(AuditLogAction.ban, tertulia.client.user.id, tertulia.emma.id, "Spam")]
    with pytest.raises(BackendError, match="40007"):
        await people.join(tertulia, tertulia.emma)


async def test_without_a_permission_the_bot_is_refused(tertulia: Simulated) -> None:
    tertulia.permit(kick_members=False, ban_members=False)
    someone = discord.Object(tertulia.emma.id)
    with pytest.raises(discord.Forbidden, match="50013"):
        await guild(tertulia).ban(someone)
    with pytest.raises(discord.Forbidden, match="50013"):
        await guild(tertulia).kick(someone)
    tertulia.permit(kick_members=True)
    await guild(tertulia).kick(someone)
    with pytest.raises(discord.NotFound, match="10007"):
        await guild(tertulia).kick(someone)


async def test_what_moderators_do_in_their_client_stands_in_the_audit_log(tertulia: Simulated) -> None:
    heard: list[discord.AuditLogEntry] = []

    async def note(entry: discord.AuditLogEntry) -> None:
        heard.append(entry)

    tertulia.client.add_listener(note, "on_audit_log_entry_create")
    marta, mateo, emma = tertulia.marta, tertulia.mateo, tertulia.emma
    people.grant(tertulia, marta, kick_members=True, ban_members=True)

    await people.time_out(tertulia, mateo, emma, timedelta(minutes=10), "Calma")
    await people.time_out(tertulia, mateo, emma, None)
    await people.kick(tertulia, marta, emma, "Spam")
    await people.join(tertulia, emma)
    await people.ban(tertulia, marta, emma)
    await people.unban(tertulia, marta, emma, "Appeal")

    action = AuditLogAction
    expected = [
        (action.member_update, mateo.id, emma.id, "Calma"),
        (action.member_update, mateo.id, emma.id, None),
        (action.kick, marta.id, emma.id, "Spam"),
        (action.ban, marta.id, emma.id, None),
        (action.unban, marta.id, emma.id, "Appeal"),
    ]
    assert log(tertulia) == expected
    assert [(one.action, one.user_id, one.target.id, one.reason) for one in heard] == expected
    assert heard[0].after.timed_out_until is not None
    assert heard[1].after.timed_out_until is None
    with pytest.raises(BackendError, match="50013"):
        await people.kick(tertulia, mateo, tertulia.elena)
    with pytest.raises(BackendError, match="50013"):
        await people.time_out(tertulia, mateo, marta, timedelta(minutes=1))  # she stands above him
