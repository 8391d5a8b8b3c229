"""*Comment options* offers its author and moderators what each may do, and nobody else anything."""

from __future__ import annotations

from functools import partial

from bot.domain.discussion import Comment, CommentOrigin, CommentStatus
from bot.domain.language import Language
from bot.domain.message import message
from tests.discord.answers import text_of
from tests.discord.discussed import ARTICLE, Discussed, comment_of, discuss, say
from tests.discord.simulated import Simulated

WHERE_SHOWN = ("Hide", "Hide and warn")
"""What a moderator can do with a comment that is shown."""


async def reply_to_card(tertulia: Simulated, discussed: Discussed, text: str) -> tuple[object, Comment]:
    """A reply of Emma's to the card: its mirror in the thread, and the comment."""
    card = next(one for one in tertulia.seed.news.history() if one.id == discussed.post.message_id)
    sent = await tertulia.emma.send(tertulia.seed.news, text, reply_to=card)

    async def mirrored():
        shown = tertulia.channel(discussed.thread.id).history()
        return next((one for one in shown if text in text_of(one)), None)

    mirror = await tertulia.until(mirrored)
    comment = await tertulia.until(lambda: comment_of(tertulia, mirror.id))
    assert comment.source_id == sent.id
    return mirror, comment


async def test_a_moderator_sees_the_whole_record(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "first words")
    await tertulia.emma.edit(said, "second words")
    dialog = await tertulia.menu(tertulia.elena, "Report comment", said)
    await tertulia.fill(tertulia.elena, dialog, {dialog.dialog["components"][0]["label"]: "off topic"})

    async def edited() -> bool:
        now = await comment_of(tertulia, said.id)
        return now is not None and now.text == "second words"

    await tertulia.until(edited)
    answer = await tertulia.menu(tertulia.marta, "Comment options", said)
    assert answer.ephemeral
    for expected in ("second words", "Edited 1 time", "first words", "Reported by 1 member", "off topic"):
        assert expected in answer.text
    assert f"<@{tertulia.emma.id}>" in answer.text
    assert answer.labels == [*WHERE_SHOWN, "Dismiss", "Member record", "Who reported it"]
    assert "dismissed" in (await tertulia.click(tertulia.marta, answer.message, "Dismiss")).text
    answer = await tertulia.menu(tertulia.marta, "Comment options", said)
    assert "dismissed by" in answer.text
    assert answer.labels == [*WHERE_SHOWN, "Feature", "Member record", "Who reported it"]


async def test_its_author_is_sent_to_discord_for_a_message_of_their_own(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "my own message")
    answer = await tertulia.menu(tertulia.emma, "Comment options", said)
    assert "in Discord" in answer.text
    assert answer.labels == []


async def test_others_have_no_options_and_strangers_no_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "something")
    tertulia.speaks(tertulia.elena, "en-US")
    refused = await tertulia.menu(tertulia.elena, "Comment options", said)
    assert "Only a comment's author and members with the permission Manage Messages" in refused.text
    elsewhere = await tertulia.emma.send(tertulia.seed.news, "nothing to do with it")
    assert "not a comment" in (await tertulia.menu(tertulia.emma, "Comment options", elsewhere)).text


async def test_the_author_of_a_mirrored_reply_edits_it_and_erases_it(tertulia: Simulated):
    discussed = await discuss(tertulia)
    mirror, comment = await reply_to_card(tertulia, discussed, "a reply to the card")
    assert comment.origin is CommentOrigin.REPLY
    answer = await tertulia.menu(tertulia.emma, "Comment options", mirror)
    assert answer.labels == ["Edit", "Delete"]
    dialog = await tertulia.click(tertulia.emma, answer.message, "Edit")
    label = dialog.dialog["components"][0]["label"]
    changed = await tertulia.fill(tertulia.emma, dialog, {label: "what I meant"})
    assert "edited" in changed.text
    await tertulia.until(
        lambda: any("what I meant" in text for text in tertulia.shown(tertulia.channel(discussed.thread.id)))
    )
    sure = await tertulia.click(tertulia.emma, answer.message, "Delete")
    assert sure.labels == ["Delete permanently"]
    done = await tertulia.click(tertulia.emma, sure.message, "Delete permanently")
    assert "erased" in done.text
    now = await comment_of(tertulia, mirror.id)
    assert now is not None
    assert (now.status, now.text) == (CommentStatus.DELETED, "")
    await tertulia.until(lambda: tertulia.shown(tertulia.channel(discussed.thread.id)) == [])


