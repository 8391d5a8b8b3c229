"""*Hide and warn*: a comment is hidden and its author warned, in one act."""

from __future__ import annotations

from functools import partial
from typing import Self

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Interaction
from bot.discordkit.confirm_view import ask
from bot.discordkit.errors import LastingButton
from bot.discordkit.viewer import viewer_of
from bot.domain.message import message
from bot.moderating.acting.act_dialog import DO_IT_ANYWAY, answer
from bot.moderating.action_button import CommentDialog
from bot.moderating.cases.cases import Cases, Opened
from bot.moderating.cases.opening import ActedAlready
from bot.moderating.cases.read_cases import CaseReader
from bot.moderating.hide_comment import Hiding
from bot.moderating.reasons.reason_choice_view import ReasonChoice


class HideAndWarnButton(LastingButton, template=custom_ids.HIDE_AND_WARN):
    """Asks a moderator for the reason, then hides the comment and warns its author."""

    async def press(self, interaction: Interaction) -> None:
        """Open the dialog if the member may hide the comment."""
        await interaction.client.services[Hiding].check(await viewer_of(interaction), self.source_id)
        await (await HideAndWarnDialog.open(interaction, self.source_id)).ask(interaction)


class HideAndWarnDialog(CommentDialog):
    """Asks a moderator why a comment is hidden and its author warned."""

    heading, question = message("Hide and warn"), message("Reason (the author is told it)")
    choice: ReasonChoice
    sent: Interaction
    """The interaction by which it was sent."""

    @classmethod
    async def open(cls, interaction: Interaction, source_id: int) -> Self:
        """The dialog, in the language of the moderator who opens it."""
        dialog = await super().open(interaction, source_id)
        rules = await interaction.client.services[CaseReader].rules_found(source_id)
        dialog.choice = await ReasonChoice.into(dialog, interaction, cls.question, rules)
        return dialog

    async def submit(self, interaction: Interaction) -> None:
        """Do both and confirm."""
        self.sent = interaction
        await self.acknowledge(interaction)
        await self.carry_out(interaction)

    async def acknowledge(self, interaction: Interaction) -> None:
        """Acknowledge that it was sent: the answer follows in a message of its own."""
        await interactions.defer(interaction)

    async def carry_out(self, interaction: Interaction, known: int = 0) -> None:
        """Do both; where somebody acted about this before, ask whether to do it anyway."""
        viewer, cases = await viewer_of(interaction), interaction.client.services[Cases]
        given = (self.source_id, self.choice.given, self.choice.rule)
        try:
            opened = await cases.hide_and_warn(viewer, *given, known=known)
        except ActedAlready as before:
            again = partial(self.carry_out, known=before.number)
            await ask(interaction, [before.message], DO_IT_ANYWAY, again)
        else:
            await self.done(interaction, opened)

    async def done(self, interaction: Interaction, opened: Opened) -> None:
        """Say what was done."""
        await answer(interaction, opened)
