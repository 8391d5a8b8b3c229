"""Where members comment by dialog alone, nothing appears before a moderator has approved it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from simcord import ChannelHandle
from simcord.backend.errors import BackendError

from bot.audit import audit_store as audit
from bot.discussion.stores import dialog_only_store as dialog_only
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.moderation import Action, HeldCause, TargetKind
from bot.jobs.kinds import Job
from tests.discord.adding import add, elsewhere
from tests.discord.answers import Answer, text_of
from tests.discord.discussed import Discussed, another, comment_of, discuss, say
from tests.discord.held import comments_by, held, is_taken_down, leave_reply, letters, told
from tests.discord.moderated import discussed_now, moderators_channel, notices, state, status
from tests.discord.news import cards, post, remove, serve
from tests.discord.pages import Pages
from tests.discord.posted import posted
from tests.discord.queued import act, hide
from tests.discord.ruled import last_comment
from tests.discord.simulated import Simulated

BY_DIALOG = "✋ To comment, press *Leave a reply*. Moderators read each comment before it appears."
SHORT = "It is shorter now."


async def switch(
    tertulia: Simulated, state: str = "on", channel: ChannelHandle | None = None, **options: object
) -> Answer:
    """Set it as Marta does."""
    if channel is not None:
        options["channel"] = channel
    return await tertulia.run(tertulia.marta, "/settings dialog-only", state=state, **options)


def locked(tertulia: Simulated, *threads: Discussed, is_locked: bool = True) -> Callable[[], bool]:
    return lambda: all(state(tertulia, one) == (is_locked, False) for one in threads)


async def test_a_reply_waits_and_appears_under_its_authors_name_once_it_is_approved(tertulia: Simulated):
    discussed, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    await moderators_channel(tertulia)
    await switch(tertulia)
    await tertulia.until(locked(tertulia, discussed, noticias))
    answer, comment = await leave_reply(tertulia, tertulia.elena, discussed, "¿Quién paga el barco?")
    assert answer.ephemeral
    assert answer.text == ("Tu respuesta espera a un moderador: hasta que uno decida, nadie más la lee.")
    assert comment.held_for is HeldCause.DIALOG_ONLY
    shown = await tertulia.run(tertulia.emma, "/discussion show", at=discussed.thread)
    found = await tertulia.run(tertulia.emma, "/discussion search", text="quién paga")
    assert "Quién paga" not in shown.text + found.text
    assert tertulia.shown(discussed.thread) == tertulia.shown(noticias.thread) == []
    assert (letters(tertulia, tertulia.elena), notices(tertulia)) == ([], [])

    card = await tertulia.run(tertulia.marta, "/queue")
    assert "### Held" in card.text
    assert "-# waits for a moderator, as every comment there does" in card.text
    assert "¿Quién paga el barco?" in card.text
    await act(tertulia, tertulia.marta, card, "Approve")
    (there,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    (copied,) = await tertulia.until(lambda: discussed_now(tertulia, noticias))
    assert "¿Quién paga el barco?" in text_of(there)
    assert "¿Quién paga el barco?" in text_of(copied)
    assert (there.author.name, there.webhook_id is not None) == ("Elena", True)
    assert state(tertulia, discussed) == (True, False), "webhooks write in locked threads"
    assert notices(tertulia) == []

    async def told() -> bool:
        options = await tertulia.menu(tertulia.marta, "Comment options", there)
        return "- Kept back until a moderator decided.\n- Approved by" in options.text

    await tertulia.until(told)  # once the message that shows it is stored


async def test_members_cannot_write_in_its_threads_and_moderators_need_no_approval(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await switch(tertulia, channel=tertulia.seed.news)
    await tertulia.until(locked(tertulia, discussed))
    with pytest.raises(BackendError):
        await tertulia.emma.send(discussed.thread, "May I?")
    _, said = await say(tertulia, tertulia.mateo, discussed, "Solo con el diálogo, por favor.")
    answer, replied = await leave_reply(tertulia, tertulia.marta, discussed, "Please use the dialog.")
    assert "Your reply is in [the discussion]" in answer.text
    assert [one.status for one in (said, replied)] == [CommentStatus.VISIBLE] * 2
    await tertulia.until(lambda: len(discussed_now(tertulia, discussed)) == 2)


async def test_staff_need_no_approval_and_their_dialog_says_so(tertulia: Simulated):
    role = tertulia.seed.guild.create_role("Editors")
    tertulia.env.backend.get_guild(tertulia.seed.guild.id).members[tertulia.emma.id].role_ids.append(role.id)
    await tertulia.run(tertulia.marta, "/settings staff", role=role)
    discussed, card = await posted(tertulia)
    await switch(tertulia)
    dialog = await tertulia.click(tertulia.emma, card, "t1:reply")
    assert described(dialog) == "It will appear in the discussion under your name and picture."
    answer, comment = await leave_reply(tertulia, tertulia.emma, discussed, "We have corrected it.")
    assert "Your reply is in [the discussion]" in answer.text
    assert (comment.status, comment.author.staff) == (CommentStatus.VISIBLE, True)


async def test_what_a_member_writes_in_a_thread_that_cannot_be_locked_is_taken_down_and_held(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    tertulia.permit(manage_threads=False)
    answer = await switch(tertulia)
    assert (
        f"I need the permission Manage Threads to lock threads in <#{tertulia.seed.news.id}>. Until then, I "
        "take down what members write in them, and everyone may see it for a moment." in answer.text
    )
    _, comment = await say(tertulia, tertulia.emma, discussed, "Who pays for the ferry?")
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert await held(tertulia, comment)
    (letter,) = await told(tertulia, tertulia.emma)
    assert letter == (
        "Your comment in the discussion of “The night the river rose” waits for a moderator: until one has "
        "decided, nobody else reads it. Moderators read every comment there before it appears. Next time, "
        "press *Leave a reply* below the article: then nothing has to be taken down."
    )
    assert state(tertulia, discussed) == (False, False)
    assert tertulia.requests("PATCH", f"/channels/{discussed.thread.id}") == []
    tertulia.permit(manage_threads=True)
    await tertulia.until(locked(tertulia, discussed))


async def test_a_reply_to_the_card_is_held_and_its_author_told_in_their_language(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await switch(tertulia)
    card = card_now(tertulia, discussed)
    sent = await tertulia.elena.send(tertulia.seed.news, "¿Quién paga el barco?", reply_to=card)
    comment = await last_comment(tertulia, sent.id)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    (letter,) = await told(tertulia, tertulia.elena)
    assert "La próxima vez, pulsa *Dejar una respuesta* debajo del artículo" in letter
    queue = await tertulia.run(tertulia.marta, "/queue", show="held")
    await act(tertulia, tertulia.marta, queue, "Approve")
    await tertulia.until(lambda: discussed_now(tertulia, discussed))


async def test_dialogs_say_beforehand_that_a_moderator_reads_first(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    before = await tertulia.click(tertulia.emma, card, "t1:reply")
    assert described(before) == "It will appear in the discussion under your name and picture."
    await switch(tertulia)
    for member, expected in (
        (tertulia.emma, "A moderator reads it first; then it appears under your name and picture."),
        (tertulia.elena, "Antes la lee un moderador; después aparece con tu nombre y tu foto."),
        (tertulia.marta, "It will appear in the discussion under your name and picture."),
    ):
        assert described(await tertulia.click(member, card, "t1:reply")) == expected
    await tertulia.until(lambda: BY_DIALOG in text_of(card_now(tertulia, discussed)))
    await switch(tertulia, "off")
    await tertulia.until(lambda: BY_DIALOG not in text_of(card_now(tertulia, discussed)))


def described(dialog: Answer) -> str | None:
    field: dict[str, str] = dialog.dialog["components"][0]
    return field.get("description")


def card_now(tertulia: Simulated, discussed: Discussed):
    (card,) = [one for one in tertulia.seed.news.history() if one.id == discussed.post.message_id]
    return card


async def test_an_edit_of_what_was_approved_takes_it_out_until_it_is_approved_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await switch(tertulia)
    _, comment = await leave_reply(tertulia, tertulia.emma, discussed, "It is long.")
    await act(tertulia, tertulia.marta, await tertulia.run(tertulia.marta, "/queue"), "Approve")
    (shown,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    await tertulia.until(partial(comment_of, tertulia, shown.id))
    options = await tertulia.menu(tertulia.emma, "Comment options", shown)
    dialog = await tertulia.click(tertulia.emma, options.message, "Edit")
    hint = "It is taken out of the discussion until a moderator has approved the new text."
    assert described(dialog) == hint
    answer = await tertulia.fill(tertulia.emma, dialog, {"Your comment": SHORT})
    assert answer.text.startswith("Your comment has been edited. It waits for a moderator")
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    await act(tertulia, tertulia.marta, await tertulia.run(tertulia.marta, "/queue"), "Approve")
    (again,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert SHORT in text_of(again)


async def test_an_added_message_waits_where_it_is_and_whoever_adds_it_reads_that(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await switch(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), "The mayor said the opposite.")
    answer = await add(tertulia, tertulia.emma, sent, discussed)
    assert answer.text == (
        "The message waits for a moderator: once one has approved it, it is in the discussion."
    )
    comment = await last_comment(tertulia, sent.id)
    await tertulia.settle()
    assert [one.id for one in elsewhere(tertulia).history()] == [sent.id]
    assert discussed_now(tertulia, discussed) == []
    assert letters(tertulia, tertulia.emma) == []
    await act(tertulia, tertulia.marta, await tertulia.run(tertulia.marta, "/queue"), "Approve")
    await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert await status(tertulia, comment) is CommentStatus.VISIBLE


async def test_what_is_written_in_an_open_room_is_copied_and_managers_read_so(tertulia: Simulated):
    discussed, noticias = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    answer = await switch(tertulia, channel=tertulia.seed.news)
    assert (
        f"It is not set in <#{tertulia.seed.noticias.id}>: copies of what is written there still appear here "
        "without approval." in answer.text
    )
    await tertulia.until(locked(tertulia, discussed))
    assert state(tertulia, noticias) == (False, False)
    await say(tertulia, tertulia.elena, noticias, "¿Quién paga el barco?")
    await tertulia.until(lambda: discussed_now(tertulia, discussed))
    _, comment = await leave_reply(tertulia, tertulia.emma, discussed, "We do, of course.")
    assert await held(tertulia, comment)
    await tertulia.run(tertulia.marta, "/settings mirroring", on=False)
    await switch(tertulia, "server", tertulia.seed.news)
    answer = await switch(tertulia, channel=tertulia.seed.news)
    assert "copies" not in answer.text


async def test_switched_off_its_threads_open_and_what_waits_still_waits(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await switch(tertulia)
    await tertulia.until(locked(tertulia, discussed))
    _, comment = await leave_reply(tertulia, tertulia.emma, discussed, "Who pays for the ferry?")
    answer = await switch(tertulia, "off")
    assert answer.text == (
        "From now on, everyone can write in all channels as before. What waits already stays in the queue "
        "until a moderator has decided."
    )
    await tertulia.until(locked(tertulia, discussed, is_locked=False))
    _, later = await say(tertulia, tertulia.emma, discussed, "And who pays now?")
    assert (await held(tertulia, comment), await held(tertulia, later)) == (True, False)


async def test_moderators_may_be_stricter_with_one_discussion(tertulia: Simulated):
    discussed = await discuss(tertulia)
    other = await discuss(tertulia, article=another(2))
    answer = await tertulia.run(tertulia.mateo, "/moderate dialog-only", at=discussed.thread, on=True)
    assert answer.text == (
        "A partir de ahora, los miembros comentan en esta discusión solo con *Dejar una respuesta*, y nada "
        "aparece antes de que un moderador lo apruebe en la cola. Los hilos quedan bloqueados para los "
        "miembros en unos minutos."
    )
    await tertulia.until(locked(tertulia, discussed))
    assert state(tertulia, other) == (False, False)
    _, waiting = await leave_reply(tertulia, tertulia.emma, discussed, "Who pays for the ferry?")
    _, stands = await leave_reply(tertulia, tertulia.emma, other, "Who pays for the bridge?")
    assert (waiting.held, stands.held) == (True, False)
    again = await tertulia.run(tertulia.marta, "/moderate dialog-only", at=discussed.thread, on=True)
    assert again.text == "No change needed."
    await switch(tertulia)
    off = await tertulia.run(tertulia.marta, "/moderate dialog-only", at=discussed.thread, on=False)
    assert off.text == ("It is not set for this discussion by itself any more, but still for its channels.")
    await switch(tertulia, "off")
    await tertulia.until(locked(tertulia, discussed, other, is_locked=False))
    (row,) = (await tertulia.database.read(audit.about, TargetKind.DISCUSSION, discussed.id))[:1]
    assert (row.action, row.actor_id, row.reason) == (Action.SETTINGS, tertulia.mateo.id, "dialog only on")


async def test_members_may_set_it_nowhere(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tries = [
        (tertulia.emma, "/moderate dialog-only", {"on": True}, "Manage Messages"),
        (tertulia.emma, "/settings dialog-only", {"state": "on"}, "Manage Server"),
        (tertulia.mateo, "/settings dialog-only", {"state": "on"}, "Gestionar servidor"),
    ]
    for member, command, options, permission in tries:
        answer = await tertulia.run(member, command, at=discussed.thread, forced=True, **options)
        assert permission in answer.text
    assert await tertulia.database.read(dialog_only.servers) == set()


async def test_the_overview_says_where_it_is_set(tertulia: Simulated):
    discussed = await discuss(tertulia)
    news, noticias = f"<#{tertulia.seed.news.id}>", f"<#{tertulia.seed.noticias.id}>"

    async def line() -> str:
        shown = await tertulia.run(tertulia.marta, "/settings show")
        return "; ".join(one for one in shown.text.splitlines() if "Dialog only" in one)

    assert await line() == ""
    await switch(tertulia, channel=tertulia.seed.news)
    assert await line() == f"**Dialog only:** in {news}"
    await switch(tertulia, "off", tertulia.seed.noticias)
    await switch(tertulia)
    assert await line() == f"**Dialog only:** in all channels but {noticias}"
    answer = await switch(tertulia, "off")
    assert f"It stays on in {news}, where it is set by itself." in answer.text
    await switch(tertulia, "server", tertulia.seed.noticias)
    await switch(tertulia, "server", tertulia.seed.news)
    await switch(tertulia)
    assert await line() == "**Dialog only:** in all channels"
    await tertulia.run(tertulia.marta, "/moderate dialog-only", at=discussed.thread, on=True)
    assert (await line()).endswith("**Dialog only:** in 1 discussion by itself")


@pytest.mark.parametrize(
    ("chosen", "channel", "expected"),
    [
        ("off", False, "No change needed."),
        ("server", True, "No change needed."),
        ("server", False, "Choose a channel: only there it can be as in the server."),
    ],
)
async def test_what_changes_nothing_is_refused(
    tertulia: Simulated, chosen: str, channel: bool, expected: str
):
    answer = await switch(tertulia, chosen, tertulia.seed.news if channel else None)
    assert answer.text == expected


async def test_without_the_panel_managers_read_that_nobody_is_told_of_each_comment(tertulia: Simulated):
    answer = await switch(tertulia)
    assert answer.text.startswith(
        "From now on, members comment in all channels with *Leave a reply* alone, and nothing of it appears "
        "before a moderator has approved it in the queue."
    )
    assert "Moderators get no notice of each comment" in answer.text
    await moderators_channel(tertulia)
    await tertulia.run(tertulia.marta, "/settings queue-panel", on=True)
    await switch(tertulia, "off")
    assert "no notice" not in (await switch(tertulia)).text


async def test_what_discord_does_not_lock_now_is_locked_later_and_after_a_restart(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.fail("PATCH", "/channels/*", 500, times=None)
    await switch(tertulia)
    await tertulia.until(lambda: tertulia.health(Job.THREAD_LOCK).failing)
    assert state(tertulia, discussed) == (False, False)
    await tertulia.stop()
    tertulia.heal()
    await tertulia.start()
    await tertulia.until(locked(tertulia, discussed))


async def test_a_thread_that_is_gone_needs_no_lock(tertulia: Simulated):
    await discuss(tertulia)
    tertulia.fail("PATCH", "/channels/*", 404, 10003)
    await switch(tertulia)

    async def settled() -> bool:
        return await tertulia.database.read(dialog_only.out_of_step) == []

    await tertulia.until(settled)


async def test_archived_threads_are_locked_and_stay_archived(tertulia: Simulated):
    discussed = await discuss(tertulia)
    archive = tertulia.client.http.edit_channel
    await archive(discussed.thread.id, archived=True)
    await tertulia.settle()
    await switch(tertulia)
    await tertulia.until(lambda: state(tertulia, discussed) == (True, True))
    await leave_reply(tertulia, tertulia.emma, discussed, "Who pays for the ferry?")
    await act(tertulia, tertulia.marta, await tertulia.run(tertulia.marta, "/queue"), "Approve")
    await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert state(tertulia, discussed) == (True, False), "what is approved opens it as any message would"
    await archive(discussed.thread.id, archived=True)
    await tertulia.settle()
    await switch(tertulia, "off")
    await tertulia.until(lambda: state(tertulia, discussed) == (False, True))


async def test_unlocked_by_a_moderator_a_thread_stays_locked_for_members(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await switch(tertulia)
    await tertulia.until(locked(tertulia, discussed))
    await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)
    await tertulia.run(tertulia.marta, "/moderate unlock", at=discussed.thread)
    assert state(tertulia, discussed) == (True, False)
    await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)
    await switch(tertulia, "off")
    await tertulia.settle()
    assert state(tertulia, discussed) == (True, False)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_new_threads_are_locked_and_say_how_to_take_part(
    tertulia: Simulated, pages: Pages, language: str
):
    await tertulia.run(tertulia.marta, "/language server", language=language)
    await switch(tertulia)
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    assert {"en": BY_DIALOG, "es": "✋ Para comentar, pulsa *Dejar una respuesta*."}[language] in text_of(
        card
    )
    thread = tertulia.channel(card.id)
    (note,) = tertulia.shown(thread)
    expected = {
        "en": "To take part, press “Leave a reply” below the article",
        "es": "Para participar, pulsa «Dejar una respuesta» debajo del artículo",
    }
    assert expected[language] in note
    metadata = tertulia.env.backend.get_channel(card.id).thread_metadata
    await tertulia.until(lambda: metadata.locked)


async def test_a_card_that_is_put_back_has_its_thread_locked_again(tertulia: Simulated, pages: Pages):
    await switch(tertulia)
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    metadata = tertulia.env.backend.get_channel(card.id).thread_metadata
    await tertulia.until(lambda: metadata.locked)
    await leave_reply_to(tertulia, card)
    removed = await remove(tertulia, at=tertulia.channel(card.id))
    await tertulia.click(tertulia.marta, removed.message, "Undo")
    await tertulia.until(lambda: cards(tertulia.seed.news))
    await tertulia.until(lambda: metadata.locked and not metadata.archived)


async def leave_reply_to(tertulia: Simulated, card) -> Comment:
    dialog = await tertulia.click(tertulia.emma, card, "t1:reply")
    await tertulia.fill(tertulia.emma, dialog, {"Your reply": "Who pays for the bridge?"})
    return (await comments_by(tertulia, tertulia.emma))[-1]


async def test_what_waits_can_be_taken_back_by_its_author_alone(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await switch(tertulia)
    answer, comment = await leave_reply(tertulia, tertulia.elena, discussed, "¿Quién paga el barco?")
    assert answer.labels == ["Borrar"]
    await tertulia.restart()
    question = await tertulia.click(tertulia.elena, answer.message, "Borrar")
    card = await tertulia.run(tertulia.marta, "/queue")
    done = await tertulia.click(tertulia.elena, question.message, "Borrar para siempre")
    assert done.text == "Tu comentario se ha borrado y su texto ya no se guarda."
    assert await status(tertulia, comment) is CommentStatus.DELETED
    late = await tertulia.click(tertulia.marta, card.message, "Approve")
    assert "This comment was deleted, and its text erased." in late.text
    assert discussed_now(tertulia, discussed) == []


async def test_what_a_moderator_has_hidden_is_not_taken_back(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await switch(tertulia)
    answer, comment = await leave_reply(tertulia, tertulia.emma, discussed, "Who pays for the ferry?")
    question = await tertulia.click(tertulia.emma, answer.message, "Delete")
    await hide(tertulia, tertulia.marta, await tertulia.run(tertulia.marta, "/queue"), "insults")
    late = await tertulia.click(tertulia.emma, question.message, "Delete permanently")
    assert late.text == "This comment is no longer visible."
    assert await status(tertulia, comment) is CommentStatus.HIDDEN
