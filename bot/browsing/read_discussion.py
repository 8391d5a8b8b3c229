"""Reading a discussion as a tree, page by page, as far as the viewer can see its rooms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from bot.browsing import tree_store as tree
from bot.browsing.pager import LATEST, Cursor, Direction, Window, read_page
from bot.browsing.tree_store import CommentKey, VisiblePart
from bot.database.engine import Connection, Database
from bot.discordkit.links import message_link
from bot.discussion.featuring import featured_store, question_store as questions
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
    reaction_store as reactions,
)
from bot.discussion.viewer_port import Viewer, reads
from bot.domain import policy
from bot.domain.card import Featured, Question
from bot.domain.discussion import Author, Comment, CommentStatus, Discussion, Post, PostStatus, Reaction
from bot.domain.errors import NotFound
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.posting import article_store as articles

FIRST = 2
"""Answers shown right below a comment."""
_NO_AUTHOR = Author(0, "")
_UNKNOWN = message("I do not know that discussion here.")

Counted = dict[int, tuple[Reaction, ...]]
"""How often people reacted to comments, by comment."""


@dataclass(frozen=True, slots=True)
class CommentEntry:
    """A comment on a page. ``link`` leads to a message that shows it, if there is one.

    ``answers`` counts its direct answers up to ``tree.MAX_ANSWERS``; ``first`` are the first of them.
    """

    comment: Comment
    link: str | None
    reactions: tuple[Reaction, ...]
    answers: int
    first: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class ParentComment:
    """The comment whose answers a page shows; ``parent_cursor`` is the page it is on itself."""

    comment: Comment
    link: str | None
    reactions: tuple[Reaction, ...]
    parent_cursor: Cursor


@dataclass(frozen=True, slots=True)
class DiscussionPage:
    """Comments of one level of a discussion, oldest first. The page that a discussion opens with has its
    ``question`` and its ``featured`` comments too.

    ``parent`` is what they answer, None at the top. ``total`` counts the visible comments of all levels, up
    to ``tree.MAX_COMMENTS`` + 1. ``post`` is a live card, ``may_reply`` whether the viewer can reply to it.
    """

    discussion: Discussion
    headline: str
    parent: ParentComment | None
    entries: tuple[CommentEntry, ...]
    total: int
    has_older: bool
    has_newer: bool
    post: Post | None = None
    may_reply: bool = False
    featured: tuple[Featured, ...] = ()
    question: Question | None = None

    @property
    def comments(self) -> list[Comment]:
        """All comments on the page: first those of its level, then the one above, then their answers, and
        what is featured.
        """
        featured = [one.comment for one in self.featured]
        level = [entry.comment for entry in self.entries]
        above = [self.parent.comment] if self.parent else []
        return [*level, *above, *(answer for entry in self.entries for answer in entry.first), *featured]


class DiscussionReader:
    """Discussions as a viewer sees them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_card(self, viewer: Viewer, post_public_id: str) -> DiscussionPage:
        """Return the latest comments of the discussion that a card belongs to.

        Raises:
            NotFound: there is no such card, or the viewer cannot see it.
        """
        find = partial(discussions.of_card, public_id=post_public_id)
        unknown = message("I no longer know this card.")
        return await self._page(viewer, find, Cursor(), unknown, post_public_id)

    async def show(self, viewer: Viewer, discussion_id: int) -> DiscussionPage:
        """Return the latest comments of a discussion.

        Raises:
            NotFound: there is none, or the viewer can see none of its rooms.
        """
        return await self._page(viewer, partial(discussions.get, discussion_id=discussion_id), Cursor())

    async def turn(self, viewer: Viewer, public_id: str, cursor: Cursor) -> DiscussionPage:
        """Return another page of a discussion; past either end of a level, its latest page.

        Raises:
            NotFound: there is no such discussion, or the viewer can see none of its rooms, or not the
                comment whose answers they asked for.
        """
        return await self._page(viewer, partial(discussions.by_public_id, public_id=public_id), cursor)

    async def _page(
        self,
        viewer: Viewer,
        find: Callable[[Connection], Discussion | None],
        cursor: Cursor,
        unknown: Message = _UNKNOWN,
        card: str = "",
    ) -> DiscussionPage:
        member = viewer.member
        discussion, all_posts = await self._database.read(_with_posts, find=find)
        if discussion is None:
            raise NotFound(unknown)
        has_card = any(post.status is not PostStatus.REMOVED for post in all_posts)
        seen = [post for post in all_posts if reads(viewer, post.channel_id, has_card=has_card)]
        if not seen or discussion.server_id != member.server_id:
            raise NotFound(_UNKNOWN)
        part = VisiblePart(discussion.id, tuple(post.id for post in seen), len(seen) == len(all_posts))
        channels = {post.channel_id for post in seen}
        page = await self._database.read(_read, discussion, part, channels, cursor, member.language)
        post = _post(seen, member.channel_id, card)
        may_reply = post is not None and policy.may_add(
            discussion.status, moderates=viewer.moderates(post.channel_id)
        )
        return replace(page, post=post, may_reply=may_reply)


