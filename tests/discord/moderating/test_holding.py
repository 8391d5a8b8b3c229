"""What a rule holds is gone for all until a moderator has decided, and its author knows that it waits."""

from __future__ import annotations

import asyncio
import itertools
from functools import partial
from typing import Any

import pytest

from bot.discussion.stores import (
    attachment_copies_store as copies,
    comment_store as comments,
    held_store as waiting,
)
from bot.domain.discussion import CommentStatus
from bot.domain.errors import PlatformFailed
from bot.domain.message import message
from bot.domain.moderation import Action, LetterState
from bot.moderating.letters.discord_letters import DiscordLetters
from tests.discord.adding import add, elsewhere
from tests.discord.answers import labels_of, text_of
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.held import SHOUTED, held, hold_capitals, is_taken_down, leave_reply, letters, told
from tests.discord.moderated import actions, discussed_now, hide, moderators_channel, notices, status
from tests.discord.ruled import found, hits_of, last_comment
from tests.discord.simulated import Simulated


async def test_a_held_message_is_taken_down_and_put_back_under_its_authors_name(tertulia: Simulated):
    discussed = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias)
    await tertulia.run(tertulia.marta, "/language server", language="en")
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=tertulia.seed.noticias)
    await moderators_channel(tertulia)
    await hold_capitals(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert discussed_now(tertulia, discussed) == []
    assert tertulia.shown(noticias.thread) == []
    assert (await status(tertulia, comment), await held(tertulia, comment)) == (CommentStatus.HIDDEN, True)
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    assert "### Waits for a moderator" in text_of(notice)
    assert "### Espera a un moderador" in text_of(notice)
    assert "-# waits for a moderator" in text_of(notice)
    assert SHOUTED in text_of(notice)
    assert labels_of(notice) == ["Approve · Aprobar", "Hide · Ocultar", "Hide and warn · Ocultar y advertir"]

    await tertulia.restart()
    answer = await tertulia.click(tertulia.marta, notice, "Approve")
    assert answer.text == "Comment approved. It now appears under its author's name."
    (back,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert SHOUTED in text_of(back)
    assert "Emma" in back.author.name
    await tertulia.until(lambda: tertulia.shown(noticias.thread))
    assert (await status(tertulia, comment), await held(tertulia, comment)) == (CommentStatus.VISIBLE, False)
    assert {one.status for one in await hits_of(tertulia, comment)} == {"dismissed"}
    await tertulia.until(lambda: labels_of(*notices(tertulia)) == [])
    assert (Action.RESTORE, tertulia.marta.id, True) in await actions(tertulia, comment)
    assert sent.id not in {one.id for one in discussed_now(tertulia, discussed)}


async def test_hidden_by_a_moderator_a_held_comment_waits_no_longer(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    await hold_capitals(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    (notice,) = await tertulia.until(lambda: notices(tertulia))
    assert await hide(tertulia, tertulia.mateo, notice) == (
        "Comentario oculto. Los moderadores todavía pueden leerlo y restaurarlo."
    )
    assert (await status(tertulia, comment), await held(tertulia, comment)) == (CommentStatus.HIDDEN, False)
    assert {one.status for one in await hits_of(tertulia, comment)} == {"upheld"}
    _, record = await tertulia.until(lambda: notices(tertulia)[1:] and notices(tertulia))
    assert "### Hidden comment" in text_of(record)
    await tertulia.until(lambda: labels_of(notices(tertulia)[0]) == [])
    assert labels_of(record) == ["Restore"]


async def test_what_is_held_comes_first_in_the_queue_and_is_decided_there(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    _, one = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    _, two = await say(tertulia, tertulia.elena, discussed, "THIS IS SHOUTED AS WELL")
    reported = await tertulia.run(tertulia.marta, "/queue", show="reported")
    assert "Nothing waits here" in reported.text
    card = await tertulia.run(tertulia.marta, "/queue", show="held")
    assert "### Held · 1 more waits" in card.text
    assert "-# waits for a moderator" in card.text
    assert card.labels == ["Approve", "Hide", "Hide and warn", "Next", "Member record"]
    await tertulia.click(tertulia.marta, card.message, "Approve")
    await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert await status(tertulia, one) is CommentStatus.VISIBLE
    spanish = await tertulia.run(tertulia.mateo, "/queue")
    assert "Aquí no espera nada" in spanish.text  # Marta looks at the second
    assert await held(tertulia, two)
    page = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    assert "*waits for a moderator*" in page.text


async def test_a_reply_by_dialog_says_that_it_waits_and_nothing_shows_before_it_is_approved(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    answer, comment = await leave_reply(tertulia, tertulia.elena, discussed, SHOUTED)
    assert answer.text.startswith("Tu respuesta espera a un moderador")
    assert answer.ephemeral
    assert await held(tertulia, comment)
    assert discussed_now(tertulia, discussed) == []
    assert letters(tertulia, tertulia.elena) == []
    card = await tertulia.run(tertulia.marta, "/queue")
    await tertulia.click(tertulia.marta, card.message, "Approve")
    (shown,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert SHOUTED in text_of(shown)


async def test_an_edit_into_a_hit_is_held_everywhere(tertulia: Simulated):
    discussed, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    await hold_capitals(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, "All is calm here.")
    await tertulia.until(lambda: tertulia.shown(noticias.thread))
    await tertulia.emma.edit(sent, SHOUTED)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert (tertulia.shown(discussed.thread), tertulia.shown(noticias.thread)) == ([], [])
    assert await held(tertulia, comment)
    assert len(await told(tertulia, tertulia.emma)) == 1


async def test_an_edit_of_what_was_approved_passes_the_rules_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    card = await tertulia.run(tertulia.marta, "/queue")
    await tertulia.click(tertulia.marta, card.message, "Approve")
    (back,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    await tertulia.until(partial(comment_of, tertulia, back.id))

    async def edit(text: str) -> str:
        options = await tertulia.menu(tertulia.emma, "Comment options", back)
        dialog = await tertulia.click(tertulia.emma, options.message, "Edit")
        return (await tertulia.fill(tertulia.emma, dialog, {"Your comment": text})).text

    assert await edit("All is calm again.") == "Your comment has been edited."
    assert not await held(tertulia, comment)
    assert (await edit(f"{SHOUTED} AGAIN")).endswith("nobody else reads it.")
    assert await held(tertulia, comment)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    again = await tertulia.run(tertulia.marta, "/queue")
    assert f"{SHOUTED} AGAIN" in again.text


async def test_attachments_are_kept_and_put_back(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    files = [("ferry.txt", b"a ferry")]
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED, attachments=files)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert [name for name, _ in await tertulia.database.read(copies.kept, comment.id)] == ["ferry.txt"]
    card = await tertulia.run(tertulia.marta, "/queue")
    await tertulia.click(tertulia.marta, card.message, "Approve")
    (back,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert [one.filename for one in back.attachments] == ["ferry.txt"]


@pytest.mark.parametrize(
    ("who", "text", "expected"),
    [
        ("emma", "WHO PAYS FOR THE FERRY OF THIS CITY?", "Your comment in the discussion of “The night"),
        ("elena", "¿QUIÉN PAGA EL BARCO DE ESTA CIUDAD?", "Tu comentario en la discusión de «La noche en"),
    ],
)
async def test_the_author_is_told_once_in_their_language(
    tertulia: Simulated, who: str, text: str, expected: str
):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    member = getattr(tertulia, who)
    await say(tertulia, member, discussed, text)
    (letter,) = await told(tertulia, member)
    assert letter.startswith(expected)
    await tertulia.restart()
    card = await tertulia.run(tertulia.marta, "/queue")
    await tertulia.click(tertulia.marta, card.message, "Approve")
    await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert letters(tertulia, member) == [letter]


async def test_the_language_somebody_chose_counts_before_that_of_the_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    await tertulia.run(tertulia.emma, "/language mine", language="es")
    await say(tertulia, tertulia.emma, discussed, SHOUTED)
    assert (await told(tertulia, tertulia.emma))[0].startswith("Tu comentario")


async def test_an_author_who_takes_no_messages_is_not_written_to_again_and_moderators_know(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    dm = tertulia.env.backend.get_dm_channel(tertulia.emma.id)
    tertulia.fail("POST", f"/channels/{dm.id}/messages", 403, 50007, times=None)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)

    async def settled() -> bool:
        return await tertulia.database.read(waiting.letter_of, comment.id) is LetterState.CLOSED

    await tertulia.until(settled)
    tertulia.heal()
    await tertulia.restart()
    assert letters(tertulia, tertulia.emma) == []
    page = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    record = await tertulia.choose(tertulia.marta, page.message, str(comment.source_id))
    assert "could not be told that it waited" in record.text
    assert "-# waits for a moderator" in record.text
    assert record.labels == ["Hide", "Hide and warn", "Approve", "Member record"]


async def test_what_discord_does_not_take_down_now_is_taken_down_later(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    tertulia.fail("DELETE", "/channels/*/messages/*", 500, times=1)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert await held(tertulia, comment)


async def test_the_bots_own_takedown_is_no_deletion_across_a_restart(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    await tertulia.restart()
    await tertulia.settle()
    now = await tertulia.database.read(comments.get, comment.id)
    assert now is not None
    assert (now.held, now.text) == (True, SHOUTED)


async def test_what_its_author_deletes_before_the_bot_does_is_erased(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    tertulia.permit(manage_messages=False)
    sent, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await tertulia.until(lambda: letters(tertulia, tertulia.emma))
    assert await held(tertulia, comment)
    await tertulia.emma.delete(sent)

    async def erased() -> bool:
        return await status(tertulia, comment) is CommentStatus.DELETED

    await tertulia.until(erased)
    assert not await held(tertulia, comment)
    assert await tertulia.database.read(waiting.letter_of, comment.id) is None


async def test_what_its_author_deletes_while_the_bot_is_about_to_is_erased(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    asked, let_go = asyncio.Event(), asyncio.Event()
    real = tertulia.client.http.delete_message

    async def later(*args: Any, **options: Any) -> Any:
        asked.set()
        await let_go.wait()
        return await real(*args, **options)

    monkeypatch.setattr(tertulia.client.http, "delete_message", later)
    sent, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await asked.wait()
    await tertulia.emma.delete(sent)
    let_go.set()

    async def erased() -> bool:
        return await status(tertulia, comment) is CommentStatus.DELETED

    await tertulia.until(erased)


async def test_what_is_read_from_history_shortly_after_is_held(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    await say(tertulia, tertulia.emma, discussed, "All is calm here.")
    await tertulia.stop()
    sent = await tertulia.emma.send(discussed.thread, SHOUTED)
    await tertulia.start()
    comment = await last_comment(tertulia, sent.id)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert await held(tertulia, comment)
    assert len(await told(tertulia, tertulia.emma)) == 1


async def test_a_deletion_by_a_moderator_in_discord_decides(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    tertulia.permit(manage_messages=False)
    sent, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await tertulia.until(lambda: letters(tertulia, tertulia.emma))
    await tertulia.mateo.delete(sent)

    async def decided() -> bool:
        return not await held(tertulia, comment)

    await tertulia.until(decided)
    assert await status(tertulia, comment) is CommentStatus.HIDDEN


async def test_what_was_held_before_a_restart_is_taken_down_and_told_after_it(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    tertulia.permit(manage_messages=False)
    tertulia.fail("POST", "/users/@me/channels", 500, times=None)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    assert await held(tertulia, comment)
    assert not await is_taken_down(tertulia, comment)
    await tertulia.stop()
    tertulia.heal()
    tertulia.permit(manage_messages=True)
    await tertulia.start()
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert len(await told(tertulia, tertulia.emma)) == 1
    assert await held(tertulia, comment)


async def test_an_export_says_what_is_held(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    await say(tertulia, tertulia.emma, discussed, SHOUTED)
    answer = await tertulia.run(
        *(tertulia.marta, "/moderate export"),
        at=discussed.thread,
        format="markdown",
        **{"include-hidden": True},
    )
    (file,) = answer.files
    assert "waits for a moderator" in (await file.read()).decode()


async def test_moderators_are_not_held(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    _, comment = await say(tertulia, tertulia.mateo, discussed, SHOUTED)
    assert (await status(tertulia, comment), await found(tertulia, comment)) == (CommentStatus.VISIBLE, [])


async def test_an_added_message_is_only_reported(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), SHOUTED)
    await add(tertulia, tertulia.emma, sent, discussed)
    comment = await last_comment(tertulia, sent.id)
    assert (await status(tertulia, comment), await found(tertulia, comment)) == (
        CommentStatus.VISIBLE,
        ["capitals"],
    )
    assert [one.consequence for one in await hits_of(tertulia, comment)] == ["report"]


async def test_what_is_held_is_not_found_shown_or_exported_as_visible(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    shown = await tertulia.run(tertulia.elena, "/discussion show", at=discussed.thread)
    searched = await tertulia.run(tertulia.elena, "/discussion search", text="shouted")
    assert SHOUTED not in shown.text + searched.text
    mine = await tertulia.run(tertulia.emma, "/discussion mine")
    assert "waits for a moderator" in mine.text
    assert await comment_of(tertulia, comment.source_id)


async def test_managers_read_what_holding_means(tertulia: Simulated):
    answer = await hold_capitals(tertulia)
    assert answer.startswith("**capitals**: holds · 70 % capitals and more")
    assert "Discord shows a message for a moment before it can be taken down" in answer
    assert "*Manage Messages*" in answer
    tried = await tertulia.run(tertulia.marta, "/rules try", text=SHOUTED)
    assert "This would be held:" in tried.text


async def test_a_letter_whose_answer_was_lost_is_not_sent_again_after_any_time(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await hold_capitals(tertulia)
    real, attempts = DiscordLetters.send, itertools.count()

    async def unanswered_at_first(self: DiscordLetters, *about: Any) -> None:
        *letter, nonce = about
        attempt = next(attempts)
        await real(self, *letter, f"{nonce}-{attempt}")  # Discord forgets a nonce after minutes
        if not attempt:
            raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))

    monkeypatch.setattr(DiscordLetters, "send", unanswered_at_first)
    _, comment = await say(tertulia, tertulia.emma, discussed, SHOUTED)
    assert len(await told(tertulia, tertulia.emma)) == 1
    await tertulia.restart()

    async def settled() -> bool:
        return await tertulia.database.read(waiting.letter_of, comment.id) is LetterState.SENT

    await tertulia.until(settled)
    assert len(letters(tertulia, tertulia.emma)) == 1
    await say(tertulia, tertulia.emma, discussed, "THIS IS SHOUTED AS WELL")
    await tertulia.until(lambda: len(letters(tertulia, tertulia.emma)) == 2)
