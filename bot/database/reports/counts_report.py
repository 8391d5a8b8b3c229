"""How much a database holds, in numbers alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, func, select, union

from bot.database.schema import (
    article,
    comment,
    delivery,
    discussion,
    edition_due,
    member_case,
    post,
    scheduled_article,
    server,
    translation_due,
)
from bot.domain.discussion import PostStatus
from bot.domain.feeds.following import DeliveryState


@dataclass(frozen=True, slots=True)
class CountsReport:
    """``engine`` and its version; how many there are of what, and how much of what is still to be done."""

    engine: str
    held: Mapping[str, int] = field(default_factory=dict)
    pending: Mapping[str, int] = field(default_factory=dict)


def counts_report(connection: Connection, engine: str) -> CountsReport:
    """Count what is stored in the database of an engine, given by name and version."""

    def count(table: Table, *conditions: object) -> int:
        query = select(func.count()).select_from(table).where(*conditions)  # type: ignore[arg-type]
        return connection.execute(query).scalar_one()

    servers = union(select(server.c.id), select(discussion.c.server_id)).subquery()
    is_live = post.c.status != PostStatus.REMOVED
    rooms = select(func.count(post.c.channel_id.distinct())).where(is_live)
    is_due = delivery.c.state.in_((DeliveryState.NEW, DeliveryState.WAITING))
    return CountsReport(
        engine=engine,
        held={
            "servers": connection.execute(select(func.count()).select_from(servers)).scalar_one(),
            "articles": count(article),
            "discussions": count(discussion),
            "comments": count(comment),
            "cards": count(post, is_live),
            "rooms": connection.execute(rooms).scalar_one(),
            "cases": count(member_case),
        },
        pending={
            "cards": count(post, post.c.status == PostStatus.PENDING),
            "scheduled_articles": count(scheduled_article),
            "entries_of_feeds": count(delivery, is_due),
            "articles_to_translate": count(edition_due),
            "comments_to_translate": count(translation_due),
        },
    )
