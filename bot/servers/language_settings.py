"""Which language is spoken to whom, and shown where."""

from __future__ import annotations

from functools import partial

from bot.database.engine import Database
from bot.domain.language import Language
from bot.servers import language_store as preferences


class Languages:
    """The languages of readers, channels and servers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def language_of(self, reader_id: int, locale_tag: str) -> Language:
        """What the bot says to one person: their own choice, else their client's language, else English."""
        chosen = await self._database.read(preferences.of_reader, reader_id)
        return chosen.spoken or Language.from_tag(locale_tag) or Language.EN

    async def chosen_by(self, reader_id: int) -> preferences.ReaderLanguages:
        """What a reader chose, for showing it to them."""
        return await self._database.read(preferences.of_reader, reader_id)

    async def speak_to(self, reader_id: int, language: Language | None) -> None:
        """Remember a reader's own choice; None follows their client again."""
        await self._database.write(partial(preferences.set_spoken, reader_id=reader_id, language=language))

    async def read_in(self, reader_id: int, language: Language) -> None:
        """Remember the language a reader last switched an article to."""
        await self._database.write(partial(preferences.set_reading, reader_id=reader_id, language=language))

    async def shown_in(self, server_id: int, channel_id: int) -> Language:
        """What all see in a channel: the channel's language, else the server's, else English."""
        of_channel, of_server = await self.set_for(server_id, channel_id)
        return of_channel or of_server or Language.EN

    async def set_for(self, server_id: int, channel_id: int) -> tuple[Language | None, Language | None]:
        """What is set for a channel itself and for its server itself."""
        return await self._database.read(preferences.of_place, server_id, channel_id)
