"""The filters of a feed: tried on its newest entries before they are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.database.engine import Connection, Database
from bot.discussion.viewer_port import Viewer
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.feeds.filters import MOST_FILTERS, check
from bot.domain.feeds.following import Filter, FilterField, Following
from bot.domain.message import counted, message
from bot.feeding import entry_store as entries, following_store as followings
from bot.feeding.delivering.decide_entries import judge
from bot.feeding.entry_store import StoredEntry
from bot.feeding.managing.followed_feeds import Followed, FollowedFeeds, record

TRIED_ON = 50
"""Newest entries that a filter is tried on."""
_NOT_STORED = 0
"""The id of a filter that is only tried."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a new filter would do to the newest entries, newest first, together with those there are."""

    followed: Followed
    filter: Filter
    passes: Sequence[StoredEntry]
    kept_away: Sequence[StoredEntry]


class FeedFilters:
    """Adds and removes filters, for managers."""

    def __init__(self, database: Database, followed: FollowedFeeds) -> None:
        self._database = database
        self._followed = followed

    async def try_filter(
        self, viewer: Viewer, chosen: str, field: FilterField, text: str, *, include: bool
    ) -> Tried:
        """See what a filter would do, without keeping it.

        Raises:
            NotAllowed, NotFound: see :meth:`FollowedFeeds.find_to_change`.
            BadInput: it cannot be used, or the feed has as many as it can.
            Refused: it is there already.
        """
        found = await self._followed.find_to_change(viewer, chosen)
        wanted = Filter(_NOT_STORED, field, include, await asyncio.to_thread(check, field, text))
        _require_new(found.following, wanted)
        newest = await self._database.read(entries.newest, found.feed.id, TRIED_ON)
        with_it = replace(found.following, filters=(*found.following.filters, wanted))
        verdicts = await asyncio.to_thread(judge, with_it, newest)
        passes = [one for one in newest if verdicts[one.id] is None]
        return Tried(found, wanted, passes, [one for one in newest if verdicts[one.id] is not None])

    async def keep(self, viewer: Viewer, tried: Tried) -> Followed:
        """Keep a filter that was tried; gives the feed with it.

        Raises:
            NotAllowed, NotFound, BadInput, Refused: see :meth:`try_filter`.
        """
        found = await self._followed.find_to_change(viewer, str(tried.followed.following.id))

        def work(connection: Connection) -> Following:
            now = followings.get(connection, found.following.id)
            if now is None:
                raise NotFound(message("This server does not follow that feed any more."))
            _require_new(now, tried.filter)
            one = tried.filter
            followings.add_filter(connection, now.id, one.field, one.text, include=one.include)
            record(connection, viewer.member, "filter added", found.feed)
            return followings.get(connection, now.id) or now

        return replace(found, following=await self._database.write(work))

    async def remove(self, viewer: Viewer, chosen: str, filter_id: str) -> Filter:
        """Remove a filter by its id or its text; gives it.

        Raises:
            NotAllowed, NotFound: see :meth:`FollowedFeeds.find_to_change`; or there is no such filter.
        """
        found = await self._followed.find_to_change(viewer, chosen)
        wanted = filter_id.strip()
        of_feed = found.following.filters
        named = next((one for one in of_feed if wanted in (str(one.id), one.text)), None)

        def work(connection: Connection) -> Filter:
            if named is None or not followings.remove_filter(connection, found.following.id, named.id):
                raise NotFound(message("There is no such filter. Choose one of those that are offered."))
            record(connection, viewer.member, "filter removed", found.feed)
            return named

        return await self._database.write(work)


def _require_new(following: Following, wanted: Filter) -> None:
    for one in following.filters:
        if (one.field, one.include, one.text) == (wanted.field, wanted.include, wanted.text):
            raise Refused(message("This filter is there already."))
    if len(following.filters) >= MOST_FILTERS:
        raise BadInput(
            counted("A feed has at most {count} filter.", "A feed has at most {count} filters.", MOST_FILTERS)
        )
