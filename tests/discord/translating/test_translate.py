"""*Translate*: what a member reads of a message in the other language, and where its text goes."""

from __future__ import annotations

import discord
import pytest

from bot.domain.discussion import Comment
from bot.translating.allowance import REQUESTS
from bot.translation.engines.engine import Fault
from tests.discord.discussed import discuss, say
from tests.discord.moderated import hide, moderators_channel, notices, report
from tests.discord.rooms import both, hide_from_all, make_private, mirror_in
from tests.discord.simulated import Simulated
from tests.discord.translating.translated import (
    GUSTA,
    LIKE,
    engine,
    let_have,
    object_to_outside,
    rows,
    stored,
    translate,
    write,
)

pytestmark = pytest.mark.engines("one")


async def test_a_comment_is_read_in_the_readers_language_with_its_original_and_its_engine(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    answer = await translate(tertulia, tertulia.emma, sent)
    assert f"**Original: Spanish**\n> {GUSTA}\n**Translation: English**\n> {LIKE}" in answer.text
    assert "Translated from Spanish by one" in answer.text
    assert answer.labels == ["This is English"]
    made = await stored(tertulia, comment.id)
    assert made is not None
    assert made.text == LIKE


async def test_a_spanish_reader_is_answered_in_spanish(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, LIKE)
    answer = await translate(tertulia, tertulia.elena, sent)
    assert f"**Original: inglés**\n> {LIKE}\n**Traducción: español**\n> {GUSTA}" in answer.text
    assert "Traducido del inglés por one" in answer.text
    assert answer.labels == ["Esto está en español"]


async def test_a_comment_is_translated_once_for_all_who_ask(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await translate(tertulia, tertulia.emma, sent)
    await translate(tertulia, tertulia.marta, sent)
    assert engine(tertulia).asked == [[GUSTA]]


async def test_a_mirror_is_translated_as_the_comment_that_it_shows(tertulia: Simulated):
    news, noticias = await both(tertulia)
    _, comment = await say(tertulia, tertulia.elena, noticias, GUSTA)
    mirror = await mirror_in(tertulia, news, comment)
    answer = await translate(tertulia, tertulia.emma, mirror)
    assert f"> {GUSTA}\n" in answer.text
    assert f"> {LIKE}" in answer.text
    assert await stored(tertulia, comment.id) is not None


async def test_another_message_is_shown_in_the_readers_language_and_nothing_is_stored(tertulia: Simulated):
    sent = await write(tertulia, tertulia.elena, GUSTA)
    answer = await translate(tertulia, tertulia.emma, sent)
    assert f"> {GUSTA}\n**Translation: English**\n> {LIKE}" in answer.text
    assert await rows(tertulia) == 0


@pytest.mark.parametrize(("text", "reader"), [(LIKE, "emma"), (GUSTA, "elena")])
async def test_what_is_in_the_readers_language_is_not_sent_to_an_engine(
    tertulia: Simulated, text: str, reader: str
):
    sent = await write(tertulia, tertulia.marta, text)
    answer = await translate(tertulia, getattr(tertulia, reader), sent)
    assert "It is already in English." in answer.text or "Ya está en español." in answer.text
    assert answer.labels in (["This is Spanish"], ["Esto está en inglés"])
    assert engine(tertulia).asked == []


async def test_where_no_engine_can_the_original_is_shown_with_the_reason(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    engine(tertulia).fault = Fault.REJECTED
    answer = await translate(tertulia, tertulia.emma, sent)
    assert f"> {GUSTA}" in answer.text
    assert "There is no translation." in answer.text
    assert await stored(tertulia, comment.id) is None


async def test_what_an_engine_says_pings_nobody_and_hides_what_the_author_hid(tertulia: Simulated):
    text = f"{GUSTA} ||Nadie preguntó a los vecinos.|| {tertulia.emma.mention}"
    engine(tertulia).know("Nobody asked the neighbours.", "Nadie preguntó a los vecinos.")
    sent = await write(tertulia, tertulia.elena, text)
    answer = await translate(tertulia, tertulia.marta, sent)
    assert "||Nobody asked the neighbours.||" in answer.text
    assert "@Emma" in answer.text
    assert tertulia.emma.mention not in answer.text


# ---------------------------------------------------------------------- what cannot be translated


async def test_messages_without_text_and_the_bots_own_are_refused_with_a_sentence(tertulia: Simulated):
    discussed = await discuss(tertulia)
    card = await tertulia.client.get_channel(discussed.post.channel_id).fetch_message(
        discussed.post.message_id
    )
    assert "one of my own messages" in (await translate(tertulia, tertulia.emma, card)).text
    file = await tertulia.emma.send(tertulia.seed.news, "", attachments=[("notes.txt", b"hello")])
    assert "no text in this message" in (await translate(tertulia, tertulia.emma, file)).text
    assert engine(tertulia).asked == []


async def test_a_forward_is_refused_with_a_sentence(tertulia: Simulated):
    sent = await write(tertulia, tertulia.elena, GUSTA)
    forward = await tertulia.elena.forward(sent, tertulia.seed.news)
    assert "translate the original instead" in (await translate(tertulia, tertulia.emma, forward)).text
    assert "traduce el original" in (await translate(tertulia, tertulia.elena, forward)).text
    assert engine(tertulia).asked == []


async def test_a_text_of_unclear_language_can_be_named_either(tertulia: Simulated):
    sent = await write(tertulia, tertulia.elena, "Bilbao 12345")
    answer = await translate(tertulia, tertulia.emma, sent)
    assert answer.labels == ["This is English", "This is Spanish"]
    assert "unclear" in answer.text


async def test_a_hidden_comment_is_translated_for_moderators_only(tertulia: Simulated):
    await moderators_channel(tertulia)
    discussed = await discuss(tertulia)
    tertulia.fail("DELETE", "/channels/*/messages/*", 403, 50013, times=None)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await report(tertulia, tertulia.emma, sent)
    await hide(tertulia, tertulia.mateo, notices(tertulia)[-1])
    assert LIKE in (await translate(tertulia, tertulia.marta, sent)).text
    engine(tertulia).asked.clear()
    # Its message stands still, and is read there: that is translated as any other.
    assert LIKE in (await translate(tertulia, tertulia.emma, sent)).text
    assert engine(tertulia).asked == [[GUSTA]]


async def test_a_member_may_ask_for_thirty_translations_an_hour(tertulia: Simulated):
    sent = await write(tertulia, tertulia.elena, GUSTA)
    for _ in range(REQUESTS):
        assert LIKE in (await translate(tertulia, tertulia.emma, sent)).text
    assert "30 translations an hour" in (await translate(tertulia, tertulia.emma, sent)).text
    assert LIKE in (await translate(tertulia, tertulia.marta, sent)).text


async def test_a_long_message_fits_into_an_answer(tertulia: Simulated):
    text = " ".join([GUSTA] * 65)
    sent = await write(tertulia, tertulia.elena, text)
    answer = await translate(tertulia, tertulia.emma, sent)
    assert len(answer.text) <= 4_000
    assert answer.text.count(LIKE) == 65


# ---------------------------------------------------------------------- where the text goes


@pytest.mark.engines("outer", outside=["outer"])
@pytest.mark.parametrize("allowed", [True, False])
async def test_an_outside_engine_is_asked_only_where_managers_switched_it_on(
    tertulia: Simulated, allowed: bool
):
    if allowed:
        await let_have(tertulia, "outer")
    sent = await write(tertulia, tertulia.elena, GUSTA)
    answer = await translate(tertulia, tertulia.emma, sent)
    assert (LIKE in answer.text) is allowed
    assert bool(engine(tertulia, "outer").asked) is allowed


@pytest.mark.engines("outer", outside=["outer"])
async def test_what_not_everybody_can_read_goes_to_no_outside_engine(tertulia: Simulated):
    await let_have(tertulia, "outer")
    in_channel = await write(tertulia, tertulia.mateo, GUSTA, tertulia.seed.moderators)
    assert "There is no translation" in (await translate(tertulia, tertulia.marta, in_channel)).text
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.mateo, discussed, GUSTA)
    make_private(tertulia, tertulia.seed.news)
    assert "There is no translation" in (await translate(tertulia, tertulia.marta, said)).text
    assert engine(tertulia, "outer").asked == []


@pytest.mark.engines("outer", outside=["outer"])
@pytest.mark.parametrize("as_comment", [True, False])
async def test_an_authors_objection_keeps_their_words_from_outside_engines(
    tertulia: Simulated, as_comment: bool
):
    await let_have(tertulia, "outer")
    await object_to_outside(tertulia, tertulia.elena)
    if as_comment:
        sent, _ = await say(tertulia, tertulia.elena, await discuss(tertulia), GUSTA)
    else:
        sent = await write(tertulia, tertulia.elena, GUSTA)
    assert "There is no translation" in (await translate(tertulia, tertulia.emma, sent)).text
    assert engine(tertulia, "outer").asked == []


@pytest.mark.engines("outer", outside=["outer"])
async def test_a_private_threads_message_goes_to_no_outside_engine(tertulia: Simulated):
    await let_have(tertulia, "outer")
    channel = tertulia.client.get_channel(tertulia.seed.news.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="between us", type=discord.ChannelType.private_thread)
    for member in (tertulia.emma, tertulia.elena):
        await thread.add_user(discord.Object(member.id))
    await tertulia.settle()
    sent = await write(tertulia, tertulia.elena, GUSTA, tertulia.channel(thread.id))
    assert "There is no translation" in (await translate(tertulia, tertulia.emma, sent)).text
    assert engine(tertulia, "outer").asked == []


@pytest.mark.engines("outer", outside=["outer"])
async def test_what_a_bot_repeats_of_members_goes_to_no_outside_engine(tertulia: Simulated):
    await let_have(tertulia, "outer")
    user = tertulia.env.create_user("proxy", bot=True)
    bot = tertulia.seed.guild.add_member(user)
    sent = await write(tertulia, bot, GUSTA)
    assert sent.author.bot
    assert "There is no translation" in (await translate(tertulia, tertulia.emma, sent)).text
    assert engine(tertulia, "outer").asked == []


async def joined_private_room(tertulia: Simulated, said: str) -> tuple[discord.Message, Comment]:
    """The mirror in #news of what Mateo said in a private room that managers joined."""
    news, noticias = await both(tertulia)
    hide_from_all(tertulia, noticias, hidden=True)
    await tertulia.settle()
    asked = await tertulia.run(tertulia.marta, "/settings join", channel=tertulia.seed.noticias)
    await tertulia.click(tertulia.marta, asked.message, "Share")
    _, comment = await say(tertulia, tertulia.mateo, noticias, said)
    return await mirror_in(tertulia, news, comment), comment


@pytest.mark.engines("one", "outer", outside=["outer"])
async def test_who_reads_only_the_mirror_of_a_private_rooms_comment_reads_its_translation(
    tertulia: Simulated,
):
    await let_have(tertulia, "outer")
    engine(tertulia, "one").fault = Fault.REJECTED
    mirror, _ = await joined_private_room(tertulia, GUSTA)
    answer = await translate(tertulia, tertulia.emma, mirror)
    assert f"> {GUSTA}" in answer.text
    assert engine(tertulia, "outer").asked == []
    engine(tertulia, "one").fault = None
    assert LIKE in (await translate(tertulia, tertulia.emma, mirror)).text
    corrected = await tertulia.click(tertulia.emma, answer.message, "This is English")
    assert "Only for you" in corrected.text


async def test_once_the_private_room_is_parted_its_mirrors_are_not_translated(tertulia: Simulated):
    mirror, _ = await joined_private_room(tertulia, GUSTA)
    asked = await translate(tertulia, tertulia.emma, mirror)
    assert LIKE in asked.text
    await tertulia.run(tertulia.marta, "/settings part", channel=tertulia.seed.noticias)
    assert LIKE not in (await translate(tertulia, tertulia.emma, mirror)).text
    again = await tertulia.click(tertulia.emma, asked.message, "This is English")
    assert "no longer there" in again.text
