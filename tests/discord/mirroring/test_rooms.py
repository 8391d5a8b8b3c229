"""One discussion in several rooms: what is said in one appears in the others, and nowhere it should not."""

from __future__ import annotations

from functools import partial

import discord
import pytest

from bot.database import erasure_ledger as erasures
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import comment_store as comments, server_store as servers
from bot.domain.discussion import AppearanceStatus, Comment, CommentStatus
from bot.domain.language import Language
from bot.domain.message import message
from bot.jobs.kinds import Job
from bot.moderating.hide_comment import Hiding
from tests.comments import said_in
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.rooms import ENGLISH, allow, both, hide_from_all, is_joined, mirror_in, mirrors, shows
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

pytestmark = pytest.mark.pace(30)

SPANISH = "¿Y *quién* paga el muelle? Los vecinos llevan años esperando una respuesta clara."


def text_of(sent: discord.Message) -> str:
    (display,) = [one for one in sent.components if isinstance(one, discord.components.TextDisplay)]
    return display.content


async def quiet(tertulia: Simulated, said: Comment) -> None:
    """Nothing of this comment is on its way anywhere."""
    await tertulia.settle()
    assert await mirrors(tertulia, said) == []


# ---------------------------------------------------------------------- what appears elsewhere


async def test_a_comment_appears_in_the_other_room_under_its_authors_name_and_language(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, news, SPANISH)
    mirror = await mirror_in(tertulia, noticias, comment)
    assert mirror.author.display_name == "Elena"
    first, second = text_of(mirror).split("\n", 1)
    assert first == f"-# [Español]({sent.jump_url})"
    assert second == SPANISH
    assert await mirrors(tertulia, comment) == [AppearanceStatus.SHOWN], "and not in its own"


async def test_a_mirror_that_discord_will_never_take_holds_up_none_after_it(tertulia: Simulated):
    news, noticias = await both(tertulia)
    tertulia.fail("POST", "/webhooks/*", 413, 40005)
    large = await tertulia.emma.send(news.thread, "The first comment, which is too large for Discord.")
    await tertulia.until(partial(comment_of, tertulia, large.id))
    _, comment = await say(tertulia, tertulia.elena, news, "The second comment, which is fine as it is.")
    await mirror_in(tertulia, noticias, comment)
    assert len(tertulia.requests("POST", "/webhooks/")) == 2


async def test_a_mirror_is_never_gathered_and_is_no_comment_of_its_own(tertulia: Simulated):
    news, noticias = await both(tertulia)
    _, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    mirror = await mirror_in(tertulia, noticias, comment)
    await tertulia.settle()
    stored = await tertulia.database.read(said_in, news.id)
    assert [one.id for one in stored] == [comment.id]
    assert (await comment_of(tertulia, mirror.id)) == comment


async def test_an_answer_to_a_mirror_is_an_answer_to_its_comment_and_quotes_it_in_the_other_room(
    tertulia: Simulated,
):
    news, noticias = await both(tertulia)
    said, parent = await say(tertulia, tertulia.emma, news, ENGLISH)
    mirror = await mirror_in(tertulia, noticias, parent)
    _, answer = await say(tertulia, tertulia.elena, noticias, SPANISH, reply_to=mirror)
    assert answer.parent_id == parent.id
    text = text_of(await mirror_in(tertulia, news, answer))
    _, quote, words = text.split("\n", 2)
    assert quote == f"-# ↪ [Emma]({said.jump_url}): {ENGLISH}"
    assert words == SPANISH


async def test_edits_reach_the_mirror_and_what_quotes_it(tertulia: Simulated):
    news, noticias = await both(tertulia)
    said, parent = await say(tertulia, tertulia.emma, news, "A first draft of what I think of it")
    mirror = await mirror_in(tertulia, noticias, parent)
    _, answer = await say(tertulia, tertulia.elena, noticias, SPANISH, reply_to=mirror)
    await mirror_in(tertulia, news, answer)
    await tertulia.emma.edit(said, content="What I think of it now")
    await shows(tertulia, noticias, parent, "What I think of it now")
    await shows(tertulia, news, answer, "What I think of it now")


