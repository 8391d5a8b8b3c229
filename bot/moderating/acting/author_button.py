"""The buttons of one comment that lead to its author and to those who reported it."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord.ui import ActionRow, Container, Select, TextDisplay

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import LastingButton, Panel
from bot.discordkit.member_words import in_one_line
from bot.discordkit.paged_view import ACCENT
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.card import one_line, trimmed
from bot.domain.errors import Refused
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.moderation import Report
from bot.i18n.catalog import Catalog
from bot.moderating.acting.hide_and_warn_dialog import HideAndWarnButton
from bot.moderating.acting.member_record_view import show_member
from bot.moderating.cases.read_cases import CaseReader
from bot.moderating.history_view import CATEGORIES

_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""
_MOST, _LONGEST = 25, 100
"""Reports in the list: as many as a menu takes; and characters of each."""


class AuthorButton(LastingButton, template=custom_ids.AUTHOR):
    """Shows a moderator the record of a comment's author."""

    async def press(self, interaction: Interaction) -> None:
        """Show it."""
        await interactions.defer(interaction)
        reader = interaction.client.services[CaseReader]
        await show_member(interaction, await reader.of_author(await viewer_of(interaction), self.source_id))


class ReportersButton(LastingButton, template=custom_ids.REPORTERS):
    """Shows a moderator who reported a comment, with a menu that leads to their records."""

    async def press(self, interaction: Interaction) -> None:
        """Show them."""
        await interactions.defer(interaction)
        viewer, reader = await viewer_of(interaction), interaction.client.services[CaseReader]
        found = await reader.reporters(viewer, self.source_id)
        if not found:
            raise Refused(message("Nobody's report of this comment is kept any more."))
        catalog, language = interaction.client.catalog, viewer.member.language
        view = _Reporters(found[:_MOST], self.source_id, catalog, language)
        await interactions.respond(interaction, view=view)


class _Reporters(Panel):
    def __init__(self, found: list[Report], source_id: int, catalog: Catalog, language: Language) -> None:
        super().__init__(timeout=_TIMEOUT)
        self._source_id = source_id
        menu: Select[_Reporters] = Select(
            placeholder=catalog.say(message("See the record of one of them"), language)
        )
        lines = [message("### Who reported this comment")]
        for number, one in enumerate(found, 1):
            category = CATEGORIES[one.category]
            lines.append(
                message(
                    "{number}. <@{reporter}> · {category}: {reason}",
                    number=str(number),
                    reporter=str(one.reporter_id),
                    category=category,
                    reason=in_one_line(one.reason, _LONGEST) or message("(erased)"),
                )
            )
            label = f"{number}. {catalog.say(category, language)}: {one_line(one.reason)}"
            menu.add_option(label=trimmed(label, 100), value=str(one.reporter_id))
        menu.callback = self._open  # type: ignore[method-assign]  # discord.py's own way without a subclass
        told: TextDisplay[_Reporters] = TextDisplay(said(catalog, language, *lines, longest=3_500))
        container: Container[_Reporters] = Container(told, ActionRow(menu), accent_colour=ACCENT)
        self.add_item(container)

    async def _open(self, interaction: discord.Interaction[Any]) -> None:
        chosen = cast("Interaction", interaction)
        await interactions.defer(chosen)
        member_id = int(cast("dict[str, Any]", interaction.data)["values"][0])
        reader, viewer = chosen.client.services[CaseReader], await viewer_of(chosen)
        await show_member(chosen, await reader.of_member(viewer, member_id, source_id=self._source_id))


ACTING_BUTTONS = (HideAndWarnButton, AuthorButton, ReportersButton)
