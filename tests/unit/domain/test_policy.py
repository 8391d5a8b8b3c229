"""Who may do what, in which state of a discussion or comment."""

from datetime import UTC, datetime

import pytest

from bot.domain import policy
from bot.domain.discussion import (
    Author,
    Comment,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
    DiscussionStatus,
)
from bot.domain.errors import NotAllowed, Refused
from bot.domain.moderation import Action

OPEN, LOCKED, CLOSED = DiscussionStatus.OPEN, DiscussionStatus.LOCKED, DiscussionStatus.CLOSED
AUTHOR = Author(7, "Elena")


def a_comment(status: CommentStatus) -> Comment:
    return Comment(
        id=1,
        discussion_id=1,
        post_id=1,
        parent_id=None,
        source_id=100,
        author=AUTHOR,
        origin=CommentOrigin.THREAD,
        status=status,
        text="" if status is CommentStatus.DELETED else "hola",
        language=DetectedLanguage.ES,
        said_at=datetime.now(UTC),
        edited_at=None,
    )


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        (Action.LOCK, OPEN, LOCKED),
        (Action.UNLOCK, LOCKED, OPEN),
        (Action.CLOSE, OPEN, CLOSED),
        (Action.CLOSE, LOCKED, CLOSED),
        (Action.REOPEN, CLOSED, OPEN),
    ],
)
def test_an_action_leads_to_its_state(action: Action, before: DiscussionStatus, after: DiscussionStatus):
    assert policy.after(action, before) is after


@pytest.mark.parametrize(
    ("action", "before", "why"),
    [
        (Action.LOCK, LOCKED, "already locked"),
        (Action.LOCK, CLOSED, "reopen it first"),
        (Action.UNLOCK, OPEN, "already open"),
        (Action.UNLOCK, CLOSED, "reopen it first"),
        (Action.CLOSE, CLOSED, "already closed"),
        (Action.REOPEN, OPEN, "already open"),
        (Action.REOPEN, LOCKED, "unlock it"),
    ],
)
def test_an_action_that_does_not_fit_says_why(action: Action, before: DiscussionStatus, why: str):
    with pytest.raises(Refused, match=why):
        policy.after(action, before)


def test_only_moderators_add_to_what_is_not_open():
    assert policy.may_add(OPEN, moderates=False)
    assert not policy.may_add(LOCKED, moderates=False)
    assert not policy.may_add(CLOSED, moderates=False)
    assert policy.may_add(LOCKED, moderates=True)
    assert policy.may_add(CLOSED, moderates=True)


def test_who_lacks_a_permission_is_told_which():
    policy.require_moderator(True)
    policy.require_manager(True)
    with pytest.raises(NotAllowed, match="Manage Messages"):
        policy.require_moderator(False)
    with pytest.raises(NotAllowed, match="Manage Server"):
        policy.require_manager(False)


def test_what_is_shown_or_refused_can_be_hidden_and_what_is_not_shown_restored():
    for status in (CommentStatus.VISIBLE, CommentStatus.REFUSED):
        policy.check_hide(a_comment(status))
    for status in (CommentStatus.HIDDEN, CommentStatus.REFUSED):
        policy.check_restore(a_comment(status))
    with pytest.raises(Refused, match="already hidden"):
        policy.check_hide(a_comment(CommentStatus.HIDDEN))
    with pytest.raises(Refused, match="already visible"):
        policy.check_restore(a_comment(CommentStatus.VISIBLE))


def test_what_was_deleted_comes_back_for_nobody():
    gone = a_comment(CommentStatus.DELETED)
    for check in (policy.check_hide, policy.check_restore, lambda one: policy.check_report(one, 8)):
        with pytest.raises(Refused, match="erased"):
            check(gone)


def test_members_report_what_others_say():
    policy.check_report(a_comment(CommentStatus.VISIBLE), 8)
    with pytest.raises(Refused, match="your own"):
        policy.check_report(a_comment(CommentStatus.VISIBLE), AUTHOR.id)
    with pytest.raises(Refused, match="already hidden"):
        policy.check_report(a_comment(CommentStatus.HIDDEN), 8)
