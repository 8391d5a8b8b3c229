"""Reading an article in another language, for one reader alone."""

from __future__ import annotations

from bot.database.engine import Database
from bot.discussion.stores import post_store as posts
from bot.domain.card import Card
from bot.domain.discussion import Post
from bot.domain.errors import NotFound, Refused
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.posting.card import Cards
from bot.posting.edition_worker import EditionWorker
from bot.servers.language_settings import Languages
from bot.translating.allowance import Allowance


class EditionReader:
    """Reads the article of a post in the language that a reader chooses."""

    def __init__(
        self,
        database: Database,
        languages: Languages,
        cards: Cards,
        editions: EditionWorker,
        allowance: Allowance,
    ) -> None:
        self._database = database
        self._languages = languages
        self._cards = cards
        self._editions = editions
        self._allowance = allowance

    async def read(
        self, public_id: str, *, server_id: int, reader_id: int, language: Language
    ) -> tuple[Post, Card]:
        """Return a post and its card in ``language``, and remember that as the reader's choice.

        Raises:
            NotFound: there is no such post in this server.
        """
        post = await self._database.read(posts.by_public_id, public_id)
        if post is None or post.server_id != server_id:
            raise NotFound(message("I do not know this card: it was made with another database."))
        await self._languages.read_in(reader_id, language)
        return post, await self._cards.card(post, language)

    async def make(self, post: Post, card: Card, reader_id: int) -> tuple[Card, Message | None]:
        """Have the edition made that a card lacks, as :attr:`Card.lacks_edition` says. Returns the card with
        it; or the card with the original, and why that was not translated.
        """
        try:
            self._allowance.spend(reader_id)
        except Refused as refusal:
            return card, refusal.message
        why = await self._editions.make(post.discussion_id)
        made = await self._cards.card(post, card.language)
        return made, None if made.is_in_its_language else why
