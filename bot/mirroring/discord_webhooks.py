"""Mirrors on Discord: a webhook posts the comment in another thread, under its author's name.

Each mirror is a Components V2 message whose first component has the comment's mark as its id. By that id a
mirror that was sent, but not stored as sent, is found again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import discord

from bot.database.engine import Database
from bot.discordkit import custom_ids
from bot.discordkit.client import Client
from bot.discordkit.http_errors import ARCHIVED, code_of, is_final, not_found_at_once, translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.domain.discussion import Appearance, Post
from bot.domain.errors import BotLacks, NotFound, PlatformFailed, Refused
from bot.domain.message import message
from bot.domain.people import STAFF
from bot.jobs.clock import Clock, SystemClock
from bot.mirroring import webhook_store as webhooks
from bot.mirroring.mirror_view import files_of, mirror_of, webhook_name
from bot.mirroring.webhooks_port import MirrorContent, SentMirror

_log = logging.getLogger(__name__)

WEBHOOK_NAME = "Tertulia"
REFUSED_SECONDS = 600.0
"""How long the bot does not ask again for a webhook that it was refused, as where a channel has 15."""
_UNKNOWN_WEBHOOK = 10015
_INVALID = 50035
"""Discord's code for a body that it does not accept."""

Result = TypeVar("Result")


