"""Cards on Discord: sending, finding, redrawing and deleting them."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import discord

from bot.discordkit.custom_ids import public_ids
from bot.discordkit.escaping import escaped
from bot.discordkit.http_errors import ARCHIVED, code_of, is_final, translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.discordkit.paged_view import texts_of
from bot.discussion.featuring.featured_view import features
from bot.domain.card import Card, thread_name
from bot.domain.discussion import DiscussionStatus, Post, RoomKind
from bot.domain.errors import BadInput, BotLacks, NotFound, PlatformFailed, Refused
from bot.domain.language import Language
from bot.domain.letters import folded
from bot.domain.message import Message, message
from bot.domain.permissions import FOR_CARDS, FOR_FORUM_POSTS, named
from bot.posting.board_port import CardChannel, SentCard
from bot.posting.card_view import card_view
from bot.posting.thread_note_view import opening_note

if TYPE_CHECKING:
    from bot.discordkit.client import Client

HAS_THREAD = 160004
MAX_NONCE_LENGTH = 25
MAX_TAGS = 5
"""Tags on a forum post, at most."""
WEEK: Literal[10080] = 10080
"""Minutes without a message after which Discord archives a thread: the longest it offers."""
MAX_CLOCK_SKEW = timedelta(minutes=1)
"""How far our clock may be ahead of Discord's: a post is searched for from its stored time on."""


