"""What services need of a chat platform to post, redraw and delete cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.card import Card
from bot.domain.discussion import Post, RoomKind
from bot.domain.language import Language
from bot.domain.message import Message


@dataclass(frozen=True, slots=True)
class CardChannel:
    """A channel that takes cards. ``public``: everybody in the server can read it."""

    channel_id: int
    kind: RoomKind
    public: bool


@dataclass(frozen=True, slots=True)
class SentCard:
    """A card on the platform. ``thread_id`` is set for a forum post, which is its own thread."""

    message_id: int
    thread_id: int | None


class Board(Protocol):
    """Cards on the chat platform.

    Every method raises BotLacks, NotFound (the channel, card or thread is gone) or PlatformFailed.
    """

    def channel(self, channel_id: int) -> CardChannel:
        """Return a channel that takes cards, without a request to the platform.

        Raises:
            NotFound: there is no such channel, or the bot cannot see it.
            BadInput: channels of its kind take no cards.
            BotLacks: the bot lacks permissions there; it names them all.
        """

    async def send(self, post: Post, card: Card) -> SentCard:
        """Post a card; in a forum, as a post named after its headline.

        Sending the same post again within minutes makes no second card.

        Raises:
            BadInput: the forum asks for a tag and has none that the bot may use.
        """

    async def find(self, post: Post) -> SentCard | None:
        """Find the card of a post by the public id in its buttons; None if it was never sent."""

    async def open_thread(
        self,
        post: Post,
        name: str,
        languages: Sequence[Language],
        services: Sequence[Message],
        dialog_only: bool,
    ) -> int:
        """Return the id of a card's thread, creating the thread and its opening note, in these languages, if
        missing. The note names the outside ``services`` that translate, and says whether members comment by
        dialog alone.
        """

    async def redraw(self, post: Post, card: Card) -> None:
        """Edit a posted card so that it shows ``card``.

        Raises:
            Refused: it is in an archived thread, which takes no edits. A card that features comments, or
                did, is redrawn there all the same.
        """

    async def exists(self, post: Post) -> bool:
        """Whether a posted card still exists."""

    async def delete(self, post: Post, *, keep_thread: bool) -> None:
        """Delete a card and its thread; with ``keep_thread``, lock and archive the thread instead."""
