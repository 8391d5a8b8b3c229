"""Hidden, a comment is gone for all and kept for moderators; restored, it is back under its author's name."""

from __future__ import annotations

import asyncio
from functools import partial

import discord
import pytest

from bot.audit.outbox import Outbox
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    comment_store as comments,
    report_store as reports,
)
from bot.domain.discussion import AppearanceStatus, CommentStatus
from bot.domain.errors import PlatformFailed, Refused
from bot.domain.moderation import Action, ReportStatus
from bot.mirroring.takedown_worker import TakedownWorker
from bot.moderating.hide_comment import Hiding
from bot.moderating.report_comment import Reports
from tests.discord.answers import labels_of, text_of
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.moderated import (
    RUDE,
    actions,
    discussed_now,
    hide,
    moderators_channel,
    notices,
    report,
    status,
)
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember


async def test_hidden_it_is_gone_for_all_and_restored_it_is_back_under_its_authors_name(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    (notice,) = notices(tertulia)
    await hide(tertulia, tertulia.mateo, notice, "insults everybody")
    await tertulia.settle()
    assert tertulia.shown(discussed.thread) == []
    kept = await comment_of(tertulia, rude.id)
    assert kept is not None
    assert (kept.status, kept.text) == (CommentStatus.HIDDEN, RUDE)
    assert [one.status for one in await tertulia.database.read(reports.of_comment, comment.id)] == [
        ReportStatus.UPHELD
    ]
    notice, record = notices(tertulia)
    assert labels_of(notice) == []
    assert "Hidden by" in text_of(notice)
    assert "insults everybody" in text_of(record)
    assert RUDE.replace("*", "\\*").split("@")[0] in text_of(record)
    assert labels_of(record) == ["Restore"]

    await tertulia.restart()
    await tertulia.click(tertulia.marta, record, "Restore")
    (back,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert "You are all" in text_of(back)
    assert "Emma" in back.author.name
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
    _, record = notices(tertulia)
    assert labels_of(record) == []
    assert f"Restored by <@{tertulia.marta.id}>" in text_of(record)
    assert [(action, who) for action, who, _ in await actions(tertulia, comment)] == [
        (Action.REPORT, tertulia.elena.id),
        (Action.HIDE, tertulia.mateo.id),
        (Action.RESTORE, tertulia.marta.id),
    ]


async def test_what_is_decided_once_is_not_decided_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    marta = AsMember(tertulia, tertulia.marta)
    await tertulia.services[Reports].report(marta, comment.source_id, "rude")
    await tertulia.services[Reports].dismiss(marta, comment.source_id)
    with pytest.raises(Refused, match="already been decided"):
        await tertulia.services[Reports].dismiss(marta, comment.source_id)
    await tertulia.services[Hiding].hide(marta, comment.source_id, "rude")
    with pytest.raises(Refused, match="already hidden"):
        await tertulia.services[Hiding].hide(marta, comment.source_id, "rude")
    await tertulia.services[Hiding].restore(marta, comment.source_id)
    with pytest.raises(Refused, match="already visible"):
        await tertulia.services[Hiding].restore(marta, comment.source_id)


async def test_a_moderators_deletion_on_discord_is_a_hiding_with_a_record(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    await tertulia.marta.delete(rude)
    await tertulia.until(lambda: len(notices(tertulia)) == 2, seconds=10)
    _, record = notices(tertulia)
    assert "fools" in text_of(record)
    assert labels_of(record) == ["Restore"]
    assert await status(tertulia, comment) is CommentStatus.HIDDEN
    (reported,) = await tertulia.database.read(reports.of_comment, comment.id)
    assert reported.status is ReportStatus.UPHELD


async def test_what_cannot_be_removed_is_named_and_tried_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude)
    (notice,) = notices(tertulia)
    tertulia.clock.speed = 100
    tertulia.fail("DELETE", "/channels/*/messages/*", 403, 50013, times=2)
    answer = await hide(tertulia, tertulia.marta, notice)
    assert f"/{rude.id}" in answer
    assert "keep trying" in answer

    async def gone() -> bool:
        shown = await tertulia.database.read(appearances.of_comment, comment.id)
        return all(one.status is AppearanceStatus.GONE for one in shown)

    await tertulia.until(gone)
    assert tertulia.shown(discussed.thread) == []


async def test_copies_of_attachments_outlive_the_message(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, "look", attachments=[("map.txt", b"a map")])
    options = await tertulia.menu(tertulia.marta, "Comment options", said)
    await hide(tertulia, tertulia.marta, options.message)
    assert await tertulia.database.read(copies.kept, comment.id) == [("map.txt", b"a map")]
    (record,) = notices(tertulia)
    assert "map.txt" in text_of(record)
    page = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    opened = await tertulia.choose(tertulia.marta, page.message, str(comment.source_id))
    assert [file.filename for file in opened.files] == ["map.txt"]
    await tertulia.click(tertulia.marta, record, "Restore")
    (back,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert [file.filename for file in back.attachments] == ["map.txt"]


async def test_a_restored_comment_shows_its_pictures_as_pictures(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    files = [("a photo.png", b"one"), ("a photo.png", b"another"), ("map.txt", b"a map")]
    said, _ = await say(tertulia, tertulia.emma, discussed, "look", attachments=files)
    options = await tertulia.menu(tertulia.marta, "Comment options", said)
    await hide(tertulia, tertulia.marta, options.message)
    (record,) = notices(tertulia)
    await tertulia.click(tertulia.marta, record, "Restore")
    (back,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert {file.filename for file in back.attachments} == {"a_photo.png", "1-a_photo.png", "map.txt"}
    gallery = next(one for one in back.components if isinstance(one, discord.MediaGalleryComponent))
    assert len(gallery.items) == 2
    assert sum(isinstance(one, discord.FileComponent) for one in back.components) == 1


async def test_restored_it_brings_what_files_one_message_holds_and_names_the_others(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    files = [("map.txt", b"m" * 6_000_000), ("plan.txt", b"p" * 6_000_000), ("note.txt", b"n")]
    said, _ = await say(tertulia, tertulia.emma, discussed, "look", attachments=files)
    options = await tertulia.menu(tertulia.marta, "Comment options", said)
    await hide(tertulia, tertulia.marta, options.message)
    (record,) = notices(tertulia)
    await tertulia.click(tertulia.marta, record, "Restore")
    (back,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    assert [file.filename for file in back.attachments] == ["map.txt", "note.txt"]
    assert text_of(back).endswith("📎 plan.txt")


async def test_hiding_takes_a_reason(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    options = await tertulia.menu(tertulia.marta, "Comment options", said)
    assert "reason" in await hide(tertulia, tertulia.marta, options.message, "   ")
    assert await status(tertulia, comment) is CommentStatus.VISIBLE


@pytest.mark.parametrize("again", ["the effect", "taking it down"])
async def test_however_often_a_comment_is_to_be_taken_down_it_is_asked_for_at_a_pace(
    tertulia: Simulated, again: str
):
    discussed = await discuss(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    tertulia.fail("DELETE", "/channels/*/messages/*", 403, 50013, times=None)
    hiding = tertulia.services[Hiding]
    tertulia.clock.speed = 0.01  # nothing is tried again by itself
    await hiding.hide(AsMember(tertulia, tertulia.marta), comment.source_id, "insults")
    outbox = tertulia.services[Outbox]
    (audit_id,) = await outbox.pending()
    for _ in range(10):
        if again == "the effect":
            with pytest.raises(PlatformFailed, match=f"/{rude.id}"):
                await outbox.run(audit_id)
        else:
            (link,) = await tertulia.services[TakedownWorker].of_comment(comment.id)
            assert f"/{rude.id}" in link
    assert len(tertulia.requests("DELETE", f"/messages/{rude.id}")) == 1


async def test_an_effect_that_fails_has_no_other_tried_with_it(tertulia: Simulated):
    discussed = await discuss(tertulia)
    first, second = [await say(tertulia, tertulia.emma, discussed, text) for text in (RUDE, f"{RUDE} Again.")]
    tertulia.fail("DELETE", "/channels/*/messages/*", 500, times=None)
    hide_it = partial(tertulia.services[Hiding].hide, AsMember(tertulia, tertulia.marta), reason="insults")
    tertulia.clock.speed = 0.01  # nothing is tried again by itself
    await hide_it(source_id=first[1].source_id)
    await hide_it(source_id=second[1].source_id)
    await asyncio.sleep(0.3)
    assert [len(tertulia.requests("DELETE", f"/{said.id}")) for said, _ in (first, second)] == [1, 1]


async def test_one_message_that_stays_keeps_none_of_the_others_from_being_taken_down(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said = [await say(tertulia, tertulia.emma, discussed, f"{RUDE} {n}.") for n in range(3)]
    stays, *others = [message.id for message, _ in said]
    tertulia.fail("DELETE", f"/channels/*/messages/{stays}", 403, 50021, times=None)
    tertulia.clock.speed = 100
    for _, comment in said:
        await tertulia.database.write(comments.set_status, comment_id=comment.id, status=CommentStatus.HIDDEN)
    await tertulia.until(lambda: all(tertulia.requests("DELETE", f"/{one}") for one in others))
    await tertulia.until(lambda: len(tertulia.shown(discussed.thread)) == 1)
