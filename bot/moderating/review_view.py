"""A moderator's list of all comments of a discussion, with a menu that opens a comment's record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import discord
from discord.ui import ActionRow, Button, Container, Select, Separator, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.escaping import escaped
from bot.discordkit.links import thread_link
from bot.discordkit.paged_view import ACCENT, MAX_CHARACTERS
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_lines_view import MAX_NAME_LENGTH, body, heading, translation
from bot.discussion.comment_text_view import status_of
from bot.discussion.status_view import MAX_REASON_LENGTH, status_line
from bot.discussion.viewer_port import Viewer
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import CommentStatus
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.domain.spoilers import MASK, masked
from bot.i18n.catalog import Catalog
from bot.moderating.hit_lines import RULE_NAMES, found
from bot.moderating.record_view import record_answer
from bot.moderating.review import PAGE, Line, Page, Review
from bot.translating.translate_page import NOTHING, PageTranslations, Translated

NOBODY = "…"
"""Shown instead of the author of a deleted comment."""
_MAX_HEADLINE_LENGTH = 100
_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""


@dataclass(frozen=True, slots=True)
class _Detail:
    """How much is shown, in characters before escaping: of each comment, of its author's name, of the reason
    for a lock, of what each rule found. Files are named or only counted.
    """

    comment: int
    name: int = MAX_NAME_LENGTH
    reason: int = MAX_REASON_LENGTH
    found: int = 100
    files: bool = True
    translations: bool = True


_DETAILS = (
    *(_Detail(240), _Detail(120, found=60), _Detail(60, found=30), _Detail(25, found=15)),
    _Detail(25, found=15, translations=False),
    _Detail(20, 15, 80, found=0, files=False, translations=False),
)
"""The first of these with which the page fits is used: escaping may double every character."""


class ReviewPages(Panel):
    """One page of the list. *Back* and *More* replace it with another."""

    def __init__(
        self,
        discussion_id: int,
        page: Page,
        catalog: Catalog,
        language: Language,
        translated: Translated = NOTHING,
    ) -> None:
        super().__init__(timeout=_TIMEOUT)
        self._discussion_id = discussion_id
        self._page = page
        self._translated = translated
        self._catalog = catalog
        self._language = language
        self._detail = _DETAILS[0]
        self._draw()

    def _draw(self) -> None:
        """Add the page, with the most detail that fits into a message."""
        for self._detail in _DETAILS:
            self.clear_items()
            self.add_item(self._container())
            if self.content_length() <= MAX_CHARACTERS:
                return

    def _container(self) -> Container[ReviewPages]:
        container: Container[ReviewPages] = Container(accent_colour=ACCENT)
        container.add_item(TextDisplay("\n".join([self._headline(), *map(self._say, self._facts())])))
        container.add_item(Separator())
        for line in self._page.lines:
            container.add_item(TextDisplay(self._entry(line)))
        if self._page.lines:
            container.add_item(ActionRow(self._menu()))
        else:
            container.add_item(TextDisplay(self._say(message("No comments yet."))))
        if turning := self._turning():
            container.add_item(ActionRow(*turning))
        return container

    def _headline(self) -> str:
        return f"### {escaped(trimmed(one_line(self._page.headline), _MAX_HEADLINE_LENGTH))}"

    def _facts(self) -> list[Message]:
        page = self._page
        facts = [counted("{count} comment", "{count} comments", page.total)]
        discussion = page.discussion
        status = status_line(
            *(discussion.status, discussion.reason, self._detail.reason), closed_after=discussion.closed_after
        )
        if status:
            facts.append(status)
        if page.post and page.post.thread_id:
            facts.append(message("[To the thread]({link})", link=thread_link(page.post)))
        if reason := self._translated.missing:
            facts.append(message("-# Not all is translated. {reason}", reason=reason))
        return facts

    def _entry(self, line: Line) -> str:
        """A comment as everybody reads it, with its status where that is another, and its open reports."""
        comment, detail = line.comment, self._detail
        longest_name = detail.name if comment.author.id else 0
        notes = [heading(comment, line.link, self._say, self._language, longest_name)]
        if comment.status is not CommentStatus.VISIBLE:
            notes.append(f"*{self._say(status_of(comment))}*")
        if line.open_reports:
            reports = counted(
                "**reported by {count} member**", "**reported by {count} members**", line.open_reports
            )
            notes.append(self._say(reports))
        if line.hits:
            names = [RULE_NAMES[one.rule] for one in line.hits]
            notes.append(self._say(message("**reported by rules: {rules}**", rules=names)))
        if not detail.files and comment.attachments:
            notes.append(f"📎 {len(comment.attachments)}")
            comment = replace(comment, attachments=())
        lines = [" · ".join(notes), *body(comment, detail.comment)]
        matched = [found(hit, detail.found) for hit in line.hits] if detail.found else []
        lines += [self._say(message("-# {found}", found=words)) for words in matched]
        made = self._translated.by_comment.get(comment.id)
        if made and detail.translations:
            lines += translation(comment, made, self._say, detail.comment)
        return "\n".join(lines)

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
                label=trimmed(f"{one_line(comment.author.shown) or NOBODY}: {text}", 100),
                description=trimmed(self._say(status_of(comment)), 100),
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
        await interaction.response.defer()
        viewer = await viewer_of(interaction)
        page = await interaction.client.services[Review].page(viewer, self._discussion_id, number)
        await interactions.replace(interaction, await review_for(interaction, viewer, page))

    def _say(self, sentence: Message) -> str:
        return self._catalog.say(sentence, self._language)


async def review_for(interaction: Interaction, viewer: Viewer, page: Page) -> ReviewPages:
    """A page of the list for a moderator, with translations of what is not in their language."""
    shown = [line.comment for line in page.lines]
    translated = await interaction.client.services[PageTranslations].of(viewer.member, shown)
    language, catalog = viewer.member.language, interaction.client.catalog
    return ReviewPages(page.discussion.id, page, catalog, language, translated)


class _Turn(Button[ReviewPages]):
    """Shows another page."""

    def __init__(self, label: str, number: int, *, disabled: bool) -> None:
        super().__init__(label=label, disabled=disabled)
        self._number = number

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Turn the page."""
        assert self.view is not None
        await self.view.turn(cast("Interaction", interaction), self._number)