async def test_a_deletion_takes_the_mirror_and_the_quotes_along(tertulia: Simulated):
    news, noticias = await both(tertulia)
    said, parent = await say(tertulia, tertulia.emma, news, ENGLISH)
    mirror = await mirror_in(tertulia, noticias, parent)
    _, answer = await say(tertulia, tertulia.elena, noticias, SPANISH, reply_to=mirror)
    quoting = await mirror_in(tertulia, news, answer)
    assert ENGLISH in text_of(quoting)
    await tertulia.emma.delete(said)

    async def erased() -> bool:
        texts = [text_of(one) for one in news.thread.history() if one.id == quoting.id]
        standing = [one.id for one in noticias.thread.history()]
        return mirror.id not in standing and ENGLISH not in texts[0]

    assert await tertulia.until(erased)


async def test_erasing_all_one_said_takes_the_quotes_along(tertulia: Simulated):
    news, noticias = await both(tertulia)
    _, parent = await say(tertulia, tertulia.emma, news, ENGLISH)
    mirror = await mirror_in(tertulia, noticias, parent)
    _, answer = await say(tertulia, tertulia.elena, noticias, SPANISH, reply_to=mirror)
    quoting = await mirror_in(tertulia, news, answer)
    assert ENGLISH in text_of(quoting)
    asked = await tertulia.run(tertulia.emma, "/privacy erase")
    await tertulia.click(tertulia.emma, asked.message, "Delete permanently")
    await tertulia.until(
        lambda: not any(ENGLISH in text_of(one) for one in news.thread.history() if one.id == quoting.id)
    )


async def test_hiding_takes_a_comment_from_every_room_and_restoring_brings_it_back(tertulia: Simulated):
    news, noticias = await both(tertulia)
    _, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    mirror = await mirror_in(tertulia, noticias, comment)
    standing = AsMember(tertulia, tertulia.marta)
    await tertulia.services[Hiding].hide(standing, comment.source_id, "off topic")
    assert mirror.id not in [one.id for one in noticias.thread.history()]
    await tertulia.services[Hiding].restore(standing, comment.source_id)
    await mirror_in(tertulia, noticias, comment)
    await mirror_in(tertulia, news, comment)


# ---------------------------------------------------------------------- rooms that are on their own


async def test_a_room_made_private_parts_by_itself_and_joins_again_with_the_public(tertulia: Simulated):
    news, noticias = await both(tertulia)
    hide_from_all(tertulia, noticias, hidden=True)
    await tertulia.settle()
    assert not await is_joined(tertulia, noticias)
    _, inside = await say(tertulia, tertulia.mateo, noticias, SPANISH)
    await quiet(tertulia, inside)
    _, outside = await say(tertulia, tertulia.emma, news, ENGLISH)
    await quiet(tertulia, outside)
    hide_from_all(tertulia, noticias, hidden=False)
    await tertulia.settle()
    assert await is_joined(tertulia, noticias)


async def test_a_room_stays_parted_in_memory_though_its_post_was_read_before(tertulia: Simulated):
    _, noticias = await both(tertulia)
    hide_from_all(tertulia, noticias, hidden=True)
    await tertulia.settle()
    rooms = tertulia.services[RoomIndex]
    rooms.put(noticias.post)  # as whoever read it before it parted, and puts it after that
    _, inside = await say(tertulia, tertulia.mateo, noticias, SPANISH)
    await quiet(tertulia, inside)


async def test_edits_made_in_a_room_that_is_private_now_do_not_leave_it(tertulia: Simulated):
    news, noticias = await both(tertulia)
    said, comment = await say(tertulia, tertulia.mateo, noticias, SPANISH)
    mirror = await mirror_in(tertulia, news, comment)
    hide_from_all(tertulia, noticias, hidden=True)
    await tertulia.settle()
    await tertulia.mateo.edit(said, content="Un secreto")
    await tertulia.settle()
    assert all("Un secreto" not in str(one.components) for one in news.thread.history())
    assert mirror.id in [one.id for one in news.thread.history()]


