"""Discord's messages as the services know them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import discord

from bot.discordkit.missing_permissions import place_of
from bot.domain.discussion import Attachment, Author
from bot.domain.errors import Refused
from bot.domain.events import MessageEdited, MessagePosted, MessagesDeleted, Standing
from bot.domain.mentions import mentioned
from bot.domain.message import message

MAX_NAME_LENGTH = 100
_PEOPLES = (discord.MessageType.default, discord.MessageType.reply)
"""What members write; everything else is Discord telling of something."""
_FORWARD = 1
"""Discord's type of a message reference that forwards instead of answering."""


def message_posted(message: discord.Message) -> MessagePosted | None:
    """What a member said; None for bots, webhooks, Discord's own notes, forwards and messages without text.

    A message that the message content intent keeps from us looks like one without text.
    """
    if message.type not in _PEOPLES or message.webhook_id or message.author.bot or message.author.system:
        return None
    reference = message.reference
    if reference is not None and reference.type.value == _FORWARD:
        return None
    text, attachments = _text(message), _attachments(message)
    if not text and not attachments:
        return None
    author = message.author
    return MessagePosted(
        id=message.id,
        channel_id=message.channel.id,
        author=Author(author.id, whole(author.display_name), author.display_avatar.url),
        moderator=_moderates(message),
        text=text,
        replied_to=reference.message_id if reference else None,
        edited_at=message.edited_at,
        attachments=attachments,
        names=_names(message, text),
        member_since=_member_since(message),
        roles=_roles(message),
    )


def pointed_at(sent: discord.Message) -> MessagePosted:
    """What a member said with a message that somebody points at.

    Raises:
        Refused: it is a bot's or Discord's, a forward, or empty.
    """
    if found := message_posted(sent):
        return found
    if sent.webhook_id or sent.author.bot or sent.author.system:
        raise Refused(message("Messages from bots cannot be added to a discussion."))
    if sent.type not in _PEOPLES:
        raise Refused(message("This is a system message: only messages from members can be added."))
    if sent.reference is not None and sent.reference.type.value == _FORWARD:
        raise Refused(message("This is a forwarded message: add the original instead."))
    raise Refused(message("There is nothing in this message that can be added."))


def message_edited(event: discord.RawMessageUpdateEvent) -> MessageEdited | None:
    """The new text of a message; None where only its embeds, its pin or its thread changed, or we may not
    see the text.
    """
    message = event.message
    if message.edited_at is None or "content" not in event.data or message.webhook_id or message.author.bot:
        return None
    if event.cached_message is not None and event.cached_message.edited_at == message.edited_at:
        return None
    text, attachments = _text(message), _attachments(message)
    if not text and not attachments:
        return None
    names = _names(message, text)
    standing = Standing(_moderates(message), _member_since(message), _roles(message))
    return MessageEdited(message.id, event.channel_id, text, message.edited_at, attachments, names, standing)


def messages_deleted(
    event: discord.RawMessageDeleteEvent | discord.RawBulkMessageDeleteEvent,
) -> MessagesDeleted | None:
    """The messages that were deleted; None outside servers."""
    if event.guild_id is None:
        return None
    ids = event.message_ids if isinstance(event, discord.RawBulkMessageDeleteEvent) else {event.message_id}
    return MessagesDeleted(tuple(sorted(ids)), event.guild_id, event.channel_id)


def whole(text: str) -> str:
    """``text`` without halves of characters, which no database takes and no client can show."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _text(message: discord.Message) -> str:
    """As it was written; a poll is its question with what can be answered, a line each."""
    if message.poll is None:
        return whole(message.content)
    answers = [
        f"• {' '.join(str(part) for part in (one.emoji, one.text) if part)}" for one in message.poll.answers
    ]
    lines = [message.content, f"📊 {message.poll.question}", *answers]
    return whole("\n".join(line for line in lines if line))


def _names(message: discord.Message, text: str) -> dict[int, str]:
    """The names of the members, roles and channels that a text mentions, as far as they are known. The names
    of channels that not everybody can read are left out: anybody can write their ids.
    """
    public = [one for one in message.channel_mentions if place_of(one)[2]]
    known = {one.id: one.display_name for one in message.mentions}
    known |= {one.id: one.name for one in (*message.role_mentions, *public)}
    return {one: whole(name)[:MAX_NAME_LENGTH] for one, name in mentioned(text, known).items()}


def _attachments(message: discord.Message) -> tuple[Attachment, ...]:
    """The files, and the stickers as if they were."""
    files = [
        Attachment(one.id, whole(one.filename), one.content_type, one.size, one.url, one.is_spoiler())
        for one in message.attachments
    ]
    stickers = [Attachment(one.id, whole(one.name), None, 0, one.url) for one in message.stickers]
    return tuple(files + stickers)


def _member_since(message: discord.Message) -> datetime | None:
    """When the author joined the server; None where Discord sent no member along, as in history."""
    return message.author.joined_at if isinstance(message.author, discord.Member) else None


def _roles(message: discord.Message) -> frozenset[int] | None:
    """The author's roles; None where Discord sent no member along, as in history."""
    author = message.author
    return frozenset(one.id for one in author.roles) if isinstance(author, discord.Member) else None


def _moderates(message: discord.Message) -> bool | None:
    """Whether the author holds Manage Messages there; None where Discord sent no member along."""
    author: Any = message.author
    if not isinstance(author, discord.Member) or message.guild is None:
        return None
    channel: Any = message.channel
    try:
        return bool(channel.permissions_for(author).manage_messages)
    except discord.ClientException:  # a thread whose channel is not known (yet)
        return None
