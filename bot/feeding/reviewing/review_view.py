"""An entry that moderators review, as a message in their channel."""

from __future__ import annotations

from typing import Any

import discord
from discord.ui import ActionRow, Button, Container, LayoutView, Separator, TextDisplay

from bot.discordkit import custom_ids
from bot.discordkit.escaping import escaped, link_target
from bot.discordkit.paged_view import ACCENT
from bot.domain.card import one_line, trimmed
from bot.domain.feeds.following import DeliveryState
from bot.domain.message import Message, message
from bot.feeding.reviewing.review_entries import APPROVE, DISCARD, LONGEST_EXCERPT, UNDO
from bot.feeding.reviewing.reviewed import Reviewed
from bot.i18n.catalog import Catalog

LONGEST_TITLE = 100
LONGEST_HEADLINE = 300
LONGEST_LINK = 1_000

_LABELS = {APPROVE: message("Approve"), DISCARD: message("Discard"), UNDO: message("Undo")}
_STYLES = {APPROVE: discord.ButtonStyle.success}


def review_view(entry: Reviewed, catalog: Catalog, component_id: int) -> LayoutView:
    """An entry with what can be decided about it, or what was. Its buttons never expire."""
    container: Container[LayoutView] = Container(accent_colour=ACCENT, id=component_id)
    said = [catalog.say(_heading(entry), one) for one in entry.languages]
    container.add_item(TextDisplay("\n".join(said)))
    container.add_item(Separator())
    lines = [f"**{_linked(entry.headline, entry.link, LONGEST_HEADLINE)}**"]
    if entry.excerpt:
        lines.append(escaped(trimmed(one_line(entry.excerpt), LONGEST_EXCERPT)))
    container.add_item(TextDisplay("\n".join(lines)))
    if (stands := _standing(entry)) is not None:
        container.add_item(Separator())
        container.add_item(TextDisplay("\n".join(catalog.say(stands, one) for one in entry.languages)))
    if buttons := [_button(way, entry, catalog) for way in _ways(entry.state)]:
        container.add_item(ActionRow(*buttons))
    view = LayoutView(timeout=None)
    view.add_item(container)
    view.stop()  # its buttons are dynamic items: discord.py need not keep this view
    return view


def _heading(entry: Reviewed) -> Message:
    return message("### From {feed}, to be approved", feed=_linked(entry.feed, entry.address, LONGEST_TITLE))


def _standing(entry: Reviewed) -> Message | None:
    if entry.state is DeliveryState.REVIEW or entry.decided_by is None:
        return None
    if entry.state is DeliveryState.DISCARDED:
        return message("✖ Discarded by <@{id}>", id=str(entry.decided_by))
    return message("✔ Approved by <@{id}>", id=str(entry.decided_by))


def _ways(state: DeliveryState) -> tuple[str, ...]:
    if state is DeliveryState.REVIEW:
        return (APPROVE, DISCARD)
    return (UNDO,) if state is DeliveryState.DISCARDED else ()


def _button(way: str, entry: Reviewed, catalog: Catalog) -> Button[Any]:
    label = " · ".join(dict.fromkeys(catalog.say(_LABELS[way], one) for one in entry.languages))
    style = _STYLES.get(way, discord.ButtonStyle.secondary)
    custom_id = custom_ids.review_entry(way, entry.announcement_id)
    return Button(label=trimmed(label, 80), custom_id=custom_id, style=style)


def _linked(text: str, link: str | None, longest: int) -> str:
    shown = escaped(trimmed(one_line(text), longest)) or "…"
    target = link_target(link) if link else None
    return f"[{shown}]({target})" if target and len(target) <= LONGEST_LINK else shown
