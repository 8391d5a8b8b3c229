"""The webhook that posts mirrors in the threads of each channel."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.database.dialect import upsert
from bot.database.engine import Connection
from bot.database.schema import webhook


def of(connection: Connection, channel_id: int) -> tuple[int, str] | None:
    """The id and token of a channel's webhook."""
    query = select(webhook.c.id, webhook.c.token).where(webhook.c.channel_id == channel_id)
    row = connection.execute(query).one_or_none()
    return (row.id, row.token) if row else None


def remember(connection: Connection, channel_id: int, webhook_id: int, token: str) -> None:
    """Store the webhook to use in a channel."""
    values = {"channel_id": channel_id, "id": webhook_id, "token": token}
    connection.execute(upsert(webhook, "id", "token"), values)


def forget(connection: Connection, channel_id: int) -> None:
    """Delete the row of a channel's webhook."""
    connection.execute(delete(webhook).where(webhook.c.channel_id == channel_id))
