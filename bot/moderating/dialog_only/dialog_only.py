"""A server's settings of where members comment by dialog alone, and moderators read every comment first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import dialog_only_store as dialog_only, server_store as servers
from bot.discussion.threads_port import Threads
from bot.domain import policy
from bot.domain.discussion import Post
from bot.domain.errors import BadInput, Refused
from bot.domain.message import Message, counted, message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.moderating.dialog_only.answers import switched_off, switched_on
from bot.moderating.dialog_only.places import DialogOnlyPlaces
from bot.moderating.queue import panel_store as panels

MAX_CHANNELS = 15
_SERVER = dialog_only.SERVER
_NO_CHANGE = message("No change needed.")

Set = Mapping[int, datetime | None]
"""What is set in a server, by room; see :func:`dialog_only.of_server`."""


class DialogOnly:
    """Reads and sets it for servers and rooms. Each change is in the record of what managers did."""

    def __init__(
        self, database: Database, places: DialogOnlyPlaces, rooms: RoomIndex, threads: Threads
    ) -> None:
        self._database = database
        self._places = places
        self._rooms = rooms
        self._threads = threads

    async def set(
        self, member: Member, at: datetime, *, on: bool | None, channel_id: int | None = None
    ) -> list[Message]:
        """Set it in a room, or in the whole server, from the moment ``at`` on. ``on`` None leaves a room to
        the server. Returns the sentences to answer with.

        Raises:
            BadInput: it is left to the server, and no room is named.
            NotAllowed: the member does not manage the server.
            Refused: it is so already.
        """
        policy.require_manager(member.manager)
        if on is None and channel_id is None:
            raise BadInput(message("Choose a channel: only there it can be as in the server."))
        server_id, place = member.server_id, channel_id or _SERVER

        def work(connection: Connection) -> Set:
            _require_change(dialog_only.of_server(connection, server_id), place, on=on)
            if on is None:
                dialog_only.leave_to_server(connection, server_id, place)
            else:
                dialog_only.put(connection, server_id, place, at if on else None)
            kind, target = (TargetKind.CHANNEL, place) if channel_id else (TargetKind.SERVER, server_id)
            what = "as in the server" if on is None else "on" if on else "off"
            audit.done(connection, member, Action.SETTINGS, kind, target, f"dialog only: {what}")
            return dialog_only.of_server(connection, server_id)

        now = await self._places.change(self._database, server_id, work)
        where = message("in <#{channel}>", channel=str(place)) if channel_id else message("in all channels")
        if now.get(place, now.get(_SERVER)) is None:
            return [switched_off(where), *_kept_on(now, place)]
        return [switched_on(where), *await self._caveats(server_id, channel_id)]

    async def lines(self, server_id: int) -> list[Message]:
        """Return where it is set in a server, for its overview; nothing where it is not."""
        now, alone = await self._database.read(_in_force, server_id)
        others = _mentions(place for place, since in now.items() if place != _SERVER and since is None)
        own = _mentions(place for place, since in now.items() if place != _SERVER and since is not None)
        lines = []
        if now.get(_SERVER) and others:
            lines.append(message("**Dialog only:** in all channels but {channels}", channels=others))
        elif now.get(_SERVER):
            lines.append(message("**Dialog only:** in all channels"))
        elif own:
            lines.append(message("**Dialog only:** in {channels}", channels=own))
        if alone:
            lines.append(
                counted(
                    "**Dialog only:** in {count} discussion by itself",
                    "**Dialog only:** in {count} discussions by themselves",
                    alone,
                )
            )
        return lines

    async def _caveats(self, server_id: int, channel_id: int | None) -> list[Message]:
        """Return what a manager might not expect where it was switched on."""
        here = [
            post
            for post in self._rooms.all()
            if post.server_id == server_id and channel_id in (None, post.channel_id)
        ]
        told = []
        rooms = {post.channel_id for post in here}
        if unlocked := _mentions(one for one in rooms if not self._threads.may_lock(one)):
            told.append(
                message(
                    "I need the permission {permission} to lock threads in {channels}. Until then, I take "
                    "down what members write in them, and everyone may see it for a moment.",
                    permission=message("Manage Threads"),
                    channels=unlocked,
                )
            )
        if open_rooms := _mentions(await self._database.read(_copied_from, self._shared_with(here))):
            told.append(
                message(
                    "It is not set in {channels}: copies of what is written there still appear here without "
                    "approval.",
                    channels=open_rooms,
                )
            )
        panel = await self._database.read(panels.get, server_id)
        if panel is None or not panel.wanted:
            told.append(
                message(
                    "Moderators get no notice of each comment: with the panel of the queue, the moderators' "
                    "channel shows how many wait."
                )
            )
        return told

    def _shared_with(self, here: Collection[Post]) -> list[Post]:
        """The posts of other rooms whose comments are shown below these posts too."""
        found = (self._rooms.get(one) for post in here for one in self._rooms.mirrored_in(post))
        return [post for post in found if post is not None]


def _require_change(before: Set, place: int, *, on: bool | None) -> None:
    """Raises Refused where it is set so already."""
    if on is None:
        is_so = place not in before
    elif place in before or place == _SERVER:
        is_so = (before.get(place) is not None) is on
    else:
        is_so = False
    if is_so:
        raise Refused(_NO_CHANGE)


def _kept_on(now: Set, place: int) -> list[Message]:
    """Where it is on all the same after it was switched off in the server."""
    own = _mentions(one for one, since in now.items() if since is not None and one != place)
    if place != _SERVER or not own:
        return []
    return [message("It stays on in {channels}, where it is set by itself.", channels=own)]


def _in_force(connection: Connection, server_id: int) -> tuple[Set, int]:
    alone = dialog_only.count_discussions(connection, server_id)
    return dialog_only.of_server(connection, server_id), alone


def _copied_from(connection: Connection, shared: Collection[Post]) -> set[int]:
    """The rooms of these posts in which it is not set, where comments are copied from room to room."""
    if not shared or not servers.settings(connection, next(iter(shared)).server_id).mirroring:
        return set()
    since = dialog_only.since(connection, [post.id for post in shared])
    return {post.channel_id for post in shared if post.id not in since}


def _mentions(channel_ids: Iterable[int]) -> str:
    channels = sorted(channel_ids)
    shown = " ".join(f"<#{channel}>" for channel in channels[:MAX_CHANNELS])
    return f"{shown} …" if len(channels) > MAX_CHANNELS else shown
