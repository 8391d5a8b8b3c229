"""Verification finds whatever differs between the database and Discord, and repair leaves no difference."""

from __future__ import annotations

from pathlib import Path

import aiohttp

from sandbox import channels
from sandbox.permissions import Permission
from sandbox.server import Sandbox
from tests.bot_process import BotProcess
from tests.sandbox.bot_at_work import HEADLINE, JSON, PATIENCE, change, shown, stored, texts, until


async def mended(bot: BotProcess) -> str:
    """Repair, and verify that nothing differs any more; gives what repairing printed."""
    repaired = await bot.command("verify", "--repair")
    assert repaired.code == 0, repaired.out
    again = await bot.command("verify")
    assert again.code == 0, again.out
    assert "Everything stored agrees with Discord." in again.out
    return repaired.out


def comments(bot: BotProcess) -> list[tuple[object, ...]]:
    """Everything that matters of each comment, without our own ids."""
    return stored(
        bot,
        "SELECT c.source_id, c.author_id, c.status, c.text, p.source_id FROM comment c "
        "LEFT JOIN comment p ON c.parent_id = p.id ORDER BY c.source_id",
    )


async def test_beside_a_running_bot_nothing_differs(bot: BotProcess, card: JSON):
    told = await bot.command("verify")
    assert told.code == 0, told.out
    assert "Everything stored agrees with Discord." in told.out
    assert "0 messages" not in told.out
    (article,) = stored(bot, "SELECT public_id FROM article")[0]
    assert (await bot.command("verify", str(article))).code == 0
    wrong = await bot.command("verify", "no-such-article")
    assert wrong.code == 1
    assert "I do not know the article" in wrong.err


async def test_what_was_lost_is_stored_again_as_it_was(bot: BotProcess, card: JSON):
    before = comments(bot)
    await bot.kill()
    change(
        bot,
        "DELETE FROM appearance WHERE comment_id IN (SELECT id FROM comment WHERE origin = 'thread')",
        "DELETE FROM comment WHERE parent_id IS NOT NULL",
        "DELETE FROM comment WHERE origin = 'thread'",
    )
    told = await bot.command("verify")
    assert told.code == 1
    assert told.out.count("This comment is not stored:") == 2
    assert "2 differences were found." in told.out
    assert len(comments(bot)) == 2, "nothing is changed unless it is asked for"
    assert "2 differences were fixed." in await mended(bot)
    assert comments(bot) == before


async def test_what_was_edited_with_the_bot_counts_though_the_message_says_otherwise(
    sandbox: Sandbox, bot: BotProcess, card: JSON
):
    emma = sandbox.member("Emma")
    (reply,) = [one for one in emma.messages("news") if one["content"] == "Replied to the card."]
    options = await (await emma.menu("Comment options", reply)).answer(PATIENCE)
    asked = await emma.click(options, "Edit")
    await (await emma.submit(await asked.dialog(), "Said better with the bot.")).answer(PATIENCE)
    told = await bot.command("verify", "--repair")
    assert told.code == 0, told.out
    assert "Everything stored agrees with Discord." in told.out
    assert "Said better with the bot." in texts(bot)


async def test_what_is_stored_wrongly_is_put_right(bot: BotProcess, card: JSON):
    before = comments(bot)
    await bot.kill()
    change(
        bot,
        "UPDATE comment SET text = 'Never said.' WHERE text = 'The first comment.'",
        "UPDATE comment SET parent_id = NULL, author_id = 1 WHERE text = 'La respuesta.'",
        "UPDATE comment SET text = 'Never replied.' WHERE text = 'Replied to the card.'",
    )
    told = await mended(bot)
    assert told.count("stored text differs from Discord") == 3
    assert comments(bot) == before


