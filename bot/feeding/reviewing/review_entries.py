"""What moderators decide about entries of feeds that are reviewed first: the first decision counts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.errors import NotFound
from bot.domain.feeds.filters import plain_text
from bot.domain.feeds.following import AnnouncementKind, DeliveryState, Following
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.feeding import (
    announcement_store as announcements,
    delivery_store as deliveries,
    entry_store as entries,
    feed_store as feeds,
    following_store as followings,
)
from bot.feeding.entry_store import StoredEntry
from bot.feeding.feed_store import StoredFeed
from bot.feeding.reviewing.reviewed import Reviewed
from bot.jobs.clock import Clock
from bot.servers.language_settings import Languages

APPROVE, DISCARD, UNDO = "approve", "discard", "undo"
_BECOMES = {
    APPROVE: (DeliveryState.REVIEW, DeliveryState.WAITING),
    DISCARD: (DeliveryState.REVIEW, DeliveryState.DISCARDED),
    UNDO: (DeliveryState.DISCARDED, DeliveryState.REVIEW),
}
LONGEST_EXCERPT = 400


class EntryReview:
    """Shows entries that wait for moderators, and stores their decisions."""

    def __init__(self, database: Database, languages: Languages, clock: Clock) -> None:
        self._database = database
        self._languages = languages
        self._clock = clock

    async def shown(self, announcement_id: int, channel_id: int) -> Reviewed:
        """An entry as it is shown in a channel.

        Raises:
            NotFound: the feed is followed no longer.
        """
        server_id = (await self._database.read(_found, announcement_id)).following.server_id
        languages = await self._languages.read_in_by_many(server_id, channel_id)
        return await self._database.read(reviewed, announcement_id, languages)

    async def decide(self, viewer: Viewer, announcement_id: int, way: str) -> Message | None:
        """Approve or discard an entry, or undo that it was discarded. Returns why not, if somebody else was
        first.

        Raises:
            NotAllowed: the member does not moderate all rooms of the feed.
            NotFound: the feed is followed no longer.
        """
        following = (await self._database.read(_found, announcement_id)).following
        for channel_id in following.channels:
            policy.require_moderator(viewer.moderates(channel_id))
        if following.server_id != viewer.member.server_id:
            raise NotFound(_GONE)
        return await self._database.write(self._decide, viewer, announcement_id, way)

    def _decide(
        self, connection: Connection, viewer: Viewer, announcement_id: int, way: str
    ) -> Message | None:
        found, (before, after) = _found(connection, announcement_id), _BECOMES[way]
        stands = deliveries.state_of(connection, found.following.id, found.entry.id)
        if stands is None or stands.state is not before:
            return _decided(stands.decided_by if stands else None)
        now, member = self._clock.utcnow(), viewer.member
        decided = None if way == UNDO else member.id
        due_at = now if way == APPROVE else None
        deliveries.settle(
            connection,
            found.following.id,
            found.entry.id,
            after,
            now=now,
            due_at=due_at,
            decided_by=decided,
        )
        detail = f"{way}: {found.entry.entry.link or found.entry.entry.title}"
        audit.done(connection, member, Action.SETTINGS, TargetKind.SERVER, member.server_id, detail)
        return None


@dataclass(frozen=True, slots=True)
class _Found:
    following: Following
    feed: StoredFeed
    entry: StoredEntry


_GONE = message("This server does not follow that feed any more.")


def _found(connection: Connection, announcement_id: int) -> _Found:
    stored = announcements.get(connection, announcement_id)
    if stored is None or stored.kind is not AnnouncementKind.REVIEW:
        raise NotFound(_GONE)
    following = followings.get(connection, stored.following_id)
    feed = feeds.get(connection, following.feed_id) if following else None
    entry = entries.get(connection, stored.entries[0])
    if following is None or feed is None or entry is None:
        raise NotFound(_GONE)
    return _Found(following, feed, entry)


def reviewed(connection: Connection, announcement_id: int, languages: tuple[Language, ...]) -> Reviewed:
    """An entry that moderators review, as it stands.

    Raises:
        NotFound: the feed is followed no longer.
    """
    found = _found(connection, announcement_id)
    stands = deliveries.state_of(connection, found.following.id, found.entry.id)
    said = found.entry.entry
    return Reviewed(
        announcement_id=announcement_id,
        feed=found.feed.title,
        address=found.feed.url,
        headline=said.title,
        link=said.link,
        excerpt=plain_text(said.html)[:LONGEST_EXCERPT],
        languages=languages,
        state=stands.state if stands else DeliveryState.REVIEW,
        decided_by=stands.decided_by if stands else None,
    )


def _decided(member_id: int | None) -> Message:
    if member_id is None:
        return message("That has been decided already.")
    return message("<@{id}> has decided that already.", id=str(member_id))
