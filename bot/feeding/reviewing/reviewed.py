"""An entry that moderators review."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.feeds.following import DeliveryState
from bot.domain.language import Language


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An entry as moderators review it, in the languages of their channel. ``decided_by`` is who decided what
    became of it, None while nobody has.
    """

    announcement_id: int
    feed: str
    address: str
    headline: str
    link: str | None
    excerpt: str
    languages: tuple[Language, ...]
    state: DeliveryState
    decided_by: int | None
