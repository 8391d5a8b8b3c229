"""What moderators read of comments in the other language: the original and its translation side by side."""

from __future__ import annotations

import asyncio
import json
from functools import partial

import pytest

from bot.discussion.stores import notice_store as note_store
from bot.domain.language import Language
from bot.domain.translation import MachineText
from bot.moderating.report_comment import Reports
from bot.translating import translation_store as translations
from bot.translation.engines.engine import Fault
from tests.discord.answers import text_of
from tests.discord.discussed import discuss, say
from tests.discord.moderated import discussed_now, hide, moderators_channel, notices, report
from tests.discord.rooms import hide_from_all
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember
from tests.discord.translating.translated import GUSTA, LIKE, engine, let_have, stored, translate

pytestmark = pytest.mark.engines("one")
BY = "🌐 Translated from Spanish by one"


async def speak_both(tertulia: Simulated) -> None:
    """Have the server speak English and Spanish."""
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=tertulia.seed.noticias)


# ---------------------------------------------------------------------- notices


async def test_a_report_shows_the_comment_and_its_translation(tertulia: Simulated):
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await report(tertulia, tertulia.emma, sent)
    (notice,) = notices(tertulia)
    assert f"> {GUSTA}\n-# {BY}\n> {LIKE}" in text_of(notice)


async def test_where_the_moderators_read_the_comments_language_nothing_is_translated(tertulia: Simulated):
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, LIKE)
    await report(tertulia, tertulia.elena, sent)
    assert "🌐" not in text_of(notices(tertulia)[0])
    assert engine(tertulia).asked == []


async def test_in_both_languages_the_translation_is_for_those_who_read_the_other(tertulia: Simulated):
    await speak_both(tertulia)
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, LIKE)
    await report(tertulia, tertulia.elena, sent)
    text = text_of(notices(tertulia)[0])
    assert f"> {LIKE}\n-# 🌐 Traducido del inglés por one\n> {GUSTA}" in text
    assert text.count(GUSTA) == 1


async def test_a_notice_does_without_an_engine_that_fails_and_follows_a_translation_made_later(
    tertulia: Simulated,
):
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    engine(tertulia).fault = Fault.REJECTED
    assert "have received" in await report(tertulia, tertulia.emma, sent)
    (notice,) = notices(tertulia)
    assert GUSTA in text_of(notice)
    assert "🌐" not in text_of(notice)
    engine(tertulia).fault = None
    await translate(tertulia, tertulia.emma, sent)
    await tertulia.until(lambda: LIKE in text_of(notices(tertulia)[0]))
    await tertulia.until(partial(_all_followed, tertulia))


async def test_a_notice_waits_two_seconds_for_an_engine_at_most(tertulia: Simulated):
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    engine(tertulia).hold()
    emma = AsMember(tertulia, tertulia.emma)
    told = await asyncio.wait_for(tertulia.services[Reports].report(emma, comment.source_id, "rude"), 10)
    assert "have received" in str(told)
    assert "🌐" not in text_of(notices(tertulia)[0])
    engine(tertulia).release()
    await tertulia.until(lambda: LIKE in text_of(notices(tertulia)[0]))


async def _all_followed(tertulia: Simulated) -> bool:
    return await tertulia.database.read(note_store.outstanding) == []


async def test_a_notice_follows_an_edit_with_a_new_translation(tertulia: Simulated):
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await report(tertulia, tertulia.emma, sent)
    await tertulia.elena.edit(sent, "Nadie preguntó a los vecinos.")
    await tertulia.until(lambda: "Nobody asked the neighbours." in text_of(notices(tertulia)[0]))
    assert LIKE not in text_of(notices(tertulia)[0])


async def test_a_notice_shows_no_translation_of_a_deleted_comment(tertulia: Simulated):
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await report(tertulia, tertulia.emma, sent)
    await tertulia.elena.delete(sent)
    await tertulia.until(lambda: LIKE not in text_of(notices(tertulia)[0]))
    assert await stored(tertulia, comment.id) is None


@pytest.mark.engines("one", "outer", outside=["outer"])
async def test_a_notice_from_a_private_room_repeats_neither_the_text_nor_its_translation(
    tertulia: Simulated,
):
    await let_have(tertulia, "outer")
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.mateo, discussed, GUSTA)
    made = MachineText(LIKE, Language.EN, "one", "1", rough=False)
    await tertulia.database.write(translations.store, comment, made, tertulia.clock.utcnow())
    hide_from_all(tertulia, discussed, hidden=True)
    await tertulia.settle()
    await report(tertulia, tertulia.marta, sent)
    text = text_of(notices(tertulia)[0])
    assert "From a private channel" in text
    assert GUSTA not in text
    assert LIKE not in text
    assert engine(tertulia, "one").asked == engine(tertulia, "outer").asked == []


