"""What a person sees of what the bot answered."""

from __future__ import annotations

from typing import Any

import discord
from simcord import InteractionResult, ResponseMessage
from simcord.components import walk_components

TEXT_DISPLAY, BUTTON = 10, 2


class Answer:
    """What the bot answered one person: its first answer, what that was edited to, and what came after it."""

    def __init__(self, result: InteractionResult) -> None:
        self.result = result

    @property
    def messages(self) -> list[ResponseMessage]:
        """Every message of the answer that still stands, in order."""
        first = [self.result.response] if self.result.response else []
        return [*first, *self.result.followups]

    @property
    def message(self) -> ResponseMessage:
        """The latest message of the answer: what to click on."""
        assert self.messages, f"the bot did not answer: {self.result!r}"
        return self.messages[-1]

    @property
    def text(self) -> str:
        """All a person reads in the answer."""
        return "\n".join(text_of(message) for message in self.messages)

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons in the latest message."""
        return labels_of(self.message)

    @property
    def ephemeral(self) -> bool:
        """Whether whoever asked is the only one to see every message of it."""
        return bool(self.messages) and all(message.ephemeral for message in self.messages)

    @property
    def files(self) -> list[discord.Attachment]:
        """The files in the answer."""
        return [file for message in self.messages for file in message.attachments]

    @property
    def dialog(self) -> dict[str, Any]:
        """The dialog that was opened, as Discord is given it."""
        assert self.result.modal is not None, f"no dialog was opened: {self.text!r}"
        return self.result.modal


def text_of(message: discord.Message | ResponseMessage) -> str:
    """All that is to be read in a message: its content, or the texts of its components."""
    return "\n".join(
        [message.content, *(str(one["content"]) for one in _components(message, TEXT_DISPLAY))]
    ).strip()


def labels_of(message: discord.Message | ResponseMessage) -> list[str]:
    """The labels of a message's buttons, in order."""
    return [str(one.get("label")) for one in _components(message, BUTTON)]


def _components(message: discord.Message | ResponseMessage, kind: int) -> list[dict[str, Any]]:
    raw = (
        message.components
        if isinstance(message, ResponseMessage)
        else [one.to_dict() for one in message.components]
    )
    return [one for one in walk_components(raw) if one.get("type") == kind]


def channel_of(message: discord.Message | ResponseMessage) -> int:
    """The channel or thread a message stands in."""
    return message.channel_id if isinstance(message, ResponseMessage) else message.channel.id
