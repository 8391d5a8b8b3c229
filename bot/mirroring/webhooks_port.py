"""Saying in a thread what somebody said elsewhere, under their name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.domain.discussion import Appearance, Author, Comment, Post


@dataclass(frozen=True, slots=True)
class Quote:
    """The comment that an utterance answers: who said it, how it begins, and a link to it if it stands."""

    author: Author
    text: str
    link: str | None


@dataclass(frozen=True, slots=True)
class MirrorContent:
    """A comment as it is said in a thread. ``link`` leads to the original message; ``copies`` are files to
    send along, by name, where the original is gone. ``elsewhere``: it was said in another place than the
    room of this thread.
    """

    comment: Comment
    answers: Quote | None
    link: str | None
    copies: tuple[tuple[str, bytes], ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class SentMirror:
    """The message an utterance became."""

    message_id: int
    by_webhook: bool


class Webhooks(Protocol):
    """Mirrors on the chat platform. Every method raises BotLacks, NotFound or PlatformFailed.

    NotFound is raised only where the platform itself says that a thread or message is gone, Refused where
    it will not take what is said however often it is tried.
    """

    async def send(self, post: Post, content: MirrorContent, *, archived: bool) -> SentMirror:
        """Say it in a post's thread: by webhook, or as the bot where webhooks are not allowed. ``archived``
        threads are archived again: what is said brings them back.
        """

    async def edit(self, post: Post, appearance: Appearance, content: MirrorContent) -> None:
        """Say something else in a mirror that stands."""

    async def delete_appearance(self, post: Post, appearance: Appearance) -> None:
        """Delete a message that shows a comment: a mirror, or the original."""

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a message of which no appearance is known."""
