"""The panel in the moderators' channel, and its button, which opens the queue for whoever presses it."""

from __future__ import annotations

import discord
from discord.ui import ActionRow, Button, Container, LayoutView, Separator, TextDisplay

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import LastingButton
from bot.discordkit.paged_view import ACCENT
from bot.discussion.comment_text_view import said
from bot.domain.card import trimmed
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.moderating.appeals.discord_appeals import open_appeals
from bot.moderating.queue.card_lines import WHY
from bot.moderating.queue.panel import QueuePanel
from bot.moderating.queue.queue_view import show_next
from bot.moderating.queue.waiting import Waiting, Wanted


def panel_view(panel: QueuePanel, catalog: Catalog) -> LayoutView:
    """A panel as all moderators see it. Its button never expires."""
    container: Container[LayoutView] = Container(accent_colour=ACCENT)
    for number, language in enumerate(panel.languages):
        if number:
            container.add_item(Separator())
        container.add_item(TextDisplay(said(catalog, language, *_lines(panel))))
    label = " · ".join(catalog.say(message("Open the queue"), one) for one in panel.languages)
    button: Button[LayoutView] = Button(
        label=trimmed(label, 80), custom_id=custom_ids.QUEUE.pattern, style=discord.ButtonStyle.primary
    )
    appeals = [open_appeals(catalog, panel.languages)] if panel.appeals else []
    container.add_item(ActionRow(button, *appeals))
    view = LayoutView(timeout=None)
    view.add_item(container)
    view.stop()  # its button is a dynamic item: discord.py need not keep this view
    return view


def _lines(panel: QueuePanel) -> list[Message]:
    new = panel.counts[Waiting.NEW]
    waiting = {why: count for why, count in panel.counts.items() if count and why is not Waiting.NEW}
    total = sum(waiting.values())
    lines = [counted("### {count} comment waits", "### {count} comments wait", total)]
    if not total:
        lines = [message("### No comment waits")]
    lines += [message("- {why}: {count}", why=WHY[why], count=count) for why, count in waiting.items()]
    if panel.appeals:
        lines.append(counted("**{count} appeal waits.**", "**{count} appeals wait.**", panel.appeals))
    if panel.overdue:
        lines.append(
            message(
                "**{waiting} for more than {hours}.**",
                waiting=counted("{count} comment waits", "{count} comments wait", panel.overdue),
                hours=counted("{count} hour", "{count} hours", panel.hours),
            )
        )
    if panel.oldest is not None:
        lines.append(message("The oldest is of {time}.", time=in_figures(panel.oldest)))
    lines.append(
        counted(
            "-# In all channels together. {count} new one was not looked at.",
            "-# In all channels together. {count} new ones were not looked at.",
            new,
        )
    )
    return lines


class OpenQueueButton(LastingButton, template=custom_ids.QUEUE):
    """Opens the queue, for this moderator alone."""

    async def press(self, interaction: Interaction) -> None:
        """Show the next comment that waits in the rooms that they moderate."""
        await interactions.defer(interaction)
        await show_next(interaction, Wanted())
