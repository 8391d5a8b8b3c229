"""Which channels and threads hold our discussions, in memory: most of Discord's messages are none of ours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from bot.database.engine import Database
from bot.discussion.stores import (
    appearance_store as appearances,
    post_store as posts,
    server_store as servers,
)
from bot.discussion.visibility_port import Visibility
from bot.domain.discussion import Post, PostStatus, RoomKind
from bot.domain.events import ChannelRef


class RoomIndex:
    """The live posts by their threads and channels. ``load`` it once before events are taken."""

    def __init__(self, database: Database, visibility: Visibility | None = None) -> None:
        """Without ``visibility`` nothing is known of who reads a room: nothing passes between rooms."""
        self._database = database
        self._visibility = visibility
        self._posts: dict[int, Post] = {}
        self._of_thread: dict[int, int] = {}
        self._in_channel: dict[int, set[int]] = {}
        self._of_discussion: dict[int, set[int]] = {}
        self._of_card: dict[int, int] = {}
        self._fed_by: dict[int, set[int]] = {}
        self._decided: dict[int, bool] = {}

    async def load(self) -> None:
        """Read every live post."""
        live: list[Post] = []
        before: dict[int, Post] | None = None
        while before != self._posts:  # what became known meanwhile may be newer than what was read
            before = dict(self._posts)
            live = await self._database.read(posts.live)
        for post in live:
            self.put(post)
        for channel_id, post_id in await self._database.read(appearances.sources):
            self.add_source(channel_id, post_id)

    async def load_decisions(self) -> None:
        """Read which rooms managers joined or parted by hand; once, as memory knows of later ones first."""
        self._decided = await self._database.read(servers.decided_rooms)

    def put(self, post: Post) -> None:
        """A post was made, or changed. Whether a known one is joined is known here before it is stored."""
        before = self._posts.get(post.id)
        if before:
            post = replace(post, joined=before.joined)
        self.drop(post.id)
        self._posts[post.id] = post
        self._in_channel.setdefault(post.channel_id, set()).add(post.id)
        self._of_discussion.setdefault(post.discussion_id, set()).add(post.id)
        if post.thread_id is not None:
            self._of_thread[post.thread_id] = post.id
        if post.message_id is not None:
            self._of_card[post.message_id] = post.id

    def set_joined(self, channel_id: int, *, joined: bool) -> bool:
        """The posts of a channel are joined to their discussions, or not; gives whether any was not so."""
        others = [post for post in self.in_channel(channel_id) if post.joined is not joined]
        self._posts |= {post.id: replace(post, joined=joined) for post in others}
        return bool(others)

    def joined(self, post: Post) -> bool | None:
        """Whether a post's room is joined, by who can read it at this moment. None while that is unknown:
        nothing may pass then, and it is asked again later.
        """
        public = self.public(post)
        return public if public is None else self.decision(post.channel_id, public=public)

    def mirrored_in(self, home: Post) -> tuple[int, ...]:
        """The posts of the other rooms that what is said below a post is to be shown in, by who can read them
        at this moment. Where that is unknown the mirror waits: it is asked again when it is sent.
        """
        known = self._posts.get(home.id)
        if known is None or self.joined(known) is False:
            return ()
        others = (one for one in self.of_discussion(home.discussion_id) if one.id != home.id)
        posted = (one for one in others if one.status is PostStatus.POSTED)
        return tuple(one.id for one in posted if self.joined(one) is not False)

    def public(self, post: Post) -> bool | None:
        """Whether everybody can read a post's room at this moment; None while that is unknown."""
        if self._visibility is None:
            return None
        return self._visibility.public(post.server_id, post.channel_id)

    def decision(self, channel_id: int, *, public: bool) -> bool:
        """Whether a room is to be joined: what managers decided, else whether everybody can read it."""
        return self._decided.get(channel_id, public)

    def decided(self) -> dict[int, bool]:
        """The rooms that managers joined or parted by hand, and which of the two."""
        return dict(self._decided)

    def decide(self, channel_id: int, joined: bool | None) -> None:
        """Managers joined or parted a room by hand; None: they leave it to who can read it."""
        self._decided.pop(channel_id, None)
        if joined is not None:
            self._decided[channel_id] = joined

    def drop(self, post_id: int) -> None:
        """A post was removed."""
        if (post := self._posts.pop(post_id, None)) is None:
            return
        for index, key in ((self._in_channel, post.channel_id), (self._of_discussion, post.discussion_id)):
            index[key].discard(post_id)
            if not index[key]:
                del index[key]
        if post.thread_id is not None:
            self._of_thread.pop(post.thread_id, None)
        if post.message_id is not None:
            self._of_card.pop(post.message_id, None)

    async def remove(self, post: Post) -> bool:
        """The card of ``post`` does not stand any more: store that, and forget the post. Gives whether that
        is news.
        """
        self.drop(post.id)
        return await self._database.write(posts.mark_removed, post_id=post.id)

    def of_thread(self, thread_id: int) -> Post | None:
        """The post whose thread or forum post this is."""
        post_id = self._of_thread.get(thread_id)
        return None if post_id is None else self._posts[post_id]

    def has_cards(self, channel_id: int) -> bool:
        """Whether a channel holds cards: only there may a reply cost a read."""
        return channel_id in self._in_channel

    def follows(self, channel_id: int) -> bool:
        """Whether a channel or thread can hold what concerns us: it has cards, or is a discussion's."""
        return channel_id in self._of_thread or channel_id in self._in_channel

    def add_source(self, channel_id: int, post_id: int) -> None:
        """A message of a channel or thread was added to a discussion, below this post."""
        self._fed_by.setdefault(channel_id, set()).add(post_id)

    def posts_fed_by(self, channel_id: int) -> list[Post]:
        """The live posts that messages of a channel or thread were added below."""
        return [self._posts[one] for one in sorted(self._fed_by.get(channel_id, ())) if one in self._posts]

    def sources(self, post_ids: set[int]) -> set[int]:
        """The channels and threads that messages were added from below these posts."""
        return {channel_id for channel_id, fed in self._fed_by.items() if fed & post_ids}

    def is_source(self, channel_id: int) -> bool:
        """Whether messages of a channel or thread were added to discussions: they are edited there."""
        return channel_id in self._fed_by

    def of_message(self, message_id: int, channel_id: int) -> Post | None:
        """The post whose card this message is."""
        post_id = self._of_card.get(message_id)
        post = None if post_id is None else self._posts[post_id]
        return post if post and post.channel_id == channel_id else None

    def get(self, post_id: int) -> Post | None:
        """The live post with this id."""
        return self._posts.get(post_id)

    def in_channel(self, channel_id: int) -> list[Post]:
        """The live posts of a channel, oldest first."""
        return [self._posts[post_id] for post_id in sorted(self._in_channel.get(channel_id, ()))]

    def of_discussion(self, discussion_id: int) -> list[Post]:
        """The live posts of a discussion, oldest first."""
        return [self._posts[post_id] for post_id in sorted(self._of_discussion.get(discussion_id, ()))]

    def all(self) -> list[Post]:
        """Every live post."""
        return list(self._posts.values())


def channels_of(post: Post) -> list[ChannelRef]:
    """Where a post's comments are written: in its thread, and as replies to the card in its channel.

    A forum holds no messages of its own.
    """
    channel_id = post.channel_id if post.kind is RoomKind.CHANNEL else None
    places: Collection[int | None] = dict.fromkeys((channel_id, post.thread_id))
    return [ChannelRef(post.server_id, post.channel_id, place) for place in places if place is not None]