async def test_an_attachment_whose_mark_as_a_spoiler_was_not_stored_is_marked(
    sandbox: Sandbox, bot: BotProcess, card: JSON
):
    await sandbox.member("Emma").send(card["id"], "Look!", files=[("end.txt", b"end")], spoilers=True)
    marked = "SELECT spoiler FROM attachment"
    await until(lambda: stored(bot, marked) == [(True,)])
    await bot.stop()
    change(bot, "UPDATE attachment SET spoiler = false")
    await mended(bot)
    assert stored(bot, marked) == [(True,)]


async def test_what_happened_while_the_bot_was_away_is_found(sandbox: Sandbox, bot: BotProcess, card: JSON):
    await bot.kill()
    emma, elena = sandbox.member("Emma"), sandbox.member("Elena")
    first, answer = (
        next(one for one in emma.messages(card["id"]) if one["content"] == text)
        for text in ("The first comment.", "La respuesta.")
    )
    await emma.edit(first, "The first comment, edited.")
    await elena.delete(answer)
    reply = await emma.reply(card, "Said while it was dead.")
    await elena.reply(reply, "En respuesta a eso.")
    told = await mended(bot)
    assert told.count("not stored") == 2
    assert told.count("stored text differs") == 1
    assert told.count("was deleted in Discord") == 1
    assert stored(bot, "SELECT text FROM revision") == [("The first comment.",)]
    assert ("deleted", "") in stored(bot, "SELECT status, text FROM comment")
    assert stored(bot, "SELECT count(*) FROM comment WHERE parent_id IS NOT NULL AND origin = 'reply'") == [
        (1,)
    ]

    await bot.start()
    await until(lambda: len(shown(emma, card["id"], "En respuesta a eso.")) == 1)
    assert len(shown(emma, card["id"], "Said while it was dead.")) == 2, "itself, and quoted by its answer"
    await until(lambda: not stored(bot, "SELECT 1 FROM appearance WHERE status = 'pending'"))
    assert (await bot.command("verify")).code == 0


async def test_what_a_moderator_deleted_is_hidden_and_not_erased(
    sandbox: Sandbox, bot: BotProcess, card: JSON
):
    await bot.kill()
    marta = sandbox.member("Marta")
    await marta.delete(next(one for one in marta.messages(card["id"]) if one["content"] == "La respuesta."))
    await mended(bot)
    assert ("hidden", "La respuesta.") in stored(bot, "SELECT status, text FROM comment")


async def test_mirrors_are_put_in_order(sandbox: Sandbox, bot: BotProcess, card: JSON):
    emma = sandbox.member("Emma")
    await bot.kill()
    change(
        bot,
        # One that was sent and never noted: its row is as it was before it was sent.
        "UPDATE appearance SET status = 'pending', message_id = NULL, by_webhook = false "
        "WHERE kind = 'mirror' AND comment_id = (SELECT id FROM comment WHERE origin = 'reply')",
        "UPDATE comment SET text = 'Dicho de otra manera.' WHERE origin = 'dialog'",
    )
    told = await mended(bot)
    assert told.count("This copy of a comment is unknown") == 1
    assert told.count("This copy differs from its comment") == 1
    assert len(shown(emma, card["id"], "Replied to the card.")) == 1
    assert len(shown(emma, card["id"], "Dicho de otra manera.")) == 1


async def test_what_should_not_be_shown_is_taken_down(sandbox: Sandbox, bot: BotProcess, card: JSON):
    emma = sandbox.member("Emma")
    await bot.kill()
    change(
        bot,
        "UPDATE comment SET status = 'hidden' WHERE text = 'La respuesta.'",
        "UPDATE comment SET status = 'deleted', text = '' WHERE origin = 'dialog'",
    )
    assert (await mended(bot)).count("still visible in Discord") == 2
    assert not shown(emma, card["id"], "La respuesta.")
    assert not shown(emma, card["id"], "Dicho en el diálogo.")


async def test_what_a_member_erased_stays_erased(sandbox: Sandbox, bot: BotProcess, card: JSON):
    await bot.kill()
    change(
        bot,
        "UPDATE appearance SET status = 'gone' WHERE comment_id IN "
        "(SELECT id FROM comment WHERE text = 'La respuesta.')",
        "UPDATE comment SET status = 'deleted', text = '' WHERE text = 'La respuesta.'",
    )
    before = comments(bot)
    await mended(bot)
    assert comments(bot) == before


