"""The scheduled articles of a server, each with a button that cancels it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Section, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.confirm_view import ask
from bot.discordkit.errors import Panel
from bot.discordkit.paged_view import ACCENT
from bot.discordkit.viewer import viewer_of
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.posting.scheduling.discord_failure_notes import shown_link
from bot.posting.scheduling.schedule import Schedules
from bot.posting.scheduling.schedule_store import Scheduled

_TIMEOUT = 600.0
_OF_PAGE = 6
_MAX_REASON_LENGTH = 150


def added_sentence(added: Scheduled, command: str) -> Message:
    """Return the answer to whoever scheduled an article. ``command`` lists what waits."""
    return message(
        "The article will be posted {time}, in {channels}. See or cancel it with `{command}`.",
        time=_time(added),
        channels=_channels(added),
        command=command,
    )


async def show_scheduled(interaction: Interaction) -> None:
    """Show what waits to whoever asked."""
    waiting = await interaction.client.services[Schedules].waiting(await viewer_of(interaction))
    if not waiting:
        await interactions.respond(interaction, message("No article waits to be posted."))
        return
    language = await interactions.language_of(interaction)
    panel = _ScheduledPanel(waiting, interaction.client.catalog, language)
    await interactions.respond(interaction, view=panel)


class _ScheduledPanel(Panel):
    """A page of what waits."""

    def __init__(
        self, waiting: Sequence[Scheduled], catalog: Catalog, language: Language, first: int = 0
    ) -> None:
        super().__init__(timeout=_TIMEOUT)
        self.waiting, self.catalog, self.language, self.first = waiting, catalog, language, first
        heading = counted("{count} scheduled article", "{count} scheduled articles", len(waiting))
        container: Container[_ScheduledPanel] = Container(accent_colour=ACCENT)
        container.add_item(TextDisplay(f"**{catalog.say(heading, language)}**"))
        for one in waiting[first : first + _OF_PAGE]:
            label = message("Remove from the list") if one.failure else message("Cancel it")
            button = _Cancel(one, catalog.say(label, language))
            container.add_item(Section(catalog.say(_line(one, language), language), accessory=button))
        turns = [
            *([_Turn(first - _OF_PAGE, catalog.say(message("Earlier"), language))] if first else []),
            *(
                [_Turn(first + _OF_PAGE, catalog.say(message("Later"), language))]
                if first + _OF_PAGE < len(waiting)
                else []
            ),
        ]
        if turns:
            container.add_item(ActionRow(*turns))
        self.add_item(container)


class _Cancel(Button[_ScheduledPanel]):
    def __init__(self, scheduled: Scheduled, label: str) -> None:
        super().__init__(label=label, style=discord.ButtonStyle.secondary)
        self._scheduled = scheduled

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Cancel it, and offer to undo that."""
        asked = cast("Interaction", interaction)
        await interactions.defer(asked)
        schedules = asked.client.services[Schedules]
        cancelled = await schedules.cancel(await viewer_of(asked), self._scheduled.id)
        if cancelled.failure is not None:
            await interactions.respond(asked, message("It is removed from the list."))
            return
        done = message("Cancelled: {link} will not be posted.", link=shown_link(cancelled.link))
        undo = partial(_put_back, cancelled=cancelled)
        await ask(asked, [done], message("Undo"), undo, danger=False)


class _Turn(Button[_ScheduledPanel]):
    def __init__(self, first: int, label: str) -> None:
        super().__init__(label=label, style=discord.ButtonStyle.secondary)
        self._first = max(0, first)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show another page."""
        assert self.view is not None
        shown = self.view
        other = _ScheduledPanel(shown.waiting, shown.catalog, shown.language, self._first)
        await interactions.replace(cast("Interaction", interaction), other)


async def _put_back(interaction: Interaction, *, cancelled: Scheduled) -> None:
    added = await interaction.client.services[Schedules].put_back(await viewer_of(interaction), cancelled)
    command = interactions.command_named(interaction, "article scheduled")
    await interactions.respond(interaction, added_sentence(added, command))


def _line(one: Scheduled, language: Language) -> Message:
    if one.failure is None:
        return message(
            "{time} · {channels} · <@{member}>\n{link}",
            time=_time(one),
            channels=_channels(one),
            member=str(one.actor_id),
            link=shown_link(one.link),
        )
    return message(
        "⚠️ Not posted {time}: {why}\n{link}",
        time=_time(one),
        why=one.failure[language][:_MAX_REASON_LENGTH],
        link=shown_link(one.link),
    )


def _time(one: Scheduled) -> str:
    """Which each client shows in its own language and zone."""
    seconds = int(one.at.timestamp())
    return f"<t:{seconds}:f> (<t:{seconds}:R>)"


def _channels(one: Scheduled) -> str:
    return " ".join(f"<#{channel}>" for channel in one.channels)
