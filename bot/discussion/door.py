"""The door for comments: whatever stores, changes, hides or erases a comment does it here.

What belongs to that goes into the same transaction: the message that shows it, its mirrors and what quotes
it, cards, notices, reports, and the answers that came before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection
from bot.discussion.rules_port import CommentRules, NoRules
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
    ended_store as endings,
    held_store as waiting,
    notice_store as notices,
    post_store as posts,
    report_store as reports,
    server_store as servers,
    sign_store as signs,
    unresolved_reply_store as unresolved_replies,
)
from bot.discussion.stores.attachment_store import attach
from bot.discussion.translations_port import NoTranslations, Translations
from bot.domain import policy
from bot.domain.discussion import (
    AppearanceStatus,
    Attachment,
    Comment,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
    Post,
)
from bot.domain.errors import Refused
from bot.domain.events import UNKNOWN, Located, MessagePosted, Standing, snowflake_time
from bot.domain.moderation import HeldCause, NoticeKind, ReportStatus

REMEMBERED = 10_000
"""Deleted messages kept in mind, at most, for what history may still bring."""


class Door:
    """Comments come in, change and go. What takes a connection works in the transaction that it is given.

    In memory it holds only which messages were deleted lately.
    """

    def __init__(
        self,
        translations: Translations | None = None,
        rules: CommentRules | None = None,
        is_staff: Callable[[int, Collection[int]], bool] | None = None,
    ) -> None:
        """``translations``: what has comments translated. ``rules``: what comments are held against.
        ``is_staff``: whether somebody with these roles belongs to the staff of a server.
        """
        self._translations = translations or NoTranslations()
        self._rules = rules or NoRules()
        self._is_staff = is_staff or _is_nobody
        self._deleted: dict[int, None] = {}

    def has_rules(self, server_id: int) -> bool:
        """Whether comments of a server are held against rules, from which its moderators are exempt."""
        return self._rules.has_rules(server_id)

    def is_staff(self, server_id: int, roles: Collection[int]) -> bool:
        """Whether what a member with these roles says is marked as said by a server's staff."""
        return self._is_staff(server_id, roles)

    def require_may_add(self, connection: Connection, server_id: int, member_id: int) -> None:
        """Check that a member is not kept out of the discussions of a server.

        Raises:
            Refused: they are.
        """
        if refusal := self._rules.refusal(connection, server_id, member_id):
            raise Refused(refusal)

    def accept(self, connection: Connection, located: Sequence[Located]) -> dict[int, int]:
        """Store comments with all that belongs to them; returns the ids of the new ones, by what they were
        said with. What is stored already is brought up to date, and what was erased stays so.

        What is said where its author may not add anything is kept, and not shown.
        """
        arriving = [self._as_staff(one) for one in _resolved(connection, located)]
        ids = comments.add_all(connection, arriving)
        new = {ids[one.posted.id]: one for one in arriving if one.posted.id in ids}
        spoken = (one.posted for one in new.values() if one.origin is not CommentOrigin.DIALOG)
        appearances.add_originals(connection, {posted.id: posted.channel_id for posted in spoken})
        attach(connection, {one: its.posted.attachments for one, its in new.items()})
        for comment_id, cause in self._rules.ask(connection, new).items():
            # Who adds a message reads that it waits in the answer.
            self._hold(connection, comment_id, cause, told=new[comment_id].origin is CommentOrigin.ADDED)
            new[comment_id] = replace(new[comment_id], status=CommentStatus.HIDDEN)
        if mirrored := _request_mirrors(connection, new):
            self._translations.owe(connection, mirrored)
        unresolved_replies.name_parents(connection, new)
        signs.owe(connection, _refused_messages(new))
        posts.mark_stale(connection, {one.post.discussion_id for one in new.values()})
        unresolved_replies.adopt(connection, ids)
        for one in arriving:
            if one.posted.id not in ids:
                self._update(connection, one)
        return ids

    def _as_staff(self, located: Located) -> Located:
        """The same, marked if its author belongs to the server's staff: that is decided now, for good."""
        posted = located.posted
        if not posted.roles or not self._is_staff(located.post.server_id, posted.roles):
            return located
        return replace(located, posted=replace(posted, author=replace(posted.author, staff=True)))

    def _update(self, connection: Connection, read: Located) -> None:
        """A message that is stored was read once more: it may have been edited, its parent stored since."""
        posted = read.posted
        if not (posted.edited_at or read.parent_id):
            return
        if comment := comments.by_source(connection, posted.id):
            if posted.edited_at:
                its = (posted.text, posted.edited_at, posted.attachments, posted.names)
                self.edit(connection, comment.id, *its, standing=posted.standing)
            if read.parent_id:
                comments.set_parent(connection, comment.id, read.parent_id)

    def mirror_said_before(self, connection: Connection, post_id: int) -> None:
        """Have what was said below a post, before it had a thread, shown there."""
        appearances.want_said_before(connection, post_id)
        self._translations.owe_below(connection, post_id)

    def edit(
        self,
        connection: Connection,
        comment_id: int,
        text: str,
        edited_at: datetime,
        attachments: Collection[Attachment] | None = None,
        names: Mapping[int, str] = MappingProxyType({}),
        standing: Standing = UNKNOWN,
    ) -> None:
        """Give a comment its new text; the one before is kept as a revision. See :func:`comments.edit`."""
        if comments.edit(
            connection, comment_id, text=text, edited_at=edited_at, attachments=attachments, names=names
        ):
            if cause := self._rules.ask_again(connection, comment_id, edited_at, standing):
                self._hold(connection, comment_id, cause)
            else:
                self._translations.owe(connection, [comment_id])

    def correct(
        self, connection: Connection, comment_id: int, posted: MessagePosted, parent_id: int | None
    ) -> None:
        """Store of a comment what the platform holds of it, if it was not deleted."""
        if comments.correct(connection, comment_id, posted, parent_id):
            edited_at = posted.edited_at or snowflake_time(posted.id)
            if cause := self._rules.ask_again(connection, comment_id, edited_at, posted.standing):
                self._hold(connection, comment_id, cause)
        self._translations.owe(connection, [comment_id])

    def set_language(self, connection: Connection, comment_id: int, language: DetectedLanguage) -> bool:
        """Have a comment count as being in a language until its text changes, whatever was detected. Gives
        whether it counted as another before.
        """
        changed = comments.set_language(connection, comment_id, language)
        if changed:
            self._translations.owe(connection, [comment_id])
        return changed

    def _hold(self, connection: Connection, comment_id: int, cause: HeldCause, *, told: bool = False) -> None:
        """Take a comment out of its discussion until a moderator has decided about it; its author is told.

        Moderators are owed the notice of what a rule found.
        """
        comments.set_status(connection, comment_id, CommentStatus.HIDDEN)
        waiting.hold(connection, comment_id, cause, told=told)

    def hide(self, connection: Connection, comment_id: int, *, quietly: bool = False) -> None:
        """Take a comment out of its discussion. Its open reports were right, and moderators are told, unless
        ``quietly``.
        """
        waiting.release(connection, comment_id)
        comments.set_status(connection, comment_id, CommentStatus.HIDDEN)
        reports.settle(connection, comment_id, ReportStatus.UPHELD)
        if not quietly:
            notices.owe(connection, comment_id, NoticeKind.HIDE)

    def restore(
        self, connection: Connection, comment: Comment, home: Post, elsewhere: Collection[int]
    ) -> None:
        """Put a hidden comment, made below ``home``, back into its discussion; moderators are told. What
        was reported of one that was held was not right.

        It is shown there and ``elsewhere`` (posts of other rooms, where mirroring is on), but not where a
        message that was not removed shows it still.
        """
        comments.set_status(connection, comment.id, CommentStatus.VISIBLE)
        if comment.held:
            reports.settle(connection, comment.id, ReportStatus.DISMISSED)
        else:
            notices.owe(connection, comment.id, NoticeKind.HIDE)
        shown = appearances.of_comment(connection, comment.id)
        stands = any(
            one.status is AppearanceStatus.SHOWN and one.channel_id == home.thread_id for one in shown
        )
        if not stands:
            appearances.want_mirrors(connection, [comment.id], home.id)
        if elsewhere and servers.settings(connection, home.server_id).mirroring:
            for post_id in elsewhere:
                appearances.want_mirrors(connection, [comment.id], post_id)
        self._translations.owe(connection, [comment.id])

    def conceal(self, connection: Connection, comment_id: int) -> None:
        """Show a comment no more that is to be erased, and cannot be yet."""
        comment = comments.get(connection, comment_id)
        if comment is not None and comment.status is CommentStatus.VISIBLE:
            comments.set_status(connection, comment_id, CommentStatus.HIDDEN)

    def erase(self, connection: Connection, comment_id: int) -> None:
        """Erase a comment for good; the messages that show it are taken down."""
        erasures.erase(connection, [comment_id])

    def erase_member(self, connection: Connection, author_id: int, server_id: int, until: int) -> list[int]:
        """Erase what a member said in a server (0: everywhere) up to the id ``until``, and their name where
        others mention them; returns the ids of the erased comments.
        """
        comments.forget_name(connection, author_id, server_id or None)
        return erasures.erase_member(connection, author_id, server_id, until)

    def erase_ended(self, connection: Connection, discussion_id: int, limit: int) -> list[int]:
        """Erase up to ``limit`` comments of a discussion that has ended; returns their ids.

        Messages that members wrote themselves are theirs, and stay on the platform. Mirrors are taken down.
        """
        ids = endings.kept(connection, discussion_id, limit)
        erasures.erase(connection, ids, leave_originals=True)
        return ids

    def note_deleted(self, message_ids: Iterable[int]) -> None:
        """Messages are gone, whatever a page of history says that was read before: none becomes a comment."""
        self._deleted |= dict.fromkeys(message_ids)
        while len(self._deleted) > REMEMBERED:
            del self._deleted[next(iter(self._deleted))]

    def was_deleted(self, message_id: int) -> bool:
        """Whether a message is among the last that were deleted."""
        return message_id in self._deleted


