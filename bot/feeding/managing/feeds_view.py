"""Pages of the feeds that a server follows, for one member."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Separator, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.paged_view import ACCENT
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.language import Language
from bot.domain.message import counted, message
from bot.feeding.managing.feed_words import line_of
from bot.feeding.managing.followed_feeds import Followed, FollowedFeeds
from bot.i18n.catalog import Catalog

PER_PAGE = 5
_LONGEST = 700
"""Characters of one feed."""
_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""


class FeedPages(Panel):
    """One page of feeds. The buttons replace it with another."""

    def __init__(self, found: Sequence[Followed], page: int, catalog: Catalog, language: Language) -> None:
        super().__init__(timeout=_TIMEOUT)
        self._catalog = catalog
        self._language = language
        last = max(0, (len(found) - 1) // PER_PAGE)
        page = min(page, last)
        container: Container[FeedPages] = Container(accent_colour=ACCENT)
        heading = counted("### {count} feed", "### {count} feeds", len(found))
        container.add_item(TextDisplay(said(catalog, language, heading)))
        for one in found[page * PER_PAGE : (page + 1) * PER_PAGE]:
            container.add_item(Separator())
            container.add_item(TextDisplay(said(catalog, language, *line_of(one), longest=_LONGEST)))
        buttons = []
        if page > 0:
            buttons.append(_Turn(catalog.say(message("◀ Back"), language), page - 1))
        if page < last:
            buttons.append(_Turn(catalog.say(message("More ▶"), language), page + 1))
        if buttons:
            container.add_item(ActionRow(*buttons))
        self.add_item(container)

    async def turn(self, interaction: Interaction, page: int) -> None:
        """Replace this page with another, as the feeds are now."""
        await interaction.response.defer()
        viewer = await viewer_of(interaction)
        found = await interaction.client.services[FollowedFeeds].shown_to(viewer)
        await interactions.replace(interaction, FeedPages(found, page, self._catalog, self._language))


class _Turn(Button[FeedPages]):
    def __init__(self, label: str, page: int) -> None:
        super().__init__(label=label)
        self._page = page

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        assert self.view is not None
        await self.view.turn(cast("Interaction", interaction), self._page)
