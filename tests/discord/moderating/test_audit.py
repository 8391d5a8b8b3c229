"""Moderators list what was done and take it with them, each as far as their rooms go, in their language."""

from __future__ import annotations

import csv
import io

import discord
from simcord.backend.models.channel import Overwrite, OverwriteType

from tests.discord.discussed import discuss, say
from tests.discord.moderated import RUDE, hide, moderators_channel, notices, report
from tests.discord.simulated import Simulated


async def reported_and_hidden(tertulia: Simulated) -> None:
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, sent)
    notice = await tertulia.until(lambda: next(iter(notices(tertulia)), None))
    await hide(tertulia, tertulia.mateo, notice, "it *insults* us")


def only_for(tertulia: Simulated, *names: str) -> None:
    """Let nobody but the moderators with these names read #news."""
    deny = discord.Permissions(view_channel=True).value
    seed = tertulia.seed
    hidden = [one for one in (seed.emma, seed.elena, seed.mateo, seed.marta) if one.user.name not in names]
    for member in hidden:
        overwrite = Overwrite(member.id, OverwriteType.MEMBER, deny=deny)
        tertulia.env.backend.set_overwrite(seed.news.id, overwrite)


async def test_moderators_read_what_was_done_in_their_language(tertulia: Simulated) -> None:
    await reported_and_hidden(tertulia)
    english = await tertulia.run(tertulia.marta, "/audit show")
    assert english.ephemeral
    hidden, reported, settings = english.text.split("\n**")[1:]
    assert hidden.startswith(f"Comment hidden** · a comment by <@{tertulia.emma.id}>")
    assert f"<@{tertulia.mateo.id}> · it *insults* us · done".replace("*", "\\*") in hidden
    assert reported.startswith("Comment reported")
    assert "Settings changed" in settings
    spanish = await tertulia.run(tertulia.mateo, "/audit show", kind="hide", days=1)
    assert "-# Solo: Comentario ocultado" in spanish.text
    assert f"un comentario de <@{tertulia.emma.id}>" in spanish.text
    assert "hecho" in spanish.text
    assert "denunciado" not in spanish.text


async def test_they_choose_whose_and_which(tertulia: Simulated) -> None:
    await reported_and_hidden(tertulia)
    offered = await tertulia.complete(tertulia.mateo, "/audit show", "kind", "ocul")
    assert offered == [{"name": "Comentario ocultado", "value": "hide"}]
    about = await tertulia.run(tertulia.marta, "/audit show", member=tertulia.emma)
    assert "Comment hidden" in about.text
    assert "Settings changed" not in about.text
    by = await tertulia.run(tertulia.marta, "/audit show", moderator=tertulia.elena)
    assert "Comment reported" in by.text
    assert "Comment hidden" not in by.text
    nothing = await tertulia.run(tertulia.marta, "/audit show", until="2020-01-01")
    assert "Nothing like that is recorded" in nothing.text
    assert "Until 2020-01-02 00:00 UTC" in nothing.text


async def test_what_cannot_be_meant_is_refused(tertulia: Simulated) -> None:
    for wanted, told in (
        ({"kind": "nonsense"}, "No conozco el tipo «nonsense»"),
        ({"since": "ayer"}, "No puedo leer «ayer» como fecha"),
        ({"since": "2026-03-14", "days": 3}, "Elige o un número de días"),
    ):
        for command in ("/audit show", "/audit export"):
            assert told in (await tertulia.run(tertulia.mateo, command, **wanted)).text


async def test_pages_turn(tertulia: Simulated) -> None:
    await reported_and_hidden(tertulia)
    for _ in range(8):
        await tertulia.run(tertulia.marta, "/audit export")
    first = await tertulia.run(tertulia.marta, "/audit show")
    assert first.labels == ["◀ Older"]
    assert "Exported" in first.text
    second = await tertulia.click(tertulia.marta, first.message, "◀ Older")
    shown = second if second.messages else first
    assert shown.labels == ["Newer ▶"]
    assert "Comment hidden" in shown.text
    assert "Exported" not in shown.text
    back = await tertulia.click(tertulia.marta, shown.message, "Newer ▶")
    assert (back if back.messages else shown).labels == ["◀ Older"]


async def test_the_file_has_what_the_list_has(tertulia: Simulated) -> None:
    await reported_and_hidden(tertulia)
    answer = await tertulia.run(tertulia.mateo, "/audit export", kind="hide")
    assert answer.ephemeral
    assert "Aquí está la auditoría" in answer.text
    (file,) = answer.files
    assert file.filename == "audit.csv"
    (row,) = csv.DictReader(io.StringIO((await file.read()).decode("utf-8-sig")))
    assert (row["action"], row["reason"], row["outcome"]) == ("hide", "it *insults* us", "done")
    assert "fools" not in str(row)


async def test_moderators_read_nothing_of_a_room_they_cannot_see(tertulia: Simulated) -> None:
    await reported_and_hidden(tertulia)
    await discuss(tertulia, tertulia.seed.noticias)
    only_for(tertulia, "marta")
    assert "Comment hidden" in (await tertulia.run(tertulia.marta, "/audit show")).text
    answer = await tertulia.run(tertulia.mateo, "/audit show", at=tertulia.seed.noticias)
    assert "Ajustes cambiados" in answer.text  # of the moderators' channel, which he moderates
    assert "Comentario" not in answer.text
    only_for(tertulia, "mateo")
    manager = await tertulia.run(tertulia.marta, "/audit show", at=tertulia.seed.noticias)
    assert "Settings changed" in manager.text
    assert "Comment" not in manager.text


async def test_others_are_refused(tertulia: Simulated) -> None:
    await reported_and_hidden(tertulia)
    for command in ("/audit show", "/audit export"):
        answer = await tertulia.run(tertulia.emma, command, forced=True)
        assert "You need the permission Manage Messages there." in answer.text
        assert not answer.files


async def test_a_page_that_discord_refuses_leaves_the_last_one(tertulia: Simulated) -> None:
    await reported_and_hidden(tertulia)
    for _ in range(8):
        await tertulia.run(tertulia.marta, "/audit export")
    first = await tertulia.run(tertulia.marta, "/audit show")
    tertulia.expect(discord.DiscordServerError)
    tertulia.fail("PATCH", "/webhooks/*", 500)
    await tertulia.click(tertulia.marta, first.message, "◀ Older")
    tertulia.heal()
    again = await tertulia.click(tertulia.marta, first.message, "◀ Older")
    assert (again if again.messages else first).labels == ["Newer ▶"]
