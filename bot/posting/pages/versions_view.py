"""Pages of an article's versions, for one moderator."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Separator, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.escaping import escaped
from bot.discordkit.paged_view import ACCENT
from bot.discordkit.viewer import viewer_of
from bot.domain.card import one_line, trimmed
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog
from bot.posting.pages.correction_lines import MAX_TITLE_LENGTH, page_lines, version_line
from bot.posting.pages.versions import VersionReader, VersionsPage

_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""


class VersionsPanel(Panel):
    """One page of the versions. *Older* and *Newer* replace it with another."""

    def __init__(self, page: VersionsPage, catalog: Catalog, language: Language) -> None:
        super().__init__(timeout=_TIMEOUT)
        self._page = page
        self._catalog = catalog
        say = partial(catalog.say, language=language)
        container: Container[VersionsPanel] = Container(accent_colour=ACCENT)
        headline = escaped(trimmed(one_line(page.headline), MAX_TITLE_LENGTH))
        heading = [message("### Versions of “{headline}”", headline=headline), *page_lines(page.pages)]
        container.add_item(TextDisplay("\n".join(map(say, heading))))
        container.add_item(Separator())
        container.add_item(TextDisplay("\n".join(say(version_line(one)) for one in page.versions)))
        if buttons := list(self._buttons(say(message("◀ Older")), say(message("Newer ▶")))):
            container.add_item(ActionRow(*buttons))
        self.add_item(container)

    def _buttons(self, older: str, newer: str) -> Iterator[Button[VersionsPanel]]:
        if self._page.has_older:
            yield _TurnPage(older, self._page.number + 1)
        if self._page.number:
            yield _TurnPage(newer, self._page.number - 1)

    async def turn(self, interaction: Interaction, number: int) -> None:
        """Replace this page with another."""
        await interaction.response.defer()
        viewer = await viewer_of(interaction)
        reader = interaction.client.services[VersionReader]
        page = await reader.page(viewer, self._page.public_id, number)
        view = VersionsPanel(page, self._catalog, viewer.member.language)
        await interactions.replace(interaction, view)


class _TurnPage(Button[VersionsPanel]):
    def __init__(self, label: str, number: int) -> None:
        super().__init__(label=label)
        self._number = number

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        assert self.view is not None
        await self.view.turn(cast("Interaction", interaction), self._number)
