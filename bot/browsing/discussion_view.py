"""A discussion as one reader sees it: one level of its tree, with buttons to the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import discord
from discord.ui import Button, Item, LayoutView, Section, Separator, TextDisplay

from bot.browsing.pager import LATEST, Cursor, Direction
from bot.browsing.read_discussion import CommentEntry, DiscussionPage, DiscussionReader, ParentComment
from bot.browsing.tree_store import MAX_ANSWERS, MAX_COMMENTS
from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.escaping import escaped
from bot.discordkit.links import thread_link
from bot.discordkit.member_words import comment_in_one_line
from bot.discordkit.paged_view import fitting, framed
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_lines_view import absence, author_of, body, heading, translation
from bot.discussion.comment_text_view import reactions_line
from bot.discussion.featuring.featured_view import featured_text
from bot.discussion.featuring.question_view import question_text
from bot.discussion.status_view import status_line
from bot.discussion.viewer_port import Viewer
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Comment
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.translating.translate_page import NOTHING, PageTranslations, Translated

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction

MAX_HEADLINE_LENGTH = 150
MIN_QUESTION_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is shown: characters of each comment, of each featured one (and of the question) and of each
    answer, and answers to each comment.

    Without answers, reactions are left out too; without characters of featured ones, those are. A translation
    is shown as long as its original.
    """

    comment: int
    featured: int
    answer: int
    answers: int
    translations: bool = True


DETAILS = (
    *(Detail(400, 250, 150, 2), Detail(200, 150, 100, 2), Detail(100, 80, 60, 2), Detail(100, 60, 60, 1)),
    *(Detail(50, 50, 0, 0), Detail(50, 50, 0, 0, translations=False)),
    Detail(50, 0, 0, 0, translations=False),
)
"""The first of these with which the page fits is used: escaping may double every character."""


def page_view(
    page: DiscussionPage, catalog: Catalog, language: Language, translated: Translated = NOTHING
) -> LayoutView:
    """Draw a page of a discussion in the reader's language, with the translations of comments below them."""
    return fitting(lambda detail: _Pages(page, catalog, language, detail, translated).view(), DETAILS)


async def page_for(interaction: Interaction, viewer: Viewer, page: DiscussionPage) -> LayoutView:
    """Draw a page of a discussion for somebody, translated if they want that."""
    translations, member = interaction.client.services[PageTranslations], viewer.member
    translated = (
        await translations.of(member, page.comments) if await translations.wanted_by(member) else NOTHING
    )
    return page_view(page, interaction.client.catalog, member.language, translated)


class PageButton(LastingButton, template=custom_ids.PAGE):
    """*Newer*, *Older*, *Replies*, *Back up*: replaces the page by another."""

    async def press(self, interaction: Interaction) -> None:
        """Show the page at the cursor in the ``custom_id``."""
        viewer = await viewer_of(interaction)
        below = self.fields["below"]
        cursor = Cursor(Direction(self.fields["way"]), self.source_id, int(below) if below else None)
        services = interaction.client.services
        if await services[PageTranslations].wanted_by(viewer.member):
            await interaction.response.defer()
        page = await services[DiscussionReader].turn(viewer, self.public_id, cursor)
        await interactions.replace(interaction, await page_for(interaction, viewer, page))


