"""Who is muted in discussions, or banned from them, adds nothing to them, and knows until when."""

from __future__ import annotations

from functools import partial

import pytest
from simcord import MemberActor

from bot.discussion.stores import appearance_store as appearances, comment_store as comments
from bot.domain.cases.case import Case, CaseKind, LetterAbout
from bot.domain.discussion import AppearanceStatus, Comment, CommentStatus
from bot.domain.moderation import HeldCause
from bot.moderating.cases import case_store as cases
from tests.discord.acted import HOUR, act_on, undo
from tests.discord.adding import elsewhere
from tests.discord.answers import text_of
from tests.discord.case_helpers import mirror_of, reply
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.moderated import moderators_channel, notices
from tests.discord.queued import act
from tests.discord.ruled import last_comment
from tests.discord.simulated import Simulated


async def silence(tertulia: Simulated, member: MemberActor, kind: CaseKind = CaseKind.MUTE) -> Case:
    return await act_on(tertulia, member, kind, lasting=HOUR if kind is CaseKind.MUTE else None)


async def standing(tertulia: Simulated, comment: Comment) -> tuple[CommentStatus, HeldCause | None]:
    now = await tertulia.database.read(comments.get, comment.id)
    assert now is not None
    return now.status, now.held_for


async def is_taken_down(tertulia: Simulated, comment: Comment) -> bool:
    shown = await tertulia.database.read(appearances.of_comment, comment.id)
    return all(one.status is AppearanceStatus.GONE for one in shown)


HELD = (CommentStatus.HIDDEN, HeldCause.SILENCED)


async def test_what_a_muted_member_writes_is_taken_down_and_waits_without_notices(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    case = await silence(tertulia, tertulia.emma)
    _, first = await say(tertulia, tertulia.emma, discussed, "You cannot stop me.")
    second = await reply(tertulia, tertulia.emma, discussed, "Nobody can.")
    for one in (first, second):
        await tertulia.until(partial(is_taken_down, tertulia, one))
        assert await standing(tertulia, one) == HELD
    assert tertulia.shown(discussed.thread) == []
    assert "Nobody can." not in tertulia.shown(tertulia.seed.news)
    assert await tertulia.database.read(cases.letter_state, case.id, LetterAbout.HELD)
    assert notices(tertulia) == []

    card = await tertulia.run(tertulia.marta, "/queue")
    assert "### Held · 1 more waits" in card.text
    assert "-# waits for a moderator, as its author was muted or banned from discussions" in card.text
    await act(tertulia, tertulia.marta, card, "Approve")
    (back,) = await tertulia.until(lambda: tertulia.channel(discussed.thread.id).history())
    assert "You cannot stop me." in text_of(back)
    assert await standing(tertulia, first) == (CommentStatus.VISIBLE, None)


async def test_others_go_on_and_a_muted_member_does_once_it_is_undone(tertulia: Simulated):
    discussed = await discuss(tertulia)
    case = await silence(tertulia, tertulia.emma)
    _, other = await say(tertulia, tertulia.elena, discussed, "Hola a todos.")
    assert await standing(tertulia, other) == (CommentStatus.VISIBLE, None)
    _, held = await say(tertulia, tertulia.emma, discussed, "Hello?")
    await undo(tertulia, case)
    _, later = await say(tertulia, tertulia.emma, discussed, "Hello again.")
    assert await standing(tertulia, later) == (CommentStatus.VISIBLE, None)
    assert await standing(tertulia, held) == HELD


async def test_an_edit_takes_a_comment_down(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, "All is calm here.")
    await silence(tertulia, tertulia.emma)
    await tertulia.emma.edit(sent, "Come to my shop!")
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert await standing(tertulia, comment) == HELD


async def test_what_was_written_during_a_downtime_does_not_stand(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "All is calm here.")
    case = await silence(tertulia, tertulia.emma)
    await tertulia.stop()
    sent = await tertulia.emma.send(discussed.thread, "You cannot stop me.")
    await tertulia.start()
    comment = await last_comment(tertulia, sent.id)
    await tertulia.until(partial(is_taken_down, tertulia, comment))
    assert await standing(tertulia, comment) == HELD
    assert await tertulia.database.read(cases.letter_state, case.id, LetterAbout.HELD)


async def reply_button(tertulia: Simulated, member: MemberActor, discussed: Discussed) -> str:
    shown = await tertulia.run(member, "/discussion show", at=discussed.thread)
    answer = await tertulia.click(member, shown.message, "t1:reply")
    assert answer.ephemeral
    return answer.text


@pytest.mark.parametrize(
    ("who", "muted", "banned"),
    [
        ("emma", "You are muted in the discussions of this server until <t:", "You are banned from the disc"),
        (
            "elena",
            "No puedes participar en las discusiones de este servidor hasta",
            "Tienes prohibido participar",
        ),
    ],
)
async def test_dialogs_refuse_until_it_ends(tertulia: Simulated, who: str, muted: str, banned: str):
    discussed = await discuss(tertulia)
    member = getattr(tertulia, who)
    await silence(tertulia, member)
    assert muted in await reply_button(tertulia, member, discussed)
    await silence(tertulia, member, CaseKind.DISCUSSION_BAN)
    assert banned in await reply_button(tertulia, member, discussed)
    sent = await member.send(elsewhere(tertulia), "Who pays?")
    assert banned in (await tertulia.menu(member, "Add to discussion", sent)).text


async def test_who_is_muted_while_they_write_a_reply_is_refused_when_they_send_it(tertulia: Simulated):
    discussed = await discuss(tertulia)
    shown = await tertulia.run(tertulia.emma, "/discussion show", at=discussed.thread)
    dialog = await tertulia.click(tertulia.emma, shown.message, "t1:reply")
    case = await silence(tertulia, tertulia.emma)
    label = dialog.dialog["components"][0]["label"]
    answer = await tertulia.fill(tertulia.emma, dialog, {label: "Who pays?"})
    assert "You are muted" in answer.text
    await undo(tertulia, case)
    again = await tertulia.click(tertulia.emma, shown.message, "t1:reply")
    assert "in [the discussion]" in (await tertulia.fill(tertulia.emma, again, {label: "Who pays?"})).text


async def test_their_own_comments_they_erase_and_do_not_edit(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "Who pays?")
    mirror = await mirror_of(tertulia, discussed, comment)
    await silence(tertulia, tertulia.emma)
    options = await tertulia.menu(tertulia.emma, "Comment options", mirror)
    assert "You are muted" in (await tertulia.click(tertulia.emma, options.message, "Edit")).text
    sure = await tertulia.click(tertulia.emma, options.message, "Delete")
    await tertulia.click(tertulia.emma, sure.message, "Delete permanently")
    assert await standing(tertulia, comment) == (CommentStatus.DELETED, None)
