"""Where questions stand on the chat platform."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.card import Question
from bot.domain.discussion import Post


class QuestionBoard(Protocol):
    """Questions in the threads of posts.

    Each method raises BotLacks, NotFound (the thread or the message is gone) or PlatformFailed.
    """

    async def send(self, post: Post, question: Question) -> int:
        """Send a question and return the message's id; within minutes, once for each question and post."""

    async def find(self, post: Post, since: datetime) -> int | None:
        """Find the message that was sent after ``since`` with a post's question; None if none was."""

    async def edit(self, post: Post, message_id: int, question: Question) -> None:
        """Have a message show another question."""

    async def pin(self, post: Post, message_id: int) -> None:
        """Pin a message.

        Raises:
            BotLacks: it may not pin there.
            Refused: as many messages are pinned as there can be.
        """

    async def delete(self, post: Post, message_id: int) -> None:
        """Delete a message."""