async def test_everything_is_private_once_everybody_may_see_nothing(tertulia: Simulated):
    news, _ = await both(tertulia)
    allow(tertulia, "@everyone", view_channel=False)
    await tertulia.settle()
    assert not await is_joined(tertulia, news)


async def test_rooms_made_private_by_one_event_part_all_at_once(tertulia: Simulated):
    allow(tertulia, "Moderators", view_channel=True)
    guild = tertulia.seed.guild
    rooms = [await discuss(tertulia, guild.create_text_channel(f"room {number}")) for number in range(8)]
    said, comment = await say(tertulia, tertulia.mateo, rooms[-1], SPANISH)
    for room in rooms[:-1]:
        await mirror_in(tertulia, room, comment)
    allow(tertulia, "@everyone", view_channel=False)
    await tertulia.mateo.edit(said, content="Un secreto")
    await tertulia.settle()
    assert not any([await is_joined(tertulia, room) for room in rooms])
    shown = [str(one.components) for room in rooms for one in room.thread.history()]
    assert not any("Un secreto" in text for text in shown)


@pytest.mark.parametrize("language", [Language.EN, Language.ES])
async def test_managers_part_and_join_a_room_by_hand(tertulia: Simulated, language: Language):
    tertulia.speaks(tertulia.marta, {Language.EN: "en-US", Language.ES: "es-ES"}[language])
    say_it = partial(tertulia.client.catalog.say, language=language)
    news, noticias = await both(tertulia)
    room = tertulia.seed.noticias
    answer = await tertulia.run(tertulia.marta, "/settings part", channel=room)
    parted = message(
        "<#{channel}> is no longer shared. Existing copies stay. Whoever can read the channel still finds "
        "its comments in the discussion.",
        channel=str(room.id),
    )
    assert answer.text == say_it(parted)
    _, comment = await say(tertulia, tertulia.elena, noticias, SPANISH)
    await quiet(tertulia, comment)
    again = await tertulia.run(tertulia.marta, "/settings part", channel=room)
    assert again.text == say_it(message("<#{channel}> is not shared.", channel=str(room.id)))
    shown = (await tertulia.run(tertulia.marta, "/settings show")).text
    alone = [line for line in shown.splitlines() if f"<#{room.id}>" in line]
    assert alone == [say_it(message("**Not shared:** {channels}", channels=f"<#{room.id}>"))]
    answer = await tertulia.run(tertulia.marta, "/settings join", channel=room)
    joined = message(
        "<#{channel}> is shared: its comments now also appear in other shared channels.", channel=str(room.id)
    )
    assert answer.text == say_it(joined)
    again = await tertulia.run(tertulia.marta, "/settings join", channel=room)
    assert again.text == say_it(message("<#{channel}> is already shared.", channel=str(room.id)))
    _, later = await say(tertulia, tertulia.elena, noticias, SPANISH)
    await mirror_in(tertulia, news, later)


async def test_what_was_decided_of_a_channel_without_cards_is_shown_too(tertulia: Simulated):
    await tertulia.run(tertulia.marta, "/settings part", channel=tertulia.seed.forum)
    shown = await tertulia.run(tertulia.marta, "/settings show")
    assert f"**Not shared:** <#{tertulia.seed.forum.id}>" in shown.text


