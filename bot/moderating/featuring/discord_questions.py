"""Questions in threads on Discord."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import discord

from bot.discordkit.http_errors import ARCHIVED, code_of, translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.discussion.featuring.question_view import question_view, shown_question
from bot.domain.card import Question
from bot.domain.discussion import Post
from bot.domain.errors import PlatformFailed, Refused
from bot.domain.message import message

if TYPE_CHECKING:
    from bot.discordkit.client import Client

MAX_CLOCK_SKEW = timedelta(minutes=1)
"""How far our clock may be ahead of Discord's."""
MAX_SEARCHED = 2_000
"""Messages of a thread that are searched for a question."""
TOO_MANY_PINS = 30003


class DiscordQuestions:
    """Implements :class:`bot.moderating.featuring.questions_port.QuestionBoard`; archived threads are brought
    out of the archive.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, post: Post, question: Question) -> int:
        """Send a question and return the message's id."""
        with translate_errors():
            sent = await self._thread(post).send(
                view=question_view(question, post, self._client.catalog),
                nonce=f"ask{question.id}p{post.id}"[-25:],
                allowed_mentions=NO_MENTIONS,
            )
        return sent.id

    async def find(self, post: Post, since: datetime) -> int | None:
        """Find the message that shows a question for a post."""
        after = since - MAX_CLOCK_SKEW
        with translate_errors():
            async for one in self._thread(post).history(limit=MAX_SEARCHED, after=after, oldest_first=True):
                if one.author == self._client.user and shown_question(one.components, post) is not None:
                    return one.id
        return None

    async def edit(self, post: Post, message_id: int, question: Question) -> None:
        """Have a message show another question."""
        view = question_view(question, post, self._client.catalog)
        sent = self._message(post, message_id)
        await self._awake(post, lambda: sent.edit(view=view, allowed_mentions=NO_MENTIONS))

    async def pin(self, post: Post, message_id: int) -> None:
        """Pin a message."""
        try:
            await self._awake(post, lambda: self._message(post, message_id).pin())
        except PlatformFailed as failure:
            if code_of(failure) == TOO_MANY_PINS:
                raise Refused(message("There is no room for another pinned message.")) from failure
            raise

    async def delete(self, post: Post, message_id: int) -> None:
        """Delete a message."""
        with translate_errors():
            await self._message(post, message_id).delete()

    async def _awake(self, post: Post, work: Callable[[], Awaitable[object]]) -> None:
        """Do ``work``; where the thread is archived, bring it out of the archive first."""
        try:
            with translate_errors():
                await work()
        except PlatformFailed as failure:
            if code_of(failure) != ARCHIVED:
                raise
            assert post.thread_id is not None
            with translate_errors():
                await self._client.http.edit_channel(post.thread_id, archived=False)
                await work()

    def _thread(self, post: Post) -> discord.PartialMessageable:
        assert post.thread_id is not None
        return self._client.get_partial_messageable(post.thread_id, guild_id=post.server_id)

    def _message(self, post: Post, message_id: int) -> discord.PartialMessage:
        return self._thread(post).get_partial_message(message_id)
