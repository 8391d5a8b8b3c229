"""Moderators ask a question: on cards, first in the discussion, and pinned in its threads, once in each."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import discord
import pytest
from simcord.backend.models.channel import Overwrite, OverwriteType
from sqlalchemy import update

from bot.audit import audit_store as audit
from bot.database.schema import question, question_message
from bot.discussion.featuring import question_store as questions
from bot.domain.language import Language
from bot.domain.moderation import Action, TargetKind
from bot.jobs.kinds import Job
from tests.discord.answers import Answer, labels_of, text_of
from tests.discord.discussed import Discussed, comment_of, discuss, say
from tests.discord.featured import card_says, card_text, feature, redrawn
from tests.discord.rooms import both
from tests.discord.simulated import Simulated

WHO = "Who should pay for the bridge? @everyone **now**"
SHOWN = "Who should pay for the bridge? @\N{WORD JOINER}everyone \\*\\*now\\*\\*"
QUIEN = "¿Quién debería pagar el puente?"


async def ask(tertulia: Simulated, discussed: Discussed, **options: object) -> Answer:
    """Ask a question in a discussion, as Marta does."""
    answer = await tertulia.run(tertulia.marta, "/moderate question", at=discussed.thread, **options)
    assert answer.ephemeral
    return answer


def standing(tertulia: Simulated, discussed: Discussed) -> list[discord.Message]:
    """The messages with questions in a thread."""
    return [
        one for one in tertulia.channel(discussed.thread.id).history() if "t1:answer:" in str(one.components)
    ]


def pinned(tertulia: Simulated, message: discord.Message) -> bool:
    stored = tertulia.env.backend.get_message(message.channel.id, message.id)
    return stored.pinned


async def is_done(tertulia: Simulated) -> bool:
    """Whether all threads show what they should."""
    return await tertulia.database.read(questions.pending) == []


async def noted(tertulia: Simulated, discussed: Discussed) -> list[tuple[int, str | None]]:
    rows = await tertulia.database.read(audit.about, TargetKind.DISCUSSION, discussed.id)
    return [(row.actor_id, row.reason) for row in rows if row.action is Action.QUESTION]


async def test_a_question_stands_in_each_room_in_its_language_and_is_pinned(tertulia: Simulated):
    news = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias, language=Language.ES)
    answer = await ask(tertulia, news, english=WHO, spanish=QUIEN)
    assert answer.text == "The question stands on the cards and in the threads of this discussion."
    (here,), (there,) = standing(tertulia, news), standing(tertulia, noticias)
    english, spanish = "### ❓ Question from the editors\n", "### ❓ Pregunta de la redacción\n"
    assert text_of(here) == f"{english}{SHOWN}\n{spanish}{QUIEN}"
    assert text_of(there) == f"{spanish}{QUIEN}\n{english}{SHOWN}"
    assert (labels_of(here), labels_of(there)) == (["Answer"], ["Responder"])
    assert here.mentions == []
    assert not here.mention_everyone
    assert pinned(tertulia, here)
    assert pinned(tertulia, there)
    assert f"**❓ Question from the editors**\n{SHOWN}" in await card_says(tertulia, news, SHOWN)
    assert f"**❓ Pregunta de la redacción**\n{QUIEN}" in await card_says(tertulia, noticias, QUIEN)
    sent, _ = await say(tertulia, tertulia.emma, news, "The council")
    await feature(tertulia, tertulia.marta, sent)
    page = (await tertulia.run(tertulia.elena, "/discussion show")).text
    assert page.index(f"**❓ Pregunta de la redacción**\n{QUIEN}") < page.index("**⭐ Destacados**")
    assert await noted(tertulia, news) == [(tertulia.marta.id, None)]
    shown = await tertulia.run(tertulia.mateo, "/moderate question", at=news.thread)
    assert shown.text == f"**inglés:** {SHOWN}\n**español:** {QUIEN}"


async def test_its_button_opens_the_dialog_for_a_reply(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await ask(tertulia, discussed, english=WHO)
    await tertulia.restart()
    (sent,) = standing(tertulia, discussed)
    dialog = await tertulia.click(tertulia.emma, sent, "Answer")
    await tertulia.fill(tertulia.emma, dialog, {dialog.dialog["components"][0]["label"]: "Not us"})
    await tertulia.until(lambda: any("Not us" in one for one in tertulia.shown(discussed.thread)))
    (copy,) = [one for one in discussed.thread.history() if "Not us" in text_of(one)]
    comment = await tertulia.until(partial(comment_of, tertulia, copy.id))
    assert comment.author.id == tertulia.emma.id


async def test_another_question_takes_its_place(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await ask(tertulia, discussed, english=WHO)
    (before,) = standing(tertulia, discussed)
    await ask(tertulia, discussed, spanish=QUIEN)
    (now,) = standing(tertulia, discussed)
    assert now.id == before.id
    assert text_of(now) == f"### ❓ Pregunta de la redacción\n{QUIEN}"
    assert pinned(tertulia, now)
    assert SHOWN not in await card_says(tertulia, discussed, QUIEN)


async def test_it_is_removed_and_that_is_undone_for_ten_minutes(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await ask(tertulia, discussed, english=WHO)
    gone = await ask(tertulia, discussed, clear=True)
    assert "The question is removed.\nYou can undo this for ten minutes." in gone.text
    assert standing(tertulia, discussed) == []
    await card_says(tertulia, discussed, "❓", says=False)
    assert "❓" not in (await tertulia.run(tertulia.emma, "/discussion show")).text
    assert (await ask(tertulia, discussed, clear=True)).text == "This discussion has no question."
    assert (await ask(tertulia, discussed)).text == "This discussion has no question."
    await tertulia.restart()
    back = await tertulia.click(tertulia.marta, gone.message, "Undo")
    assert back.text == "The question is back."
    (sent,) = standing(tertulia, discussed)
    assert pinned(tertulia, sent)
    await card_says(tertulia, discussed, SHOWN)
    twice = await tertulia.click(tertulia.marta, gone.message, "Undo")
    assert twice.text == "This discussion has another question by now."
    assert [reason for _, reason in await noted(tertulia, discussed)] == [None, "removed", "put back"]
    told = await tertulia.run(tertulia.mateo, "/audit show")
    assert "devuelta" in told.text
    assert "quitada" in told.text


async def test_after_ten_minutes_it_is_not_undone(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await ask(tertulia, discussed, english=WHO)
    gone = await ask(tertulia, discussed, clear=True)
    earlier = tertulia.clock.utcnow() - timedelta(minutes=11)
    await tertulia.database.write(
        lambda connection: connection.execute(update(question).values(removed_at=earlier))
    )
    late = await tertulia.click(tertulia.marta, gone.message, "Undo")
    assert late.text == "This can be undone for ten minutes only."
    assert standing(tertulia, discussed) == []


async def test_only_moderators_of_all_rooms_that_they_see_ask(tertulia: Simulated):
    news, noticias = await both(tertulia)
    refused = await tertulia.run(
        tertulia.emma, "/moderate question", at=news.thread, forced=True, english=WHO
    )
    assert refused.text == "You need the permission Manage Messages there."
    denied = discord.Permissions(manage_messages=True).value
    overwrite = Overwrite(tertulia.mateo.id, OverwriteType.MEMBER, deny=denied)
    tertulia.env.backend.set_overwrite(noticias.post.channel_id, overwrite)
    refused = await tertulia.run(tertulia.mateo, "/moderate question", at=news.thread, spanish=QUIEN)
    assert refused.text == "Necesitas allí el permiso Gestionar mensajes."
    assert standing(tertulia, news) == []


async def test_what_makes_no_question_is_refused(tertulia: Simulated):
    discussed = await discuss(tertulia)
    assert "not both" in (await ask(tertulia, discussed, english=WHO, clear=True)).text
    empty = await ask(tertulia, discussed, english=" ")
    assert empty.text == "Write the question, in English, in Spanish, or in both."
    await tertulia.run(tertulia.marta, "/moderate close", at=discussed.thread)
    closed = await ask(tertulia, discussed, english=WHO)
    assert closed.text == "This discussion is closed: reopen it first."
    assert standing(tertulia, discussed) == []


async def test_without_pin_messages_it_is_posted_and_the_moderator_told(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.permit(pin_messages=False)
    answer = await ask(tertulia, discussed, english=WHO)
    assert answer.text == (
        "The question stands on the cards and in the threads of this discussion. "
        f"I could not pin it in <#{discussed.thread.id}>: I need the permission Pin Messages there, "
        "and room for one more pin."
    )
    (sent,) = standing(tertulia, discussed)
    assert not pinned(tertulia, sent)
    tertulia.permit(pin_messages=True)
    await tertulia.until(lambda: pinned(tertulia, sent))
    assert len(standing(tertulia, discussed)) == 1


async def test_where_there_is_no_room_for_a_pin_it_stands_unpinned(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.fail("PUT", f"/channels/{discussed.thread.id}/messages/pins/*", 400, 30003, times=None)
    answer = await ask(tertulia, discussed, english=WHO)
    assert "I could not pin it in" in answer.text
    assert len(standing(tertulia, discussed)) == 1
    assert tertulia.health(Job.QUESTION).failing == 0


async def test_a_room_that_fails_follows_later_and_holds_up_no_other(tertulia: Simulated):
    news, noticias = await both(tertulia)
    tertulia.fail("POST", f"/channels/{news.thread.id}/messages", 500)
    answer = await ask(tertulia, news, english=WHO)
    assert "On Discord this is not done yet" in answer.text
    assert len(standing(tertulia, noticias)) == 1
    tertulia.clock.speed = 600.0
    await tertulia.until(lambda: standing(tertulia, news))
    assert len(standing(tertulia, news)) == 1


@pytest.mark.parametrize("sent", [True, False])
async def test_after_a_kill_it_is_not_sent_twice(tertulia: Simulated, sent: bool):
    discussed = await discuss(tertulia)
    if not sent:
        tertulia.fail("POST", f"/channels/{discussed.thread.id}/messages", 500, times=None)
    await ask(tertulia, discussed, english=WHO)
    cut_off = {"message_id": None, "shown": None, "pinned": False}
    await tertulia.database.write(
        lambda connection: connection.execute(update(question_message).values(cut_off))
    )
    tertulia.env.backend.nonces = {}  # longer ago than Discord keeps them
    await tertulia.stop()
    await tertulia.emma.send(discussed.thread, "While it was away")
    tertulia.heal()
    await tertulia.start()
    await tertulia.until(partial(is_done, tertulia))
    (one,) = standing(tertulia, discussed)
    assert pinned(tertulia, one)


async def test_removed_before_it_was_known_to_be_sent_it_is_taken_away(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await ask(tertulia, discussed, english=WHO)
    cut_off = {"message_id": None, "shown": None}
    await tertulia.database.write(
        lambda connection: connection.execute(update(question_message).values(cut_off))
    )
    await ask(tertulia, discussed, clear=True)
    assert standing(tertulia, discussed) == []
    assert await tertulia.database.read(questions.pending) == []


async def test_deleted_by_hand_it_is_not_sent_again_but_for_another_question(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await ask(tertulia, discussed, english=WHO)
    (sent,) = standing(tertulia, discussed)
    await tertulia.marta.delete(sent)
    await tertulia.database.write(
        lambda connection: connection.execute(update(question_message).values(pinned=False))
    )
    await tertulia.restart()
    await tertulia.until(lambda: tertulia.health(Job.QUESTION).backlog == 0)
    assert standing(tertulia, discussed) == []
    await ask(tertulia, discussed, spanish=QUIEN)
    (again,) = standing(tertulia, discussed)
    assert QUIEN in text_of(again)
    assert pinned(tertulia, again)


async def test_a_room_that_joins_later_has_it_too(tertulia: Simulated):
    news = await discuss(tertulia)
    await ask(tertulia, news, english=WHO)
    noticias = await discuss(tertulia, tertulia.seed.noticias)
    await tertulia.restart()  # the card was stored by hand
    (sent,) = await tertulia.until(lambda: standing(tertulia, noticias))
    await tertulia.until(lambda: pinned(tertulia, sent))
    assert len(standing(tertulia, news)) == 1


async def test_in_an_archived_thread_it_is_replaced_all_the_same(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await ask(tertulia, discussed, english=WHO)
    thread = tertulia.env.backend.get_channel(discussed.thread.id)
    assert thread.thread_metadata is not None
    thread.thread_metadata.archived = True
    await ask(tertulia, discussed, spanish=QUIEN)
    (sent,) = standing(tertulia, discussed)
    assert QUIEN in text_of(sent)


async def test_in_a_closed_discussion_it_waits_until_that_is_reopened(tertulia: Simulated):
    news = await discuss(tertulia)
    await ask(tertulia, news, english=WHO)
    await tertulia.run(tertulia.marta, "/moderate close", at=news.thread)
    noticias = await discuss(tertulia, tertulia.seed.noticias)
    await tertulia.restart()
    await tertulia.until(lambda: tertulia.health(Job.QUESTION).backlog == 0)
    assert standing(tertulia, noticias) == []
    await tertulia.run(tertulia.marta, "/moderate reopen", at=news.thread)
    await tertulia.until(lambda: standing(tertulia, noticias))


async def test_exports_begin_with_it(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await ask(tertulia, discussed, english="Who *pays*?", spanish=QUIEN)
    await redrawn(tertulia, discussed)

    async def exported(form: str) -> str:
        answer = await tertulia.run(tertulia.marta, "/moderate export", at=discussed.thread, format=form)
        return (await answer.files[0].read()).decode()

    told = json.loads(await exported("json"))
    assert told["discussion"]["question"] == {"en": "Who *pays*?", "es": QUIEN}
    markdown = await exported("markdown")
    assert f"## Question from the editors\n\nWho \\*pays\\*?\n\n{QUIEN}\n\n## 0 comments" in markdown
    html = await exported("html")
    assert f'<p class="text" lang="es" dir="auto">{QUIEN}</p>' in html
    assert SHOWN not in card_text(tertulia, discussed)
