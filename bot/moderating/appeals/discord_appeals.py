"""Notices of appeals in moderators' channels on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import ButtonStyle
from discord.ui import ActionRow, Button, Container, LayoutView, TextDisplay

from bot.discordkit import custom_ids
from bot.discordkit.http_errors import translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.discordkit.paged_view import ACCENT
from bot.domain.card import trimmed
from bot.domain.cases.case import AppealStatus
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog
from bot.moderating.appeals.appeal_board_port import AppealNotice
from bot.moderating.cases.case_words import KIND_NAMES

if TYPE_CHECKING:
    from bot.discordkit.client import Client


class DiscordAppeals:
    """Sends notices of appeals; needs View Channel and Send Messages."""

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog

    async def send(self, channel_id: int, notice: AppealNotice, nonce: str) -> int:
        """See :class:`bot.moderating.appeals.appeal_board_port.AppealBoard`."""
        with translate_errors():
            sent = await self._client.get_partial_messageable(channel_id).send(
                view=_view(notice, self._catalog), nonce=nonce, allowed_mentions=NO_MENTIONS
            )
        return sent.id

    async def edit(self, channel_id: int, message_id: int, notice: AppealNotice) -> None:
        """See the port."""
        channel = self._client.get_partial_messageable(channel_id)
        with translate_errors():
            await channel.get_partial_message(message_id).edit(
                view=_view(notice, self._catalog), allowed_mentions=NO_MENTIONS
            )


def open_appeals(catalog: Catalog, languages: tuple[Language, ...]) -> Button[Any]:
    """The button that opens the appeals that wait. It never expires."""
    label = " · ".join(catalog.say(message("Open the appeals"), one) for one in languages)
    return Button(label=trimmed(label, 80), custom_id=custom_ids.APPEALS.pattern, style=ButtonStyle.primary)


def _view(notice: AppealNotice, catalog: Catalog) -> LayoutView:
    text = "\n".join(catalog.say(_told(notice), one) for one in notice.languages)
    container: Container[LayoutView] = Container(TextDisplay(text), accent_colour=ACCENT)
    if notice.status is AppealStatus.OPEN:
        container.add_item(ActionRow(open_appeals(catalog, notice.languages)))
    view = LayoutView(timeout=None)
    view.add_item(container)
    view.stop()  # its button is a dynamic item: discord.py need not keep this view
    return view


def _told(notice: AppealNotice) -> Message:
    about = {"number": str(notice.number), "kind": KIND_NAMES[notice.kind]}
    match notice.status:
        case AppealStatus.OPEN:
            return message("**A member appeals** against case {number}: {kind}.", **about)
        case AppealStatus.GRANTED:
            told = message("A member appealed against case {number}: {kind}. <@{who}> undid it.")
        case AppealStatus.REFUSED:
            told = message("A member appealed against case {number}: {kind}. <@{who}> kept it.")
    return message(told.text, **about, who=str(notice.answered_by))