class DiscordWebhooks:
    """Posts in threads through one webhook in each channel, which the database remembers."""

    def __init__(self, client: Client, database: Database, clock: Clock | None = None) -> None:
        self._client = client
        self._database = database
        self._clock = clock or SystemClock()
        self._locks: dict[int, asyncio.Lock] = {}
        self._refused: dict[int, float] = {}
        """Until when no webhook is requested, by channel."""

    def webhooks_changed(self, channel_id: int) -> None:
        """Ask for a webhook again: one of this channel's webhooks was created, changed or deleted."""
        self._refused.pop(channel_id, None)

    async def send(self, post: Post, content: MirrorContent, *, archived: bool) -> SentMirror:
        """Send a mirror to a post's thread: by webhook, or as the bot where webhooks are not allowed."""
        sent = await self._in_thread(post, lambda: self._send(post, content), put_back=False)
        if archived:
            await self._archive(post, archived=True)
        return sent

    async def edit(self, post: Post, appearance: Appearance, content: MirrorContent) -> None:
        """Change what a mirror shows."""
        await self._in_thread(post, lambda: self._edit(post, appearance, content))

    async def delete_appearance(self, post: Post, appearance: Appearance) -> None:
        """Delete a message that shows a comment. NotFound means that it was gone before."""
        assert appearance.message_id is not None
        with not_found_at_once():
            if appearance.by_webhook and (webhook := await self._known(post)):
                # A webhook does not find the messages of the one before it.
                with contextlib.suppress(NotFound), translate_errors():
                    await webhook.delete_message(
                        appearance.message_id, thread=discord.Object(appearance.channel_id)
                    )
                    return
            await self.delete(appearance.channel_id, appearance.message_id)

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a message."""
        with translate_errors():
            await self._client.http.delete_message(channel_id, message_id)

    # ------------------------------------------------------------------ messages

    async def _in_thread(
        self, post: Post, work: Callable[[], Awaitable[Result]], *, put_back: bool = True
    ) -> Result:
        """Do ``work``; where the thread is archived, unarchive it. ``put_back``: it is archived again
        afterwards. What is posted opens a thread, as long as that is not locked.
        """
        try:
            return await _unless_final(work)
        except PlatformFailed as failure:
            if code_of(failure) != ARCHIVED:
                raise
        await self._archive(post, archived=False)
        try:
            return await _unless_final(work)
        finally:
            if put_back:
                await self._archive(post, archived=True)

    async def _archive(self, post: Post, *, archived: bool) -> None:
        with translate_errors():
            await self._client.http.edit_channel(self._thread_id(post), archived=archived)

    async def _send(self, post: Post, content: MirrorContent) -> SentMirror:
        for _ in range(2):
            if (webhook := await self._webhook(post)) is None:
                break
            try:
                return await self._send_by(webhook, post, content)
            except NotFound as gone:
                if code_of(gone) != _UNKNOWN_WEBHOOK:
                    raise
                await self._database.write(webhooks.forget, channel_id=post.channel_id)
            except PlatformFailed as failure:
                if code_of(failure) != _INVALID:
                    raise
                break  # perhaps Discord does not accept this name or avatar for a webhook
        with translate_errors():
            sent = await self._thread(post).send(
                view=self._view(content, named=True), files=files_of(content), allowed_mentions=NO_MENTIONS
            )
        return SentMirror(sent.id, by_webhook=False)

    async def _send_by(self, webhook: discord.Webhook, post: Post, content: MirrorContent) -> SentMirror:
        author = content.comment.author
        mark = self._client.catalog.say(STAFF, content.language) if author.staff else ""
        with translate_errors():
            sent = await webhook.send(
                view=self._view(content, named=False),
                files=files_of(content),
                username=webhook_name(author.name, mark),
                avatar_url=author.avatar or discord.utils.MISSING,
                thread=discord.Object(self._thread_id(post)),
                allowed_mentions=NO_MENTIONS,
                wait=True,
            )
        return SentMirror(sent.id, by_webhook=True)

    async def _edit(self, post: Post, appearance: Appearance, content: MirrorContent) -> None:
        assert appearance.message_id is not None
        view = self._view(content, named=not appearance.by_webhook)
        mirror = self._thread(post).get_partial_message(appearance.message_id)
        if not appearance.by_webhook:
            with translate_errors():
                await mirror.edit(view=view, allowed_mentions=NO_MENTIONS)
            return
        if webhook := await self._known(post):
            with contextlib.suppress(NotFound), translate_errors():
                await webhook.edit_message(
                    appearance.message_id,
                    view=view,
                    thread=discord.Object(appearance.channel_id),
                    allowed_mentions=NO_MENTIONS,
                )
                return
        with translate_errors():
            await mirror.fetch()
        _log.warning("The webhook that sent the message %d is gone", appearance.message_id)

    # ------------------------------------------------------------------ webhooks

    async def _known(self, post: Post) -> discord.Webhook | None:
        known = await self._database.read(webhooks.of, post.channel_id)
        return discord.Webhook.partial(*known, client=self._client) if known else None

    async def _webhook(self, post: Post) -> discord.Webhook | None:
        """Find or create the channel's webhook; None if the bot may not have one there."""
        guild = self._client.get_guild(post.server_id)
        if guild is None or guild.unavailable:
            raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
        channel = guild.get_channel(post.channel_id)
        if channel is None or not channel.permissions_for(guild.me).manage_webhooks:
            return None
        async with self._locks.setdefault(post.channel_id, asyncio.Lock()):
            if known := await self._known(post):
                return known
            if self._refused.get(post.channel_id, 0.0) > self._clock.monotonic():
                return None
            return await self._find_or_create(post, channel)

    async def _find_or_create(self, post: Post, channel: Any) -> discord.Webhook | None:
        try:
            with translate_errors():
                ours = [
                    one for one in await channel.webhooks() if one.token and one.user == self._client.user
                ]
                webhook = ours[0] if ours else await channel.create_webhook(name=WEBHOOK_NAME)
        except (BotLacks, PlatformFailed) as refused:
            if isinstance(refused, PlatformFailed) and not is_final(refused):
                raise
            self._refused[post.channel_id] = self._clock.monotonic() + REFUSED_SECONDS
            return None
        await self._database.write(
            webhooks.remember, channel_id=post.channel_id, webhook_id=webhook.id, token=webhook.token
        )
        return discord.Webhook.partial(webhook.id, webhook.token, client=self._client)

    def _view(self, content: MirrorContent, *, named: bool) -> discord.ui.LayoutView:
        return mirror_of(content, named=named, catalog=self._client.catalog)

    def _thread(self, post: Post) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(self._thread_id(post), guild_id=post.server_id)

    def _thread_id(self, post: Post) -> int:
        if post.thread_id is None:
            raise NotFound(message("That is no longer on Discord ({detail}).", detail="thread"))
        return post.thread_id


def mark_of(sent: discord.Message) -> int | None:
    """The mark of a mirror's comment: the id of its first component."""
    first = next(iter(sent.components), None)
    return first.id if isinstance(first, discord.components.TextDisplay) else None


def is_translated(sent: discord.Message) -> bool:
    """Whether a mirror shows a translation instead of its comment: then its button shows that."""
    return any(
        custom_ids.ORIGINAL.fullmatch(str(getattr(one.accessory, "custom_id", "")))
        for box in sent.components
        for one in getattr(box, "children", ())
        if isinstance(one, discord.components.SectionComponent)
    )


async def _unless_final(work: Callable[[], Awaitable[Result]]) -> Result:
    """Do ``work``.

    Raises:
        Refused: Discord will never accept it; other faults are raised as they are.
    """
    try:
        return await work()
    except PlatformFailed as failure:
        if is_final(failure):
            raise Refused(failure.message) from failure
        raise