async def test_a_card_and_a_thread_that_are_gone_are_noticed(sandbox: Sandbox, bot: BotProcess, card: JSON):
    marta = sandbox.member("Marta")
    await bot.kill()
    await marta.delete(card)
    told = await mended(bot)
    assert "This card is missing in Discord:" in told
    assert stored(bot, "SELECT status FROM post") == [("removed",)]


async def test_where_the_bot_may_not_read_nothing_counts_as_gone(
    sandbox: Sandbox, bot: BotProcess, card: JSON
):
    await bot.kill()
    before = comments(bot)
    news = sandbox.world.channel_named("news")
    hidden = Permission.READ_MESSAGE_HISTORY
    channels.set_overwrite(sandbox.world, news, sandbox.world.guild_id, deny=hidden)
    told = await bot.command("verify", "--repair")
    assert told.code == 1
    assert "cannot be compared:" in told.out
    assert "Read Message History" in told.out
    assert comments(bot) == before


async def test_without_a_database_or_a_token_it_says_so(sandbox: Sandbox, place: Path):
    bot = BotProcess(sandbox, place)
    told = await bot.command("verify")
    assert told.code == 1
    assert "There is no database" in told.err


async def test_what_stands_twice_is_deleted_once(sandbox: Sandbox, bot: BotProcess, card: JSON):
    emma = sandbox.member("Emma")
    await bot.kill()
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {sandbox.bot_token}"}) as session:
        for place, text in ((card["channel_id"], HEADLINE), (card["id"], "Replied to the card.")):
            (one,) = shown(emma, place, text)
            body = {"flags": 1 << 15, "components": one["components"]}
            async with session.post(f"{sandbox.api}/channels/{place}/messages", json=body) as answer:
                assert answer.status == 200, await answer.text()
    told = await mended(bot)
    assert told.count("This card appears twice:") == 1
    assert told.count("This copy of a comment is unknown or appears twice:") == 1
    assert [one["id"] for one in shown(emma, card["channel_id"], HEADLINE)] == [card["id"]]
    assert len(shown(emma, card["id"], "Replied to the card.")) == 1


async def test_a_mirror_that_is_lost_is_shown_again(sandbox: Sandbox, bot: BotProcess, card: JSON):
    emma = sandbox.member("Emma")
    await bot.kill()
    (mirror,) = shown(emma, card["id"], "Dicho en el diálogo.")
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bot {sandbox.bot_token}"}) as session,
        session.delete(f"{sandbox.api}/channels/{card['id']}/messages/{mirror['id']}") as answer,
    ):
        assert answer.status == 204
    told = await mended(bot)
    assert "A copy of this comment is missing in Discord:" in told
    assert "1 copy waits for the bot" in told
    await bot.start()
    await until(lambda: len(shown(emma, card["id"], "Dicho en el diálogo.")) == 1)


async def test_what_is_taken_for_gone_and_stands_is_shown(bot: BotProcess, card: JSON):
    await bot.kill()
    change(bot, "UPDATE appearance SET status = 'gone' WHERE status = 'shown'")
    told = await mended(bot)
    assert told.count("is stored as deleted:") == 3
    assert stored(bot, "SELECT DISTINCT status FROM appearance") == [("shown",)]


async def test_a_thread_that_is_gone_takes_no_comment_with_it(sandbox: Sandbox, bot: BotProcess, card: JSON):
    before = comments(bot)
    await bot.kill()
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bot {sandbox.bot_token}"}) as session,
        session.delete(f"{sandbox.api}/channels/{card['id']}") as answer,
    ):
        assert answer.status == 200
    told = await mended(bot)
    assert "This channel or thread is missing in Discord:" in told
    assert comments(bot) == before
    assert stored(bot, "SELECT thread_id FROM post") == [(None,)]


