"""Pages of an article's versions, for one moderator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Separator, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.escaping import escaped
from bot.discordkit.paged_view import ACCENT, MAX_CHARACTERS
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.card import one_line, trimmed
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog
from bot.posting.pages.correction_lines import MAX_TITLE_LENGTH, correction_lines, page_lines, version_line
from bot.posting.pages.corrections import Corrections
from bot.posting.pages.versions import VersionReader, VersionsPage

_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""
_LENGTHS = (MAX_TITLE_LENGTH, 80, 40)
"""Characters of each headline: the first with which the page fits into a message."""


class VersionsPanel(Panel):
    """One page of the versions. *Older* and *Newer* show another; *Update* reads the pages again."""

    def __init__(self, page: VersionsPage, catalog: Catalog, language: Language) -> None:
        super().__init__(timeout=_TIMEOUT)
        self._page = page
        self._catalog = catalog
        self._language = language
        for longest in _LENGTHS:
            self.clear_items()
            self.add_item(self._container(longest))
            if self.content_length() <= MAX_CHARACTERS:
                return

    def _container(self, longest: int) -> Container[VersionsPanel]:
        page = self._page
        container: Container[VersionsPanel] = Container(accent_colour=ACCENT)
        headline = escaped(trimmed(one_line(page.headline), longest))
        heading = [message("### Versions of “{headline}”", headline=headline), *page_lines(page.pages)]
        container.add_item(TextDisplay("\n".join(map(self._say, heading))))
        container.add_item(Separator())
        lines = (version_line(one, longest) for one in page.versions)
        container.add_item(TextDisplay("\n".join(map(self._say, lines))))
        if buttons := list(self._buttons()):
            container.add_item(ActionRow(*buttons))
        return container

    def _buttons(self) -> Iterator[Button[VersionsPanel]]:
        if self._page.has_older:
            yield _TurnPage(self._say(message("◀ Older")), self._page.number + 1)
        if self._page.number:
            yield _TurnPage(self._say(message("Newer ▶")), self._page.number - 1)
        if self._page.has_pages:
            yield _Update(self._say(message("Update")))

    async def turn(self, interaction: Interaction, number: int) -> None:
        """Replace this page with another."""
        await interaction.response.defer()
        await self._show(interaction, number)

    async def update(self, interaction: Interaction) -> None:
        """Read the article's pages again, say what changed, and show its newest versions."""
        await interaction.response.defer()
        viewer, services = await viewer_of(interaction), interaction.client.services
        page = await services[VersionReader].page(viewer, self._page.public_id)  # it may be theirs no more
        correction = await services[Corrections].reread(page.article_id)
        await self._show(interaction, 0)
        text = said(self._catalog, viewer.member.language, *correction_lines(correction))
        await interactions.respond(interaction, message("{text}", text=text))

    async def _show(self, interaction: Interaction, number: int) -> None:
        viewer = await viewer_of(interaction)
        reader = interaction.client.services[VersionReader]
        page = await reader.page(viewer, self._page.public_id, number)
        view = VersionsPanel(page, self._catalog, viewer.member.language)
        await interactions.replace(interaction, view)

    def _say(self, sentence: Message) -> str:
        return self._catalog.say(sentence, self._language)


class _Update(Button[VersionsPanel]):
    def __init__(self, label: str) -> None:
        super().__init__(label=label)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Read the article's pages again."""
        assert self.view is not None
        await self.view.update(cast("Interaction", interaction))


class _TurnPage(Button[VersionsPanel]):
    def __init__(self, label: str, number: int) -> None:
        super().__init__(label=label)
        self._number = number

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        assert self.view is not None
        await self.view.turn(cast("Interaction", interaction), self._number)
