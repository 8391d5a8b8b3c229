"""The card of a comment that waits, with what a moderator can do about it."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Separator, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.paged_view import ACCENT, MAX_CHARACTERS
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import quoted, said, side_by_side, words_of
from bot.domain.card import trimmed
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.spoilers import cut
from bot.i18n.catalog import Catalog
from bot.moderating.acting.hide_and_warn_dialog import HideAndWarnDialog
from bot.moderating.acting.member_record_view import show_member
from bot.moderating.action_button import HideDialog
from bot.moderating.cases.cases import Opened
from bot.moderating.cases.read_cases import CaseReader
from bot.moderating.hide_comment import Hiding
from bot.moderating.hit_lines import hit_lines
from bot.moderating.queue.alike import HidingAlike
from bot.moderating.queue.alike_view import HideAlikeDialog, label_of
from bot.moderating.queue.card_lines import (
    answered_lines,
    author_line,
    heading,
    is_open,
    place_lines,
    reported_lines,
)
from bot.moderating.queue.queue import Queue
from bot.moderating.queue.waiting import Alike, Item, Wanted
from bot.moderating.report_comment import Reports
from bot.translating.translate_page import NOTHING, PageTranslations, Translated

LONGEST_TEXT = 1_200
"""Characters of a comment on its card; *Whole text* shows the rest."""
LONGEST_FOUND = 500
"""Characters of what rules found."""
MOST_PASSED = 200
"""Comments that somebody passed over and that are left out."""
_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""


async def show_next(
    interaction: Interaction, wanted: Wanted, after: tuple[int, ...] = (), note: Message | None = None
) -> None:
    """Show the next comment that waits, in the place of the card before; or that none waits any more."""
    viewer = await viewer_of(interaction)
    item = await interaction.client.services[Queue].next(viewer, wanted, after)
    catalog, language = interaction.client.catalog, viewer.member.language
    view: Card | Done = Done(catalog, language, note)
    if item is not None:
        alike = await interaction.client.services[HidingAlike].counts(viewer, item.comment)
        item = replace(item, alike=alike)
        translated = await interaction.client.services[PageTranslations].of(viewer.member, [item.comment])
        view = Card(item, wanted, after, catalog, language, note, translated)
    if interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        await interactions.respond(interaction, view=view)
    else:
        await interactions.replace(interaction, view)


class Done(Panel):
    """What stands where nothing waits."""

    def __init__(self, catalog: Catalog, language: Language, note: Message | None) -> None:
        super().__init__(timeout=_TIMEOUT)
        told = said(catalog, language, note, message("Nothing waits here at the moment."))
        self.add_item(Container(TextDisplay(told), accent_colour=ACCENT))
        self.stop()


class Card(Panel):
    """A comment that waits. Acting on it, or *Next*, replaces it with the next."""

    def __init__(
        self,
        item: Item,
        wanted: Wanted,
        after: tuple[int, ...],
        catalog: Catalog,
        language: Language,
        note: Message | None = None,
        translated: Translated = NOTHING,
    ) -> None:
        super().__init__(timeout=_TIMEOUT)
        self.item = item
        self._wanted = wanted
        self._after = after
        self._catalog = catalog
        self._language = language
        container: Container[Card] = Container(accent_colour=ACCENT)
        head = said(catalog, language, note, heading(item), *place_lines(item))
        container.add_item(TextDisplay(head))
        made = translated.by_comment.get(item.comment.id)
        words = (
            side_by_side(catalog, language, item.comment, made, 2 * LONGEST_TEXT)
            if made
            else said(catalog, language, words_of(item.comment), longest=LONGEST_TEXT)
        )
        container.add_item(TextDisplay("\n".join([*answered_lines(item), words or "> …"])))
        container.add_item(Separator())
        found = hit_lines([one for one in item.hits if is_open(one)], LONGEST_FOUND)
        told = said(catalog, language, *found, *reported_lines(item), author_line(item), longest=900)
        container.add_item(TextDisplay(told))
        container.add_item(ActionRow(*self._buttons()))
        container.add_item(ActionRow(*self._further(), *self._for_many()))
        self.add_item(container)

    def _for_many(self) -> list[Button[Card]]:
        """Buttons that act on all comments with the same author or text, where there are others."""
        return [
            _Act(
                self._say(label_of(kind, count)),
                discord.ButtonStyle.danger,
                partial(self._hide_alike, kind=kind),
            )
            for kind, count in self.item.alike.items()
            if count > 1
        ]

    def _further(self) -> list[Button[Card]]:
        """Buttons that show more, and leave the card as it is."""
        style = discord.ButtonStyle.secondary
        buttons: list[Button[Card]] = []
        if len(self.item.comment.words) > LONGEST_TEXT:
            buttons.append(_Act(self._say(message("Whole text")), style, self._whole))
        buttons.append(_Act(self._say(message("Member record")), style, self._author))
        return buttons

    def _buttons(self) -> list[Button[Card]]:
        style, item = discord.ButtonStyle, self.item
        reported = any(map(is_open, item.reports)) or any(map(is_open, item.hits))
        buttons: list[Button[Card]] = [
            _Act(self._say(message("Approve")), style.success, self._approve),
            _Act(self._say(message("Hide")), style.danger, self._hide),
            _Act(self._say(message("Hide and warn")), style.danger, self._hide_and_warn),
        ]
        if reported and not item.comment.held:
            label = self._say(message("Dismiss reports"))
            buttons.append(_Act(label, style.secondary, self._dismiss))
        buttons.append(_Act(self._say(message("Next")), style.primary, self._next))
        return buttons

    async def _approve(self, interaction: Interaction) -> None:
        await interaction.response.defer()
        viewer, queue = await viewer_of(interaction), interaction.client.services[Queue]
        await self.go_on(interaction, await queue.approve(viewer, self.item.comment.source_id))

    async def _dismiss(self, interaction: Interaction) -> None:
        await interaction.response.defer()
        viewer, reports = await viewer_of(interaction), interaction.client.services[Reports]
        await self.go_on(interaction, await reports.dismiss(viewer, self.item.comment.source_id))

    async def _hide(self, interaction: Interaction) -> None:
        dialog = await HideAndGoOn.open(interaction, self.item.comment.source_id)
        dialog.card = self
        await dialog.ask(interaction)

    async def _hide_and_warn(self, interaction: Interaction) -> None:
        dialog = await HideWarnAndGoOn.open(interaction, self.item.comment.source_id)
        dialog.go_on = self.go_on
        await dialog.ask(interaction)

    async def _author(self, interaction: Interaction) -> None:
        await interactions.defer(interaction)
        viewer, reader = await viewer_of(interaction), interaction.client.services[CaseReader]
        await show_member(interaction, await reader.of_author(viewer, self.item.comment.source_id))

    async def _hide_alike(self, interaction: Interaction, kind: Alike) -> None:
        dialog = await HideAlikeDialog.open(interaction, self.item.comment.source_id)
        dialog.kind, dialog.comment, dialog.go_on = kind, self.item.comment, self.go_on
        await dialog.ask(interaction)

    async def _next(self, interaction: Interaction) -> None:
        await interaction.response.defer()
        queue = interaction.client.services[Queue]
        await queue.release(await viewer_of(interaction), self.item.comment.id)
        await self.go_on(interaction)

    async def _whole(self, interaction: Interaction) -> None:
        await interactions.defer(interaction)
        view = Panel(timeout=_TIMEOUT)
        view.add_item(TextDisplay(cut(quoted(self.item.comment.words, MAX_CHARACTERS), MAX_CHARACTERS)))
        view.stop()
        await interactions.respond(interaction, view=view)

    async def go_on(self, interaction: Interaction, note: Message | None = None) -> None:
        """Show the next comment in the place of this one."""
        self.stop()
        await show_next(interaction, self._wanted, (*self._after, self.item.comment.id)[-MOST_PASSED:], note)

    def _say(self, sentence: Message) -> str:
        return self._catalog.say(sentence, self._language)


class HideAndGoOn(HideDialog):
    """Asks a moderator why a comment of the queue is hidden, and goes on to the next."""

    card: Card

    async def submit(self, interaction: Interaction) -> None:
        """Hide it, and show the next."""
        await interaction.response.defer()
        viewer, hiding = await viewer_of(interaction), interaction.client.services[Hiding]
        await self.card.go_on(interaction, await hiding.hide(viewer, self.source_id, self.choice.told))


class HideWarnAndGoOn(HideAndWarnDialog):
    """Asks why a comment of the queue is hidden and its author warned, and goes on to the next."""

    go_on: Callable[[Interaction], Awaitable[None]]

    async def acknowledge(self, interaction: Interaction) -> None:
        """Acknowledge that it was sent: the card is to change."""
        await interaction.response.defer()

    async def done(self, interaction: Interaction, opened: Opened) -> None:
        """Say what was done, and show the next comment in the place of the card."""
        await super().done(interaction, opened)
        with contextlib.suppress(discord.HTTPException):  # somebody dismissed the card
            await self.go_on(self.sent)


class _Act(Button[Card]):
    def __init__(
        self,
        label: str,
        style: discord.ButtonStyle,
        act: Callable[[Interaction], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__(label=trimmed(label, 80), style=style)
        self._act = act

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Act on the comment."""
        await self._act(cast("Interaction", interaction))