class DiscordBoard:
    """Implements :class:`bot.posting.board_port.Board` on Discord."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def channel(self, channel_id: int) -> CardChannel:
        """Return a channel that takes cards; see the port."""
        channel = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.abc.GuildChannel):
            raise NotFound(message("I do not know that channel, or cannot see it."))
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel) or _is_media(channel):
            raise BadInput(
                message("Cards can only be posted in text channels, announcement channels and forums.")
            )
        forum = isinstance(channel, discord.ForumChannel)
        permissions = channel.permissions_for(channel.guild.me)
        needed = FOR_FORUM_POSTS if forum else FOR_CARDS
        if missing := [one for one in needed if not getattr(permissions, one)]:
            raise BotLacks(
                message(
                    "I need these permissions in {channel}: {permissions}.",
                    channel=channel.mention,
                    permissions=named(missing),
                )
            )
        everybody = channel.permissions_for(channel.guild.default_role)
        kind = RoomKind.FORUM if forum else RoomKind.CHANNEL
        return CardChannel(channel_id, kind, everybody.view_channel)

    async def send(self, post: Post, card: Card) -> SentCard:
        """Post a card."""
        try:
            with translate_errors():
                return await self._send(post, card)
        except PlatformFailed as error:
            if is_final(error):
                raise Refused(error.message) from error
            raise

    async def _send(self, post: Post, card: Card) -> SentCard:
        channel = self._client.get_channel(post.channel_id)
        mention = self._mention(post)
        view = card_view(card, self._client.catalog, mention)
        # Whom it mentions is told once: not again when the card is put back after it was removed.
        pinging = _pinging(mention if post.removed_at is None else None)
        post = await self._with_open_thread(post)
        if isinstance(channel, discord.ForumChannel) and post.thread_id is None:
            made = await channel.create_thread(
                name=thread_name(card.name),
                view=view,
                applied_tags=_tags(channel, post.tags),
                auto_archive_duration=WEEK,
                allowed_mentions=pinging,
            )
            return SentCard(made.message.id, made.thread.id)
        sent = await self._messages(post, post.card_channel_id).send(
            view=view, nonce=_nonce(post), allowed_mentions=pinging
        )
        return SentCard(sent.id, post.thread_id)

    def _mention(self, post: Post) -> int | None:
        """The role that a post's card mentions, while the bot may mention it; never everybody."""
        channel = self._client.get_channel(post.channel_id)
        if post.mention_role_id is None or not isinstance(channel, discord.abc.GuildChannel):
            return None
        role = channel.guild.get_role(post.mention_role_id)
        if role is None or role.is_default():
            return None
        may = role.mentionable or channel.permissions_for(channel.guild.me).mention_everyone
        return role.id if may else None

    async def find(self, post: Post) -> SentCard | None:
        """Find the card of a post that may have been sent."""
        with translate_errors():
            post = await self._with_open_thread(post)
            channel = self._client.get_channel(post.channel_id)
            made = channel if isinstance(channel, discord.ForumChannel) and post.thread_id is None else None
            candidates = self._posts_of(made, post) if made else None
            async for sent in candidates or self._messages_of(post):
                if sent.author == self._client.user and post.public_id in public_ids(sent.components):
                    return SentCard(sent.id, sent.channel.id if candidates else post.thread_id)
        return None

    async def open_thread(
        self,
        post: Post,
        name: str,
        languages: Sequence[Language],
        services: Sequence[Message],
        dialog_only: bool,
    ) -> int:
        """Return the id of a card's thread, creating the thread and its opening note if missing."""
        assert post.message_id is not None
        is_new = False
        if (thread_id := post.thread_id) is None:
            card = self._messages(post, post.channel_id).get_partial_message(post.message_id)
            try:
                with translate_errors():
                    thread_id = (await card.create_thread(name=name, auto_archive_duration=WEEK)).id
                is_new = True
            except PlatformFailed as error:
                if code_of(error) != HAS_THREAD:
                    raise
                thread_id = post.message_id
        thread = self._messages(post, thread_id)
        with translate_errors():
            if is_new or not await self._has_note(thread, post):
                reads = self._client.intents.message_content
                note = opening_note(self._client.catalog, languages, reads, services, dialog_only)
                await thread.send(note, allowed_mentions=NO_MENTIONS, suppress_embeds=True)
        return thread_id

    async def redraw(self, post: Post, card: Card) -> None:
        """Edit a posted card so that it shows ``card``."""
        view = card_view(card, self._client.catalog, self._mention(post))
        try:
            with translate_errors():
                await self._card(post).edit(view=view, allowed_mentions=NO_MENTIONS)
        except PlatformFailed as error:
            if code_of(error) != ARCHIVED:
                raise
            if not card.featured and not await self._features(post):
                raise Refused(message("The thread is archived, so it cannot be changed.")) from error
            await self._redraw_archived(post, card)

    async def _features(self, post: Post) -> bool:
        """Whether a card shows featured comments: what was hidden or erased since must not stay there."""
        with translate_errors():
            shown = await self._card(post).fetch()
        return features(texts_of(shown.components))

    async def _redraw_archived(self, post: Post, card: Card) -> None:
        """Redraw a card in an archived thread, which is archived again if the discussion is closed."""
        assert post.thread_id is not None
        with translate_errors():
            thread = await self._thread(post.thread_id)
            await thread.edit(archived=False)
            try:
                view = card_view(card, self._client.catalog, self._mention(post))
                await self._card(post).edit(view=view, allowed_mentions=NO_MENTIONS)
            finally:
                if card.status is DiscussionStatus.CLOSED:
                    await thread.edit(archived=True)

    async def exists(self, post: Post) -> bool:
        """Whether a posted card still exists."""
        with translate_errors():
            try:
                await self._card(post).fetch()
            except discord.NotFound:
                return False
        return True

    async def delete(self, post: Post, *, keep_thread: bool) -> None:
        """Delete a card and its thread, or lock and archive the thread."""
        with translate_errors():
            if post.thread_id is not None:
                with contextlib.suppress(discord.NotFound):
                    await self._end_thread(post, post.thread_id, keep_thread)
            if post.message_id is not None and (keep_thread or post.kind is RoomKind.CHANNEL):
                with contextlib.suppress(discord.NotFound):
                    await self._card(post).delete()

    async def _end_thread(self, post: Post, thread_id: int, keep: bool) -> None:
        thread = await self._thread(thread_id)
        if not keep:
            await thread.delete()
            return
        if thread.archived:  # it takes changes only once it is unarchived
            await thread.edit(archived=False)
        if post.kind is RoomKind.FORUM and post.message_id is not None:
            with contextlib.suppress(discord.NotFound):
                await self._card(post).delete()
        await thread.edit(locked=True, archived=True)

    async def _with_open_thread(self, post: Post) -> Post:
        """Open a thread that was kept when its card was removed; return the post without one that is gone."""
        if post.thread_id is None:
            return post
        try:
            await (await self._thread(post.thread_id)).edit(locked=False, archived=False)
        except discord.NotFound:
            return replace(post, thread_id=None)
        return post

    async def _thread(self, thread_id: int) -> discord.Thread:
        thread = self._client.get_channel(thread_id) or await self._client.fetch_channel(thread_id)
        assert isinstance(thread, discord.Thread)
        return thread

    def _messages(self, post: Post, channel_id: int) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id, guild_id=post.server_id)

    def _card(self, post: Post) -> discord.PartialMessage:
        """Return the message that shows a post's card."""
        assert post.message_id is not None
        return self._messages(post, post.card_channel_id).get_partial_message(post.message_id)

    def _messages_of(self, post: Post) -> AsyncIterator[discord.Message]:
        since = post.created_at - MAX_CLOCK_SKEW
        return self._messages(post, post.card_channel_id).history(limit=None, after=since, oldest_first=True)

    async def _posts_of(self, forum: discord.ForumChannel, post: Post) -> AsyncIterator[discord.Message]:
        """Yield the first message of each forum post that the bot made since ``post`` was stored."""
        threads = [one for one in await forum.guild.active_threads() if one.parent_id == forum.id]
        threads += [one async for one in forum.archived_threads(limit=100)]
        for thread in threads:
            made_at = discord.utils.snowflake_time(thread.id)
            if thread.owner_id == forum.guild.me.id and made_at > post.created_at - MAX_CLOCK_SKEW:
                async for first in thread.history(limit=1, oldest_first=True):
                    yield first

    async def _has_note(self, thread: discord.PartialMessageable, post: Post) -> bool:
        first = [one async for one in thread.history(limit=10, oldest_first=True)]
        own = [one for one in first if one.author == self._client.user and one.webhook_id is None]
        return any(one.id != post.message_id for one in own if one.type is discord.MessageType.default)


def _nonce(post: Post) -> str:
    """What makes Discord take a card once only: another after it was removed and that was undone."""
    again = "" if post.removed_at is None else f":{post.created_at.timestamp():.0f}"
    return f"{post.public_id}{again}"[-MAX_NONCE_LENGTH:]


def _is_media(channel: discord.abc.GuildChannel) -> bool:
    return channel.type is discord.ChannelType.media


def _pinging(role_id: int | None) -> discord.AllowedMentions:
    """Let a message tell the members of one role at most."""
    roles = [discord.Object(role_id)] if role_id is not None else False
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)


def _tags(forum: discord.ForumChannel, names: Sequence[str]) -> list[discord.ForumTag]:
    """Return the forum's tags with these names, in any case and accents, that anybody may use; the first such
    tag if there are none and the forum requires one.

    Raises:
        BadInput: it has none.
    """
    free = [tag for tag in forum.available_tags if not tag.moderated]
    wanted = {folded(name.strip()) for name in names}
    if named := [tag for tag in free if folded(tag.name.strip()) in wanted]:
        return named[:MAX_TAGS]
    if not forum.flags.require_tag:
        return []
    if not free:
        raise BadInput(
            message(
                "{channel} requires a tag on each post, and has none that I can use.",
                channel=f"#{escaped(forum.name)}",
            )
        )
    return free[:1]
