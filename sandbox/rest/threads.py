"""Threads and forum posts."""

from __future__ import annotations

from typing import Any

from sandbox import drafts, history, membership, threads
from sandbox.errors import unknown
from sandbox.messages import of_user
from sandbox.parts import Parts
from sandbox.permissions import require
from sandbox.rest.call import Call, Routes
from sandbox.world import FORUM, JSON

routes = Routes()
_MEMBERS = "/channels/{channel}/thread-members"


def _thread(parts: Parts, call: Call) -> JSON:
    thread = parts.world.channel(call["channel"])
    if not parts.world.is_thread(thread):
        raise unknown("Channel")
    require(parts.world, parts.world.bot.id, thread)
    return thread


@routes.on("POST", "/channels/{channel}/messages/{message}/threads")
def _(parts: Parts, call: Call) -> Any:
    world = parts.world
    channel = world.channel(call["channel"])
    message = history.visible(world, world.bot.id, channel, call["message"])
    return threads.start(world, world.bot, channel, call.fields, message)


@routes.on("POST", "/channels/{channel}/threads")
def _(parts: Parts, call: Call) -> Any:
    world, body = parts.world, call.fields
    channel = world.channel(call["channel"])
    if channel["type"] != FORUM:
        return threads.start(world, world.bot, channel, body)
    first = body.get("message") or {}
    drafts.check_legacy_fields(first)
    draft = drafts.read(world, parts.files, channel["id"], first, call.uploads)
    thread, message = threads.post(world, of_user(world.bot), channel, body, draft)
    return {**thread, "message": parts.shown(message)}


@routes.on("GET", "/channels/{channel}/threads/archived/public")
def _(parts: Parts, call: Call) -> Any:
    world = parts.world
    return membership.archived_in(world, world.channel(call["channel"]), call.query, by=world.bot.id)


@routes.on("GET", _MEMBERS)
def _(parts: Parts, call: Call) -> Any:
    thread = _thread(parts, call)
    return [
        membership.member(parts.world, thread["id"], one) for one in parts.world.thread_members[thread["id"]]
    ]


@routes.on("GET", _MEMBERS + "/{user}")
def _(parts: Parts, call: Call) -> Any:
    thread = _thread(parts, call)
    if call["user"] not in parts.world.thread_members[thread["id"]]:
        raise unknown("Member")
    return membership.member(parts.world, thread["id"], call["user"])


@routes.on("PUT", _MEMBERS + "/{user}")
def _(parts: Parts, call: Call) -> Any:
    bot = parts.world.bot.id
    membership.join(parts.world, _thread(parts, call), bot if call["user"] == "@me" else call["user"], by=bot)


@routes.on("DELETE", _MEMBERS + "/{user}")
def _(parts: Parts, call: Call) -> Any:
    bot = parts.world.bot.id
    membership.leave(
        parts.world, _thread(parts, call), bot if call["user"] == "@me" else call["user"], by=bot
    )
