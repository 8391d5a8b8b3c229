"""*Hide and warn* is one act, from the queue, a notice or a comment's options: both are done, or neither."""

from __future__ import annotations

import asyncio

import pytest
from simcord import MemberActor

from bot.database.engine import Connection, Database
from bot.domain.cases.case import CaseKind, LetterAbout
from bot.domain.discussion import CommentStatus
from bot.domain.errors import NotFound
from bot.domain.message import message
from bot.domain.moderation import Action
from bot.moderating.cases import case_store
from tests.discord.acting import audited, cases_of, demote, open_case
from tests.discord.answers import Answer, text_of
from tests.discord.discussed import discuss, say
from tests.discord.moderated import RUDE, actions, moderators_channel, notices, report, status
from tests.discord.people import letters, raise_above
from tests.discord.simulated import Simulated
from tests.refusals import writer_held


async def hide_and_warn(
    tertulia: Simulated, member: MemberActor, message: object, reason: str = "insult", label: str = "t1:warn"
) -> Answer:
    dialog = await tertulia.click(member, message, label)
    written, chosen = (one["label"] for one in dialog.dialog["components"])
    return await tertulia.fill(member, dialog, {written: "", chosen: [reason]})


async def test_a_notice_hides_and_warns_and_the_author_gets_one_message(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, sent)
    done = await hide_and_warn(tertulia, tertulia.mateo, notices(tertulia)[0])
    assert "Comentario oculto" in done.text
    assert f"Caso 1: se advierte a <@{tertulia.emma.id}>" in done.text
    assert await status(tertulia, comment) is CommentStatus.HIDDEN
    assert (Action.HIDE, tertulia.mateo.id, True) in await actions(tertulia, comment)
    (case,) = await cases_of(tertulia, tertulia.emma)
    assert (case.kind, case.comment_id) == (CaseKind.WARN, comment.id)
    assert await audited(tertulia, case) == [(Action.WARN, tertulia.mateo.id, True)]
    await tertulia.until(lambda: letters(tertulia, tertulia.emma))
    await tertulia.settle()
    (letter,) = letters(tertulia, tertulia.emma)
    assert "Insults or threatens somebody" in text_of(letter)
    assert "fools" in text_of(letter)


async def test_whoever_hides_and_warns_is_told_of_the_case_that_there_is(tertulia: Simulated) -> None:
    """What is stored together with a write that fails is undone, and done again without it."""
    database = tertulia.services[Database]
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    options = await tertulia.menu(tertulia.marta, "Comment options", sent)

    def fail(_: Connection) -> None:
        raise NotFound(message("It is not there."))

    async with writer_held(database):
        acting = asyncio.create_task(hide_and_warn(tertulia, tertulia.marta, options.message))
        await tertulia.until(lambda: database.waiting > 0)
        failing = asyncio.create_task(database.write(fail))
        await tertulia.until(lambda: database.waiting > 1)
    done = await acting
    with pytest.raises(NotFound):
        await failing
    (case,) = await cases_of(tertulia, tertulia.emma)
    assert f"Case {case.number}" in done.text
    assert "They were told by direct message." in done.text
    assert await audited(tertulia, case) == [(Action.WARN, tertulia.marta.id, True)]


async def test_the_queue_goes_on_to_the_next(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    for text in (RUDE, "And another."):
        sent, _ = await say(tertulia, tertulia.emma, discussed, text)
        await report(tertulia, tertulia.elena, sent)
    card = await tertulia.run(tertulia.marta, "/queue")
    done = await hide_and_warn(tertulia, tertulia.marta, card.message, label="Hide and warn")
    assert "is warned" in done.text
    assert "And another." in done.text


async def test_both_are_done_or_neither(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    options = await tertulia.menu(tertulia.marta, "Comment options", sent)
    raise_above(tertulia, tertulia.emma, tertulia.marta.id)
    told = await hide_and_warn(tertulia, tertulia.marta, options.message)
    assert "as high as you" in told.text
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
    assert await cases_of(tertulia, tertulia.emma) == []


async def test_what_was_warned_for_is_asked_about(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await open_case(tertulia, tertulia.mateo, tertulia.emma, source_id=comment.source_id)
    options = await tertulia.menu(tertulia.marta, "Comment options", sent)
    asked = await hide_and_warn(tertulia, tertulia.marta, options.message)
    assert f"<@{tertulia.mateo.id}> acted already" in asked.text
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
    done = await tertulia.click(tertulia.marta, asked.message, "Do it anyway")
    assert "Case 2" in done.text
    assert await status(tertulia, comment) is CommentStatus.HIDDEN


async def test_who_is_no_moderator_any_more_does_nothing_with_it(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    options = await tertulia.menu(tertulia.mateo, "Comment options", sent)
    demote(tertulia, tertulia.mateo)
    told = await tertulia.click(tertulia.mateo, options.message, "t1:warn")
    assert "Necesitas allí el permiso" in told.text
    assert await status(tertulia, comment) is CommentStatus.VISIBLE


async def test_where_discord_does_not_delete_it_both_are_stored(
    tertulia: Simulated,
) -> None:
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    options = await tertulia.menu(tertulia.marta, "Comment options", sent)
    tertulia.fail("DELETE", "/channels/*/messages/*", 500, times=None)
    done = await hide_and_warn(tertulia, tertulia.marta, options.message)
    assert "On Discord this is not done yet" in done.text
    assert "is warned" in done.text
    assert await status(tertulia, comment) is CommentStatus.HIDDEN
    (case,) = await cases_of(tertulia, tertulia.emma)
    assert await tertulia.database.read(case_store.letter_state, case.id, LetterAbout.OPENED) is not None
    tertulia.heal()
