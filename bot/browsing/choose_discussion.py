"""Picking a discussion: the one whose thread the viewer is in, or one chosen by its headline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.database.engine import Database
from bot.discussion.stores import discussion_store as discussions, ended_store as endings, post_store as posts
from bot.discussion.viewer_port import Viewer, reads
from bot.domain.errors import NotFound
from bot.domain.message import message
from bot.posting import article_store as articles

_MAX_RECENT = 300
"""A server's latest discussions that are offered by headline."""


@dataclass(frozen=True, slots=True)
class DiscussionChoice:
    """A discussion that can be chosen: its article's headline, and its public id."""

    headline: str
    public_id: str


class DiscussionPicker:
    """Offers and finds discussions of which the viewer can read a room."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def suggest(
        self,
        viewer: Viewer,
        typed: str,
        limit: int = 25,
        eligible: Callable[[int], bool] = lambda discussion_id: True,
    ) -> list[DiscussionChoice]:
        """Return the latest discussions whose headline, in the viewer's language, contains ``typed``.

        ``eligible`` filters them by id.
        """
        recent = await self._database.read(discussions.recent, viewer.member.server_id, _MAX_RECENT)
        readable = await self._readable(viewer, [one.id for one in recent])
        seen = [one for one in recent if one.id in readable and eligible(one.id)]
        article_ids = [one.article_id for one in seen]
        headlines = await self._database.read(articles.titles, article_ids, viewer.member.language)
        choices = [DiscussionChoice(headlines.get(one.article_id, ""), one.public_id) for one in seen]
        wanted = typed.casefold().strip()
        return [one for one in choices if wanted in one.headline.casefold()][:limit]

    async def resolve(self, viewer: Viewer, chosen: str | None) -> int:
        """Return the id of the discussion that ``chosen`` names: by its public id, by words that only its
        headline contains, or None for the one whose thread the viewer is in.

        Raises:
            NotFound: there is none, or none that the viewer can see.
        """
        if chosen is None:
            return await self._here(viewer)
        found = await self._database.read(discussions.by_public_id, chosen)
        if found is None or found.server_id != viewer.member.server_id:
            offered = await self.suggest(viewer, chosen, limit=2)
            if len(offered) != 1:
                raise NotFound(message("I do not know that article here. Choose one from the list."))
            return await self.resolve(viewer, offered[0].public_id)
        await self._require_readable(viewer, found.id)
        return found.id

    async def near(self, viewer: Viewer, chosen: str | None) -> int | None:
        """Return what :meth:`resolve` does or, in a channel and without ``chosen``, the discussion of its
        newest card that the viewer can read; None if it has none.
        """
        here = viewer.member.channel_id
        of_thread = await self._database.read(discussions.of_thread, here)
        if chosen is not None or of_thread is not None:
            return await self.resolve(viewer, chosen)
        newest = [post.discussion_id for post in await self._database.read(posts.recent, here, 1)]
        return next(iter(await self._readable(viewer, newest)), None)

    async def _here(self, viewer: Viewer) -> int:
        found = await self._database.read(discussions.of_thread, viewer.member.channel_id)
        if found is None:
            raise NotFound(message("Use this in the thread of a discussion, or choose an article."))
        await self._require_readable(viewer, found.id)
        return found.id

    async def _require_readable(self, viewer: Viewer, discussion_id: int) -> None:
        if discussion_id not in await self._readable(viewer, [discussion_id]):
            raise NotFound(message("I do not know that article here. Choose one from the list."))

    async def _readable(self, viewer: Viewer, discussion_ids: list[int]) -> set[int]:
        """Return those of these discussions of which the viewer can read a room."""
        rooms = await self._database.read(discussions.rooms, discussion_ids)
        without_card = await self._database.read(endings.without_card, discussion_ids)
        return {
            one
            for one, channels in rooms.items()
            if any(reads(viewer, channel_id, has_card=one not in without_card) for channel_id in channels)
        }
