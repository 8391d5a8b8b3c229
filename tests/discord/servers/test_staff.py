"""Staff is marked wherever the bot shows a name, as nobody can name themselves."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import discord

from bot.domain.language import Language
from tests.discord.answers import text_of
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.featured import card_says, feature
from tests.discord.posted import posted
from tests.discord.rooms import mirror_in
from tests.discord.simulated import Simulated


def editors(tertulia: Simulated) -> Any:
    """A role that Elena has."""
    role = tertulia.seed.guild.create_role("Editors")
    backend, guild_id = tertulia.env.backend, tertulia.seed.guild.id
    backend.get_guild(guild_id).members[tertulia.elena.id].role_ids.append(role.id)
    return role


async def test_a_manager_chooses_roles_and_settings_show_them(tertulia: Simulated):
    role = editors(tertulia)
    await tertulia.settle()
    assert (await tertulia.run(tertulia.marta, "/settings staff")).text == "No role is marked as your staff."
    chosen = await tertulia.run(tertulia.marta, "/settings staff", role=role)
    assert chosen.ephemeral
    assert chosen.text == f"What members with <@&{role.id}> write from now on is marked “✔ Staff”."
    assert (
        f"**Marked “✔ Staff”:** members with <@&{role.id}>"
        in (await tertulia.run(tertulia.marta, "/settings show")).text
    )
    again = await tertulia.run(tertulia.marta, "/settings staff", role=role)
    assert again.text == "No change needed."
    tertulia.speaks(tertulia.marta, "es-ES")
    off = await tertulia.run(tertulia.marta, "/settings staff", role=role, on=False)
    assert off.text == f"Lo que escriban desde ahora los miembros con <@&{role.id}> ya no lleva marca."
    refused = await tertulia.run(tertulia.mateo, "/settings staff", role=role, forced=True)
    assert "Gestionar servidor" in refused.text


async def test_staff_is_marked_in_copies_pages_searches_records_and_exports(tertulia: Simulated):
    role = editors(tertulia)
    news, noticias = (
        await discuss(tertulia),
        await discuss(tertulia, tertulia.seed.noticias, language=Language.ES),
    )
    await tertulia.run(tertulia.marta, "/settings staff", role=role)
    sent, comment = await say(tertulia, tertulia.elena, news, "The lamps are paid for.")
    assert comment.author.staff
    copy = await mirror_in(tertulia, noticias, comment)
    assert copy.author.name == "Elena ✔ Equipo"
    _, answer = await say(tertulia, tertulia.emma, news, "By whom?", reply_to=sent)
    quoting = await mirror_in(tertulia, noticias, answer)
    assert quoting.author.name == "Emma"
    assert text_of(quoting).split("\n")[1].startswith("-# ↪ [Elena](")
    assert ") ✔ Equipo: The lamps" in text_of(quoting)
    page = await tertulia.run(tertulia.emma, "/discussion show")
    assert "**Elena** ✔ Staff · " in page.text
    assert "> **Emma**: By whom?" in page.text
    found = await tertulia.run(tertulia.elena, "/discussion search", text="lamps")
    assert "**Elena** ✔ Equipo · " in found.text
    record = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert f"Elena ✔ Staff (<@{tertulia.elena.id}>)" in record.text
    await feature(tertulia, tertulia.marta, sent)
    await card_says(tertulia, noticias, "**Elena** ✔ Equipo · ")

    async def exported(form: str) -> str:
        answer = await tertulia.run(tertulia.marta, "/moderate export", at=news.thread, format=form)
        return (await answer.files[0].read()).decode()

    assert [one["author"]["staff"] for one in json.loads(await exported("json"))["comments"]] == [True, False]
    assert "- **Elena** ✔ Staff (" in await exported("markdown")
    assert '<strong dir="auto">Elena</strong> <b class="staff">✔ Staff</b>' in await exported("html")
    rows = (await exported("csv")).splitlines()
    assert [one.rsplit(",", 1)[1] for one in rows] == ['"staff"', '"true"', '""']


async def test_nobody_can_name_themselves_so(tertulia: Simulated):
    role = editors(tertulia)
    news, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    await tertulia.run(tertulia.marta, "/settings staff", role=role)
    tertulia.env.backend.get_guild(tertulia.seed.guild.id).members[tertulia.emma.id].nick = "Ana ✔️ Staff"
    _, comment = await say(tertulia, tertulia.emma, news, "Trust me.")
    assert not comment.author.staff
    assert (await mirror_in(tertulia, noticias, comment)).author.name == "Ana Staff"
    assert "**Ana Staff** · " in (await tertulia.run(tertulia.marta, "/discussion show")).text


async def test_a_reply_by_dialog_is_marked_and_one_without_webhooks_too(tertulia: Simulated):
    role = editors(tertulia)
    discussed, card = await posted(tertulia)
    await tertulia.run(tertulia.marta, "/settings staff", role=role)
    tertulia.permit(manage_webhooks=False)
    dialog = await tertulia.click(tertulia.elena, card, "t1:reply")
    await tertulia.fill(tertulia.elena, dialog, {dialog.dialog["components"][0]["label"]: "A reply"})

    def standing() -> discord.Message | None:
        return next((one for one in discussed.thread.history() if "A reply" in text_of(one)), None)

    sent = await tertulia.until(standing)
    assert text_of(sent) == "**Elena** ✔ Staff: A reply"
    comment = await tertulia.until(partial(comment_of, tertulia, sent.id))
    assert comment.author.staff


async def test_what_history_brings_is_not_marked(tertulia: Simulated):
    role = editors(tertulia)
    discussed = await discuss(tertulia)
    await tertulia.run(tertulia.marta, "/settings staff", role=role)
    await tertulia.stop()
    sent = await tertulia.elena.send(discussed.thread, "While you were away")
    await tertulia.start()
    comment = await tertulia.until(partial(comment_of, tertulia, sent.id))
    assert not comment.author.staff
