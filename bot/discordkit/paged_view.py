"""Messages of components: their frame, making each fit, and reading what one says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

import discord
from discord.ui import ActionRow, Button, Container, Item, LayoutView, TextDisplay

Detail = TypeVar("Detail")

ACCENT = discord.Colour(0xC2562D)
"""The terracotta of the project's own pages."""
MAX_CHARACTERS = 3_900
"""Characters of text in one message: Discord's limit is 4,000 over all its texts."""


def fitting(draw: Callable[[Detail], LayoutView], details: Iterable[Detail]) -> LayoutView:
    """Draw a page with the first of ``details``, the most detailed first, that fits into a message."""
    for detail in details:
        view = draw(detail)
        if view.content_length() <= MAX_CHARACTERS:
            break
    return view


def framed(
    items: Iterable[Item[LayoutView]], buttons: Sequence[Button[Any]], *, above: str | None = None
) -> LayoutView:
    """Return a view of items in a frame, with buttons below them if there are any, and text ``above`` it."""
    container: Container[LayoutView] = Container(*items, accent_colour=ACCENT)
    if buttons:
        container.add_item(ActionRow(*buttons))
    view = LayoutView(timeout=None)
    if above is not None:
        view.add_item(TextDisplay[LayoutView](above))
    view.add_item(container)
    return view


def texts_of(components: Iterable[Any]) -> Iterator[str]:
    """Yield the texts of a message that Discord gave, in order."""
    for one in components:
        if isinstance(one, discord.components.TextDisplay):
            yield one.content
        yield from texts_of(getattr(one, "children", ()))
