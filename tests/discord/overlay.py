"""What the simulated Discord does differently from the real one, set right.

simcord 3.2.1 leaves gaps that would let a wrong bot pass. They are closed here through its route table and
a few of its functions, which are not public: the version is pinned, and :func:`replace_route` fails loudly
when what it replaces has moved.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import functools
import unittest.mock
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
from discord import app_commands
from simcord import (
    _dpy_internals,
    env as simcord_env,
    intents as simcord_intents,
    interactions as simcord_interactions,
)
from simcord._clock import Clock
from simcord._runtime import _BOT_SCOPE
from simcord.actors import MemberActor
from simcord.backend import serializers
from simcord.backend.access import channel_accessible
from simcord.backend.errors import BackendError, invalid_form_body, unknown_message
from simcord.backend.models import Message
from simcord.backend.state import Backend
from simcord.env import Env
from simcord.http import client as transport, router
from simcord.http.router import RequestContext
from simcord.http.routes import (
    channels as channel_routes,
    interactions as webhook_routes,
    messages as message_routes,
)

from bot.discordkit.client import Client
from bot.jobs.worker import Worker

SETTLE_IDLE = 0.002
"""Seconds between two looks whether the bot has come to rest; simcord's own 0.05 is paid by every command."""
PARKED_SECONDS = 0.5
"""A timer further ahead than this is not waited for: simcord waits for all it has time for, such as the 15
seconds after which a connection that was kept open is closed."""
HAS_THREAD = 1 << 5
ARCHIVED = BackendError(400, 50083, "Thread is archived")
THREAD_EXISTS = BackendError(400, 160004, "A thread has already been created for this message")

Handler = Callable[[RequestContext], Any]


@functools.cache
def install() -> None:
    """Close the gaps, once for the process."""
    Env._settle_internal.__kwdefaults__["idle"] = SETTLE_IDLE
    # simcord stops time.monotonic, on which worker processes and background tasks wait for ever, and gives
    # messages times of its own, before anything the bot has stored.
    _dpy_internals._clock_monotonic = _dpy_internals._REAL_MONOTONIC
    Clock.now = lambda self: datetime.now(UTC) + timedelta(seconds=self.elapsed)
    for parked in ("_callback_is_parked", "_is_parked"):
        setattr(simcord_env, parked, _sooner(getattr(simcord_env, parked)))
    simcord_interactions.base_payload = _with_locale(simcord_interactions.base_payload)
    transport._raise_for = _raise_server_errors(transport._raise_for)
    replace_route("GET", message_routes.get_history, _history)
    replace_route("POST", message_routes.send_message, _send)
    replace_route("PATCH", message_routes.edit_message, _edit)
    for method, pinning in (("PUT", message_routes.pin_message), ("DELETE", message_routes.unpin_message)):
        replace_route(method, pinning, _pin)
    replace_route("POST", webhook_routes.execute_webhook, _execute_webhook)
    replace_route("PATCH", channel_routes.edit_channel, _edit_channel)
    replace_route("POST", channel_routes.create_thread_from_message, _thread_from_message)
    webhook_routes._incoming_message = _webhook_message
    webhook_routes._incoming_webhook_body = _with_buttons(webhook_routes._incoming_webhook_body)
    serializers.message_payload = _of_an_application(serializers.message_payload)
    MemberActor.send = _guarded_send(MemberActor.send)
    MemberActor.delete = _logged_delete(MemberActor.delete)
    Backend.emit = _seen_by_the_bot(_with_its_member(Backend.emit))
    Backend.announce_member_update = _told_of_itself(Backend.announce_member_update)
    Worker.start = _apart_from_events(Worker.start)
    for kind in (app_commands.Group, app_commands.Command, app_commands.ContextMenu):
        kind.get_translated_payload = _once(kind.get_translated_payload)


def _sooner(parked: Callable[[Any, Any, float], bool]) -> Callable[[Any, Any, float], bool]:
    """Ask ``parked`` about the near future only."""

    def is_parked(state: Any, one: Any, deadline: float) -> bool:
        return parked(state, one, min(deadline, asyncio.get_running_loop().time() + PARKED_SECONDS))

    return is_parked


def _apart_from_events(start: Callable[[Worker], None]) -> Callable[[Worker], None]:
    """Background work is no part of the event that starts it: that is handled before the work is done."""

    def started(worker: Worker) -> None:
        context = contextvars.copy_context()
        context.run(_BOT_SCOPE.set, None)
        context.run(start, worker)

    return started


