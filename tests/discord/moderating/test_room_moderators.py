"""Whoever moderates one channel acts there about what was said there, and reads of nothing else."""

from __future__ import annotations

import discord
import pytest
from simcord import MemberActor
from simcord.backend.models.channel import Overwrite, OverwriteType

from bot.domain.cases.case import CaseKind
from tests.discord.acting import cases_of, open_case
from tests.discord.discussed import another, discuss, say
from tests.discord.moderated import RUDE, report
from tests.discord.simulated import Simulated


def moderates(tertulia: Simulated, member: MemberActor) -> None:
    """Let a member moderate #news, and nothing else."""
    allow = discord.Permissions(manage_messages=True).value
    overwrite = Overwrite(member.id, OverwriteType.MEMBER, allow=allow)
    tertulia.env.backend.set_overwrite(tertulia.seed.news.id, overwrite)


@pytest.fixture
async def cases(tertulia: Simulated) -> tuple[discord.Message, int, int]:
    """Emma's rude message in #news, and the numbers of a case about it and of one from #noticias."""
    here = await discuss(tertulia)
    there = await discuss(tertulia, tertulia.seed.noticias, another(2))
    sent, rude = await say(tertulia, tertulia.emma, here, RUDE)
    _, other = await say(tertulia, tertulia.emma, there, "Said elsewhere.")
    known = await open_case(tertulia, tertulia.marta, tertulia.emma, source_id=rude.source_id)
    elsewhere = await open_case(
        tertulia, tertulia.marta, tertulia.emma, source_id=other.source_id, known=known.number
    )
    moderates(tertulia, tertulia.elena)
    await tertulia.settle()
    return sent, known.number, elsewhere.number


async def test_they_read_the_cases_of_their_room(tertulia: Simulated, cases: tuple) -> None:
    _, known, elsewhere = cases
    shown = await tertulia.run(tertulia.elena, "/case show", number=known, forced=True)
    assert "fools" in shown.text
    assert shown.labels == ["Deshacer"]
    told = await tertulia.run(tertulia.elena, "/case show", number=elsewhere, forced=True)
    assert "necesitas el permiso Gestionar mensajes en todo el servidor" in told.text
    listed = await tertulia.run(tertulia.elena, "/case list", member=tertulia.emma, forced=True)
    assert "1 caso" in listed.text
    assert "1 más es solo para quienes moderan todo el servidor" in listed.text
    assert listed.labels == []


async def test_they_warn_for_what_was_said_there_and_mute_nobody(tertulia: Simulated, cases: tuple) -> None:
    sent, *_ = cases
    options = await tertulia.menu(tertulia.elena, "Comment options", sent)
    record = await tertulia.click(tertulia.elena, options.message, "Historial del miembro")
    assert record.labels == ["Advertir", "Anotar"]
    dialog = await tertulia.click(tertulia.elena, record.message, "Advertir")
    written = dialog.dialog["components"][0]["label"]
    assert "Caso 3" in (await tertulia.fill(tertulia.elena, dialog, {written: "por insultar"})).text
    told = await tertulia.run(tertulia.elena, "/case note", text="Hm", member=tertulia.emma, forced=True)
    assert "en todo el servidor" in told.text
    assert len(await cases_of(tertulia, tertulia.emma)) == 3


async def test_they_undo_what_is_of_their_room_alone(tertulia: Simulated, cases: tuple) -> None:
    _, known, elsewhere = cases
    told = await tertulia.run(tertulia.elena, "/case undo", number=elsewhere, reason="No", forced=True)
    assert "en todo el servidor" in told.text
    told = await tertulia.run(tertulia.elena, "/case undo", number=known, reason="No", forced=True)
    assert "está anulado" in told.text


async def test_they_warn_who_reports_there_without_need(tertulia: Simulated, cases: tuple) -> None:
    sent, *_ = cases
    await report(tertulia, tertulia.mateo, sent, "No me gusta")
    options = await tertulia.menu(tertulia.elena, "Comment options", sent)
    listed = await tertulia.click(tertulia.elena, options.message, "Quién lo denunció")
    record = await tertulia.choose(tertulia.elena, listed.message, str(tertulia.mateo.id))
    assert record.labels == []  # he stands higher than she does


async def test_a_mute_of_the_whole_server_is_not_theirs_to_undo(tertulia: Simulated, cases: tuple) -> None:
    sent, *_ = cases
    mute = await open_case(
        tertulia, tertulia.marta, tertulia.emma, CaseKind.MUTE, source_id=sent.id, known=100
    )
    told = await tertulia.run(tertulia.elena, "/case undo", number=mute.number, reason="No", forced=True)
    assert "en todo el servidor" in told.text
