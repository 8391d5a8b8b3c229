"""Confirmation before all comments of a member are erased."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discussion.comment_text_view import said
from bot.domain.errors import Refused
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.privacy.member_store import StoredData
from bot.privacy.my_data import Erased, Privacy

_TIMEOUT = 600.0


def question(kept: StoredData) -> list[Message]:
    """Return what would be erased."""
    lines: list[Message] = []
    if kept.comments:
        lines += [
            counted("Erase {count} comment for good?", "Erase {count} comments for good?", kept.comments),
            message(
                "Their texts, earlier versions and attachments are erased here, and the messages that show "
                "them are removed from Discord; what was added from elsewhere stays where it stands. Answers "
                "of others stay in their place. Nobody can restore them."
            ),
        ]
    if kept.reasons:
        lines.append(
            counted(
                "Erase what you said in {count} report for good?",
                "Erase what you said in {count} reports for good?",
                kept.reasons,
            )
        )
    return lines


def outcome(erased: Erased) -> list[Message]:
    """Return what was erased."""
    lines: list[Message] = []
    if erased.comments:
        lines.append(counted("{count} comment is erased.", "{count} comments are erased.", erased.comments))
    if erased.reasons:
        lines.append(
            counted(
                "What you said in {count} report is erased.",
                "What you said in {count} reports is erased.",
                erased.reasons,
            )
        )
    return lines


class ErasePanel(Panel):
    """The question, with the button that confirms it."""

    def __init__(
        self, privacy: Privacy, kept: StoredData, catalog: Catalog, language: Language, *, everywhere: bool
    ) -> None:
        super().__init__(timeout=_TIMEOUT)
        self.privacy = privacy
        self.everywhere = everywhere
        container: Container[ErasePanel] = Container()
        text = "\n".join(catalog.say(line, language) for line in question(kept))
        container.add_item(TextDisplay(text))
        container.add_item(ActionRow(_Erase(catalog.say(message("Erase for good"), language))))
        self.add_item(container)


class _Erase(Button[ErasePanel]):
    """Erases what the panel asks about."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, style=discord.ButtonStyle.danger)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Erase, and answer how much it was."""
        await self._erase(cast("Interaction", interaction))

    async def _erase(self, interaction: Interaction) -> None:
        assert self.view is not None
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        erased = await self.view.privacy.erase(member, interaction.id, everywhere=self.view.everywhere)
        if not (lines := outcome(erased)):
            raise Refused(message("Nothing you said is kept here."))
        text = said(interaction.client.catalog, member.language, *lines)
        await interactions.respond(interaction, message("{text}", text=text))