def _once(translated: Callable[..., Any]) -> Callable[..., Any]:
    """The payload of a command, made by the first of Tertulia's bots: all have the same commands and
    catalog. Other bots, as that of the page's tests, have their own.
    """
    known: dict[str, Any] = {}

    async def payload(command: Any, tree: Any, translator: Any) -> Any:
        if not isinstance(tree.client, Client):
            return await translated(command, tree, translator)
        if command.qualified_name not in known:
            known[command.qualified_name] = await translated(command, tree, translator)
        return known[command.qualified_name]

    return payload


class WebhookAdapter:
    """Stands in for discord.py's webhook adapter in tasks that start before the bot attaches."""

    def __init__(self) -> None:
        self._target: Any = None

    @contextlib.contextmanager
    def used(self) -> Iterator[None]:
        """While the context lasts, discord.py's webhooks go through this."""
        previous = _dpy_internals.set_webhook_adapter(self)
        try:
            yield
        finally:
            _dpy_internals.set_webhook_adapter(previous)

    def attach(self, env: Env) -> None:
        """Pass on what webhooks ask to the simulation of ``env``."""
        self._target = env._webhook_adapter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)


async def detach(env: Env) -> None:
    """Take the bot away; people can go on writing."""
    await env._detach_bot()


def replace_route(method: str, old: Handler, new: Callable[[RequestContext, Handler], Any]) -> None:
    """Let ``new(context, old)`` answer what ``old`` answered."""
    table = router._ROUTES[method]
    for index, (template, handler) in enumerate(table):
        if handler is old:
            table[index] = (template, functools.partial(new, old=old))
            return
    raise LookupError(f"simcord has moved {old.__name__}")


def _with_locale(base_payload: Callable[..., Any]) -> Callable[..., Any]:
    """Each member has a client language of their own; simcord says en-US for everybody."""

    def localised(backend: Backend, **options: Any) -> Any:
        record, payload = base_payload(backend, **options)
        payload["locale"] = getattr(backend, "locales", {}).get(options["user_id"], "en-US")
        return record, payload

    return localised


def _raise_server_errors(raise_for: Callable[[BackendError], None]) -> Callable[[BackendError], None]:
    """A 5xx is a DiscordServerError, as it is after discord.py's own retries."""

    def raised(error: BackendError) -> None:
        if error.status >= 500:
            raise discord.DiscordServerError(transport._FakeResponse(error.status), error.to_json())
        raise_for(error)

    return raised


def _history(context: RequestContext, old: Handler) -> Any:
    """``after`` pages upwards from the oldest; simcord gives the newest."""
    if "after" not in context.params or "before" in context.params:
        return old(context)
    channel = context.int_arg("channel_id")
    newest_first = old(_copied(context, params={"limit": 10**9, "after": context.params["after"]}))
    assert all(int(message["channel_id"]) == channel for message in newest_first)
    return newest_first[-int(context.params.get("limit", 50)) :]


def _copied(context: RequestContext, **changes: Any) -> RequestContext:
    return RequestContext(**{**vars(context), **changes})


def _send(context: RequestContext, old: Handler) -> Any:
    """An enforced nonce gives the message it was sent with; posting brings a thread out of the archive."""
    body, channel = context.body(), context.int_arg("channel_id")
    sent = _remembered(context.backend)
    key = (channel, str(body["nonce"])) if body.get("enforce_nonce") and body.get("nonce") else None
    if key in sent and (kept := context.backend.messages[channel].get(sent[key])):
        return dict(serializers.message_payload(context.backend, kept))
    _wake(context.backend, channel, context.backend.bot_user.id)
    answer = old(context)
    if key is not None:
        sent[key] = int(answer["id"])
    return answer


def _remembered(backend: Backend) -> dict[tuple[int, str] | None, int]:
    if not hasattr(backend, "nonces"):
        backend.nonces = {}
    nonces: dict[tuple[int, str] | None, int] = backend.nonces
    return nonces


def _edit(context: RequestContext, old: Handler) -> Any:
    """Messages in an archived thread cannot be edited."""
    _refuse_archived(context.backend, context.int_arg("channel_id"))
    return old(context)


def _pin(context: RequestContext, old: Handler) -> Any:
    """Pin Messages pins, and Manage Messages does no longer; not in an archived thread."""
    channel = context.require_channel_permissions(context.int_arg("channel_id"), "pin_messages")
    _refuse_archived(context.backend, channel.id)
    context.require_message(channel.id, context.int_arg("message_id"))
    context.backend.set_pinned(channel.id, context.int_arg("message_id"), old is message_routes.pin_message)


def _refuse_archived(backend: Backend, channel_id: int) -> None:
    channel = backend.get_channel(channel_id)
    if channel.thread_metadata and channel.thread_metadata.archived:
        raise ARCHIVED