async def test_a_private_room_is_joined_by_hand_until_it_was_public_once(tertulia: Simulated):
    news, noticias = await both(tertulia)
    hide_from_all(tertulia, noticias, hidden=True)
    await tertulia.settle()
    asked = await tertulia.run(tertulia.marta, "/settings join", channel=tertulia.seed.noticias)
    assert asked.text.startswith(f"Not everyone can read <#{tertulia.seed.noticias.id}>.")
    assert not await is_joined(tertulia, noticias)
    answer = await tertulia.click(tertulia.marta, asked.message, "Share this channel")
    assert "not everyone can read it" in answer.text
    _, comment = await say(tertulia, tertulia.mateo, noticias, SPANISH)
    await mirror_in(tertulia, news, comment)
    for hidden in (False, True):
        hide_from_all(tertulia, noticias, hidden=hidden)
        await tertulia.settle()
    assert not await is_joined(tertulia, noticias)
    assert await tertulia.database.read(servers.decided_room, tertulia.seed.noticias.id) is None


@pytest.mark.parametrize("language", [Language.EN, Language.ES])
async def test_a_server_turns_mirroring_off_and_on(tertulia: Simulated, language: Language):
    tertulia.speaks(tertulia.marta, {Language.EN: "en-US", Language.ES: "es-ES"}[language])
    say_it = partial(tertulia.client.catalog.say, language=language)
    news, noticias = await both(tertulia)
    off = message("From now on, comments stay in the channel where they are written. Existing copies stay.")
    assert (await tertulia.run(tertulia.marta, "/settings mirroring", on=False)).text == say_it(off)
    shown = (await tertulia.run(tertulia.marta, "/settings show")).text
    assert say_it(message("**Mirroring:** off. Comments stay in the channel where they are written")) in shown
    _, comment = await say(tertulia, tertulia.emma, news, ENGLISH)
    await quiet(tertulia, comment)
    on = message("From now on, comments appear in all shared channels.")
    assert (await tertulia.run(tertulia.marta, "/settings mirroring", on=True)).text == say_it(on)
    _, later = await say(tertulia, tertulia.emma, news, ENGLISH)
    await mirror_in(tertulia, noticias, later)


@pytest.mark.parametrize(
    ("command", "options"),
    [("join", ["channel"]), ("part", ["channel"]), ("mirroring", ["on"])],
)
async def test_only_managers_may(tertulia: Simulated, command: str, options: list[str]):
    await both(tertulia)
    tertulia.speaks(tertulia.mateo, "en-US")
    given = {"channel": tertulia.seed.noticias} if options == ["channel"] else {"on": False}
    answer = await tertulia.run(tertulia.mateo, f"/settings {command}", forced=True, **given)
    assert "Manage Server" in answer.text


async def test_a_hidden_mirror_that_stays_keeps_no_erased_one_standing(tertulia: Simulated):
    news, noticias = await both(tertulia)
    _, rude = await say(tertulia, tertulia.emma, news, "rude")
    staying = await mirror_in(tertulia, noticias, rude)
    said = [(await say(tertulia, tertulia.elena, news, text))[1] for text in ("my name", "my address")]
    for comment in said:
        await mirror_in(tertulia, noticias, comment)
    tertulia.fail("DELETE", f"/webhooks/*/*/messages/{staying.id}", 500, times=None)
    hide = partial(comments.set_status, comment_id=rude.id, status=CommentStatus.HIDDEN)
    await tertulia.database.write(hide)
    for comment in said:
        await tertulia.database.write(erasures.erase, comment_ids=[comment.id])
    await tertulia.until(lambda: [one.id for one in noticias.thread.history()] == [staying.id])
    tertulia.heal()
    await tertulia.until(lambda: not noticias.thread.history())


async def test_a_mirror_that_cannot_be_sent_keeps_no_edit_from_its_thread(tertulia: Simulated):
    news, noticias = await both(tertulia)
    said, comment = await say(tertulia, tertulia.emma, news, "my address is ...")
    standing = await mirror_in(tertulia, noticias, comment)
    tertulia.fail("POST", "/webhooks/*/*", 500, times=None)
    await say(tertulia, tertulia.elena, news, "not to be sent")
    await tertulia.until(lambda: tertulia.health(Job.MIRROR).failing)
    await tertulia.emma.edit(said, "never mind")
    await shows(tertulia, noticias, comment, "never mind")
    assert [one.id for one in noticias.thread.history()] == [standing.id]
