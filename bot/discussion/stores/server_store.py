"""What a server's managers set for it and its rooms, languages aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, func, select, update

from bot.database.dialect import upsert
from bot.database.engine import Connection, schedule
from bot.database.schema import channel, discussion, following, post, server
from bot.discussion.stores import notice_store as notices, owed_translation_store as owed_translations
from bot.domain.times import time_zones
from bot.domain.translation import MirrorTranslations
from bot.jobs.kinds import Job


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """A server's settings: where notices for its moderators go, whether rooms mirror each other, how mirrors
    are translated, after how many days discussions close (0: never), and the IANA name of its time zone.
    """

    moderators_channel_id: int | None = None
    mirroring: bool = True
    mirror_translations: MirrorTranslations = MirrorTranslations.BELOW
    close_after_days: int = 0
    time_zone: str = time_zones.DEFAULT


_SETTINGS = (
    server.c.moderators_channel_id,
    server.c.mirroring,
    server.c.mirror_translations,
    server.c.close_after_days,
    server.c.time_zone,
)


def settings(connection: Connection, server_id: int) -> ServerSettings:
    """What is set for a server; what a new one starts with, where nothing is."""
    row = connection.execute(select(*_SETTINGS).where(server.c.id == server_id)).one_or_none()
    return ServerSettings(*row) if row else ServerSettings()


def set_moderators_channel(connection: Connection, server_id: int, channel_id: int | None) -> None:
    """Set where notices for a server's moderators go, those too that waited; None is nowhere."""
    chosen = {"id": server_id, "moderators_channel_id": channel_id}
    connection.execute(upsert(server, "moderators_channel_id"), chosen)
    notices.schedule_unsent(connection, server_id)
    schedule(connection, Job.QUEUE_PANEL, server_id)


def set_mirroring(connection: Connection, server_id: int, *, on: bool) -> None:
    """Set whether what is said in one room of a server appears in the others."""
    connection.execute(upsert(server, "mirroring"), {"id": server_id, "mirroring": on})


def set_close_after(connection: Connection, server_id: int, days: int) -> None:
    """Set after how many days discussions of a server close; 0 is never."""
    connection.execute(upsert(server, "close_after_days"), {"id": server_id, "close_after_days": days})


def set_time_zone(connection: Connection, server_id: int, name: str) -> None:
    """Set the time zone of a server, by its IANA name. Its digests move with it, and what waits there for
    quiet hours to end.
    """
    connection.execute(upsert(server, "time_zone"), {"id": server_id, "time_zone": name})
    schedule(connection, Job.DIGEST, server_id)
    followed = select(following.c.id).where(following.c.server_id == server_id)
    schedule(connection, Job.DELIVERY, *connection.execute(followed).scalars())


def time_zone(connection: Connection, server_id: int) -> ZoneInfo:
    """Return the time zone of a server."""
    return time_zones.zone(settings(connection, server_id).time_zone)


def set_mirror_translations(
    connection: Connection, server_id: int, how: MirrorTranslations, at: datetime
) -> None:
    """Set how mirrors are translated in a server. Those that can be completed at the time ``at`` follow."""
    connection.execute(upsert(server, "mirror_translations"), {"id": server_id, "mirror_translations": how})
    owed_translations.follow_setting(connection, server_id, at)


def decided_rooms(connection: Connection) -> dict[int, bool]:
    """The channels that managers joined (though private) or parted (though public) by hand."""
    query = select(channel.c.id, channel.c.joined).where(channel.c.joined.is_not(None))
    return {row.id: row.joined for row in connection.execute(query)}


def decided_room(connection: Connection, channel_id: int) -> bool | None:
    """Whether managers joined or parted this channel by hand; None where they left it to who can read it."""
    return connection.execute(select(channel.c.joined).where(channel.c.id == channel_id)).scalar()


def decide_room(connection: Connection, server_id: int, channel_id: int, joined: bool | None) -> None:
    """Join or part a channel by hand; None leaves it to who can read it."""
    decision = {"id": channel_id, "server_id": server_id, "joined": joined}
    connection.execute(upsert(channel, "joined"), decision)


def forget_decision(connection: Connection, channel_id: int) -> None:
    """Leave a channel to who can read it, as before anybody decided."""
    connection.execute(update(channel).where(channel.c.id == channel_id).values(joined=None))


def _rooms() -> Select[Any]:
    """Step from channel to channel in the index: a server has few channels and many cards in each."""
    first = select(func.min(post.c.channel_id).label("id")).cte("channels", recursive=True)
    following = select(func.min(post.c.channel_id)).where(post.c.channel_id > first.c.id).scalar_subquery()
    channels = first.union_all(select(following).where(first.c.id.is_not(None)))
    # In the order of the index: for any row PostgreSQL would go through the cards of all other channels.
    cards = select(post.c.discussion_id).where(post.c.channel_id == channels.c.id).order_by(post.c.created_at)
    one = cards.limit(1).scalar_subquery()
    query = select(channels.c.id).join_from(channels, discussion, discussion.c.id == one)
    return query.where(discussion.c.server_id == bindparam("server_id"))


_ROOMS = _rooms()


def rooms(connection: Connection, server_id: int) -> list[int]:
    """Return every channel of a server that a card was ever posted in."""
    return list(connection.execute(_ROOMS, {"server_id": server_id}).scalars())
