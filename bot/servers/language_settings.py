"""The languages of readers, channels and servers."""

from __future__ import annotations

from bot.database.engine import Database
from bot.domain.errors import StorageFailed
from bot.domain.language import Language
from bot.servers import language_store as preferences

REMEMBERED = 1_000
"""Readers whose choice is kept in memory, those who came last."""


class Languages:
    """Reads and stores which language is used for whom, and where."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._spoken: dict[int, Language] = {}

    async def language_of(self, reader_id: int, locale_tag: str) -> Language:
        """Return the language for one reader: their own choice, else their client's, else English.

        While the database cannot be read, their choice as far as it is remembered: they have to be told so.
        """
        try:
            spoken = (await self._database.read(preferences.of_reader, reader_id)).spoken
        except StorageFailed:
            spoken = self._spoken.get(reader_id)
        else:
            self._remember(reader_id, spoken)
        return spoken or Language.from_tag(locale_tag) or Language.EN

    async def chosen_by(self, reader_id: int) -> preferences.ReaderLanguages:
        """Return what a reader chose."""
        return await self._database.read(preferences.of_reader, reader_id)

    async def speak_to(self, reader_id: int, language: Language | None) -> None:
        """Store the language the bot speaks to a reader; None follows their client again."""
        await self._database.write(preferences.set_spoken, reader_id, language)

    async def read_in(self, reader_id: int, language: Language) -> None:
        """Store the language a reader last switched an article to."""
        await self._database.write(preferences.set_reading, reader_id, language)

    async def translate_for(self, reader_id: int, *, translates: bool) -> None:
        """Store whether comments in the other language are shown to a reader with their translation."""
        await self._database.write(preferences.set_translates, reader_id, translates)

    async def shown_in(self, server_id: int, channel_id: int) -> Language:
        """Return the language everybody sees in a channel: the channel's, else the server's, else English."""
        of_channel, of_server = await self.set_for(server_id, channel_id)
        return of_channel or of_server or Language.EN

    async def read_in_by_many(self, server_id: int, channel_id: int) -> tuple[Language, ...]:
        """Return the languages for what many read in a channel: its own, else all that the server speaks."""
        if own := (await self.set_for(server_id, channel_id))[0]:
            return (own,)
        return await self._database.read(preferences.spoken, server_id) or (Language.EN,)

    async def set_for(self, server_id: int, channel_id: int) -> tuple[Language | None, Language | None]:
        """Return the languages set for a channel and for its server."""
        return await self._database.read(preferences.of_place, server_id, channel_id)

    def _remember(self, reader_id: int, spoken: Language | None) -> None:
        self._spoken.pop(reader_id, None)
        if spoken is not None:
            self._spoken[reader_id] = spoken
        if len(self._spoken) > REMEMBERED:
            del self._spoken[next(iter(self._spoken))]
