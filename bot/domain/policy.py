"""Who may do what, and in which state: pure rules that return the next state or raise why not."""

from __future__ import annotations

from bot.domain.discussion import Comment, CommentStatus, DiscussionStatus
from bot.domain.errors import NotAllowed, Refused
from bot.domain.message import message
from bot.domain.moderation import Action

MAX_SLOWMODE = 21_600
"""Seconds; Discord's own limit for a channel."""

_FROM = {
    Action.LOCK: (DiscussionStatus.OPEN,),
    Action.UNLOCK: (DiscussionStatus.LOCKED,),
    Action.CLOSE: (DiscussionStatus.OPEN, DiscussionStatus.LOCKED),
    Action.REOPEN: (DiscussionStatus.CLOSED,),
}
_TO = {
    Action.LOCK: DiscussionStatus.LOCKED,
    Action.UNLOCK: DiscussionStatus.OPEN,
    Action.CLOSE: DiscussionStatus.CLOSED,
    Action.REOPEN: DiscussionStatus.OPEN,
}


def require_moderator(moderates: bool) -> None:
    """Require Manage Messages.

    Raises:
        NotAllowed: naming the permission.
    """
    if not moderates:
        raise NotAllowed(
            message("You need the permission {permission} there.", permission=message("Manage Messages"))
        )


def require_own(own: bool) -> None:
    """Require that the member wrote the comment or moderates it.

    Raises:
        NotAllowed: naming the permission that others need.
    """
    if not own:
        raise NotAllowed(
            message(
                "Only a comment's author and members with the permission {permission} can use its options.",
                permission=message("Manage Messages"),
            )
        )


def require_manager(manager: bool) -> None:
    """Require Manage Server.

    Raises:
        NotAllowed: naming the permission.
    """
    if not manager:
        raise NotAllowed(
            message("You need the permission {permission} for that.", permission=message("Manage Server"))
        )


def may_add(status: DiscussionStatus, *, moderates: bool) -> bool:
    """Whether a member may add to a discussion: moderators always, others while it is open."""
    return moderates or status is DiscussionStatus.OPEN


def after(action: Action, status: DiscussionStatus) -> DiscussionStatus:
    """The status after lock, unlock, close or reopen.

    Raises:
        Refused: it has that status already, or another action has to come first.
    """
    if status in _FROM[action]:
        return _TO[action]
    match status:
        case DiscussionStatus.CLOSED if action is not Action.CLOSE:
            raise Refused(message("This discussion is closed: reopen it first."))
        case DiscussionStatus.CLOSED:
            raise Refused(message("This discussion is already closed."))
        case DiscussionStatus.LOCKED if action is Action.LOCK:
            raise Refused(message("This discussion is already locked."))
        case DiscussionStatus.LOCKED:
            raise Refused(message("This discussion is locked, not closed: unlock it."))
        case DiscussionStatus.OPEN:
            raise Refused(message("This discussion is already open."))


def check_hide(comment: Comment) -> None:
    """Check that a comment can be hidden: it is visible or held, or refused and still in a channel.

    Raises:
        Refused: it is hidden or deleted already.
    """
    _not_deleted(comment)
    if comment.status is CommentStatus.HIDDEN and not comment.held:
        raise Refused(message("This comment is already hidden."))


def check_restore(comment: Comment) -> None:
    """Check that a comment can be restored: it is hidden or refused.

    Raises:
        Refused: it is shown, or was deleted.
    """
    _not_deleted(comment)
    if comment.status is CommentStatus.VISIBLE:
        raise Refused(message("This comment is already visible."))


def check_report(comment: Comment, reporter_id: int) -> None:
    """Check that a member can report a comment.

    Raises:
        Refused: it is their own, or is not shown any more.
    """
    _not_deleted(comment)
    if comment.author.id == reporter_id:
        raise Refused(message("This is your own comment: you can delete it instead."))
    if comment.status is CommentStatus.HIDDEN:
        raise Refused(message("This comment is already hidden."))


def check_feature(comment: Comment) -> None:
    """Check that a comment can be featured: everybody who can read its room sees it.

    Raises:
        Refused: it is hidden, refused, held or deleted.
    """
    _not_deleted(comment)
    if comment.status is not CommentStatus.VISIBLE:
        raise Refused(message("This comment is not visible, so it cannot be featured."))


def _not_deleted(comment: Comment) -> None:
    if comment.status is CommentStatus.DELETED:
        raise Refused(message("This comment was deleted, and its text erased."))
