"""What moderation does to the threads that discussions are held in."""

from __future__ import annotations

from typing import Protocol


class Threads(Protocol):
    """The threads and forum posts of discussions, on the chat platform.

    Every coroutine raises BotLacks, NotFound (the thread is gone) or PlatformFailed.
    """

    def may_lock(self, channel_id: int) -> bool:
        """Whether the bot may lock threads of a channel, as far as is known without a request."""

    async def set_state(self, thread_id: int, *, locked: bool, archived: bool) -> None:
        """Let only moderators write in a thread, or everybody; and take it off the list, or put it back."""

    async def set_locked(self, channel_id: int, thread_id: int, *, locked: bool) -> None:
        """Let only moderators write in a thread of a channel, or everybody; on or off the list, it stays so.
        Where the bot may not lock threads, it makes no request.
        """

    async def set_slowmode(self, thread_id: int, seconds: int) -> None:
        """How long each member waits between two messages in a thread, 0 to 21,600 seconds."""
