"""Reading a discussion as a tree, page by page: what is shown, in the rooms that whoever asks can see."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from bot.browsing import tree_store as tree
from bot.browsing.search_store import Window
from bot.browsing.tree_store import Part, TreeCursor
from bot.database.engine import Connection, Database
from bot.discordkit.links import message_link
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
    reaction_store as reactions,
)
from bot.discussion.viewer_port import Viewer, reads
from bot.domain import policy
from bot.domain.discussion import Author, Comment, CommentStatus, Discussion, Post, PostStatus, Reaction
from bot.domain.errors import NotFound
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.posting import article_store as articles

PAGE_SIZE = 5
"""Places on one page: with their texts and first answers they have to fit into one message."""
FIRST = 2
"""Answers shown right below what they answer."""
_NOBODY = Author(0, "")
_UNKNOWN = message("I know no such discussion here.")

Counted = dict[int, tuple[Reaction, ...]]
"""How often people reacted to comments, by comment."""


class Direction(StrEnum):
    """Which places are wanted: the latest, or those next to one."""

    LATEST = "latest"
    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A page of a discussion: at the top, or ``below`` the comment that was first said with that id.

    ``source_id`` is what it lies next to, 0 for the latest; older than everything is newer than 0.
    """

    way: Direction = Direction.LATEST
    source_id: int = 0
    below: int | None = None


@dataclass(frozen=True, slots=True)
class CommentEntry:
    """A comment in its place, with a link to a message that shows it, if one stands, and how often people
    reacted to it.

    ``answers`` counts the places right below it up to ``tree.MOST_ANSWERS``; ``first`` are the first of them.
    """

    comment: Comment
    link: str | None
    reactions: tuple[Reaction, ...]
    answers: int
    first: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class ParentComment:
    """The comment whose answers a page shows; ``up`` leads to where it stands itself."""

    comment: Comment
    link: str | None
    reactions: tuple[Reaction, ...]
    parent_cursor: Cursor

    @property
    def deep(self) -> bool:
        """Whether it stands below another comment itself."""
        return self.parent_cursor.below is not None


@dataclass(frozen=True, slots=True)
class DiscussionPage:
    """Some places of one level of a discussion, oldest first; ``stem`` is what they are answers to, None at
    the top. ``total`` counts the comments that are shown, in all its rooms that can be seen, up to one more
    than ``tree.MOST_COMMENTS``. ``post`` is a live card there, ``may_reply`` whether a reply can be left
    below it.
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


class DiscussionReader:
    """Discussions as readers see them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def below(self, viewer: Viewer, post_public_id: str) -> DiscussionPage:
        """The latest comments of the discussion that a card belongs to.

        Raises:
            NotFound: there is no such card, or they cannot see it.
        """
        find = partial(discussions.of_card, public_id=post_public_id)
        unknown = message("This card is not known here any more.")
        return await self._page(viewer, find, Cursor(), unknown, post_public_id)

    async def show(self, viewer: Viewer, discussion_id: int) -> DiscussionPage:
        """The latest comments of a discussion.

        Raises:
            NotFound: there is none, or they can see none of its rooms.
        """
        return await self._page(viewer, partial(discussions.get, discussion_id=discussion_id), Cursor())

    async def turn(self, viewer: Viewer, public_id: str, turn: Cursor) -> DiscussionPage:
        """Another page of a discussion; past either end of a level its last page stays.

        Raises:
            NotFound: there is no such discussion, they can see none of its rooms, or the comment whose
                answers are asked for is not there for them.
        """
        return await self._page(viewer, partial(discussions.by_public_id, public_id=public_id), turn)

    async def _page(
        self,
        viewer: Viewer,
        find: Callable[[Connection], Awaitable[Discussion | None]],
        turn: Cursor,
        unknown: Message = _UNKNOWN,
        card: str = "",
    ) -> DiscussionPage:
        member = viewer.member
        discussion, every = await self._database.read(partial(_with_posts, find=find))
        if discussion is None:
            raise NotFound(unknown)
        has_card = any(post.status is not PostStatus.REMOVED for post in every)
        seen = [post for post in every if reads(viewer, post.channel_id, has_card=has_card)]
        if not seen or discussion.server_id != member.server_id:
            raise NotFound(_UNKNOWN)
        whole = len(seen) == len(every)
        read = partial(_read, discussion=discussion, seen=seen, whole=whole, turn=turn)
        page = await self._database.read(partial(read, language=member.language))
        post = _post(seen, member.channel_id, card)
        may_reply = post is not None and policy.may_add(
            discussion.status, moderates=viewer.moderates(post.channel_id)
        )
        return replace(page, post=post, may_reply=may_reply)


