"""Which rooms are joined to their discussions: public ones, unless managers decided otherwise.

A room that is made private is parted in memory before that is stored, so that its next message is not
mirrored.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.featuring import featured_store as featured
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import post_store as posts, server_store as servers
from bot.domain import policy
from bot.domain.discussion import Post
from bot.domain.errors import Refused
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member


class RoomMembership:
    """Joins and parts rooms, in memory first and then in the database."""

    def __init__(self, database: Database, rooms: RoomIndex) -> None:
        self._database = database
        self._rooms = rooms
        self._public: dict[int, bool] = {}
        self._unstored: dict[int, bool] = {}
        self._forgotten: set[int] = set()
        self._stale: set[int] = set()
        self._private: set[int] = set()
        """Channels that are private when they are first looked at."""

    def rooms(self, channels: Collection[int]) -> dict[int, bool]:
        """Return whether channels are joined: those with cards, and those that a manager decided on."""
        decided = {one: joined for one, joined in self._rooms.decided().items() if one in channels}
        posts = [post for post in self._rooms.all() if post.channel_id in channels]
        return decided | {post.channel_id: bool(self._rooms.joined(post)) for post in posts}

    async def join(self, member: Member, channel_id: int, *, public: bool) -> Message:
        """Join a room to the discussions of its cards. Returns the answer to the member.

        Raises:
            NotAllowed: the member does not manage the server.
            Refused: it is joined already.
        """
        self.check_join(member, channel_id, public=public)
        # A public room needs no decision: it parts by itself once it is made private.
        await self._decide(member, channel_id, None if public else True)
        self._set(channel_id, joined=True)
        await self._store()
        if public:
            return message(
                "<#{channel}> is shared: its comments now also appear in other shared channels.",
                channel=str(channel_id),
            )
        return message(
            "<#{channel}> is shared, although not everyone can read it: its new "
            "comments also appear in other shared channels.",
            channel=str(channel_id),
        )

    def check_join(self, member: Member, channel_id: int, *, public: bool) -> None:
        """Check that the member can join a room, before they are asked whether they mean it.

        Raises:
            NotAllowed: the member does not manage the server.
            Refused: it is joined already.
        """
        policy.require_manager(member.manager)
        if self._rooms.decision(channel_id, public=public):
            raise Refused(message("<#{channel}> is already shared.", channel=str(channel_id)))

    async def part(self, member: Member, channel_id: int, *, public: bool) -> Message:
        """Part a room from its discussions. Returns the answer to the member.

        Raises:
            NotAllowed: the member does not manage the server.
            Refused: it is on its own already.
        """
        policy.require_manager(member.manager)
        if not self._rooms.decision(channel_id, public=public):
            raise Refused(message("<#{channel}> is not shared.", channel=str(channel_id)))
        await self._decide(member, channel_id, False if public else None)
        self._set(channel_id, joined=False)
        await self._store()
        return message(
            "<#{channel}> is no longer shared. Existing copies stay. Whoever can read "
            "the channel still finds its comments in the discussion.",
            channel=str(channel_id),
        )

    async def mirror(self, member: Member, *, on: bool) -> Message:
        """Turn mirroring in a server on or off. Returns the answer to the member.

        Raises:
            NotAllowed: the member does not manage the server.
        """
        policy.require_manager(member.manager)

        def work(connection: Connection) -> None:
            servers.set_mirroring(connection, member.server_id, on=on)
            kind, what = TargetKind.SERVER, f"mirroring {on}"
            audit.done(connection, member, Action.SETTINGS, kind, member.server_id, what)

        await self._database.write(work)
        if on:
            return message("From now on, comments appear in all shared channels.")
        return message(
            "From now on, comments stay in the channel where they are written. Existing copies stay."
        )

    async def on_visibility(self, public: Mapping[int, bool]) -> None:
        """Join or part rooms by whether everybody can read their channels now.

        Memory changes before the first ``await``.

        Raises:
            StorageFailed: the change was not stored; the next call tries again.
        """
        decided = self._rooms.decided()
        for channel_id, is_public in public.items():
            if is_public and decided.get(channel_id):
                self._rooms.decide(channel_id, None)
                self._forgotten.add(channel_id)
            changed = self._set(channel_id, joined=self._rooms.decision(channel_id, public=is_public))
            if changed or self._public.get(channel_id, is_public) is not is_public:
                # Cards count comments in public rooms.
                self._stale |= {post.discussion_id for post in self._rooms.in_channel(channel_id)}
            elif not is_public and channel_id not in self._public:
                # It may have been public before this start, and other rooms' cards feature its comments.
                self._private.add(channel_id)
        self._public |= public
        await self._store()

    async def on_post(self, post: Post) -> None:
        """Join or part the room of a post that was put into the room index."""
        if (public := self._rooms.public(post)) is not None:
            await self.on_visibility({post.channel_id: public})

    async def on_server_left(self, server_id: int) -> None:
        """Part the rooms of a server that the bot left.

        Memory changes before the first ``await``.

        Raises:
            StorageFailed: the change was not stored; the next call tries again.
        """
        for post in self._rooms.all():
            if post.server_id == server_id:
                self._set(post.channel_id, joined=False)
        await self._store()

    async def _decide(self, member: Member, channel_id: int, joined: bool | None) -> None:
        def work(connection: Connection) -> None:
            servers.decide_room(connection, member.server_id, channel_id, joined)
            kind, what = TargetKind.CHANNEL, f"joined {joined}"
            audit.done(connection, member, Action.SETTINGS, kind, channel_id, what)

        await self._database.write(work)
        self._forgotten.discard(channel_id)
        self._rooms.decide(channel_id, joined)

    def _set(self, channel_id: int, *, joined: bool) -> bool:
        changed = self._rooms.set_joined(channel_id, joined=joined)
        if changed:
            self._unstored[channel_id] = joined
        return changed

    async def _store(self) -> None:
        """Store what changed in memory, including changes that could not be stored before."""
        if not (self._unstored or self._forgotten or self._stale or self._private):
            return
        changed, forgotten, stale = dict(self._unstored), set(self._forgotten), set(self._stale)
        private = set(self._private)

        def work(connection: Connection) -> None:
            for channel_id in forgotten:
                servers.forget_decision(connection, channel_id)
            for channel_id, joined in changed.items():
                posts.set_joined(connection, channel_id, joined=joined)
            posts.mark_stale(connection, stale.union(featured.discussions_from(connection, private)))

        await self._database.write(work)
        self._private -= private
        self._unstored = dict(self._unstored.items() - changed.items())
        self._forgotten -= forgotten
        self._stale -= stale
