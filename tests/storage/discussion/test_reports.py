"""Reports wait for moderators, once a member and comment, and what became of audited actions is known."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot.audit import audit_store as audit
from bot.database import schema
from bot.database.engine import Connection, Database
from bot.discussion.stores import (
    discussion_store as discussions,
    notice_store as notices,
    post_store as posts,
    report_store as reports,
)
from bot.domain.discussion import CommentOrigin, CommentStatus, DetectedLanguage, RoomKind
from bot.domain.language import Language
from bot.domain.moderation import Action, NoticeKind, ReportStatus, TargetKind
from tests.storage.discussed import told

SERVER, NEWS, STAFF, EDITOR = 10, 20, 21, 30
EMMA, MARTA = 31, 32


def a_discussion(connection: Connection) -> int:
    values = insert(schema.article).values(
        public_id="article", original=Language.EN, created_at=datetime.now(UTC)
    )
    article_id = connection.execute(values.returning(schema.article.c.id)).scalar_one()
    discussion_id = discussions.open_for(connection, article_id, SERVER).id
    for channel_id, public_id in ((NEWS, "news"), (STAFF, "staff")):
        post_id = posts.add(
            connection,
            public_id=public_id,
            discussion_id=discussion_id,
            channel_id=channel_id,
            kind=RoomKind.CHANNEL,
            language=Language.EN,
            joined=True,
            created_by=EDITOR,
        )
        for number in range(3):
            connection.execute(
                insert(schema.comment).values(
                    discussion_id=discussion_id,
                    post_id=post_id,
                    source_id=post_id * 100 + number,
                    author_id=EMMA,
                    author_name="Emma",
                    origin=CommentOrigin.THREAD,
                    status=CommentStatus.VISIBLE,
                    text="hello",
                    language=DetectedLanguage.EN,
                    said_at=datetime.now(UTC),
                )
            )
    return discussion_id


@pytest.fixture
async def discussion_id(database: Database) -> int:
    return await database.write(a_discussion)


async def test_a_member_reports_a_comment_once(database: Database, discussion_id: int):
    await database.write(reports.add, comment_id=1, reporter_id=MARTA, reason="rude")
    with pytest.raises(IntegrityError):
        await database.write(reports.add, comment_id=1, reporter_id=MARTA, reason="very rude")
    await database.write(reports.add, comment_id=1, reporter_id=EDITOR, reason="off topic")
    kept = await database.read(reports.of_comment, 1)
    assert [(one.reason, one.status) for one in kept] == [
        ("rude", ReportStatus.OPEN),
        ("off topic", ReportStatus.OPEN),
    ]


async def test_reports_wait_until_a_notice_was_sent_or_they_are_settled(
    database: Database, discussion_id: int
):
    for comment_id in (2, 1, 3):
        await database.write(reports.add, comment_id=comment_id, reporter_id=MARTA, reason="rude")
    assert await database.read(reports.waiting, SERVER) == [2, 1, 3]
    assert await database.read(reports.waiting, SERVER + 1) == []
    await database.write(told, key=(1, NoticeKind.REPORT), message_id=900)
    settled = await database.write(reports.settle, comment_id=3, status=ReportStatus.DISMISSED)
    assert settled == 1
    assert not await database.write(reports.settle, comment_id=3, status=ReportStatus.UPHELD)
    assert await database.read(reports.waiting, SERVER) == [2]


async def test_a_notice_sent_again_takes_the_place_of_the_one_that_is_gone(
    database: Database, discussion_id: int
):
    for message_id in (900, 901):
        await database.write(told, key=(1, NoticeKind.HIDE), message_id=message_id)
    sent = notices.StoredNotice(90, 901, outstanding=0, owed=False)
    assert await database.read(notices.get, (1, NoticeKind.HIDE)) == sent
    assert await database.read(notices.get, (1, NoticeKind.REPORT)) is None


async def test_a_notice_that_was_sent_is_owed_no_more_and_follows_what_changed_since(
    database: Database, discussion_id: int
):
    key = (1, NoticeKind.HIDE)
    await database.write(notices.owe, comment_id=1, kind=NoticeKind.HIDE)
    seen = await database.read(notices.get, key)
    assert await database.read(notices.outstanding) == [key]
    assert seen == notices.StoredNotice(None, None, outstanding=1, owed=True)
    await database.write(notices.mark_changed, comment_ids=[1, 2])
    await database.write(notices.mark_sent, key=key, channel_id=90, message_id=900)
    await database.write(notices.mark_followed, key=key, seen=seen)
    sent = await database.read(notices.get, key)
    assert sent == notices.StoredNotice(90, 900, outstanding=2, owed=False)
    await database.write(notices.mark_followed, key=key, seen=sent)
    assert await database.read(notices.outstanding) == []


async def test_moderators_see_reported_comments_first_and_only_those_of_their_rooms(
    database: Database, discussion_id: int
):
    await database.write(reports.add, comment_id=1, reporter_id=MARTA, reason="rude")
    page = await database.read(reports.for_review, discussion_id, {NEWS}, offset=0, limit=10)
    assert page == [reports.ForReview(1, 1), reports.ForReview(3, 0), reports.ForReview(2, 0)]
    assert await database.read(reports.for_review, discussion_id, {NEWS}, offset=2, limit=1) == page[2:]
    assert await database.read(reports.count_for_review, discussion_id, {NEWS}) == 3
    assert await database.read(reports.count_for_review, discussion_id, {NEWS, STAFF}) == 6
    assert await database.read(reports.for_review, discussion_id, set(), offset=0, limit=10) == []


async def test_an_action_is_unfinished_until_its_last_outcome_is_a_success(
    database: Database, discussion_id: int
):
    def acting(action: Action):
        return partial(
            audit.record,
            server_id=SERVER,
            actor_id=MARTA,
            action=action,
            target_kind=TargetKind.DISCUSSION,
            target_id=discussion_id,
        )

    done, failed, mended, cut_off, other = [
        await database.write(acting(action))
        for action in (Action.LOCK, Action.UNLOCK, Action.LOCK, Action.CLOSE, Action.EXPORT)
    ]
    for audit_id, succeeded in ((done, True), (failed, False), (mended, False), (mended, True)):
        await database.write(audit.outcome, audit_id=audit_id, succeeded=succeeded)
    wanted = (Action.LOCK, Action.UNLOCK, Action.CLOSE)
    now = datetime.now(UTC)
    left = await database.read(audit.unfinished, wanted, now - timedelta(hours=1))
    assert [row.id for row in left] == [failed, cut_off]
    assert await database.read(audit.unfinished, wanted, now + timedelta(hours=1)) == []
    row = await database.read(audit.get, other)
    assert row is not None
    assert row.action is Action.EXPORT
    assert await database.read(audit.get, 99) is None
