"""A feed that the simulated server follows, and its entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import discord
from simcord import ChannelHandle
from sqlalchemy import insert, update

from bot.database.engine import Connection
from bot.database.schema import feed_filter, following as following_table
from bot.domain.feeds.following import DeliveryState
from bot.feeding import (
    delivery_store as deliveries,
    entry_store as entries,
    feed_store as feeds,
    following_store as followings,
)
from bot.feeding.delivery_store import Delivery
from bot.feeding.identity.keys import link_key
from bot.reading.feeds.feed import Entry
from tests.discord.news import ENGLISH, SPANISH, cards
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated

LATER = timedelta(days=3_650)
"""When these feeds are looked at themselves: their entries come from the tests."""


async def followed(
    tertulia: Simulated,
    *channels: ChannelHandle,
    url: str = "https://riverside.example/feed",
    **settings: Any,
) -> int:
    """The id of a following of a feed, with these values of its row."""
    now = tertulia.clock.utcnow()

    def store(connection: Connection) -> int:
        named = {"url": url, "title": "The Riverside", "home": settings.pop("home", None)}
        feed_id = feeds.add(connection, **named, language=None, now=now + LATER)
        following_id = followings.add(
            connection,
            feed_id=feed_id,
            server_id=tertulia.seed.guild.id,
            channel_ids=[one.id for one in channels],
            language=settings.pop("language", None),
            created_by=tertulia.marta.id,
            now=now,
        )
        filters = [
            {"following_id": following_id, "field": field, "include": include, "text": text}
            for field, include, text in settings.pop("filters", ())
        ]
        if filters:
            connection.execute(insert(feed_filter), filters)
        if settings:
            changed = update(following_table).where(following_table.c.id == following_id)
            connection.execute(changed.values(settings))
        return following_id

    return await tertulia.database.write(store)


async def found(
    tertulia: Simulated, following_id: int, *links: str | None, seen_at: datetime | None = None
) -> list[int]:
    """The ids of new entries with these links, as one look finds them."""
    now = seen_at or tertulia.clock.utcnow()
    known = [Entry(link, link, f"Story {number}", html="<p>Text</p>") for number, link in enumerate(links)]
    return await came(tertulia, following_id, known, now)


async def came(tertulia: Simulated, following_id: int, known: Sequence[Entry], now: datetime) -> list[int]:
    """The ids of these entries, which are new."""

    def store(connection: Connection) -> list[int]:
        following = followings.get(connection, following_id)
        assert following is not None
        ids = []
        for one in known:
            entry_id = entries.add(connection, following.feed_id, one, digest=one.title, now=now)
            if (key := link_key(one.link)) is not None:
                entries.add_keys(connection, following.feed_id, entry_id, [key])
            ids.append(entry_id)
        deliveries.add(connection, following_id, ids, DeliveryState.NEW, now)
        return ids

    return await tertulia.database.write(store)


async def state(tertulia: Simulated, following_id: int, entry_id: int) -> Delivery:
    """What became of an entry."""
    stored = await tertulia.database.read(deliveries.state_of, following_id, entry_id)
    assert stored is not None
    return stored


async def becomes(tertulia: Simulated, following_id: int, entry_id: int, wanted: DeliveryState) -> Delivery:
    """Wait until an entry is in a state."""

    async def is_there() -> Delivery | None:
        now = await state(tertulia, following_id, entry_id)
        return now if now.state is wanted else None

    became: Delivery = await tertulia.until(is_there)
    return became


async def shown(tertulia: Simulated, channel: ChannelHandle, count: int) -> list[discord.Message]:
    """Wait until a room has so many cards."""
    sent: list[discord.Message] = await tertulia.until(
        lambda: cards(channel) if len(cards(channel)) == count else None
    )
    return sent


def story(pages: Pages, number: int, *, spanish: bool = False) -> str:
    """Serve a story of its own in one language; gives its address."""
    if spanish:
        title = f"El ayuntamiento abre la biblioteca número {number} en la plaza"
        text = (
            f"La biblioteca número {number} del pueblo abrió el martes sus puertas en la plaza, con doce mil "
            "libros y una sala para los niños. La alcaldesa dijo que los vecinos la habían pedido durante "
            "años, y que costó menos de lo previsto gracias al trabajo de los voluntarios."
        )
    else:
        title = f"The council opens library number {number} on the square"
        text = (
            f"Library number {number} of the town opened its doors on the square on Tuesday, with twelve "
            "thousand books and a room for children. The mayor said that neighbours had asked for it for "
            "years, and that it cost less than planned thanks to the work of volunteers."
        )
    language = "es" if spanish else "en"
    path = f"/{language}/library-{number}"
    head = f'<title>{title}</title><link rel="canonical" href="{pages.url(path)}">'
    told: list[str] = (SPANISH if spanish else ENGLISH)["paragraphs"]  # type: ignore[assignment]
    rest = "".join(f"<p>{one}</p>" for one in told)
    body = f"<article><h1>{title}</h1><p>{text}</p>{rest}</article>"
    return pages.put(path, f'<!doctype html><html lang="{language}"><head>{head}</head><body>{body}</body>')