async def test_moderators_page_through_all_comments_and_open_one(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said = [await say(tertulia, tertulia.emma, discussed, f"comment {number}") for number in range(12)]
    await tertulia.emma.delete(said[11][0])
    dialog = await tertulia.menu(tertulia.elena, "Report comment", said[0][0])
    await tertulia.fill(tertulia.elena, dialog, {dialog.dialog["components"][0]["label"]: "off topic"})

    async def erased() -> bool:
        now = await comment_of(tertulia, said[11][0].id)
        return now is not None and now.status is CommentStatus.DELETED

    await tertulia.until(erased)
    page = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    assert page.text.startswith(f"### {ARTICLE.original.title}\n12 comments\n")
    assert page.text.index("comment 0") < page.text.index("deleted") < page.text.index("comment 10")
    assert page.labels == ["Back", "More"]
    record = await tertulia.choose(tertulia.marta, page.message, str(said[0][0].id))
    assert "off topic" in record.text
    assert record.labels == [*WHERE_SHOWN, "Dismiss", "Member record", "Who reported it"]
    await tertulia.click(tertulia.marta, page.message, "More")
    turned = tertulia.env.backend.get_message(discussed.thread.id, page.message.id)
    assert "comment 1" in str(turned.components)
    assert "comment 10" not in str(turned.components)


async def test_the_moderators_list_looks_like_the_discussion(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "the same words")
    shown = await tertulia.run(tertulia.marta, "/discussion show", at=discussed.thread)
    listed = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    assert listed.text == shown.text
    assert f"/{said.id}) " not in listed.text
    assert f"/{discussed.thread.id}/{said.id})" in listed.text
    here = await tertulia.run(tertulia.marta, "/moderate comments", at=tertulia.seed.news)
    assert here.text == listed.text, "in a channel it is the newest card's"


async def test_long_comments_fit_into_the_moderators_list(tertulia: Simulated):
    discussed = await discuss(tertulia)
    for number in range(11):
        await say(tertulia, tertulia.emma, discussed, f"{number} " + "*|_`" * 400)
    listed = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    assert len(listed.text) < 4_000
    assert listed.labels == ["Back", "More"]


async def test_the_pages_of_a_silent_discussion_say_so(tertulia: Simulated):
    discussed = await discuss(tertulia)
    page = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    assert "No comments yet" in page.text
    assert page.labels == []


async def test_a_moderator_approves_what_was_refused_while_it_was_locked(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)
    card = next(one for one in tertulia.seed.news.history() if one.id == discussed.post.message_id)
    sent = await tertulia.emma.send(tertulia.seed.news, "too late?", reply_to=card)
    comment = await tertulia.until(lambda: comment_of(tertulia, sent.id))
    assert comment.status is CommentStatus.REFUSED
    answer = await tertulia.menu(tertulia.marta, "Comment options", sent)
    assert answer.labels == ["Hide", "Hide and warn", "Approve", "Member record"]
    assert "approved" in (await tertulia.click(tertulia.marta, answer.message, "Approve")).text
    await tertulia.until(
        lambda: any("too late?" in text for text in tertulia.shown(tertulia.channel(discussed.thread.id)))
    )


async def test_a_restored_message_is_its_authors_to_edit(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, "put back")
    options = await tertulia.menu(tertulia.marta, "Comment options", said)
    dialog = await tertulia.click(tertulia.marta, options.message, "Hide")
    await tertulia.fill(tertulia.marta, dialog, {dialog.dialog["components"][0]["label"]: "a mistake"})
    assert tertulia.shown(tertulia.channel(discussed.thread.id)) == []
    page = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    record = await tertulia.choose(tertulia.marta, page.message, str(comment.source_id))
    assert record.labels == ["Restore", "Member record"]
    await tertulia.click(tertulia.marta, record.message, "Restore")
    (back,) = await tertulia.until(lambda: tertulia.channel(discussed.thread.id).history())
    assert "put back" in text_of(back)
    await tertulia.until(lambda: comment_of(tertulia, back.id))
    answer = await tertulia.menu(tertulia.emma, "Comment options", back)
    assert answer.labels == ["Edit", "Delete"]


async def test_dialogs_and_records_are_in_the_language_of_whoever_opens_them(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "something")
    spanish = partial(tertulia.client.catalog.say, language=Language.ES)
    dialog = await tertulia.menu(tertulia.elena, "Report comment", said)
    assert dialog.dialog["title"] == spanish(message("Report this comment"))
    label = spanish(message("What is wrong with it?"))
    answer = await tertulia.fill(tertulia.elena, dialog, {label: "No viene a cuento"})
    assert answer.text.startswith("Tu denuncia")
    record = await tertulia.menu(tertulia.mateo, "Comment options", said)
    assert record.labels == [
        *("Ocultar", "Ocultar y advertir", "Desestimar"),
        *("Historial del miembro", "Quién lo denunció"),
    ]
    dialog = await tertulia.click(tertulia.mateo, record.message, record.labels[0])
    assert dialog.dialog["title"] == spanish(message("Hide this comment"))
    page = await tertulia.run(tertulia.mateo, "/moderate comments", at=discussed.thread)
    assert "1 comentario" in page.text