async def _with_posts(
    connection: Connection, find: Callable[[Connection], Awaitable[Discussion | None]]
) -> tuple[Discussion | None, list[Post]]:
    """A discussion and all its posts, those taken away included."""
    discussion = await find(connection)
    every = await posts.of_discussion(connection, discussion.id, removed=True) if discussion else []
    return discussion, every


async def _read(
    connection: Connection,
    discussion: Discussion,
    seen: list[Post],
    turn: Cursor,
    language: Language,
    *,
    whole: bool,
) -> DiscussionPage:
    """A page as it is stored; ``whole`` says whether ``seen`` are all posts of the discussion."""
    part = Part(discussion.id, tuple(post.id for post in seen), whole)
    channels = {post.channel_id for post in seen}
    above = None if turn.below is None else await _above(connection, part, turn.below)
    places, has_older, has_newer = await _turned(connection, part, above.id if above else None, turn)
    ids = [place.comment_id for place in places] + ([above.id] if above else [])
    links = await _links(connection, discussion, ids, channels)
    counted = await reactions.of_comments(connection, ids)
    titles = await articles.titles(connection, [discussion.article_id], language)
    return DiscussionPage(
        discussion=discussion,
        headline=titles.get(discussion.article_id, ""),
        parent=await _stem(connection, part, above, links, counted) if above else None,
        entries=await _entries(connection, part, places, links, counted),
        total=await tree.count(connection, part),
        has_older=has_older,
        has_newer=has_newer,
    )


async def _above(connection: Connection, part: Part, source_id: int) -> Comment:
    """The comment whose answers are asked for."""
    comment = await comments.by_source(connection, source_id)
    if comment is None or not await tree.is_place(connection, part, comment.id):
        raise NotFound(message("That comment is not there any more."))
    return comment


async def _stem(
    connection: Connection, part: Part, comment: Comment, links: dict[int, str], counted: Counted
) -> ParentComment:
    answered = await comments.get(connection, comment.parent_id) if comment.parent_id else None
    above = answered.source_id if answered and answered.post_id in part.posts else None
    # The page it is the last one of.
    up = Cursor(Direction.OLDER, comment.source_id + 1, above)
    return ParentComment(_readable(comment), links.get(comment.id), counted.get(comment.id, ()), up)


async def _turned(
    connection: Connection, part: Part, parent_id: int | None, turn: Cursor
) -> tuple[list[TreeCursor], bool, bool]:
    """The places of a page, and whether there are older and newer ones at their level."""
    newer = turn.way is Direction.NEWER
    before = turn.source_id if turn.way is Direction.OLDER else None
    window = Window(PAGE_SIZE + 1, before=before, after=turn.source_id if newer else None)
    found = await tree.level(connection, part, parent_id, window)
    if not found and turn.way is not Direction.LATEST:
        return await _turned(connection, part, parent_id, Cursor())
    has_more = len(found) > PAGE_SIZE
    if newer:
        older = Window(1, before=found[0].source_id)
        has_older = turn.source_id > 0 and bool(await tree.level(connection, part, parent_id, older))
        return found[:PAGE_SIZE], has_older, has_more
    has_newer = before is not None and bool(
        await tree.level(connection, part, parent_id, Window(1, after=found[-1].source_id))
    )
    return found[-PAGE_SIZE:], has_more, has_newer


async def _entries(
    connection: Connection, part: Part, places: list[TreeCursor], links: dict[int, str], counted: Counted
) -> tuple[CommentEntry, ...]:
    ids = [place.comment_id for place in places]
    answers = await tree.answers(connection, part, ids)
    first = {one: answers.get(one, [])[:FIRST] for one in ids}
    shown = await comments.get_many(connection, [*ids, *(answer for few in first.values() for answer in few)])
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
    """``comment`` as readers get it: of what is not shown its place alone."""
    if comment.status is CommentStatus.VISIBLE:
        return comment
    return replace(comment, author=_NOBODY, text="", attachments=())


async def _links(
    connection: Connection, discussion: Discussion, comment_ids: list[int], channels: set[int]
) -> dict[int, str]:
    places = await appearances.places(connection, comment_ids, channels)
    return {one: message_link(discussion.server_id, *place) for one, place in places.items()}


def _post(seen: list[Post], here: int, preferred: str) -> Post | None:
    """The live card to lead to: the one asked from, that of this channel or thread, else the oldest."""
    ranked = sorted(
        (one for one in seen if one.status is not PostStatus.REMOVED),
        key=lambda one: (
            one.public_id != preferred,
            here not in (one.channel_id, one.thread_id),
            one.id,
        ),
    )
    return ranked[0] if ranked else None
