"""Threads and forum posts.

https://discord.com/developers/docs/topics/threads
"""

from __future__ import annotations

from collections.abc import Sequence

from sandbox import audit, drafts, messages, telling
from sandbox.channels import ANNOUNCEMENT, TEXT
from sandbox.drafts import HAS_THREAD, Draft
from sandbox.errors import DiscordError, archived, check_length, invalid, missing_permissions
from sandbox.messages import Author, Circumstances, of_user
from sandbox.permissions import Permission, in_channel, require, require_writing
from sandbox.world import FORUM, JSON, Message, User, World

PUBLIC, ANNOUNCED = 11, 10
_REQUIRES_TAG = 1 << 4
_ARCHIVE_AFTER = (60, 1440, 4320, 10080)
MOST_ACTIVE = 1000
_SETTINGS = ("name", "rate_limit_per_user", "flags", "applied_tags")
_STATE = ("archived", "locked", "auto_archive_duration")
_P = Permission


def start(world: World, user: User, channel: JSON, body: JSON, message: Message | None = None) -> JSON:
    """Start a thread in a text channel: from a message, whose id it takes, or by itself.

    Raises:
        DiscordError: 50001, 50013, 50024 (not in such a channel), 160004, 160006, 50035.
    """
    require(world, user.id, channel, _P.CREATE_PUBLIC_THREADS)
    if channel["type"] not in (TEXT, ANNOUNCEMENT):
        raise DiscordError(400, 50024, "Cannot execute action on this channel type")
    if message and message.id in world.channels:
        raise DiscordError(400, 160004, "A thread has already been created for this message")
    thread = _make(world, channel, user.id, body, message.id if message else None)
    _tell_of(world, thread)
    if message:
        message.data["flags"] |= HAS_THREAD
        telling.announce(world, message, "MESSAGE_UPDATE")
        reference = {"message_id": message.id, "channel_id": channel["id"], "fail_if_not_exists": False}
        around = Circumstances(telling.THREAD_STARTER, checked=True)
        messages.create(world, thread, of_user(user), Draft(reference=reference), around)
    else:
        reference = {"channel_id": thread["id"], "fail_if_not_exists": False}
        around = Circumstances(telling.THREAD_CREATED, checked=True)
        messages.create(world, channel, of_user(user), Draft(thread["name"], reference=reference), around)
    return thread


def post(world: World, author: Author, forum: JSON, body: JSON, draft: Draft) -> tuple[JSON, Message]:
    """A post in a forum: a thread and its first message, which share an id.

    Raises:
        DiscordError: 50001, 50013, 40067 (a tag is required), 50035.
    """
    if author.user_id:
        require(world, author.user_id, forum, _P.SEND_MESSAGES)
    tags = [str(one) for one in body.get("applied_tags") or []]
    _check_tags(forum, tags)
    drafts.check(draft)
    thread = _make(world, forum, author.payload["id"], body, None)
    thread["applied_tags"] = tags
    _tell_of(world, thread)
    around = Circumstances(message_id=thread["id"], checked=True)
    return thread, messages.create(world, thread, author, draft, around)


