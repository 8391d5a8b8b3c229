"""What the pages one leafs through have in common: a frame, and that each fits into one message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import discord
from discord.ui import ActionRow, Button, Container, Item, LayoutView

Room = TypeVar("Room")

ACCENT = discord.Colour(0xC2562D)
"""The terracotta of the project's own pages."""
MAX_CHARACTERS = 3_900
"""Of text in one message: Discord's limit is 4,000 over all its texts."""


def fitting(draw: Callable[[Room], LayoutView], rooms: Iterable[Room]) -> LayoutView:
    """A page drawn in the first of ``rooms``, the largest first, in which it fits into a message."""
    for room in rooms:
        view = draw(room)
        if view.content_length() <= MAX_CHARACTERS:
            break
    return view


def framed(items: Iterable[Item[LayoutView]], buttons: Sequence[Button[Any]]) -> LayoutView:
    """A page of some items, and below them the buttons, if there are any."""
    container: Container[LayoutView] = Container(*items, accent_colour=ACCENT)
    if buttons:
        container.add_item(ActionRow(*buttons))
    view = LayoutView(timeout=None)
    view.add_item(container)
    return view
