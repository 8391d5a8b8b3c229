"""What is stored and what stands are compared message by message, whatever becomes of the differences."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.differences import Difference, Kind, StoredMessage, compare
from bot.domain.discussion import (
    Appearance,
    AppearanceKind,
    AppearanceStatus,
    Attachment,
    Author,
    Comment,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
    Post,
    PostStatus,
    Reaction,
    RoomKind,
)
from bot.domain.events import ChannelRef, LiveMessage, MessagePosted, snowflake_time
from bot.domain.language import Language

MESSAGE = 5 << 22
SAID_AT = snowflake_time(MESSAGE)
EMMA = Author(40, "Emma")
PICTURE = Attachment(900, "ferry.png", "image/png", 2_048, "https://cdn.example/ferry.png")
POST = Post(
    id=1,
    public_id="post",
    discussion_id=7,
    article_id=1,
    server_id=10,
    channel_id=20,
    kind=RoomKind.CHANNEL,
    status=PostStatus.POSTED,
    language=Language.EN,
    message_id=500,
    thread_id=500,
    joined=True,
    created_at=datetime(2026, 3, 14, tzinfo=UTC),
)
THREAD, CHANNEL = ChannelRef(10, 20, 500), ChannelRef(10, 20, 20)
COMMENT = Comment(
    id=3,
    discussion_id=7,
    post_id=1,
    parent_id=None,
    source_id=MESSAGE,
    author=EMMA,
    origin=CommentOrigin.THREAD,
    status=CommentStatus.VISIBLE,
    text="They promised this in 2019.",
    language=DetectedLanguage.EN,
    said_at=SAID_AT,
    edited_at=None,
)
ORIGINAL = Appearance(
    id=30,
    comment_id=3,
    post_id=1,
    channel_id=500,
    message_id=MESSAGE,
    kind=AppearanceKind.ORIGINAL,
    status=AppearanceStatus.SHOWN,
    by_webhook=False,
)
MIRROR = replace(ORIGINAL, kind=AppearanceKind.MIRROR, by_webhook=True)
GONE, HIDDEN, DELETED = AppearanceStatus.GONE, CommentStatus.HIDDEN, CommentStatus.DELETED
SAID = MessagePosted(MESSAGE, 500, EMMA, None, COMMENT.text, None, None, ())
WRITTEN = LiveMessage(MESSAGE, SAID)
MIRRORED = LiveMessage(MESSAGE, mark=COMMENT.mark, text=f"Emma: {COMMENT.text}", by_webhook=True)
ADDED = replace(COMMENT, origin=CommentOrigin.ADDED)


def differences(
    stored: StoredMessage | None, live: LiveMessage | None, ref: ChannelRef = THREAD, **located: dict
) -> list[Difference]:
    return [*compare(ref, [POST], [stored] if stored else [], [live] if live else [], **located)]


def kinds(appearance: Appearance, comment: Comment, live: LiveMessage | None) -> list[Kind]:
    return [one.kind for one in differences(StoredMessage(appearance, comment), live)]


def written(**changes: object) -> LiveMessage:
    return LiveMessage(MESSAGE, replace(SAID, **changes))


@pytest.mark.parametrize(
    ("appearance", "comment", "live", "kind"),
    [
        (ORIGINAL, COMMENT, WRITTEN, None),
        (ORIGINAL, COMMENT, None, Kind.DELETED),
        (replace(ORIGINAL, status=GONE), COMMENT, None, None),
        (replace(ORIGINAL, status=GONE), COMMENT, WRITTEN, Kind.TAKEN_FOR_GONE),
        (ORIGINAL, COMMENT, written(text="Otherwise."), Kind.STORED_WRONG),
        (ORIGINAL, COMMENT, written(author=Author(41, "Elena")), Kind.STORED_WRONG),
        (ORIGINAL, COMMENT, written(author=replace(EMMA, name="Em")), None),
        (ORIGINAL, COMMENT, written(attachments=(PICTURE,)), Kind.STORED_WRONG),
        (ORIGINAL, replace(COMMENT, attachments=(PICTURE,)), written(attachments=(PICTURE,)), None),
        (
            ORIGINAL,
            replace(COMMENT, attachments=(PICTURE,)),
            written(attachments=(replace(PICTURE, spoiler=True),)),
            Kind.STORED_WRONG,
        ),
        (ORIGINAL, replace(COMMENT, status=CommentStatus.REFUSED), written(text="x"), Kind.STORED_WRONG),
        (ORIGINAL, replace(COMMENT, status=HIDDEN), WRITTEN, Kind.STILL_SHOWN),
        (replace(ORIGINAL, status=GONE), replace(COMMENT, status=HIDDEN), WRITTEN, Kind.STILL_SHOWN),
        (ORIGINAL, replace(COMMENT, status=DELETED), WRITTEN, Kind.STILL_SHOWN),
        (replace(ORIGINAL, status=GONE), replace(COMMENT, status=DELETED), WRITTEN, None),
        (ORIGINAL, replace(COMMENT, status=HIDDEN), None, Kind.STILL_SHOWN),
        (replace(ORIGINAL, status=GONE), replace(COMMENT, status=HIDDEN), None, None),
        (ORIGINAL, replace(ADDED, status=HIDDEN), WRITTEN, None),
        (ORIGINAL, replace(ADDED, status=HIDDEN), written(text="Otherwise."), Kind.STORED_WRONG),
        (ORIGINAL, replace(ADDED, status=DELETED, text=""), WRITTEN, None),
        (MIRROR, ADDED, MIRRORED, None),
        (MIRROR, replace(ADDED, status=HIDDEN), MIRRORED, Kind.STILL_SHOWN),
        (MIRROR, COMMENT, None, Kind.MIRROR_GONE),
        (MIRROR, COMMENT, replace(MIRRORED, text="Otherwise."), Kind.MIRROR_WRONG),
        (replace(MIRROR, outstanding=1), COMMENT, replace(MIRRORED, text="Otherwise."), None),
        (MIRROR, COMMENT, replace(MIRRORED, mark=COMMENT.mark + 1), Kind.MIRROR_WRONG),
        (replace(MIRROR, status=GONE), COMMENT, MIRRORED, Kind.MIRROR_UNKNOWN),
    ],
)
def test_a_message_differs_by_what_stands_and_what_should(
    appearance: Appearance, comment: Comment, live: LiveMessage | None, kind: Kind | None
):
    assert kinds(appearance, comment, live) == ([kind] if kind else [])


def test_of_a_long_comment_its_mirror_has_to_show_the_beginning():
    comment = replace(COMMENT, text="many  words\n" * 100)
    assert kinds(MIRROR, comment, replace(MIRRORED, text="**Emma**: " + "many words " * 40 + "…")) == []
    assert kinds(MIRROR, comment, replace(MIRRORED, text="many words " * 10)) == [Kind.MIRROR_WRONG]


def test_a_text_given_by_the_bots_own_dialog_counts_until_the_message_is_edited_later():
    comment = replace(COMMENT, text="By the dialog.", edited_at=SAID_AT + timedelta(minutes=2))
    assert kinds(ORIGINAL, comment, WRITTEN) == []
    assert kinds(ORIGINAL, comment, written(edited_at=SAID_AT + timedelta(minutes=1))) == []
    later = written(edited_at=SAID_AT + timedelta(minutes=3))
    assert kinds(ORIGINAL, comment, later) == [Kind.STORED_WRONG]
    other = written(attachments=(PICTURE,))
    [difference] = differences(StoredMessage(ORIGINAL, comment), other)
    assert difference.live is not None
    assert difference.live.posted is not None
    assert difference.live.posted.text == "By the dialog."


def test_what_a_comment_answers_is_compared_where_it_is_known():
    stored = StoredMessage(ORIGINAL, replace(COMMENT, parent_id=2))
    assert differences(stored, WRITTEN) == []
    assert differences(stored, WRITTEN, parents={MESSAGE: 2}) == []
    [difference] = differences(stored, WRITTEN, parents={MESSAGE: 4})
    assert (difference.kind, difference.parent_id) == (Kind.STORED_WRONG, 4)


@pytest.mark.parametrize(
    ("appearance", "comment", "live"),
    [
        (ORIGINAL, COMMENT, WRITTEN),
        (MIRROR, COMMENT, MIRRORED),
        (ORIGINAL, replace(ADDED, status=HIDDEN), WRITTEN),
    ],
)
def test_reactions_are_compared_with_those_counted(
    appearance: Appearance, comment: Comment, live: LiveMessage
):
    reacted = replace(live, reactions=(Reaction("👍", 2),))
    assert differences(StoredMessage(appearance, comment, {"👍": 2}), reacted) == []
    for counted in ({}, {"👍": 1}, {"👍": 2, "🎉": 1}):
        [difference] = differences(StoredMessage(appearance, comment, counted), reacted)
        assert difference.kind is Kind.COUNTED_WRONG


def test_of_an_erased_comment_and_of_a_message_taken_for_gone_no_reactions_are_kept():
    reacted = replace(WRITTEN, reactions=(Reaction("👍", 2),))
    assert kinds(ORIGINAL, replace(ADDED, status=DELETED, text=""), reacted) == []
    assert kinds(replace(ORIGINAL, status=GONE), COMMENT, reacted) == [Kind.TAKEN_FOR_GONE]


def test_what_is_not_stored_is_a_comment_where_it_has_a_home_and_a_mirror_in_a_thread():
    [missed] = differences(None, WRITTEN, homes={MESSAGE: POST})
    assert (missed.kind, missed.post, missed.discussion_id) == (Kind.NOT_STORED, POST, 7)
    assert differences(None, WRITTEN) == []
    assert [one.kind for one in differences(None, MIRRORED)] == [Kind.MIRROR_UNKNOWN]
    assert differences(None, MIRRORED, ref=CHANNEL) == [], "a card's first component has an id too"


def test_a_second_card_of_a_post_is_one_too_many():
    card = LiveMessage(500, cards=frozenset({"post"}))
    assert differences(None, card, ref=CHANNEL) == []
    [double] = differences(None, replace(card, id=501), ref=CHANNEL)
    assert (double.kind, double.message_id) == (Kind.CARD_DOUBLED, 501)
    unknown = [replace(POST, message_id=None)]
    assert [*compare(CHANNEL, unknown, [], [card])] == []


def test_a_difference_belongs_to_the_post_that_the_message_shows_its_comment_below():
    other = replace(POST, id=2, discussion_id=8)
    stored = StoredMessage(ORIGINAL, COMMENT)
    [difference] = compare(CHANNEL, [other, POST], [stored], [])
    assert (difference.post, difference.discussion_id) == (POST, 7)
    [difference] = compare(CHANNEL, [other], [stored], [])
    assert (difference.post, difference.discussion_id) == (other, 7)
