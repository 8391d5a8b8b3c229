"""What mirroring needs of the chat platform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.domain.discussion import Appearance, Comment, Post
from bot.domain.language import Language
from bot.domain.translation import MachineText


@dataclass(frozen=True, slots=True)
class Quote:
    """The comment that a mirror answers; ``link`` leads to a message that shows it, if there is one."""

    comment: Comment
    link: str | None


@dataclass(frozen=True, slots=True)
class MirrorContent:
    """What a mirror shows in a room of this ``language``. ``link`` leads to the original message; ``copies``
    are names and contents of files to send along if the original is gone. ``elsewhere``: the comment was
    written outside of this room. ``translation`` is in the room's language, and shown ``instead`` of the
    comment or below it.
    """

    comment: Comment
    answers: Quote | None
    link: str | None
    copies: tuple[tuple[str, bytes], ...] = ()
    elsewhere: bool = False
    translation: MachineText | None = None
    instead: bool = False
    language: Language = Language.EN


@dataclass(frozen=True, slots=True)
class SentMirror:
    """The message that a mirror was sent as."""

    message_id: int
    by_webhook: bool


class Webhooks(Protocol):
    """Mirrors on the chat platform. Every method raises BotLacks, NotFound or PlatformFailed.

    NotFound means that the platform itself says that a thread or message is gone, Refused that it will never
    accept this content.
    """

    async def send(self, post: Post, content: MirrorContent, *, archived: bool) -> SentMirror:
        """Send a mirror to a post's thread: by webhook, or as the bot where webhooks are not allowed. If
        ``archived``, archive the thread afterwards, as a message unarchives it.
        """

    async def edit(self, post: Post, appearance: Appearance, content: MirrorContent) -> None:
        """Change what a mirror shows."""

    async def delete_appearance(self, post: Post, appearance: Appearance) -> None:
        """Delete a message that shows a comment: a mirror, or the original. NotFound means that it was gone
        before the first attempt.
        """

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a message that is no known appearance."""
