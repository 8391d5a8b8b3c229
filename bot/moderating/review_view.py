"""A moderator's list of all comments of a discussion, with a menu that opens a comment's record."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Select, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.escaping import escaped
from bot.discordkit.member_words import comment_in_one_line
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import STATUSES, said
from bot.domain.card import one_line, trimmed
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.domain.spoilers import MASK, masked
from bot.i18n.catalog import Catalog
from bot.moderating.record_view import record_answer
from bot.moderating.review import PAGE, Line, Page, Review

NOBODY = "…"
"""Shown instead of the author of a deleted comment."""
_MAX_HEADLINE_LENGTH = 100
_MAX_LINE_LENGTH = 160
_MAX_ENTRY_LENGTH = 360
"""Characters of an entry as sent: ten of them and the heading stay below Discord's 4,000."""
_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""


class ReviewPages(Panel):
    """One page of the list. *Back* and *More* replace it with another."""

    def __init__(self, discussion_id: int, page: Page, catalog: Catalog, language: Language) -> None:
        super().__init__(timeout=_TIMEOUT)
        self._discussion_id = discussion_id
        self._page = page
        self._catalog = catalog
        self._language = language
        container: Container[ReviewPages] = Container()
        container.add_item(TextDisplay(self._text()))
        if page.lines:
            container.add_item(ActionRow(self._menu()))
        if turning := self._turning():
            container.add_item(ActionRow(*turning))
        self.add_item(container)

    def _text(self) -> str:
        headline = escaped(trimmed(one_line(self._page.headline), _MAX_HEADLINE_LENGTH))
        number = counted("{count} comment", "{count} comments", self._page.total)
        lines = [f"### {headline}", self._say(number)]
        if not self._page.total:
            lines.append(self._say(message("No comments yet.")))
        return "\n".join([*lines, *(self._line(line) for line in self._page.lines)])

    def _line(self, line: Line) -> str:
        comment = line.comment
        reported = (
            counted(
                " · **reported by {count} member**", " · **reported by {count} members**", line.open_reports
            )
            if line.open_reports
            else message("{nothing}", nothing="")
        )
        text = comment_in_one_line(comment, _MAX_LINE_LENGTH)
        return said(
            self._catalog,
            self._language,
            message(
                "- **{author}** · {time} · {status}{reported}{quoted}",
                author=escaped(trimmed(one_line(comment.author.name), 40)) or NOBODY,
                time=in_figures(comment.said_at),
                status=STATUSES[comment.status],
                reported=reported,
                quoted=f"\n> {text}" if text else "",
            ),
            longest=_MAX_ENTRY_LENGTH,
        )

    def _menu(self) -> Select[ReviewPages]:
        menu: Select[ReviewPages] = Select(
            placeholder=self._say(message("See a comment's details")), min_values=1, max_values=1
        )
        for line in self._page.lines:
            comment = line.comment
            mask = self._say(MASK)
            text = one_line(masked(comment.plain, mask))
            if not text and comment.attachments:
                text = f"📎 {mask if comment.attachments[0].spoiler else comment.attachments[0].filename}"
            menu.add_option(
                label=trimmed(f"{one_line(comment.author.name) or NOBODY}: {text}", 100),
                description=trimmed(self._say(STATUSES[comment.status]), 100),
                value=str(comment.source_id),
            )
        menu.callback = self._open  # type: ignore[method-assign]  # discord.py's own way without a subclass
        return menu

    def _turning(self) -> list[Button[ReviewPages]]:
        turns: list[tuple[bool, Message, int]] = [
            (self._page.number > 0, message("Back"), self._page.number - 1),
            (self._page.has_more, message("More"), self._page.number + 1),
        ]
        if self._page.total <= PAGE:
            return []
        return [_Turn(self._say(label), number, disabled=not there) for there, label, number in turns]

    async def _open(self, interaction: discord.Interaction[Any]) -> None:
        selected = cast("Interaction", interaction)
        await interactions.defer(selected)
        viewer = await viewer_of(selected)
        source_id = int(cast("dict[str, Any]", interaction.data)["values"][0])
        record = await selected.client.services[Review].of_source(viewer, source_id)
        await record_answer(selected, record)

    async def turn(self, interaction: Interaction, number: int) -> None:
        """Replace this page with another."""
        viewer = await viewer_of(interaction)
        page = await interaction.client.services[Review].page(viewer, self._discussion_id, number)
        view = ReviewPages(self._discussion_id, page, self._catalog, self._language)
        await interaction.response.edit_message(view=view, allowed_mentions=interactions.NO_MENTIONS)

    def _say(self, sentence: Message) -> str:
        return self._catalog.say(sentence, self._language)


class _Turn(Button[ReviewPages]):
    """Shows another page."""

    def __init__(self, label: str, number: int, *, disabled: bool) -> None:
        super().__init__(label=label, disabled=disabled)
        self._number = number

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        assert self.view is not None
        await self.view.turn(cast("Interaction", interaction), self._number)