async def test_a_hidden_comment_is_read_by_moderators_in_both_languages(tertulia: Simulated):
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await report(tertulia, tertulia.emma, sent)
    await hide(tertulia, tertulia.mateo, notices(tertulia)[0])
    await tertulia.until(lambda: len(notices(tertulia)) == 2)
    assert LIKE in text_of(notices(tertulia)[1])
    listed = await tertulia.run(tertulia.marta, "/moderate comments")
    assert f"{GUSTA}\n-# {BY}\n{LIKE}" in listed.text


@pytest.mark.parametrize("text", ["*" * 1_900, "palabra " * 240, "||una palabra|| " * 120, "línea\n" * 320])
async def test_a_long_comment_and_its_translation_fit_into_notice_and_record(tertulia: Simulated, text: str):
    await speak_both(tertulia)
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    sent, comment = await say(
        tertulia, tertulia.elena, discussed, f"No me gusta nada este puente. {text}"[:2_000]
    )
    made = MachineText(f"I do not like it. {text}", Language.EN, "one", "1", rough=True)
    await tertulia.database.write(translations.store, comment, made, tertulia.clock.utcnow())
    for member in (tertulia.emma, tertulia.mateo, tertulia.marta):
        await report(tertulia, member, sent, "x" * 300)
    await tertulia.until(lambda: "3 members" in text_of(notices(tertulia)[0]))
    assert "I do not like it." in text_of(notices(tertulia)[0])
    record = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert "I do not like it." in record.text
    assert len(record.text) <= 4_000


# ---------------------------------------------------------------------- records and lists


async def test_a_record_shows_both_and_the_language_it_counts_as(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    record = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert "visible · in Spanish" in record.text
    assert f"> {GUSTA}\n-# {BY}\n> {LIKE}" in record.text
    own, _ = await say(tertulia, tertulia.emma, discussed, GUSTA)
    of_author = await tertulia.menu(tertulia.emma, "Comment options", own)
    assert GUSTA in of_author.text
    assert "🌐" not in of_author.text


async def test_a_spanish_moderator_reads_english_comments_in_spanish(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, LIKE)
    by = "🌐 Traducido del inglés por one"
    record = await tertulia.menu(tertulia.mateo, "Comment options", sent)
    assert f"> {LIKE}\n-# {by}\n> {GUSTA}" in record.text
    listed = await tertulia.run(tertulia.mateo, "/moderate comments")
    assert f"{LIKE}\n-# {by}\n{GUSTA}" in listed.text


async def test_a_record_says_why_there_is_no_translation(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    engine(tertulia).fault = Fault.REJECTED
    record = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert GUSTA in record.text
    assert "There is no translation." in record.text
    assert "Not all is translated." in (await tertulia.run(tertulia.marta, "/moderate comments")).text


async def test_a_corrected_language_shows_in_the_record(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    asked = await translate(tertulia, tertulia.marta, sent)
    await tertulia.click(tertulia.marta, asked.message, "This is English")
    assert "visible · in English" in (await tertulia.menu(tertulia.marta, "Comment options", sent)).text


@pytest.mark.engines("outer", outside=["outer"])
async def test_moderators_of_a_private_room_send_its_text_to_no_outside_engine(tertulia: Simulated):
    await let_have(tertulia, "outer")
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.mateo, discussed, GUSTA)
    hide_from_all(tertulia, discussed, hidden=True)
    await tertulia.settle()
    assert GUSTA in (await tertulia.menu(tertulia.marta, "Comment options", sent)).text
    assert GUSTA in (await tertulia.run(tertulia.marta, "/moderate comments", at=tertulia.seed.news)).text
    assert engine(tertulia, "outer").asked == []


async def test_the_list_turns_its_pages_with_translations(tertulia: Simulated):
    discussed = await discuss(tertulia)
    for number in range(11):
        said = GUSTA if number == 0 else f"This is remark number {number} about the river."
        await say(tertulia, tertulia.elena, discussed, said)
    listed = await tertulia.run(tertulia.marta, "/moderate comments")
    assert GUSTA not in listed.text
    more = await tertulia.click(tertulia.marta, listed.message, "More")
    assert f"{GUSTA}\n-# {BY}\n{LIKE}" in more.text
    assert LIKE not in str(discussed_now(tertulia, discussed))


async def test_an_export_has_what_is_stored_and_asks_no_engine(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await say(tertulia, tertulia.elena, discussed, "Nadie preguntó a los vecinos.")
    await translate(tertulia, tertulia.emma, sent)
    answer = await tertulia.run(tertulia.marta, "/moderate export", at=discussed.thread, format="json")
    first, second = json.loads(await answer.files[0].read())["comments"]
    assert (first["text"], first["translation"]["text"]) == (GUSTA, LIKE)
    assert "translation" not in second
    assert engine(tertulia).asked == [[GUSTA]]
