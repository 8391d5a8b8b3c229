"""Lists of threads, and who is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sandbox.errors import whole
from sandbox.permissions import Permission, refuse_archived, require, sees
from sandbox.world import JSON, World


def listing(world: World, threads: Sequence[JSON], user_id: str) -> JSON:
    """Threads with the user's membership of them, as Discord lists them."""
    ours = [one for one in threads if user_id in world.thread_members.get(one["id"], {})]
    return {
        "threads": list(threads),
        "members": [member(world, one["id"], user_id) for one in ours],
        "has_more": False,
    }


def archived_in(world: World, channel: JSON, query: Mapping[str, str], *, by: str) -> JSON:
    """Archived public threads of a channel, latest archived first.

    Raises:
        DiscordError: 50001, 50013.
    """
    require(world, by, channel, Permission.READ_MESSAGE_HISTORY)
    found = [
        one
        for one in world.channels.values()
        if world.is_thread(one) and one["parent_id"] == channel["id"] and one["thread_metadata"]["archived"]
    ]
    if "before" in query:
        limit_time = datetime.fromisoformat(query["before"])
        found = [
            one
            for one in found
            if datetime.fromisoformat(one["thread_metadata"]["archive_timestamp"]) < limit_time
        ]
    found.sort(key=lambda one: str(one["thread_metadata"]["archive_timestamp"]), reverse=True)
    most = whole("limit", query.get("limit", "50"))
    return {**listing(world, found[:most], by), "has_more": len(found) > most}


def member(world: World, thread_id: str, user_id: str) -> JSON:
    """Discord's thread member object."""
    since = world.thread_members[thread_id][user_id]
    return {"id": thread_id, "user_id": user_id, "join_timestamp": since, "flags": 0}


def join(world: World, thread: JSON, user_id: str, *, by: str) -> None:
    """Add somebody to a thread.

    Raises:
        DiscordError: 50001, 50013, 50083.
    """
    require(world, by, thread, Permission.SEND_MESSAGES_IN_THREADS)
    refuse_archived(world, thread["id"])
    world.member(user_id)
    add(world, thread, user_id)


def add(world: World, thread: JSON, user_id: str) -> None:
    """Put somebody into a thread, if they are not in it: whoever writes there is."""
    members = world.thread_members[thread["id"]]
    if user_id not in members:
        members[user_id] = world.clock.stamp()
        _tell_members(world, thread, added=[member(world, thread["id"], user_id)])


def leave(world: World, thread: JSON, user_id: str, *, by: str) -> None:
    """Take somebody out of a thread.

    Raises:
        DiscordError: 50001, 50013, 50083.
    """
    require(world, by, thread, Permission(0) if by == user_id else Permission.MANAGE_THREADS)
    refuse_archived(world, thread["id"])
    if world.thread_members[thread["id"]].pop(user_id, None):
        _tell_members(world, thread, removed=[user_id])


def _tell_members(
    world: World, thread: JSON, added: Sequence[JSON] = (), removed: Sequence[str] = ()
) -> None:
    thread["member_count"] = len(world.thread_members[thread["id"]])
    data = {"id": thread["id"], "guild_id": world.guild_id, "member_count": thread["member_count"]}
    data |= {"added_members": list(added), "removed_member_ids": list(removed)}
    world.emit("THREAD_MEMBERS_UPDATE", data, channel=thread["id"])


def active(world: World, user_id: str) -> list[JSON]:
    """The threads that are not archived and that the user sees."""
    return [
        one
        for one in world.channels.values()
        if world.is_thread(one) and not one["thread_metadata"]["archived"] and sees(world, user_id, one)
    ]