def _check_tags(forum: JSON, tags: Sequence[str]) -> None:
    known = {one["id"] for one in forum.get("available_tags", [])}
    if len(tags) > 5:
        raise invalid("applied_tags", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")
    if unheard := next((one for one in tags if one not in known), None):
        raise invalid("applied_tags", "FORUM_TAG_UNKNOWN", f"Unknown tag {unheard}")
    if forum["flags"] & _REQUIRES_TAG and not tags:
        raise DiscordError(400, 40067, "A tag is required to create a forum post in this channel")


def _make(world: World, parent: JSON, owner: str, body: JSON, thread_id: str | None) -> JSON:
    name = str(body.get("name") or "")
    check_length("name", name, 1, 100)
    active = [
        one
        for one in world.channels.values()
        if world.is_thread(one) and not one["thread_metadata"]["archived"]
    ]
    if len(active) >= MOST_ACTIVE:
        raise DiscordError(400, 160006, "Maximum number of active threads reached")
    archive_after = body.get("auto_archive_duration") or 1440
    if archive_after not in _ARCHIVE_AFTER:
        raise invalid(
            "auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080)."
        )
    now = world.clock.stamp()
    thread: JSON = {
        "id": thread_id or world.clock.snowflake(),
        "type": ANNOUNCED if parent["type"] == ANNOUNCEMENT else PUBLIC,
        "guild_id": world.guild_id,
        "parent_id": parent["id"],
        "owner_id": owner,
        "name": name,
        "last_message_id": None,
        "rate_limit_per_user": body.get("rate_limit_per_user") or 0,
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "flags": 0,
        "permission_overwrites": [],
        "thread_metadata": {
            "archived": False,
            "locked": False,
            "auto_archive_duration": archive_after,
            "archive_timestamp": now,
            "create_timestamp": now,
        },
    }
    if parent["type"] == FORUM:
        thread["applied_tags"] = []
    world.channels[thread["id"]] = thread
    world.messages.setdefault(thread["id"], {})
    world.thread_members[thread["id"]] = {owner: now}
    return thread


def _forget(world: World, thread: JSON) -> None:
    del world.channels[thread["id"]]
    world.messages.pop(thread["id"], None)
    world.thread_members.pop(thread["id"], None)


def _tell_of(world: World, thread: JSON) -> None:
    world.emit("THREAD_CREATE", {**thread, "newly_created": True}, channel=thread["id"])


def change(world: World, thread: JSON, body: JSON, *, by: str, reason: str | None = None) -> JSON:
    """Rename, archive, lock or slow a thread, or open it again.

    An archived thread takes changes only together with its opening. Locking and slow mode need Manage
    Threads, the rest is its owner's as well, and who may write there opens a thread that is not locked.

    Raises:
        DiscordError: 50001, 50013, 50083, 50035, 40067.
    """
    require(world, by, thread)
    state = thread["thread_metadata"]
    _require_change(world, thread, body, by)
    if state["archived"] and body.get("archived", True) and set(body) - {"archived"}:
        raise archived()
    if "name" in body:
        check_length("name", str(body["name"]), 1, 100)
    if "applied_tags" in body:
        _check_tags(world.parent(thread), [str(one) for one in body["applied_tags"]])
    if body.get("auto_archive_duration", 60) not in _ARCHIVE_AFTER:
        raise invalid(
            "auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080)."
        )
    renamed = "name" in body and body["name"] != thread["name"]
    changes = _apply(world, thread, body)
    world.emit("THREAD_UPDATE", thread, channel=thread["id"], by=by)
    if renamed and not state["archived"]:
        draft = Draft(str(body["name"]))
        around = Circumstances(telling.NAME_CHANGED, checked=True)
        messages.create(world, thread, of_user(world.users[by]), draft, around)
    if changes:
        audit.add(world, by, audit.THREAD_UPDATE, thread["id"], changes=changes, reason=reason)
    return thread


def _apply(world: World, thread: JSON, body: JSON) -> list[JSON]:
    state = thread["thread_metadata"]
    changes = []
    for holder, keys in ((thread, _SETTINGS), (state, _STATE)):
        for key in keys:
            if key in body and body[key] != holder.get(key):
                changes.append({"key": key, "old_value": holder.get(key), "new_value": body[key]})
                holder[key] = body[key]
    if any(one["key"] == "archived" for one in changes):
        state["archive_timestamp"] = world.clock.stamp()
    return changes


def _require_change(world: World, thread: JSON, body: JSON, by: str) -> None:
    if in_channel(world, by, thread) & _P.MANAGE_THREADS:
        return
    state = thread["thread_metadata"]
    if "rate_limit_per_user" in body or "locked" in body or state["locked"]:
        raise missing_permissions()
    if thread["owner_id"] == by:
        return
    if set(body) == {"archived"} and not body["archived"]:
        require_writing(world, by, thread)
        return
    raise missing_permissions()


def delete(world: World, thread: JSON, *, by: str, reason: str | None = None) -> None:
    """Delete a thread.

    Raises:
        DiscordError: 50001, 50013.
    """
    require(world, by, thread, _P.MANAGE_THREADS)
    data = {name: thread[name] for name in ("id", "guild_id", "parent_id", "type")}
    world.emit("THREAD_DELETE", data, channel=thread["id"], by=by)
    _forget(world, thread)
    starter = world.messages.get(thread["parent_id"], {}).get(thread["id"])
    if starter:
        starter.data["flags"] &= ~HAS_THREAD
        telling.announce(world, starter, "MESSAGE_UPDATE")
    audit.add(world, by, audit.THREAD_DELETE, thread["id"], reason=reason)