def _is_nobody(server_id: int, roles: Collection[int]) -> bool:
    return False


def _resolved(connection: Connection, located: Sequence[Located]) -> list[Located]:
    """The same, below posts that name their discussions as they are now, and shown where those are open."""
    homes = discussions.of_posts(connection, {one.post.id for one in located})
    resolved: list[Located] = []
    for one in located:
        home = homes[one.post.id]
        if one.post.discussion_id != home.id:
            one = replace(one, post=replace(one.post, discussion_id=home.id))
        if not policy.may_add(home.status, moderates=bool(one.posted.moderator)):
            one = replace(one, status=CommentStatus.REFUSED)
        resolved.append(one)
    return resolved


def _request_mirrors(connection: Connection, new: Mapping[int, Located]) -> set[int]:
    """Ask for comments to be shown in the thread of their own post, unless they were said there, and in the
    threads elsewhere. Gives the ids of those comments.
    """
    wanted: dict[int, list[int]] = {}
    on: dict[int, bool] = {}
    for comment_id, one in new.items():
        if one.status is not CommentStatus.VISIBLE:
            continue
        server_id = one.post.server_id
        if one.elsewhere and server_id not in on:
            on[server_id] = servers.settings(connection, server_id).mirroring
        at_home = [] if one.origin is CommentOrigin.THREAD else [one.post.id]
        for post_id in (*at_home, *(one.elsewhere if on.get(server_id) else ())):
            wanted.setdefault(post_id, []).append(comment_id)
    for post_id, comment_ids in wanted.items():
        appearances.want_mirrors(connection, comment_ids, post_id)
    return {comment_id for comment_ids in wanted.values() for comment_id in comment_ids}


def _refused_messages(new: Mapping[int, Located]) -> list[int]:
    """The comments that were refused although their authors see them in a channel."""
    return [
        comment_id
        for comment_id, one in new.items()
        if one.status is CommentStatus.REFUSED and one.origin is not CommentOrigin.DIALOG
    ]
