"""Pages of the audit for one moderator, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Separator, TextDisplay

from bot.audit.audit_log import AuditFilter, AuditPage, Turn
from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.paged_view import ACCENT, MAX_CHARACTERS
from bot.discordkit.viewer import viewer_of
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import AuditRow
from bot.i18n.catalog import Catalog
from bot.moderating.auditing.audit_reader import AuditReader
from bot.moderating.auditing.audit_words import ACTIONS, audit_words

_LENGTHS = (200, 100, 50, 25)
"""Characters of each reason and fault: the first with which the page fits into a message."""
_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""


class AuditPages(Panel):
    """One page of the audit. *Older* and *Newer* replace it with another."""

    def __init__(self, page: AuditPage, wanted: AuditFilter, catalog: Catalog, language: Language) -> None:
        super().__init__(timeout=_TIMEOUT)
        self._page = page
        self._wanted = wanted
        self._catalog = catalog
        self._language = language
        for longest in _LENGTHS:
            self.clear_items()
            self.add_item(self._container(longest))
            if self.content_length() <= MAX_CHARACTERS:
                return

    def _container(self, longest: int) -> Container[AuditPages]:
        container: Container[AuditPages] = Container(accent_colour=ACCENT)
        container.add_item(TextDisplay("\n".join(map(self._say, self._heading()))))
        for line in self._page.lines:
            container.add_item(Separator())
            container.add_item(TextDisplay(self._say(audit_words(line, longest, self._language))))
        if buttons := list(self._buttons()):
            container.add_item(ActionRow(*buttons))
        return container

    def _heading(self) -> list[Message]:
        wanted, lines = self._wanted, [message("### Audit")]
        if wanted.action:
            lines.append(message("-# Only: {action}", action=ACTIONS[wanted.action]))
        if wanted.member_id:
            lines.append(message("-# Only what concerns <@{id}>", id=str(wanted.member_id)))
        if wanted.moderator_id:
            lines.append(message("-# Only what <@{id}> did", id=str(wanted.moderator_id)))
        if wanted.since:
            lines.append(message("-# From {time} UTC on", time=_in_utc(wanted.since)))
        if wanted.until:
            lines.append(message("-# Until {time} UTC", time=_in_utc(wanted.until)))
        if not self._page.lines:
            lines.append(message("Nothing like that is recorded in the channels you moderate."))
        return lines

    def _buttons(self) -> Iterator[Button[AuditPages]]:
        page = self._page
        if page.has_older:
            yield _TurnPage(self._say(message("◀ Older")), Turn.OLDER, page.lines[-1].entry.row)
        if page.has_newer:
            yield _TurnPage(self._say(message("Newer ▶")), Turn.NEWER, page.lines[0].entry.row)

    async def turn(self, interaction: Interaction, turn: Turn, at: AuditRow) -> None:
        """Replace this page with the next older or newer one."""
        await interaction.response.defer()
        viewer = await viewer_of(interaction)
        page = await interaction.client.services[AuditReader].page(viewer, self._wanted, turn, at)
        view = AuditPages(page, self._wanted, self._catalog, viewer.member.language)
        await interactions.replace(interaction, view)

    def _say(self, sentence: Message) -> str:
        return self._catalog.say(sentence, self._language)


class _TurnPage(Button[AuditPages]):
    def __init__(self, label: str, turn: Turn, at: AuditRow) -> None:
        super().__init__(label=label)
        self._turn, self._at = turn, at

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        assert self.view is not None
        await self.view.turn(cast("Interaction", interaction), self._turn, self._at)


def _in_utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"
