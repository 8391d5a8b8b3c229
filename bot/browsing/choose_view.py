"""A menu of discussions, where none is near: whoever chooses one reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import discord
from discord.ui import ActionRow, Container, Select, TextDisplay

from bot.browsing.choose_discussion import DiscussionChoice, DiscussionPicker
from bot.browsing.discussion_view import page_for
from bot.browsing.read_discussion import DiscussionReader
from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.viewer import viewer_of
from bot.domain.card import one_line, trimmed
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog
from bot.translating.translate_page import PageTranslations

_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""
_MAX_LABEL_LENGTH = 100


class ChooseDiscussion(Panel):
    """Asks which discussion to show, and is replaced by it."""

    def __init__(self, choices: Sequence[DiscussionChoice], catalog: Catalog, language: Language) -> None:
        super().__init__(timeout=_TIMEOUT)
        menu: Select[ChooseDiscussion] = Select(
            placeholder=catalog.say(message("Choose an article"), language), min_values=1, max_values=1
        )
        for one in choices:
            menu.add_option(
                label=trimmed(one_line(one.headline), _MAX_LABEL_LENGTH) or "…", value=one.public_id
            )
        menu.callback = self._show  # type: ignore[method-assign]  # discord.py's own way without a subclass
        container: Container[ChooseDiscussion] = Container()
        question = message("There are no cards in this channel. Which discussion would you like to read?")
        container.add_item(TextDisplay(catalog.say(question, language)))
        container.add_item(ActionRow(menu))
        self.add_item(container)

    async def _show(self, interaction: discord.Interaction[Any]) -> None:
        chosen = cast("Interaction", interaction)
        viewer, services = await viewer_of(chosen), chosen.client.services
        public_id = cast("dict[str, Any]", interaction.data)["values"][0]
        discussion_id = await services[DiscussionPicker].resolve(viewer, public_id)
        if await services[PageTranslations].wanted_by(viewer.member):
            await chosen.response.defer()
        page = await services[DiscussionReader].show(viewer, discussion_id)
        await interactions.replace(chosen, await page_for(chosen, viewer, page))