def _with_posts(
    connection: Connection, find: Callable[[Connection], Discussion | None]
) -> tuple[Discussion | None, list[Post]]:
    """Return a discussion and all its posts, removed ones included."""
    discussion = find(connection)
    if discussion is None:
        return None, []
    return discussion, posts.of_discussion(connection, discussion.id, removed=True)


def _read(
    connection: Connection,
    discussion: Discussion,
    part: VisiblePart,
    channels: set[int],
    cursor: Cursor,
    language: Language,
) -> DiscussionPage:
    above = None if cursor.below is None else _above(connection, part, cursor.below)

    def fetch(window: Window) -> list[CommentKey]:
        return tree.level(connection, part, above.id if above else None, window)

    keys, has_older, has_newer = read_page(fetch, cursor)
    ids = [key.comment_id for key in keys] + ([above.id] if above else [])
    links = _links(connection, discussion, ids, channels)
    counted = reactions.of_comments(connection, ids)
    titles = articles.titles(connection, [discussion.article_id], language)
    opens = cursor == LATEST
    featured = featured_store.of_posts(connection, discussion, part.posts, channels) if opens else ()
    return DiscussionPage(
        discussion=discussion,
        headline=titles.get(discussion.article_id, ""),
        parent=_parent(connection, part, above, links, counted) if above else None,
        entries=_entries(connection, part, keys, links, counted),
        total=tree.count(connection, part),
        has_older=has_older,
        has_newer=has_newer,
        featured=featured,
        question=questions.asked(connection, discussion.id) if opens else None,
    )


def _above(connection: Connection, part: VisiblePart, source_id: int) -> Comment:
    """Return the comment whose answers are wanted."""
    comment = comments.by_source(connection, source_id)
    if comment is None or not tree.has(connection, part, comment.id):
        raise NotFound(message("That comment is no longer there."))
    return comment


def _parent(
    connection: Connection, part: VisiblePart, comment: Comment, links: dict[int, str], counted: Counted
) -> ParentComment:
    answered = comments.get(connection, comment.parent_id) if comment.parent_id else None
    above = answered.source_id if answered and answered.post_id in part.posts else None
    # The page on which it is the last comment.
    parent_cursor = Cursor(Direction.OLDER, comment.source_id + 1, above)
    return ParentComment(
        _readable(comment), links.get(comment.id), counted.get(comment.id, ()), parent_cursor
    )


def _entries(
    connection: Connection, part: VisiblePart, keys: list[CommentKey], links: dict[int, str], counted: Counted
) -> tuple[CommentEntry, ...]:
    ids = [key.comment_id for key in keys]
    answers = tree.answers(connection, part, ids)
    first = {one: answers.get(one, [])[:FIRST] for one in ids}
    shown = comments.get_many(connection, [*ids, *(answer for few in first.values() for answer in few)])
    return tuple(
        CommentEntry(
            comment=_readable(shown[one]),
            link=links.get(one),
            reactions=counted.get(one, ()),
            answers=len(answers.get(one, ())),
            first=tuple(_readable(shown[answer]) for answer in first[one]),
        )
        for one in ids
    )


def _readable(comment: Comment) -> Comment:
    """Return ``comment`` without author, text and attachments unless it is visible."""
    if comment.status is CommentStatus.VISIBLE:
        return comment
    return replace(comment, author=_NO_AUTHOR, text="", attachments=())


def _links(
    connection: Connection, discussion: Discussion, comment_ids: list[int], channels: set[int]
) -> dict[int, str]:
    places = appearances.places(connection, comment_ids, channels)
    return {one: message_link(discussion.server_id, *place) for one, place in places.items()}


def _post(seen: list[Post], here: int, preferred: str) -> Post | None:
    """Return the live card to link to: the preferred one, else that of this channel, else the oldest."""
    return min(
        (one for one in seen if one.status is not PostStatus.REMOVED),
        key=lambda one: (one.public_id != preferred, here not in (one.channel_id, one.thread_id), one.id),
        default=None,
    )
