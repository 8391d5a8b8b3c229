"""Whoever reports a comment may hear what came of it: once, in their language, and nothing that is hidden."""

from __future__ import annotations

import json

import discord
import pytest
from simcord import MemberActor

from bot.database.engine import Database
from bot.moderating.letters import report_answer_store as answers
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.held import letters, told
from tests.discord.moderated import RUDE, hide, moderators_channel, notices
from tests.discord.queued import act
from tests.discord.simulated import Simulated

REASON = {"en": "What is wrong with it?", "es": "¿Cuál es el problema?"}
HEARS = {
    "en": "Do you want to hear what moderators decide?",
    "es": "¿Quieres saber qué deciden los moderadores?",
}
ENGLISH, SPANISH = "“The night the river rose”", "«La noche en que subió el río»"
KIND = "What kind of problem is it?"


async def report(
    tertulia: Simulated,
    member: MemberActor,
    message: discord.Message,
    language: str = "en",
    **more: object,
) -> str:
    """Report a comment, and ask to hear what comes of it."""
    dialog = await tertulia.menu(member, "Report comment", message)
    asked = {REASON[language]: "It insults us", HEARS[language]: ["yes"]}
    return (await tertulia.fill(member, dialog, asked | more)).text


async def nothing_is_owed(tertulia: Simulated) -> bool:
    return await tertulia.database.read(answers.owed) == []


async def reported(tertulia: Simulated, who: str = "elena") -> tuple[Discussed, discord.Message]:
    """Emma's comment, which somebody reported and wants to hear of."""
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    answer = await report(tertulia, getattr(tertulia, who), rude, "es" if who == "elena" else "en")
    promised = {
        "elena": "Cuando hayan decidido, recibirás un mensaje directo.",
        "marta": "When they have decided, you get a direct message.",
    }
    assert answer.endswith(promised[who])
    return discussed, rude


@pytest.mark.parametrize(
    ("who", "decision", "expected"),
    [
        (
            "elena",
            "hide",
            f"Gracias por tu denuncia: los moderadores han ocultado ese comentario sobre {SPANISH}.",
        ),
        (
            "elena",
            "dismiss",
            f"Gracias por tu denuncia. Los moderadores han mirado ese comentario sobre {SPANISH} y han "
            "decidido que se queda.",
        ),
        (
            "marta",
            "hide",
            f"Thank you for your report: moderators have hidden that comment on {ENGLISH}.",
        ),
        (
            "marta",
            "approve",
            f"Thank you for your report. Moderators have looked at that comment on {ENGLISH}, and decided "
            "that it stays.",
        ),
    ],
)
async def test_whoever_asked_is_told_what_was_decided(
    tertulia: Simulated, who: str, decision: str, expected: str
):
    await reported(tertulia, who)
    member = getattr(tertulia, who)
    assert letters(tertulia, member) == []
    (notice,) = notices(tertulia)
    match decision:
        case "hide":
            await hide(tertulia, tertulia.mateo, notice)
        case "dismiss":
            await tertulia.click(tertulia.mateo, notice, "Dismiss")
        case _:
            await act(tertulia, tertulia.mateo, await tertulia.run(tertulia.mateo, "/queue"), "Aprobar")
    assert await told(tertulia, member) == [expected]
    await tertulia.until(lambda: nothing_is_owed(tertulia))
    await tertulia.restart()
    assert letters(tertulia, member) == [expected]
    assert letters(tertulia, tertulia.emma) == []


