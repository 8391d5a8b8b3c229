"""Comments are stored once, keep what they said before, and leave nothing behind when they are deleted."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.exc import IntegrityError

from bot.database import erasure_ledger as erasures
from bot.database.engine import Database
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    comment_store as comments,
    send_order_store as turns,
    takedown_store as takedowns,
)
from bot.domain.discussion import AppearanceKind, AppearanceStatus, Attachment, CommentStatus, Post
from bot.domain.events import snowflake_time
from bot.mirroring import webhook_store as webhooks
from tests.storage.discussed import ELENA, EMMA, NEWS, NOON, PICTURE, a_post, saying


@pytest.fixture
async def post(database: Database) -> Post:
    return await a_post(database, NEWS, "a", thread_id=500)


async def test_a_comment_is_stored_once_as_it_was_written(database: Database, post: Post):
    text = "¿Y el *muelle* de 1925? `rm -rf` 🚢"
    first = await database.write(saying(post, 1000, text, attachments=(PICTURE,)))
    again = await database.write(saying(post, 1000, "something else"))
    assert again is None
    stored = await database.read(comments.by_source, 1000)
    assert stored is not None
    assert stored == await database.read(comments.get, first)
    assert (stored.text, stored.author, stored.attachments) == (text, EMMA, (PICTURE,))
    assert stored.said_at == NOON + timedelta(seconds=1000)
    assert await database.read(comments.get_many, [first, 99]) == {first: stored}
    ever = snowflake_time(0)
    assert await database.read(comments.last_by, post.discussion_id, EMMA.id, ever) == stored.said_at
    assert (
        await database.read(comments.last_by, post.discussion_id, EMMA.id, snowflake_time(1001 << 22)) is None
    )
    assert await database.read(comments.last_by, post.discussion_id, ELENA.id, ever) is None


async def test_an_edit_keeps_the_earlier_text_and_one_that_changes_nothing_leaves_no_revision(
    database: Database, post: Post
):
    comment_id = await database.write(saying(post, 1000, "frist"))

    async def edit(text: str, minute: int) -> bool:
        at = NOON + timedelta(minutes=minute)
        values = {"text": text, "edited_at": at}
        return await database.write(comments.edit, comment_id=comment_id, **values)

    assert await edit("first", 1)
    assert not await edit("first", 2)
    assert await edit("first!", 3)
    assert not await edit("an older edit that comes late", 2)
    stored = await database.read(comments.get, comment_id)
    assert stored is not None
    assert (stored.text, stored.edited_at) == ("first!", NOON + timedelta(minutes=3))
    earlier = await database.read(comments.revisions, comment_id)
    assert [(one.number, one.text) for one in earlier] == [(1, "frist"), (2, "first")]


async def test_an_attachment_taken_off_by_an_edit_is_erased(database: Database, post: Post):
    other = Attachment(901, "notes.txt", "text/plain", 10, "https://cdn.example/notes.txt")
    comment_id = await database.write(saying(post, 1000, "see", attachments=(PICTURE, other)))
    values = {"text": "see", "edited_at": NOON, "attachments": [other]}
    assert await database.write(comments.edit, comment_id=comment_id, **values)
    stored = await database.read(comments.get, comment_id)
    assert stored is not None
    assert stored.attachments == (other,)
    assert await database.read(comments.revisions, comment_id) == []


async def test_a_tombstone_keeps_its_place_and_none_of_what_was_said(database: Database, post: Post):
    comment_id = await database.write(saying(post, 1000, "my address is …", attachments=(PICTURE,)))
    answer = await database.write(saying(post, 1001, "delete that!", parent_id=comment_id, author=ELENA))
    edit = {"text": "my address", "edited_at": NOON}
    await database.write(comments.edit, comment_id=comment_id, **edit)
    keep = partial(copies.keep, comment_id=comment_id, attachment_id=PICTURE.id, copy=b"png")
    await database.write(keep)
    assert await database.read(copies.kept, comment_id) == [("ferry.png", b"png")]
    await database.write(erasures.erase, comment_ids=[comment_id])
    stored = await database.read(comments.get, comment_id)
    assert stored is not None
    assert (stored.text, stored.status, stored.attachments) == ("", CommentStatus.DELETED, ())
    assert await database.read(comments.revisions, comment_id) == []
    assert await database.read(copies.kept, comment_id) == []
    child = await database.read(comments.get, answer)
    assert child is not None
    assert child.parent_id == comment_id
    late = partial(comments.edit, comment_id=comment_id, **edit | {"text": "back again"})
    assert not await database.write(late)
    with pytest.raises(IntegrityError):
        await database.write(saying(post, 1002, "text", status=CommentStatus.DELETED))


async def test_a_parent_that_was_gathered_late_is_named_once(database: Database, post: Post):
    child = await database.write(saying(post, 1001))
    parent = await database.write(saying(post, 1000))
    other = await database.write(saying(post, 999))
    await database.write(comments.set_parent, comment_id=child, parent_id=parent)
    await database.write(comments.set_parent, comment_id=child, parent_id=other)
    await database.write(comments.set_parent, comment_id=parent, parent_id=parent)
    found = await database.read(comments.get_many, [child, parent])
    assert (found[child].parent_id, found[parent].parent_id) == (parent, None)


async def test_a_mirror_is_asked_for_once_and_found_by_the_message_it_became(database: Database, post: Post):
    comment_id = await database.write(saying(post, 1000))
    await database.write(appearances.add_originals, channels={1000: NEWS})
    want = partial(appearances.want_mirrors, comment_ids=[comment_id], post_id=post.id)
    await database.write(want)
    await database.write(want)
    assert await database.read(appearances.waiting) == {500: 1}
    [mirror] = await database.read(turns.to_send, 500, 10, NOON, {}, ())
    shown = {"message_id": 1500, "by_webhook": True}
    await database.write(appearances.mark_shown, appearance_id=mirror.id, **shown)
    await database.write(want)
    assert await database.read(appearances.waiting) == {}
    for message_id in (1000, 1500):
        found = await database.read(comments.by_message, message_id)
        assert found is not None
        assert found.id == comment_id
    stands = await database.read(appearances.by_message, 1500)
    assert stands is not None
    assert (stands.by_webhook, stands.status) == (True, AppearanceStatus.SHOWN)
    assert await database.read(appearances.by_message, 1501) is None
    assert await database.read(appearances.recent_shown, 999) == {NEWS, 500}
    assert await database.read(appearances.recent_shown_in, 999, NEWS) == [1000]
    assert await database.read(appearances.recent_shown_in, 999, 500) == [1500]
    assert await database.read(appearances.recent_shown, 1000) == set()
    await database.write(appearances.mark_gone, appearance_id=mirror.id)
    await database.write(want)
    assert await database.read(appearances.waiting) == {500: 1}, "a restored comment is shown again"


async def test_a_room_without_a_thread_has_no_place_for_mirrors(database: Database):
    post = await a_post(database, NEWS, "a", thread_id=None)
    comment_id = await database.write(saying(post, 1000))
    await database.write(appearances.want_mirrors, comment_ids=[comment_id], post_id=post.id)
    assert await database.read(appearances.waiting) == {}


async def test_what_is_hidden_or_deleted_but_still_shown_is_to_be_taken_down(database: Database, post: Post):
    kept, hidden, pending = [await database.write(saying(post, source)) for source in (1000, 1001, 1002)]
    await database.write(appearances.add_originals, channels={1000: 500, 1001: 500})
    await database.write(appearances.want_mirrors, comment_ids=[pending], post_id=post.id)
    await database.write(comments.set_status, comment_id=hidden, status=CommentStatus.HIDDEN)
    await database.write(erasures.erase, comment_ids=[pending])
    lane = (500, AppearanceKind.ORIGINAL)
    assert await database.read(takedowns.lanes) == [lane]
    found = await database.read(takedowns.following, lane, failed=())
    assert found is not None
    assert found.comment_id == hidden
    assert await database.read(appearances.waiting) == {500: 1}, "it may stand, unknown to us"
    await database.write(appearances.mark_channels_gone, channel_ids=[500])
    assert await database.read(takedowns.lanes) == []
    assert {one.status for one in await database.read(appearances.of_comment, kept)} == {
        AppearanceStatus.GONE
    }


async def test_a_channels_webhook_is_remembered_replaced_and_forgotten(database: Database):
    await database.write(webhooks.remember, channel_id=NEWS, webhook_id=70, token="t")
    await database.write(webhooks.remember, channel_id=NEWS, webhook_id=71, token="u")
    assert await database.read(webhooks.of, NEWS) == (71, "u")
    await database.write(webhooks.forget, channel_id=NEWS)
    assert await database.read(webhooks.of, NEWS) is None
