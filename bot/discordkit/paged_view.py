"""What the pages one leafs through have in common: a frame, and that each fits into one message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from discord.ui import ActionRow, Button, Container, Item, LayoutView

from bot.posting.card_view import ACCENT, MOST_CHARACTERS

Room = TypeVar("Room")


def fitting(draw: Callable[[Room], LayoutView], rooms: Iterable[Room]) -> LayoutView:
    """A page drawn in the first of ``rooms``, the largest first, in which it fits into a message."""
    for room in rooms:
        view = draw(room)
        if view.content_length() <= MOST_CHARACTERS:
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
