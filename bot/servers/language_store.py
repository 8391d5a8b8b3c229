"""The languages that readers, channels and servers chose."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.database.dialect import upsert
from bot.database.engine import Connection
from bot.database.schema import channel, reader, server
from bot.domain.language import Language


@dataclass(frozen=True, slots=True)
class ReaderLanguages:
    """The language the bot speaks to a reader, and the one they read articles in; None if never chosen.

    ``translates_discussions``: whether comments in the other language are shown with their translation.
    """

    spoken: Language | None = None
    reading: Language | None = None
    translates_discussions: bool = False


def of_reader(connection: Connection, reader_id: int) -> ReaderLanguages:
    """Return what a reader chose."""
    chosen = (reader.c.language, reader.c.reading_language, reader.c.translates_discussions)
    row = connection.execute(select(*chosen).where(reader.c.id == reader_id)).one_or_none()
    return ReaderLanguages(*row) if row else ReaderLanguages()


def set_spoken(connection: Connection, reader_id: int, language: Language | None) -> None:
    """Store the language the bot speaks to a reader; None follows their client again."""
    connection.execute(upsert(reader, "language"), {"id": reader_id, "language": language})


def set_reading(connection: Connection, reader_id: int, language: Language) -> None:
    """Store the language a reader reads articles in."""
    chosen = {"id": reader_id, "reading_language": language}
    connection.execute(upsert(reader, "reading_language"), chosen)


def set_translates(connection: Connection, reader_id: int, translates: bool) -> None:
    """Store whether a reader wants discussions translated."""
    chosen = {"id": reader_id, "translates_discussions": translates}
    connection.execute(upsert(reader, "translates_discussions"), chosen)


def of_channel(connection: Connection, channel_id: int) -> Language | None:
    """Return the language set for a channel."""
    return connection.execute(select(channel.c.language).where(channel.c.id == channel_id)).scalar()


def set_channel(connection: Connection, server_id: int, channel_id: int, language: Language | None) -> None:
    """Set the language of a channel; None follows the server again."""
    chosen = {"id": channel_id, "server_id": server_id, "language": language}
    connection.execute(upsert(channel, "language"), chosen)


def of_server(connection: Connection, server_id: int) -> Language | None:
    """Return the language set for a server."""
    return connection.execute(select(server.c.language).where(server.c.id == server_id)).scalar()


def of_place(
    connection: Connection, server_id: int, channel_id: int
) -> tuple[Language | None, Language | None]:
    """Return the languages set for a channel and for its server."""
    return of_channel(connection, channel_id), of_server(connection, server_id)


def spoken(connection: Connection, server_id: int) -> tuple[Language, ...]:
    """Return the languages that are set in a server, its own first; none where nothing was ever chosen."""
    own = of_server(connection, server_id)
    set_for = select(channel.c.language).where(
        channel.c.server_id == server_id, channel.c.language.is_not(None)
    )
    channels = connection.execute(set_for.distinct()).scalars().all()
    if own is None and not channels:
        return ()
    return tuple(dict.fromkeys((own or Language.EN, *channels)))


def set_server(connection: Connection, server_id: int, language: Language | None) -> None:
    """Set the language of a server; None is English again."""
    connection.execute(upsert(server, "language"), {"id": server_id, "language": language})