async def test_who_did_not_ask_is_told_nothing(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    dialog = await tertulia.menu(tertulia.elena, "Report comment", rude)
    answer = await tertulia.fill(tertulia.elena, dialog, {REASON["es"]: "Es un insulto"})
    assert "mensaje directo" not in answer.text
    await hide(tertulia, tertulia.mateo, notices(tertulia)[0])
    await tertulia.settle()
    assert letters(tertulia, tertulia.elena) == []


async def test_each_who_asked_is_told_in_the_language_they_chose(tertulia: Simulated):
    _, rude = await reported(tertulia)
    await report(tertulia, tertulia.marta, rude)
    await tertulia.run(tertulia.elena, "/language mine", language="en")
    await hide(tertulia, tertulia.mateo, notices(tertulia)[0])
    for member in (tertulia.elena, tertulia.marta):
        (letter,) = await told(tertulia, member)
        assert letter.startswith("Thank you for your report")


async def test_what_its_author_deleted_waits_for_nobody_and_did_not_stay(tertulia: Simulated):
    _, rude = await reported(tertulia)
    await tertulia.emma.delete(rude)
    (letter,) = await told(tertulia, tertulia.elena)
    assert "Nothing waits here" in (await tertulia.run(tertulia.marta, "/queue")).text
    assert letter == (f"El comentario sobre {SPANISH} que denunciaste se ha borrado entretanto.")


async def test_who_takes_no_direct_messages_is_not_told(tertulia: Simulated):
    await reported(tertulia)
    dm = tertulia.env.backend.get_dm_channel(tertulia.elena.id)
    tertulia.fail("POST", f"/channels/{dm.id}/messages", 403, 50007, times=None)
    await hide(tertulia, tertulia.mateo, notices(tertulia)[0])
    await tertulia.until(lambda: nothing_is_owed(tertulia))
    tertulia.heal()
    await tertulia.restart()
    assert letters(tertulia, tertulia.elena) == []


async def test_what_could_not_be_told_before_the_bot_ended_is_told_after_the_next_start(tertulia: Simulated):
    await reported(tertulia)
    tertulia.fail("POST", "/users/@me/channels", 500, times=None)
    await hide(tertulia, tertulia.mateo, notices(tertulia)[0])
    await tertulia.stop()
    tertulia.heal()
    await tertulia.start()
    assert len(await told(tertulia, tertulia.elena)) == 1


async def test_what_was_told_right_before_the_bot_was_killed_is_not_told_again(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    await reported(tertulia)
    write = Database.write

    async def killed(self: Database, work: object, *given: object, **named: object) -> object:
        if work is answers.settle:
            raise OSError("killed")
        return await write(self, work, *given, **named)

    tertulia.expect(OSError)
    monkeypatch.setattr(Database, "write", killed)
    await hide(tertulia, tertulia.mateo, notices(tertulia)[0])
    await told(tertulia, tertulia.elena)
    await tertulia.stop()
    monkeypatch.undo()
    tertulia.env.backend.nonces.clear()  # Discord knows them for minutes
    await tertulia.start()
    await tertulia.until(lambda: nothing_is_owed(tertulia))
    assert len(letters(tertulia, tertulia.elena)) == 1


async def test_who_has_their_data_erased_is_told_nothing_more(tertulia: Simulated):
    await reported(tertulia)
    file = (await tertulia.run(tertulia.elena, "/privacy export")).files[0]
    assert json.loads(await file.read())["reports"][0]["to_be_told"] is True
    asked = await tertulia.run(tertulia.elena, "/privacy erase")
    await tertulia.click(tertulia.elena, asked.message, asked.labels[0])
    await hide(tertulia, tertulia.mateo, notices(tertulia)[0])
    await tertulia.settle()
    assert letters(tertulia, tertulia.elena) == []


async def test_reported_for_the_same_reason_as_before_it_is_said_at_once_that_it_stays(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.marta, rude, **{KIND: ["insult"]})
    await tertulia.click(tertulia.mateo, notices(tertulia)[0], "Dismiss")
    dialog = await tertulia.menu(tertulia.elena, "Report comment", rude)
    asked = {REASON["es"]: "Es un insulto", HEARS["es"]: ["yes"], "¿Qué tipo de problema es?": ["insult"]}
    answer = await tertulia.fill(tertulia.elena, dialog, asked)
    assert answer.text == (
        "Gracias. Los moderadores ya miraron este comentario por el mismo motivo y decidieron que se queda."
    )
    await tertulia.settle()
    assert letters(tertulia, tertulia.elena) == []
