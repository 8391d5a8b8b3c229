"""Hiding at once what waits of one author or with one text: the reason, the question, and what came of it."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.confirm_view import ask
from bot.discordkit.errors import Panel
from bot.discordkit.escaping import escaped
from bot.discordkit.member_words import in_one_line
from bot.discordkit.paged_view import ACCENT
from bot.discordkit.viewer import viewer_of
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Comment
from bot.domain.errors import Refused
from bot.domain.message import Message, counted, message
from bot.moderating.action_button import HideDialog
from bot.moderating.hide_comment import require_reason
from bot.moderating.queue.alike import MOST, Hidden, HidingAlike
from bot.moderating.queue.waiting import Alike

_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""


def label_of(kind: Alike, count: int) -> Message:
    """The label of the button that hides ``count`` comments."""
    if kind is Alike.AUTHOR:
        return message("Hide all by this author ({count})", count=count)
    return message("Hide all with this text ({count})", count=count)


class HideAlikeDialog(HideDialog):
    """Asks a moderator why comments are hidden, then whether those that are found are to be."""

    heading = message("Hide all of them")
    kind: Alike
    comment: Comment
    go_on: Callable[[Interaction], Awaitable[None]]
    """Shows the next comment in the place of the card, whose button opened the dialog."""

    async def submit(self, interaction: Interaction) -> None:
        """Ask, naming how many there are now."""
        await interaction.response.defer()
        require_reason(self.choice.told)
        viewer, hiding = await viewer_of(interaction), interaction.client.services[HidingAlike]
        chosen = await hiding.waiting(viewer, self.comment, self.kind)
        if not chosen:
            raise Refused(message("None of these comments waits any more."))
        question = [_question(self.comment, self.kind, len(chosen))]
        if len(chosen) == MOST:
            question.append(message("These are the newest; there may be more."))
        label = counted("Hide {count} comment", "Hide {count} comments", len(chosen))
        await ask(interaction, question, label, partial(self._hide, chosen=chosen, card=interaction))

    async def _hide(self, interaction: Interaction, chosen: list[int], card: Interaction) -> None:
        viewer, hiding = await viewer_of(interaction), interaction.client.services[HidingAlike]
        tell = partial(_tell, interaction, count=len(chosen))
        hidden = await hiding.hide(viewer, self.comment, self.kind, chosen, self.choice.told, tell)
        language = viewer.member.language
        say = partial(interactions.translate, interaction, language=language)
        undo = say(message("Undo")) if hidden.shown else None
        told = "\n".join(map(say, _came_of(hidden)))
        await interactions.respond(interaction, view=_Result(told, hidden.shown, undo))
        with contextlib.suppress(discord.HTTPException):  # somebody dismissed the card
            await self.go_on(card)


class _Result(Panel):
    """What came of it, with a button that takes it back; it can be pressed once."""

    def __init__(self, told: str, shown: tuple[int, ...], undo: str | None) -> None:
        super().__init__(timeout=_TIMEOUT)
        self.shown = shown
        container: Container[_Result] = Container(TextDisplay(told), accent_colour=ACCENT)
        if undo:
            container.add_item(ActionRow(_Undo(undo)))
        self.add_item(container)


class _Undo(Button[_Result]):
    def __init__(self, label: str) -> None:
        super().__init__(label=label, style=discord.ButtonStyle.secondary)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Restore the comments."""
        assert self.view is not None
        asked, shown = cast("Interaction", interaction), self.view.shown
        await interactions.defer(asked)
        viewer, hiding = await viewer_of(asked), asked.client.services[HidingAlike]
        restored = await hiding.restore(viewer, shown, partial(_tell, asked, count=len(shown)))
        lines = [counted("{count} comment restored.", "{count} comments restored.", restored)]
        if left := len(shown) - restored:
            lines.append(
                counted(
                    "{count} stays hidden: it was decided or deleted meanwhile, or Discord failed.",
                    "{count} stay hidden: they were decided or deleted meanwhile, or Discord failed.",
                    left,
                )
            )
        say = partial(interactions.translate, asked, language=viewer.member.language)
        await interactions.respond(asked, message("{told}", told="\n".join(map(say, lines))))


async def _tell(interaction: Interaction, done: int, *, count: int) -> None:
    """Say how far it is, where it takes long."""
    if done < count:
        await interactions.progress(
            interaction, message("{done} of {count} comments done …", done=done, count=count)
        )


def _question(comment: Comment, kind: Alike, count: int) -> Message:
    if kind is Alike.AUTHOR:
        return counted(
            "Hide {count} comment by **{author}** that waits in the channels you moderate?",
            "Hide {count} comments by **{author}** that wait in the channels you moderate?",
            count,
            author=escaped(trimmed(one_line(comment.author.shown), 40)),
        )
    return counted(
        "Hide {count} comment with this text that waits in the channels you moderate?\n> {text}",
        "Hide {count} comments with this text that wait in the channels you moderate?\n> {text}",
        count,
        text=in_one_line(comment.text, 150),
    )


def _came_of(hidden: Hidden) -> list[Message]:
    lines = [
        counted(
            "{count} comment hidden. Moderators can still read and restore it.",
            "{count} comments hidden. Moderators can still read and restore them.",
            len(hidden.shown) + hidden.refused,
        )
    ]
    if hidden.refused:
        lines.append(
            counted(
                "{count} of them was not visible before: *Undo* leaves it hidden.",
                "{count} of them were not visible before: *Undo* leaves them hidden.",
                hidden.refused,
            )
        )
    if hidden.behind:
        lines.append(
            counted(
                "On Discord {count} of them is not done yet. I will keep trying.",
                "On Discord {count} of them are not done yet. I will keep trying.",
                hidden.behind,
            )
        )
    if hidden.looked_at:
        lines.append(
            counted(
                "{count} was left: another moderator is looking at it.",
                "{count} were left: other moderators are looking at them.",
                hidden.looked_at,
            )
        )
    if hidden.changed:
        lines.append(
            counted(
                "{count} was left: it was changed or decided meanwhile.",
                "{count} were left: they were changed or decided meanwhile.",
                hidden.changed,
            )
        )
    return lines
