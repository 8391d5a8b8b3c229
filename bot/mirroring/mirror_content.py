"""What a mirror shows: a comment, the comment it answers, and links to their messages."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.database.engine import Connection
from bot.discordkit.links import message_link
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    comment_store as comments,
    discussion_store as discussions,
    owed_translation_store as owed,
    post_store as posts,
    server_store as servers,
)
from bot.domain.discussion import (
    Appearance,
    AppearanceKind,
    AppearanceStatus,
    Comment,
    CommentOrigin,
    CommentStatus,
    DiscussionStatus,
    Post,
)
from bot.domain.errors import PlatformFailed
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.translation import MirrorTranslations
from bot.mirroring.webhooks_port import MirrorContent, Quote
from bot.translating import translation_store as translations


@dataclass(frozen=True, slots=True)
class Draft:
    """What the thread of ``post`` shows of a comment if everybody can read every room.

    ``home`` is the post it was made under, ``answers_below`` that of the comment it answers.
    """

    content: MirrorContent
    post: Post
    home: Post | None
    answers_below: Post | None

    def passing(self, rooms: RoomIndex) -> MirrorContent | None:
        """What the thread may show by who can read the rooms at this moment; None is nothing.

        Raises:
            PlatformFailed: it is unknown who can read one of the rooms concerned.
        """
        if not _may_pass(rooms, self.home, self.post):
            return None
        if self.content.answers and not _may_pass(rooms, self.answers_below, self.post):
            return replace(self.content, answers=None)
        return self.content


@dataclass(frozen=True, slots=True)
class StoredMirror:
    """A mirror as it is stored now. ``draft`` is what it has to show, None if its comment is not visible or,
    for a pending one, mirroring is off; ``closed`` is whether its thread has to be archived; ``awaits`` is
    whether a translation is being made for it.
    """

    appearance: Appearance
    post: Post
    comment_status: CommentStatus
    draft: Draft | None
    closed: bool
    awaits: bool = False


def load_mirror(connection: Connection, appearance_id: int, *, translated: bool = False) -> StoredMirror:
    """Load the mirror with this id, ``translated`` if it is to be."""
    appearance = appearances.get(connection, appearance_id)
    comment = comments.get(connection, appearance.comment_id)
    post = posts.get(connection, appearance.post_id)
    assert comment is not None
    assert post is not None
    draft = _draft(connection, comment, post)
    if draft and draft.content.elsewhere and appearance.status is AppearanceStatus.PENDING:
        settings = servers.settings(connection, post.server_id)
        draft = draft if settings.mirroring else None
    discussion = discussions.get(connection, post.discussion_id)
    closed = discussion is not None and discussion.status is DiscussionStatus.CLOSED
    awaits = False
    if translated and draft and _is_in_the_other_language(comment, post):
        draft, awaits = _translated(connection, draft)
    return StoredMirror(appearance, post, comment.status, draft, closed, awaits)


def _is_in_the_other_language(comment: Comment, post: Post) -> bool:
    language = Language.from_tag(comment.language.value)
    return language is not None and language is not post.language


def _translated(connection: Connection, draft: Draft) -> tuple[Draft, bool]:
    """The same with what is stored of the comment in the room's language, as its server wants to show that;
    and whether it is still to be made.
    """
    comment = draft.content.comment
    how = servers.settings(connection, draft.post.server_id).mirror_translations
    if how is MirrorTranslations.OFF:
        return draft, False
    made = translations.of_comments(connection, [comment.id]).get(comment.id)
    if made is None:
        return draft, owed.is_owed(connection, comment.id)
    instead = how is MirrorTranslations.INSTEAD
    return replace(draft, content=replace(draft.content, translation=made, instead=instead)), False


def _draft(connection: Connection, comment: Comment, post: Post) -> Draft | None:
    """What the thread of ``post`` shows of ``comment``; None if that is not visible."""
    if comment.status is not CommentStatus.VISIBLE:
        return None
    answered = comments.get(connection, comment.parent_id) if comment.parent_id else None
    answers = None
    if answered and answered.status is CommentStatus.VISIBLE:
        answers = Quote(answered, _link(connection, answered.id, post))
    content = MirrorContent(
        comment=comment,
        answers=answers,
        link=_link(connection, comment.id, post, AppearanceKind.ORIGINAL),
        language=post.language,
        copies=_copies(connection, comment),
        elsewhere=comment.post_id != post.id or comment.origin is CommentOrigin.ADDED,
    )
    home = posts.get(connection, comment.post_id)
    return Draft(content, post, home, posts.get(connection, answered.post_id) if answered else None)


def _may_pass(rooms: RoomIndex, home: Post | None, post: Post) -> bool:
    """Whether the room of ``post`` may show what was said below ``home``: both rooms are joined, or the same.

    Raises:
        PlatformFailed: it is unknown who can read one of the rooms.
    """
    if home is None or home.id == post.id:
        return home is not None
    joined = (rooms.joined(home), rooms.joined(post))
    if None in joined and False not in joined:
        raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
    return all(joined)


def _link(
    connection: Connection, comment_id: int, post: Post, kind: AppearanceKind | None = None
) -> str | None:
    """A link to a message that shows a comment: the one in the post's own thread, else any."""
    shown = [
        one
        for one in appearances.of_comment(connection, comment_id)
        if one.status is AppearanceStatus.SHOWN and kind in (None, one.kind)
    ]
    nearest = min(shown, key=lambda one: one.channel_id != post.thread_id, default=None)
    if nearest is None or nearest.message_id is None:
        return None
    return message_link(post.server_id, nearest.channel_id, nearest.message_id)


def _copies(connection: Connection, comment: Comment) -> tuple[tuple[str, bytes], ...]:
    """Copies of the attachments, if the original message was deleted."""
    if not comment.attachments:
        return ()
    shown = appearances.of_comment(connection, comment.id)
    if any(one.kind is AppearanceKind.ORIGINAL and one.status is AppearanceStatus.SHOWN for one in shown):
        return ()
    return tuple(copies.kept(connection, comment.id))