async def test_in_a_discussion_that_is_closed_a_missed_comment_is_refused(
    sandbox: Sandbox, bot: BotProcess, card: JSON
):
    emma, marta = sandbox.member("Emma"), sandbox.member("Marta")
    await bot.kill()
    await emma.reply(card, "Said after it was locked.")
    await marta.reply(card, "A moderator may.")
    change(bot, "UPDATE discussion SET status = 'locked'")
    await mended(bot)
    assert set(stored(bot, "SELECT text, status FROM comment WHERE text LIKE '%er%'")) >= {
        ("Said after it was locked.", "refused"),
        ("A moderator may.", "visible"),
    }


async def test_a_message_that_was_added_stays_where_it_is_when_its_comment_is_taken_down(
    sandbox: Sandbox, bot: BotProcess, card: JSON
):
    emma = sandbox.member("Emma")
    added = await emma.send("news", "It was on the radio.")
    asked = await emma.menu("Add to discussion", added)
    (public_id,) = stored(bot, "SELECT public_id FROM discussion")[0]
    sent = await emma.submit(await asked.dialog(), [public_id], "")
    await sent.answer(PATIENCE)
    await until(lambda: len(shown(emma, card["id"], "It was on the radio.")) == 1)
    assert (await bot.command("verify")).code == 0
    options = await (await emma.menu("Comment options", added)).answer(PATIENCE)
    sure = await (await emma.click(options, "Delete")).answer(PATIENCE)
    await (await emma.click(sure, "Remove permanently")).answer(PATIENCE)
    await until(lambda: not shown(emma, card["id"], "It was on the radio."))
    assert (await bot.command("verify", "--repair")).code == 0
    assert added["id"] in [one["id"] for one in emma.messages("news")]
    assert ("deleted", "") in stored(bot, "SELECT status, text FROM comment WHERE origin = 'added'")


async def test_a_message_that_was_added_is_compared_where_it_stands(
    sandbox: Sandbox, bot: BotProcess, card: JSON
):
    emma = sandbox.member("Emma")
    (public_id,) = stored(bot, "SELECT public_id FROM discussion")[0]
    sent = [await emma.send("noticias", text) for text in ("On the radio.", "In the paper.", "On the wall.")]
    for one in sent:
        asked = await emma.menu("Add to discussion", one)
        await (await emma.submit(await asked.dialog(), [public_id], "")).answer(PATIENCE)
        await until(lambda one=one: len(shown(emma, card["id"], one["content"])) == 1)
    assert (await bot.command("verify")).code == 0
    await bot.kill()
    await emma.edit(sent[0], "On the radio, twice.")
    await emma.delete(sent[1])
    told = await mended(bot)
    assert told.count("stored text differs") == 1
    assert told.count("was deleted in Discord") == 1
    texts = stored(bot, "SELECT text FROM comment WHERE origin = 'added' ORDER BY source_id")
    assert texts == [("On the radio, twice.",), ("",), ("On the wall.",)]


async def test_reactions_are_counted_and_miscounts_are_mended(sandbox: Sandbox, bot: BotProcess, card: JSON):
    emma, elena = sandbox.member("Emma"), sandbox.member("Elena")
    (first,) = shown(emma, card["id"], "The first comment.")
    (mirror,) = shown(emma, card["id"], "Dicho en el diálogo.")
    await elena.react(first, "👍")
    await emma.react(first, "👍")
    await elena.react(mirror, "🎉")
    counts = "SELECT emoji, count FROM reaction ORDER BY count"
    await until(lambda: stored(bot, counts) == [("🎉", 1), ("👍", 2)])
    assert (await bot.command("verify")).code == 0
    await bot.kill()
    await emma.react(first, "👍", on=False)
    change(bot, "DELETE FROM reaction WHERE emoji = '🎉'")
    assert (await mended(bot)).count("The stored reactions to this message differ from Discord:") == 2
    assert sorted(stored(bot, counts)) == [("🎉", 1), ("👍", 1)]