class _Pages:
    """Draws one page with as much of each comment as ``detail`` says."""

    def __init__(
        self,
        page: DiscussionPage,
        catalog: Catalog,
        language: Language,
        detail: Detail,
        translated: Translated,
    ) -> None:
        self._page = page
        self._catalog = catalog
        self._language = language
        self._detail = detail
        self._made = translated.by_comment if detail.translations else {}
        self._missing = translated.missing

    def view(self) -> LayoutView:
        return framed(self._items(), self._buttons())

    def _items(self) -> Iterator[Item[LayoutView]]:
        page = self._page
        yield TextDisplay("\n".join([_headline(page), *map(self._say, self._facts())]))
        yield Separator()
        if page.question:
            longest = self._detail.featured or MIN_QUESTION_LENGTH
            yield TextDisplay(question_text(page.question, self._say, self._language, longest))
            yield Separator()
        if page.featured and self._detail.featured:
            yield TextDisplay(self._featured())
            yield Separator()
        if page.parent:
            yield TextDisplay(self._parent(page.parent))
            yield Separator()
        for entry in page.entries:
            yield from self._entry(entry)
        if not page.entries:
            yield TextDisplay(self._say(self._nothing()))

    def _say(self, sentence: Message) -> str:
        return self._catalog.say(sentence, self._language)

    def _facts(self) -> list[Message]:
        page = self._page
        if page.total > MAX_COMMENTS:
            facts = [message("More than {count} comments", count=MAX_COMMENTS)]
        else:
            facts = [counted("{count} comment", "{count} comments", page.total)]
        discussion = page.discussion
        status = status_line(discussion.status, discussion.reason, closed_after=discussion.closed_after)
        if status:
            facts.append(status)
        if page.post and page.post.thread_id:
            facts.append(message("[To the thread]({link})", link=thread_link(page.post)))
        if self._missing:
            facts.append(message("-# Not all is translated. {reason}", reason=self._missing))
        return facts

    def _featured(self) -> str:
        made = [replace(one, translation=self._made.get(one.comment.id)) for one in self._page.featured]
        return featured_text(made, self._say, self._language, self._detail.featured)

    def _nothing(self) -> Message:
        if self._page.parent:
            return message("No replies yet.")
        return message("No comments yet.")

    def _parent(self, parent: ParentComment) -> str:
        label = "-# " + self._say(message("Replies to this comment:"))
        return f"{self._comment(parent)}\n{label}"

    def _entry(self, entry: CommentEntry) -> list[TextDisplay[LayoutView] | Section[LayoutView]]:
        """The comment, and below it its first answers beside the button that leads to all of them."""
        comment = self._comment(entry)
        if not entry.answers:
            return [TextDisplay(comment)]
        cursor = Cursor(Direction.NEWER, 0, entry.comment.source_id)
        count = f"{MAX_ANSWERS - 1}+" if entry.answers == MAX_ANSWERS else str(entry.answers)
        button = self._button(cursor, message("Replies ({count})", count=count))
        shown = [self._answer(one) for one in entry.first[: self._detail.answers]]
        if not shown:
            return [Section(comment, accessory=button)]
        return [TextDisplay(comment), Section("\n".join(shown), accessory=button)]

    def _comment(self, one: CommentEntry | ParentComment) -> str:
        if gone := absence(one.comment):
            return f"-# {self._say(gone)}"
        lines = [heading(one.comment, one.link, self._say, self._language)]
        lines += body(one.comment, self._detail.comment)
        if made := self._made.get(one.comment.id):
            lines += translation(one.comment, made, self._say, self._detail.comment)
        counted = reactions_line(one.reactions)
        if counted and self._detail.answers:
            lines.append(self._say(counted))
        return "\n".join(lines)

    def _answer(self, comment: Comment) -> str:
        """An answer in one indented line, and its translation in another."""
        if gone := absence(comment):
            return f"> *{self._say(gone)}*"
        text = comment_in_one_line(comment, self._detail.answer)
        lines = [f"> {author_of(comment, self._say)}: {text}"]
        if made := self._made.get(comment.id):
            by, words = translation(comment, made, self._say, self._detail.answer)
            lines.append(f"> {by}: {words}")
        return "\n".join(lines)

    def _buttons(self) -> list[Button[Any]]:
        page, parent = self._page, self._page.parent
        below = parent.comment.source_id if parent else None
        buttons: list[Button[Any]] = []
        if page.has_older:
            oldest = page.entries[0].comment.source_id
            buttons.append(self._button(Cursor(Direction.OLDER, oldest, below), message("◀ Older")))
        if page.has_newer:
            newest = page.entries[-1].comment.source_id
            buttons.append(self._button(Cursor(Direction.NEWER, newest, below), message("Newer ▶")))
        if parent:
            buttons.append(self._button(parent.parent_cursor, message("▲ Up one level")))
            if parent.parent_cursor.below is not None:
                buttons.append(self._button(LATEST, message("All comments")))
        elif page.post and page.may_reply:
            reply = Button[Any](
                label=self._say(message("Leave a reply")),
                custom_id=custom_ids.reply(page.post.public_id),
                style=discord.ButtonStyle.primary,
            )
            buttons.append(reply)
        return buttons

    def _button(self, cursor: Cursor, label: Message) -> Button[Any]:
        public_id = self._page.discussion.public_id
        custom_id = custom_ids.page(public_id, cursor.way, cursor.source_id, cursor.below)
        return Button(label=self._say(label), custom_id=custom_id)


def _headline(page: DiscussionPage) -> str:
    return f"### {escaped(trimmed(one_line(page.headline), MAX_HEADLINE_LENGTH))}"
