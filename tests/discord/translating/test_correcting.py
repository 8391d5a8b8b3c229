"""Correcting the language that a text is in: for everybody, or for oneself."""

from __future__ import annotations

import pytest

from bot.audit import audit_store as audit
from bot.database.engine import Connection
from bot.discussion.door import Door
from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import Comment, DetectedLanguage
from bot.domain.events import MessagePosted
from bot.domain.moderation import Action, TargetKind
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.rooms import make_private
from tests.discord.simulated import Simulated
from tests.discord.translating.translated import (
    GUSTA,
    LIKE,
    engine,
    let_have,
    rows,
    stored,
    translate,
    write,
)

pytestmark = pytest.mark.engines("one")
NOUN = "Hotel central"
"""A text whose language nobody can tell."""


def know(tertulia: Simulated) -> None:
    engine(tertulia).know("Middle hotel", NOUN)


async def language(tertulia: Simulated, comment: Comment) -> DetectedLanguage:
    now = await tertulia.database.read(comments.get, comment.id)
    assert now is not None
    return now.language


async def corrections(tertulia: Simulated, comment: Comment) -> list[tuple[int, str | None]]:
    found = await tertulia.database.read(audit.about, TargetKind.COMMENT, comment.id)
    return [(row.actor_id, row.reason) for row in found if row.action is Action.LANGUAGE]


@pytest.mark.parametrize("who", ["elena", "mateo", "marta"])
async def test_the_author_and_moderators_correct_it_for_everybody(tertulia: Simulated, who: str):
    know(tertulia)
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, NOUN)
    member = getattr(tertulia, who)
    asked = await translate(tertulia, member, sent)
    label = "This is Spanish" if who == "marta" else "Esto está en español"
    answer = await tertulia.click(member, asked.message, label)
    told = "now counts as Spanish for everyone" if who == "marta" else "cuenta como español para todos"
    assert told in answer.text
    assert await language(tertulia, comment) is DetectedLanguage.ES
    moderates = who != "elena"
    assert await corrections(tertulia, comment) == ([(member.id, "es")] if moderates else [])
    shown = await translate(tertulia, tertulia.emma, sent)
    assert "> Middle hotel" in shown.text


async def test_anybody_else_corrects_it_for_themselves_and_nothing_is_stored(tertulia: Simulated):
    know(tertulia)
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, NOUN)
    asked = await translate(tertulia, tertulia.emma, sent)
    answer = await tertulia.click(tertulia.emma, asked.message, "This is Spanish")
    assert "Only for you" in answer.text
    assert "> Middle hotel" in answer.text
    assert await language(tertulia, comment) is DetectedLanguage.UNKNOWN
    assert await rows(tertulia) == 0
    assert await corrections(tertulia, comment) == []


async def test_a_message_that_is_no_comment_is_corrected_for_oneself(tertulia: Simulated):
    know(tertulia)
    sent = await write(tertulia, tertulia.marta, NOUN)
    asked = await translate(tertulia, tertulia.emma, sent)
    answer = await tertulia.click(tertulia.emma, asked.message, "This is Spanish")
    assert "> Middle hotel" in answer.text
    assert await rows(tertulia) == 0


async def test_what_was_made_from_the_wrong_language_is_gone(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    asked = await translate(tertulia, tertulia.emma, sent)
    assert await stored(tertulia, comment.id) is not None
    await translate(tertulia, tertulia.marta, sent)
    corrected = await tertulia.click(
        tertulia.marta, (await translate(tertulia, tertulia.marta, sent)).message, "This is English"
    )
    assert "already in English" in corrected.text
    assert await stored(tertulia, comment.id) is None
    # The answer from before stands, and its button still knows what to do.
    again = await tertulia.click(tertulia.emma, asked.message, "This is English")
    assert "already in English" in again.text


@pytest.mark.parametrize("edited", [False, True])
async def test_a_correction_outlives_verification_until_the_text_changes(tertulia: Simulated, edited: bool):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    asked = await translate(tertulia, tertulia.elena, sent)
    await tertulia.click(tertulia.elena, asked.message, "Esto está en inglés")
    assert await language(tertulia, comment) is DetectedLanguage.EN
    text = LIKE if edited else GUSTA
    read = MessagePosted(sent.id, sent.channel.id, comment.author, False, text, None, None, ())

    def correct(connection: Connection) -> None:
        tertulia.services[Door].correct(connection, comment.id, read, None)

    await tertulia.database.write(correct)
    assert await language(tertulia, comment) is DetectedLanguage.EN
    if edited:
        read = MessagePosted(sent.id, sent.channel.id, comment.author, False, GUSTA, None, None, ())
        await tertulia.database.write(correct)
        assert await language(tertulia, comment) is DetectedLanguage.ES


async def test_a_comment_that_was_deleted_meanwhile_is_not_translated_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    asked = await translate(tertulia, tertulia.emma, sent)
    await tertulia.database.write(tertulia.services[Door].erase, comment.id)
    answer = await tertulia.click(tertulia.emma, asked.message, "This is English")
    assert "no longer there" in answer.text
    assert await comment_of(tertulia, sent.id) is not None
    assert await rows(tertulia) == 0


@pytest.mark.engines("outer", outside=["outer"])
async def test_a_correction_sends_no_text_of_a_channel_that_became_private(tertulia: Simulated):
    await let_have(tertulia, "outer")
    engine(tertulia, "outer").know("Middle hotel", NOUN)
    sent = await write(tertulia, tertulia.elena, NOUN, tertulia.seed.noticias)
    asked = await translate(tertulia, tertulia.marta, sent)
    make_private(tertulia, tertulia.seed.noticias)
    await tertulia.settle()
    answer = await tertulia.click(tertulia.marta, asked.message, "This is Spanish")
    assert "There is no translation" in answer.text
    assert engine(tertulia, "outer").asked == []
