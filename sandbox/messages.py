"""Messages: writing and changing them."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import timedelta

from sandbox import drafts, membership, mentions, telling
from sandbox.clock import created_at
from sandbox.drafts import EPHEMERAL, Draft
from sandbox.errors import DiscordError, archived, invalid, missing_permissions
from sandbox.permissions import Permission, in_channel, refuse_archived, require, require_writing
from sandbox.telling import DEFAULT, FORWARD, REPLY, THREAD_STARTER
from sandbox.world import FORUM, JSON, Message, User, Webhook, World

_FORWARDED = frozenset(
    {
        "type",
        "content",
        "embeds",
        "attachments",
        "components",
        "mentions",
        "flags",
        "timestamp",
        "edited_timestamp",
    }
)
_NONCE_LASTS = timedelta(minutes=3)
"""How long an enforced nonce keeps a second message away; Discord says "the past few minutes"."""


@dataclass(frozen=True)
class Author:
    """Who writes: a user, or a webhook under the name and picture it shows."""

    payload: JSON
    user_id: str | None = None
    webhook: Webhook | None = None


def of_user(user: User) -> Author:
    """A user as an author."""
    return Author(user.payload(), user.id)


@dataclass(frozen=True)
class Circumstances:
    """What else there is to say of a new message.

    Its type, who alone sees it, the interaction it answers and the act that began that, its flags and id
    where they are given, and whether its body needs no check (any more).
    """

    kind: int | None = None
    owner: str | None = None
    interaction: JSON | None = None
    flags: int = 0
    nonce: str | None = None
    message_id: str | None = None
    checked: bool = False


PLAIN = Circumstances()


def create(
    world: World, channel: JSON, author: Author, draft: Draft, around: Circumstances = PLAIN
) -> Message:
    """Write a message into ``channel``; permissions are the caller's business.

    A nonce that is enforced gives back the message it already made.

    Raises:
        DiscordError: 50035, 50006, 50008 (a forum itself), 50083 (an archived and locked thread).
    """
    if channel["type"] == FORUM:
        raise DiscordError(400, 50008, "Cannot send messages in a non-text channel")
    if not around.checked:
        drafts.check(draft)
    key = (author.payload["id"], channel["id"], draft.nonce or "")
    if draft.enforce_nonce and draft.nonce and (earlier := _made_with(world, key)):
        return earlier
    if around.owner is None:
        _wake(world, channel, author)
    message = Message(_data(world, channel, author, draft, around), around.owner, around.nonce)
    _refer(world, message, draft, channel)
    if draft.nonce is not None:
        world.nonces[key] = (world.clock.now(), message.id)
    world.messages.setdefault(channel["id"], {})[message.id] = message
    if around.owner is None:
        _note_in(world, channel, message)
    telling.announce(world, message, "MESSAGE_CREATE", by=author.user_id)
    return message


def _data(world: World, channel: JSON, author: Author, draft: Draft, around: Circumstances) -> JSON:
    replied_to = _replied_to(world, channel, draft)
    answered = replied_to.author_id if replied_to and not around.interaction else None
    data: JSON = {
        "id": around.message_id or world.clock.snowflake(),
        "channel_id": channel["id"],
        "author": author.payload,
        "type": around.kind if around.kind is not None else REPLY if replied_to else DEFAULT,
        "content": draft.content,
        "timestamp": world.clock.stamp(),
        "edited_timestamp": None,
        "tts": draft.tts,
        "attachments": draft.attachments,
        "embeds": draft.embeds,
        "components": draft.components,
        "pinned": False,
        "flags": draft.flags & ~EPHEMERAL | around.flags | (EPHEMERAL if around.owner else 0),
    }
    data |= _pings(world, channel, author.user_id, draft, answered)
    if draft.nonce is not None:
        data["nonce"] = draft.nonce
    if author.webhook:
        data["webhook_id"] = author.webhook.id
        if author.webhook.application_id:
            data["application_id"] = author.webhook.application_id
    if around.interaction:
        data |= {"interaction_metadata": around.interaction, "application_id": world.application_id}
        data["webhook_id"] = world.application_id
    return data


def _pings(world: World, channel: JSON, user_id: str | None, draft: Draft, answered: str | None) -> JSON:
    held = in_channel(world, user_id, channel) if user_id else Permission.MENTION_EVERYONE
    may = bool(held & Permission.MENTION_EVERYONE)
    pinged = mentions.pings(
        world, draft.text, draft.allowed_mentions, may_ping_everyone=may, replied_to=answered
    )
    return {
        "mention_everyone": pinged.everyone,
        "mentions": [world.users[one].payload() for one in pinged.users],
        "mention_roles": pinged.roles,
    }


def _made_with(world: World, key: tuple[str, str, str]) -> Message | None:
    at, message_id = world.nonces.get(key, (None, ""))
    if at is None or world.clock.now() - at > _NONCE_LASTS:
        return None
    return world.messages.get(key[1], {}).get(message_id)


def _replied_to(world: World, channel: JSON, draft: Draft) -> Message | None:
    reference = draft.reference
    if not reference or reference.get("type", 0) == FORWARD:
        return None
    found = world.messages.get(channel["id"], {}).get(str(reference.get("message_id")))
    if found is None and reference.get("fail_if_not_exists", True):
        raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    return found


def _refer(world: World, message: Message, draft: Draft, channel: JSON) -> None:
    reference = draft.reference
    if not reference:
        return
    kind, target = int(reference.get("type", 0)), reference.get("message_id")
    place = str(reference.get("channel_id") or channel["id"])
    reference = {"type": kind, **world.place(place)}
    message.data["message_reference"] = reference | ({"message_id": str(target)} if target else {})
    if kind == FORWARD:
        source = world.message(place, str(target)).data
        message.data["message_snapshots"] = [
            {"message": {name: copy.deepcopy(source[name]) for name in _FORWARDED & source.keys()}}
        ]


def _wake(world: World, channel: JSON, author: Author) -> None:
    """Writing opens an archived thread; a webhook has no permission that would open a locked one."""
    if not world.is_thread(channel) or not channel["thread_metadata"]["archived"]:
        return
    if channel["thread_metadata"]["locked"] and author.webhook:
        raise archived()
    channel["thread_metadata"] |= {"archived": False, "archive_timestamp": world.clock.stamp()}
    world.emit("THREAD_UPDATE", channel, channel=channel["id"])


def _note_in(world: World, channel: JSON, message: Message) -> None:
    channel["last_message_id"] = message.id
    if world.is_thread(channel) and message.id != channel["id"] and message.data["type"] != THREAD_STARTER:
        channel["message_count"] += 1
        channel["total_message_sent"] += 1
        if message.author_id in world.members:
            membership.add(world, channel, message.author_id)


def write(world: World, user: User, channel: JSON, draft: Draft) -> Message:
    """Write a message as ``user``, whose permissions are checked.

    Raises:
        DiscordError: 50001, 50013, 50007, 160005, 20016 (slow mode) and those of :func:`create`.
    """
    require_writing(world, user.id, channel)
    held = in_channel(world, user.id, channel)
    if draft.attachments and not held & Permission.ATTACH_FILES:
        raise missing_permissions()
    if draft.reference:
        source = world.channel(str(draft.reference.get("channel_id") or channel["id"]))
        require(world, user.id, source, Permission.READ_MESSAGE_HISTORY)
    _check_slow_mode(world, user, channel, held)
    return create(world, channel, of_user(user), draft)


def _check_slow_mode(world: World, user: User, channel: JSON, held: Permission) -> None:
    pause = channel.get("rate_limit_per_user") or 0
    if not pause or user.bot or held & Permission.BYPASS_SLOWMODE:
        return
    ours = [
        one for one in world.messages[channel["id"]].values() if one.author_id == user.id and not one.owner
    ]
    if not ours:
        return
    left = pause - (world.clock.now() - created_at(ours[-1].id)).total_seconds()
    if left > 0:
        sentence = "This action cannot be performed due to slowmode rate limit"
        raise DiscordError(429, 20016, sentence, retry_after=round(left, 3))


def edit(world: World, message: Message, draft: Draft, *, by: str | None) -> Message:
    """Change a message; only its author's side may (the caller says who that is through ``by``).

    Raises:
        DiscordError: 50005 (somebody else's), 50083 (archived), 50035.
    """
    if by is not None and by != message.author_id:
        raise DiscordError(403, 50005, "Cannot edit a message authored by another user")
    if message.owner is None:
        refuse_archived(world, message.channel_id)
    changed = drafts.check_edit(draft, message.data)
    was_loading = message.data["flags"] & drafts.LOADING
    if was_loading:
        changed["flags"] &= ~drafts.LOADING
    message.data |= changed
    if {"content", "components"} & changed.keys():
        message.data |= _pings_of_edit(world, message, draft)
    if {"content", "embeds", "components", "attachments"} & changed.keys() and not was_loading:
        message.data["edited_timestamp"] = world.clock.stamp()
    telling.announce(world, message, "MESSAGE_UPDATE", by=by)
    return message


def _pings_of_edit(world: World, message: Message, draft: Draft) -> JSON:
    """Whom the changed text names, and the author of what the message answers if that one was pinged."""
    answered = telling.answered(world, message)
    before = {one["id"] for one in message.data["mentions"]}
    author = message.author_id if message.author_id in world.users else None
    whole = Draft(
        message.data["content"],
        components=message.data["components"],
        allowed_mentions=draft.allowed_mentions,
    )
    named = _pings(world, world.channel(message.channel_id), author, whole, None)
    if answered and answered.author_id in before & world.users.keys() - {
        one["id"] for one in named["mentions"]
    }:
        named["mentions"].append(world.users[answered.author_id].payload())
    return named