def _wake(backend: Backend, channel_id: int, user_id: int) -> None:
    """Un-archive a thread that is posted into, or refuse who may not post into a locked one."""
    channel = backend.get_channel(channel_id)
    state = channel.thread_metadata
    if state is None or channel.guild_id is None:
        return
    permissions = discord.Permissions(backend.compute_permissions(channel.guild_id, user_id, channel.id))
    if state.locked and not permissions.manage_threads:
        raise ARCHIVED if state.archived else BackendError(403, 50013, "Missing Permissions")
    if state.archived:
        backend.edit_channel(channel.id, {}, thread_metadata={"archived": False})


def _wake_by_webhook(backend: Backend, channel_id: int) -> None:
    """A webhook writes in locked threads, but holds no permission that would open one that is archived."""
    state = backend.get_channel(channel_id).thread_metadata
    if state is None or not state.archived:
        return
    if state.locked:
        raise ARCHIVED
    backend.edit_channel(channel_id, {}, thread_metadata={"archived": False})


def _destination(context: RequestContext, webhook: Any) -> int:
    """Where a webhook posts: its channel, or the thread of it that ``thread_id`` names."""
    if (thread_id := context.params.get("thread_id")) is None:
        return int(webhook.channel_id)
    thread = context.backend.get_thread(int(thread_id))
    if thread.parent_id != webhook.channel_id:
        raise invalid_form_body("thread_id")
    return int(thread.id)


def _execute_webhook(context: RequestContext, old: Handler) -> Any:
    """Into the thread that is named; simcord posts into its parent."""
    if context.args["token"] in context.backend.interaction_tokens:
        return old(context)
    webhook = webhook_routes._incoming_webhook(context)
    body, _ = webhook_routes._incoming_webhook_body(context)
    channel = _destination(context, webhook)
    _wake_by_webhook(context.backend, channel)
    message = webhook_routes.bot_message(
        context,
        channel,
        author_id=webhook.webhook_user_id,
        webhook_id=webhook.id,
        body=body,
        webhook_execute=True,
    )
    return webhook_routes.message_response(context, message, exempt_root=True)


def _webhook_message(context: RequestContext) -> Message:
    webhook = webhook_routes._incoming_webhook(context)
    channel = _destination(context, webhook)
    message = context.backend.get_message(channel, context.int_arg("message_id"))
    if message.webhook_id != webhook.id:
        raise unknown_message()
    if context.method == "PATCH":
        _refuse_archived(context.backend, channel)
    return message


def _with_buttons(read: Callable[..., Any]) -> Callable[..., Any]:
    """A webhook that the bot made belongs to its application, and so may send buttons:
    https://discord.com/developers/docs/resources/webhook#execute-webhook.
    """

    def body(context: RequestContext) -> tuple[dict[str, Any], bool]:
        webhook = context.backend.webhooks.get(context.int_arg("webhook_id"))
        own = webhook is not None and webhook.creator_id == context.backend.bot_user.id
        if own and str(context.params.get("with_components", "")).lower() in ("1", "true"):
            return dict(context.body()), True
        return read(context)

    return body


def _of_an_application(payload: Callable[..., Any]) -> Callable[..., Any]:
    """What a webhook of the bot's says, or an answer to an interaction, names its application."""

    def named(backend: Backend, message: Message, **options: Any) -> Any:
        found = payload(backend, message, **options)
        webhook = backend.webhooks.get(message.webhook_id) if message.webhook_id else None
        if message.webhook_id and (webhook is None or webhook.creator_id == backend.bot_user.id):
            found["application_id"] = str(backend.application_id)
        return found

    return named


def _edit_channel(context: RequestContext, old: Handler) -> Any:
    """Changing a thread needs Manage Threads, not Manage Channels; an archived one takes changes only
    together with being unarchived.
    """
    channel, body = context.backend.get_channel(context.int_arg("channel_id")), context.body()
    if not channel.is_thread:
        return old(context)
    if channel.thread_metadata.archived and body.get("archived", True) and set(body) - {"archived"}:
        raise ARCHIVED
    required = context.require_channel_permissions

    def of_a_thread(channel_id: int, *names: str) -> Any:
        return required(
            channel_id, *("manage_threads" if name == "manage_channels" else name for name in names)
        )

    context.require_channel_permissions = of_a_thread  # type: ignore[method-assign]
    return old(context)


