"""Where cards stand: what the services need of a chat platform to show and take away cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.domain.card import Card
from bot.domain.discussion import Post, RoomKind


@dataclass(frozen=True, slots=True)
class CardChannel:
    """A channel that a card can be posted into. ``public``: everybody in the server can read it."""

    channel_id: int
    kind: RoomKind
    public: bool


@dataclass(frozen=True, slots=True)
class SentCard:
    """A card on the platform; ``thread_id`` is known at once for a forum post, which is its own thread."""

    message_id: int
    thread_id: int | None


class Board(Protocol):
    """Cards on the chat platform.

    Every method raises BotLacks, NotFound (the channel, card or thread is gone) or PlatformFailed.
    """

    def channel(self, channel_id: int) -> CardChannel:
        """The channel as a place for cards. Asks the platform nothing.

        Raises:
            NotFound: there is no such channel, or the bot cannot see it.
            BadInput: cards cannot be posted into a channel of its kind.
            BotLacks: naming every permission that is missing there.
        """

    async def send(self, post: Post, card: Card) -> SentCard:
        """Post a card; in a forum, as a post named after its headline. Within minutes the same post is never
        shown twice in a channel.

        Raises:
            BadInput: the forum asks for a tag and has none that the bot may use.
        """

    async def find(self, post: Post) -> SentCard | None:
        """The card of a post that may have been sent, by the public id in its buttons; None if it was not."""

    async def open_thread(self, post: Post, name: str) -> int:
        """The thread below a card, with its opening note; found where it exists, made where it does not."""

    async def redraw(self, post: Post, card: Card) -> None:
        """Show a card that stands as it is now.

        Raises:
            Refused: it stands in an archived thread, which takes no edits.
        """

    async def exists(self, post: Post) -> bool:
        """Whether a card that was posted is still there."""

    async def delete(self, post: Post, *, keep_thread: bool) -> None:
        """Delete a card, and its thread; one to be kept is locked and archived."""
