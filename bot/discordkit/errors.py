"""The error boundary of interactions.

Whatever commands, panels, dialogs and buttons raise is shown here, as one sentence in the member's language,
to them alone. Unexpected errors are logged, and answered with an apology.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Awaitable, Iterator
from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import app_commands

from bot.discordkit import custom_ids, interactions
from bot.discordkit.http_errors import reason_of
from bot.domain.errors import BotLacks, PlatformFailed, Refused, StorageFailed, TertuliaError
from bot.domain.message import Message, message
from bot.logs.interaction_code import code_of

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction

_log = logging.getLogger(__name__)
_TAKEN = "taken"
"""Key in an interaction's extras: a dialog or panel of this process handles it."""
_UNKNOWN_INTERACTION = 10062
"""Discord's code for an interaction that was answered too late: after 3 seconds, or 15 minutes."""

_NO_FAULT_OF_THEIRS = (PlatformFailed, StorageFailed, BotLacks, discord.Forbidden, discord.DiscordServerError)
"""What nobody can mend by giving the command differently: whoever runs the bot finds it by its code."""


async def show(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Answer ``interaction`` with what went wrong, and quote what the member wrote into a dialog."""
    while isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError):
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error.__cause__
        if not isinstance(cause, Exception):
            break
        error = cause
    if isinstance(error, discord.NotFound) and error.code == _UNKNOWN_INTERACTION:
        _log.warning("An interaction was answered too late: %s", error)
        return
    sentence = _sentence(error)
    if sentence is None:
        _log.error("%s failed by a fault", named(interaction), exc_info=error)
        sentence = message("Something went wrong on our side. It has been noted; please try again.")
        code: Message | None = _code_line(interaction)
    else:
        code = note(interaction, error)
    if code is not None:
        sentence = message("{sentence}\n{code}", sentence=sentence, code=code)
    if written := _quoted_input(interaction):
        sentence = message("{sentence}\nYou wrote:\n{text}", sentence=sentence, text=written)
    with contextlib.suppress(discord.HTTPException):
        await interactions.respond(cast("Interaction", interaction), sentence)


def _sentence(error: Exception) -> Message | None:
    match error:
        case TertuliaError():
            return error.message
        case discord.Forbidden():
            return message(
                "Discord does not let me do that here: I need a permission ({detail}).",
                detail=reason_of(error),
            )
        case discord.DiscordServerError():
            return message("Discord is having trouble. Please try again in a moment.")
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return message("This command has changed. Reload Discord (Ctrl+R) and try again.")
        case app_commands.NoPrivateMessage():
            return message("This only works on a server.")
        case _:
            return None


def named(interaction: discord.Interaction[Any]) -> str:
    """What kind of interaction this is, for the log: the command, or the kind of button or dialog."""
    if isinstance(interaction.command, app_commands.ContextMenu):
        return f"the menu {interaction.command.name}"
    if interaction.command is not None:
        return f"/{interaction.command.qualified_name}"
    custom_id = str(cast("dict[str, Any]", interaction.data or {}).get("custom_id", ""))
    kind = interaction.type.name.replace("_", " ")
    return f"{kind} {custom_ids.action_of(custom_id)}".rstrip()


def note(interaction: discord.Interaction[Any], error: object) -> Message | None:
    """Log an error that the member cannot mend. Returns the line with the code for them; None for others."""
    if not isinstance(error, _NO_FAULT_OF_THEIRS):
        return None
    _log.warning("%s failed: %s", named(interaction), error)
    return _code_line(interaction)


def _code_line(interaction: discord.Interaction[Any]) -> Message:
    return message("-# Code for whoever runs the bot: {code}", code=code_of(interaction.id))


async def guard(interaction: discord.Interaction[Any], work: Awaitable[None]) -> None:
    """Await ``work`` and show what it raises, which discord.py would only log."""
    try:
        await work
    except Exception as error:  # the boundary: nothing above it could answer the member
        await show(interaction, error)


class Dialog(discord.ui.Modal):
    """A dialog whose errors are shown. Subclasses define ``submit``."""

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Take what the member wrote."""
        await self.submit(cast("Interaction", interaction))

    async def submit(self, interaction: Interaction) -> None:
        """Do what the dialog is for."""
        raise NotImplementedError

    async def ask(self, interaction: discord.Interaction[Any]) -> None:
        """Open the dialog. It has to be the first answer to an interaction."""
        # discord.py stores it only after Discord's reply; a quick member may submit it before that.
        interaction._state.store_view(self)
        try:
            await interaction.response.send_modal(self)
        except discord.HTTPException:
            self.stop()
            raise

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Note that this process knows the dialog."""
        interaction.extras[_TAKEN] = True
        interaction.client.answering(interaction)
        return True

    async def on_error(  # type: ignore[override]  # as discord.ui.Modal itself narrows it
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        """Show the error."""
        await show(interaction, error)


class Panel(discord.ui.LayoutView):
    """A view shown to one member, whose errors are shown."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Note that this process knows the panel."""
        interaction.extras[_TAKEN] = True
        interaction.client.answering(interaction)
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: Exception, item: discord.ui.Item[Any], /
    ) -> None:
        """Show the error."""
        await show(interaction, error)


class LastingButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?!)"):
    """A button that works after a restart and for years: its ``custom_id`` holds all it needs.

    Subclasses give a ``template`` and define ``press``, which reads the template's groups from ``fields``.
    Errors are shown; discord.py would only log them.
    """

    def __init__(self, fields: re.Match[str]) -> None:
        super().__init__(discord.ui.Button(custom_id=fields.string))
        self.fields = fields

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        return cls(match)

    @property
    def public_id(self) -> str:
        """The public id in the ``custom_id``."""
        return str(self.fields["public_id"])

    @property
    def source_id(self) -> int:
        """The id in the ``custom_id`` of the message or interaction that made a comment."""
        return int(self.fields["source_id"])

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Note that the current task answers."""
        interaction.client.answering(interaction)
        return True

    async def callback(self, interaction: discord.Interaction[Any], /) -> None:
        """Press the button."""
        await guard(interaction, self.press(cast("Interaction", interaction)))

    async def press(self, interaction: Interaction) -> None:
        """Do what the button is for."""
        raise NotImplementedError


async def answer_forgotten(interaction: discord.Interaction[Any]) -> None:
    """Answer an interaction with a dialog or panel that the bot does not know any more, after a restart or a
    timeout: discord.py would drop it. What the member wrote into a dialog is quoted: it was not stored.
    """
    if _TAKEN in interaction.extras:
        return
    data = cast("dict[str, Any]", interaction.data)
    match interaction.type:
        case discord.InteractionType.modal_submit:
            sentence = message(
                "I was restarted while this dialog was open, so nothing was saved. "
                "Please open it again.\n{text}",
                text=_quoted_input(interaction),
            )
        case discord.InteractionType.component if not custom_ids.lasts(str(data.get("custom_id"))):
            sentence = message("This has expired. Please start again.")
        case _:
            return
    await guard(interaction, interactions.respond(cast("Interaction", interaction), sentence))


async def tell_cut_off(interaction: discord.Interaction[Any]) -> None:
    """Answer ``interaction`` that the bot is stopping before it was done, and quote what they wrote."""
    await show(
        interaction,
        Refused(
            message(
                "I am restarting, so this may not have been done. Please check in a "
                "minute, and try again if it was not."
            )
        ),
    )


def _quoted_input(interaction: discord.Interaction[Any]) -> str:
    """Return what a member wrote into a dialog as a code block; empty for other interactions."""
    data = cast("dict[str, Any]", interaction.data or {})
    if interaction.type is not discord.InteractionType.modal_submit:
        return ""
    written = "\n\n".join(_written(data.get("components", [])))
    return f"```\n{written.replace('```', '` ` `')[:1600]}\n```" if written else ""


def _written(components: list[dict[str, Any]]) -> Iterator[str]:
    for component in components:
        if isinstance(value := component.get("value"), str) and value.strip():
            yield value
        inside = component.get("component")
        yield from _written(component.get("components", [inside] if inside else []))