def _thread_from_message(context: RequestContext, old: Handler) -> Any:
    """One thread for a message, its name checked, and no notice of it in the channel."""
    body, backend = context.body(), context.backend
    channel, message_id = context.int_arg("channel_id"), context.int_arg("message_id")
    if not 1 <= len(body.get("name", "")) <= 100:
        raise invalid_form_body("name: Must be between 1 and 100 in length.")
    if message_id in backend.channels:
        raise THREAD_EXISTS
    backend.create_system_message = lambda *_args, **_options: None
    try:
        answer = old(context)
    finally:
        del backend.create_system_message
    backend.get_channel(message_id).rate_limit_per_user = body.get("rate_limit_per_user") or 0
    message = backend.get_message(channel, message_id)
    message.flags |= HAS_THREAD
    backend.emit("MESSAGE_UPDATE", dict(serializers.message_payload(backend, message)))
    return answer


def _guarded_send(send: Callable[..., Any]) -> Callable[..., Any]:
    """Members cannot write into locked threads or faster than slow mode lets them."""

    @functools.wraps(send)
    async def guarded(self: MemberActor, channel: Any, content: str = "", **options: Any) -> Any:
        backend = self._env.backend
        _wake(backend, channel.id, self.id)
        _refuse_too_fast(self, channel.id)
        return await send(self, channel, content, **options)

    return guarded


def _refuse_too_fast(member: MemberActor, channel_id: int) -> None:
    backend = member._env.backend
    channel = backend.get_channel(channel_id)
    permissions = discord.Permissions(backend.compute_permissions(member.guild.id, member.id, channel_id))
    mine = [message for message in backend.messages[channel_id].values() if message.author_id == member.id]
    if permissions.bypass_slowmode or not channel.rate_limit_per_user or not mine:
        return
    since = member._env.now() - discord.utils.parse_time(mine[-1].timestamp)
    if since.total_seconds() < channel.rate_limit_per_user:
        raise BackendError(429, 20016, "This action cannot be performed due to slowmode rate limit")


def _seen_by_the_bot(emit: Callable[..., None]) -> Callable[..., None]:
    """What happens to messages in a channel that a bot cannot see is not told to it."""

    def seen(self: Backend, event: str, payload: Any) -> None:
        hidden = event.startswith("MESSAGE_") and not channel_accessible(
            self, int(payload["channel_id"]), self.bot_user.id
        )
        if not hidden:
            emit(self, event, payload)

    return seen


def _with_its_member(emit: Callable[..., None]) -> Callable[..., None]:
    """An edit brings its author's membership along, as a new message does."""

    def told(self: Backend, event: str, payload: Any) -> None:
        if event == "MESSAGE_UPDATE" and (guild_id := self.get_channel(int(payload["channel_id"])).guild_id):
            guild = self.guilds[guild_id]
            if member := guild.members.get(int(payload["author"]["id"])):
                payload["member"] = serializers.member_payload(self, guild, member, with_user=False)
        emit(self, event, payload)

    return told


def _told_of_itself(announce: Callable[..., None]) -> Callable[..., None]:
    """A bot hears of its own roles without the intent for members."""

    def announced(self: Backend, guild_id: int, user_id: int) -> None:
        gate = simcord_intents.EVENT_INTENTS
        with unittest.mock.patch.dict(gate):
            if user_id == self.bot_user.id:
                del gate["GUILD_MEMBER_UPDATE"]
            announce(self, guild_id, user_id)

    return announced


def _logged_delete(delete: Callable[..., Any]) -> Callable[..., Any]:
    """A moderator's deletion of somebody else's message stands in the audit log; simcord leaves it out.

    A bot's does not: "We intentionally do not add to audit log if a user deletes their own message or a bot
    deletes a single message" (https://github.com/discord/discord-api-docs/issues/7856).
    """

    @functools.wraps(delete)
    async def logged(self: MemberActor, message: Any) -> None:
        stored = self._env.backend.get_message(message.channel.id, message.id)
        await delete(self, message)
        if _log_deletion(self._env.backend, stored, self.id):
            await self._env.settle(idle=SETTLE_IDLE)

    return logged


def _log_deletion(backend: Any, deleted: Any, user_id: int) -> bool:
    """Write an entry about somebody else's message; gives whether it was one."""
    if deleted.author_id in (user_id, backend.bot_user.id) or deleted.webhook_id is not None:
        return False  # a forum post may be gone together with its first message
    server_id = backend.get_channel(deleted.channel_id).guild_id
    if server_id is None:
        return False
    backend.record_audit_log(
        server_id,
        discord.AuditLogAction.message_delete.value,
        target_id=deleted.author_id,
        options={"channel_id": str(deleted.channel_id), "count": "1"},
        user_id=user_id,
    )
    return True
