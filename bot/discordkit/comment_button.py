"""What all buttons that do something to one comment have in common."""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord.ui import Button

from bot.discordkit.errors import LastingButton


class CommentButton(LastingButton, template=r"(?!)"):
    """A button whose ``custom_id`` names a comment by what it was first said with."""

    def __init__(self, custom_id: str, source_id: int) -> None:
        super().__init__(Button(custom_id=custom_id))
        self.source_id = source_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(match.string, int(match["source_id"]))
