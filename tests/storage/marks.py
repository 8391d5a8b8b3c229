"""Rows that are quickly written and read, where a test needs any."""

from __future__ import annotations

from sqlalchemy import insert, select

from bot.database import schema
from bot.database.engine import Connection, Database


def marking(channel_id: int, message_id: int = 1):
    def work(connection: Connection) -> int:
        connection.execute(insert(schema.watermark).values(channel_id=channel_id, message_id=message_id))
        return channel_id

    return work


async def marked(database: Database) -> list[int]:
    query = select(schema.watermark.c.channel_id)
    return await database.read(lambda connection: list(connection.execute(query).scalars()))
