"""*Leave a reply*: what is written in the dialog is a comment, shown under its author's name."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import discord
import pytest

from bot.commenting.reply_by_dialog import DialogReplies
from bot.discussion.stores import (
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
)
from bot.domain.discussion import CommentOrigin, CommentStatus, DiscussionStatus
from bot.domain.errors import BadInput, NotAllowed, NotFound, Refused
from bot.domain.events import Located
from bot.gathering import event_queue
from tests.discord.answers import Answer, labels_of
from tests.discord.case_helpers import mirror_of, reply, stored
from tests.discord.discussed import Discussed, comment_of
from tests.discord.moderated import mute
from tests.discord.posted import posted
from tests.discord.rooms import allow
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember


async def leave(tertulia: Simulated, member, card: discord.Message, text: str, label: str) -> Answer:
    dialog = await tertulia.click(member, card, "t1:reply")
    return await tertulia.fill(member, dialog, {label: text})


async def set_status(tertulia: Simulated, discussed: Discussed, status: DiscussionStatus) -> None:
    await tertulia.database.write(discussions.set_status, discussion_id=discussed.id, status=status)


@pytest.mark.parametrize(
    ("who", "title", "label", "answer"),
    [
        ("emma", "Leave a reply", "Your reply", "Your reply is in"),
        ("elena", "Dejar una respuesta", "Tu respuesta", "Tu respuesta está en"),
    ],
)
async def test_a_reply_from_the_dialog_stands_in_the_thread_under_its_authors_name(
    tertulia: Simulated, who: str, title: str, label: str, answer: str
):
    discussed, card = await posted(tertulia)
    member = getattr(tertulia, who)
    dialog = await tertulia.click(member, card, "t1:reply")
    assert dialog.dialog["title"] == title
    given = await tertulia.fill(member, dialog, {label: "Twelve million? *Really?*"})
    assert given.ephemeral
    assert answer in given.text
    assert str(discussed.thread.id) in given.text
    [comment] = await stored(tertulia, discussed)
    assert (comment.text, comment.origin) == ("Twelve million? *Really?*", CommentOrigin.DIALOG)
    assert comment.author.id == member.id
    mirror = await mirror_of(tertulia, discussed, comment)
    assert mirror.author.name == who.title()
    await tertulia.until(lambda: "(1)" in "".join(labels(tertulia, card)))


def labels(tertulia: Simulated, card: discord.Message) -> list[str]:
    return labels_of(next(one for one in tertulia.seed.news.history() if one.id == card.id))


@pytest.mark.parametrize("status", [DiscussionStatus.LOCKED, DiscussionStatus.CLOSED])
async def test_where_nobody_may_add_the_dialog_does_not_open_but_for_moderators(
    tertulia: Simulated, status: DiscussionStatus
):
    discussed, card = await posted(tertulia)
    await set_status(tertulia, discussed, status)
    refused = await tertulia.click(tertulia.emma, card, "t1:reply")
    assert refused.result.modal is None
    assert "discussion is" in refused.text
    assert (await tertulia.click(tertulia.marta, card, "t1:reply")).dialog


async def test_a_dialog_that_was_open_when_the_discussion_was_locked_adds_nothing(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    dialog = await tertulia.click(tertulia.elena, card, "t1:reply")
    await set_status(tertulia, discussed, DiscussionStatus.LOCKED)
    answer = await tertulia.fill(tertulia.elena, dialog, {"Tu respuesta": "¡Tarde!"})
    assert "moderador" in answer.text.lower() or "moderaci" in answer.text.lower()
    assert answer.text.endswith("Escribiste:\n```\n¡Tarde!\n```")
    assert await stored(tertulia, discussed) == []


async def test_an_empty_reply_is_refused_in_one_sentence(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    answer = await leave(tertulia, tertulia.emma, card, "   \n ", "Your reply")
    assert answer.text == "The reply is empty."
    assert await stored(tertulia, discussed) == []


async def test_slow_mode_holds_in_dialogs_for_all_but_who_holds_bypass_slowmode(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    allow(tertulia, "Managers", bypass_slowmode=True)
    await tertulia.database.write(discussions.set_slowmode, discussion_id=discussed.id, seconds=21_600)
    tertulia.speaks(tertulia.mateo, "en-US")
    for member in (tertulia.emma, tertulia.mateo, tertulia.marta):
        await leave(tertulia, member, card, "first", "Your reply")
    for member in (tertulia.emma, tertulia.mateo):
        again = await tertulia.click(member, card, "t1:reply")
        assert "slow mode" in again.text
    assert (await tertulia.click(tertulia.marta, card, "t1:reply")).dialog


async def test_who_may_not_write_in_the_thread_writes_nothing_with_the_dialog_either(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    await leave(tertulia, tertulia.emma, card, "Twelve milion?", "Your reply")
    [comment] = await stored(tertulia, discussed)
    opened = await tertulia.click(tertulia.emma, card, "t1:reply")
    mute(tertulia, tertulia.emma, tertulia.marta)
    late = await tertulia.fill(tertulia.emma, opened, {"Your reply": "And another thing."})
    assert late.text.startswith("You do not have permission to write in that channel.\nYou wrote:")
    refused = await tertulia.click(tertulia.emma, card, "t1:reply")
    assert refused.result.modal is None
    assert refused.text == "You do not have permission to write in that channel."
    emma = AsMember(tertulia, tertulia.emma)
    with pytest.raises(NotAllowed):
        await tertulia.services[DialogReplies].edit_own(emma, comment.source_id, "Twelve million?")
    assert await stored(tertulia, discussed) == [comment]
    assert (await tertulia.click(tertulia.marta, card, "t1:reply")).dialog


async def test_what_was_said_before_a_dialog_was_sent_is_stored_before_it(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed, card = await posted(tertulia)
    dialog = await tertulia.click(tertulia.emma, card, "t1:reply")
    locate = event_queue.locate

    async def slowly(*given: Any) -> dict[int, Located]:
        await asyncio.sleep(0.2)
        return await locate(*given)

    monkeypatch.setattr(event_queue, "locate", slowly)
    tertulia.env.backend.create_message(discussed.thread.id, tertulia.elena.id, "before")
    await tertulia.fill(tertulia.emma, dialog, {"Your reply": "after"})
    found = await stored(tertulia, discussed)
    assert [one.text for one in sorted(found, key=lambda one: one.id)] == ["before", "after"]


async def test_a_reply_is_stored_once_however_often_discord_tells_of_it(tertulia: Simulated):
    discussed, _ = await posted(tertulia)
    emma = AsMember(tertulia, tertulia.emma)
    add = partial(tertulia.services[DialogReplies].add, emma, discussed.post.public_id, "once")
    first, second = await add(7 << 22), await add(7 << 22)
    assert first.id == second.id == discussed.post.id
    assert len(await stored(tertulia, discussed)) == 1


async def test_a_card_of_another_server_or_one_taken_away_takes_no_reply(tertulia: Simulated):
    discussed, _ = await posted(tertulia)
    replies = tertulia.services[DialogReplies]
    with pytest.raises(NotFound):
        await replies.check(AsMember(tertulia, tertulia.emma, server_id=1), discussed.post.public_id, 5)
    with pytest.raises(NotFound):
        await replies.check(AsMember(tertulia, tertulia.emma, blind=True), discussed.post.public_id, 5)
    with pytest.raises(NotFound):
        await replies.check(AsMember(tertulia, tertulia.emma), "no-such-card", 5)
    await tertulia.database.write(posts.mark_removed, post_id=discussed.post.id)
    with pytest.raises(Refused):
        await replies.check(AsMember(tertulia, tertulia.emma), discussed.post.public_id, 5)
    with pytest.raises(BadInput):
        await replies.add(AsMember(tertulia, tertulia.emma), discussed.post.public_id, "x" * 2_001, 5)


# ---------------------------------------------------------------------- one's own comments


async def test_its_author_changes_a_reply_and_its_mirror_follows(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    await leave(tertulia, tertulia.emma, card, "Twelve milion?", "Your reply")
    [comment] = await stored(tertulia, discussed)
    await mirror_of(tertulia, discussed, comment)
    emma = AsMember(tertulia, tertulia.emma)
    assert await tertulia.services[DialogReplies].own(emma, comment.source_id) == comment
    await tertulia.services[DialogReplies].edit_own(emma, comment.source_id, "Twelve million?")
    await tertulia.until(lambda: tertulia.shown(discussed.thread)[-1] == "Twelve million?")
    [revision] = await tertulia.database.read(comments.revisions, comment.id)
    assert revision.text == "Twelve milion?"


async def test_its_author_erases_a_reply_to_the_card_wherever_it_stands(tertulia: Simulated):
    discussed, _ = await posted(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "Never mind.")
    await mirror_of(tertulia, discussed, comment)
    await tertulia.services[DialogReplies].delete_own(AsMember(tertulia, tertulia.emma), comment.source_id)
    [now] = await stored(tertulia, discussed)
    assert (now.status, now.text) == (CommentStatus.DELETED, "")
    await tertulia.until(lambda: "Never mind." not in tertulia.shown(discussed.thread))
    await tertulia.until(lambda: "Never mind." not in tertulia.shown(tertulia.seed.news))


async def test_nobody_changes_another_ones_comment_or_one_that_is_gone_or_their_own_message(
    tertulia: Simulated,
):
    discussed, card = await posted(tertulia)
    await leave(tertulia, tertulia.emma, card, "Mine.", "Your reply")
    [comment] = await stored(tertulia, discussed)
    replies, emma = tertulia.services[DialogReplies], AsMember(tertulia, tertulia.emma)
    with pytest.raises(NotAllowed):
        await replies.edit_own(AsMember(tertulia, tertulia.elena), comment.source_id, "Hers.")
    with pytest.raises(NotAllowed):
        await replies.delete_own(AsMember(tertulia, tertulia.marta), comment.source_id)
    await set_status(tertulia, discussed, DiscussionStatus.LOCKED)
    with pytest.raises(Refused):
        await replies.edit_own(emma, comment.source_id, "Later.")
    await replies.delete_own(emma, comment.source_id)
    with pytest.raises(Refused):
        await replies.delete_own(emma, comment.source_id)
    await set_status(tertulia, discussed, DiscussionStatus.OPEN)
    sent = await tertulia.emma.send(discussed.thread, "A message of my own.")
    await tertulia.until(partial(comment_of, tertulia, sent.id))
    with pytest.raises(Refused):
        await replies.own(emma, sent.id)
