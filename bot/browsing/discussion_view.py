"""A discussion as one reader sees it: a level of its tree at a time, and the ways to the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import discord
from discord.ui import Button, Item, LayoutView, Section, Separator, TextDisplay

from bot.browsing.comment_lines_view import absence, body, heading, name_of
from bot.browsing.read_discussion import (
    CommentEntry,
    Cursor,
    Direction,
    DiscussionPage,
    DiscussionReader,
    ParentComment,
)
from bot.browsing.tree_store import MAX_ANSWERS, MAX_COMMENTS
from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.escaping import escaped
from bot.discordkit.links import thread_link
from bot.discordkit.member_words import in_one_line
from bot.discordkit.paged_view import fitting, framed
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import reactions_line
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Comment, DiscussionStatus
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction

MAX_HEADLINE_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Room:
    """How much of each comment is shown: characters of it and of its first answers, and how many of these;
    without any, reactions are left out too.
    """

    comment: int
    answer: int
    answers: int


ROOMIEST = (Room(400, 150, 2), Room(200, 100, 2), Room(100, 60, 2), Room(100, 60, 1), Room(50, 0, 0))
"""As much as the message has room for: every character of a comment may have to be escaped."""

_STATUS = {
    DiscussionStatus.LOCKED: message("🔒 Locked: only moderators can add."),
    DiscussionStatus.CLOSED: message("🔒 Closed."),
}


def page_view(page: DiscussionPage, catalog: Catalog, language: Language) -> LayoutView:
    """A page of a discussion, for one reader in their language."""
    return fitting(lambda room: _Pages(page, catalog, language, room).view(), ROOMIEST)


class PageButton(LastingButton, template=custom_ids.PAGE):
    """*Newer*, *Older*, *Replies* and the ways back up: shows another page in place of this one."""

    def __init__(self, public_id: str, turn: Cursor) -> None:
        super().__init__(Button(custom_id=custom_ids.page(public_id, turn.way, turn.source_id, turn.below)))
        self._public_id = public_id
        self._turn = turn

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        below = int(match["below"]) if match["below"] else None
        return cls(match["public_id"], Cursor(Direction(match["way"]), int(match["source_id"]), below))

    async def press(self, interaction: Interaction) -> None:
        """Show the other page instead of this one."""
        viewer = await viewer_of(interaction)
        page = await interaction.client.services[DiscussionReader].turn(viewer, self._public_id, self._turn)
        view = page_view(page, interaction.client.catalog, viewer.member.language)
        await interaction.response.edit_message(view=view, allowed_mentions=interactions.NO_MENTIONS)


class _Pages:
    """Draws one page with as much of each comment as ``room`` says."""

    def __init__(self, page: DiscussionPage, catalog: Catalog, language: Language, room: Room) -> None:
        self._page = page
        self._catalog = catalog
        self._language = language
        self._room = room

    def view(self) -> LayoutView:
        return framed(self._items(), self._buttons())

    def _items(self) -> Iterator[Item[LayoutView]]:
        page = self._page
        yield TextDisplay("\n".join([_headline(page), *map(self._say, self._facts())]))
        yield Separator()
        if page.parent:
            yield TextDisplay(self._stem(page.parent))
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
        if status := _STATUS.get(page.discussion.status):
            facts.append(status)
        if page.post and page.post.thread_id:
            facts.append(message("[To the thread]({link})", link=thread_link(page.post)))
        return facts

    def _nothing(self) -> Message:
        if self._page.parent:
            return message("Nobody has answered yet.")
        return message("Nobody has said anything yet.")

    def _stem(self, stem: ParentComment) -> str:
        label = "-# " + self._say(message("Replies to this comment:"))
        return f"{self._told(stem)}\n{label}"

    def _entry(self, entry: CommentEntry) -> list[TextDisplay[LayoutView] | Section[LayoutView]]:
        """The comment, and below it its first answers beside the way to them all."""
        told = self._told(entry)
        if not entry.answers:
            return [TextDisplay(told)]
        turn = Cursor(Direction.NEWER, 0, entry.comment.source_id)
        count = f"{MAX_ANSWERS - 1}+" if entry.answers == MAX_ANSWERS else str(entry.answers)
        button = self._button(turn, message("Replies ({count})", count=count))
        shown = [self._answer(one) for one in entry.first[: self._room.answers]]
        if not shown:
            return [Section(told, accessory=button)]
        return [TextDisplay(told), Section("\n".join(shown), accessory=button)]

    def _told(self, one: CommentEntry | ParentComment) -> str:
        if gone := absence(one.comment):
            return f"-# {self._say(gone)}"
        lines = [heading(one.comment, one.link, self._say, self._language)]
        lines += body(one.comment, self._room.comment)
        counted = reactions_line(one.reactions)
        if counted and self._room.answers:
            lines.append(self._say(counted))
        return "\n".join(lines)

    def _answer(self, comment: Comment) -> str:
        """An answer in one line, set in below what it answers."""
        if gone := absence(comment):
            return f"> *{self._say(gone)}*"
        text = in_one_line(comment.text, self._room.answer) or "📎"
        return f"> **{name_of(comment)}**: {text}"

    def _buttons(self) -> list[Button[Any]]:
        page, stem = self._page, self._page.parent
        below = stem.comment.source_id if stem else None
        buttons: list[Button[Any]] = []
        if page.has_older:
            oldest = page.entries[0].comment.source_id
            buttons.append(self._button(Cursor(Direction.OLDER, oldest, below), message("◀ Older")))
        if page.has_newer:
            newest = page.entries[-1].comment.source_id
            buttons.append(self._button(Cursor(Direction.NEWER, newest, below), message("Newer ▶")))
        if stem:
            buttons.append(self._button(stem.parent_cursor, message("▲ Back up")))
            if stem.parent_cursor.below is not None:
                buttons.append(self._button(Cursor(), message("All comments")))
        elif page.post and page.may_reply:
            reply = Button[Any](
                label=self._say(message("Leave a reply")),
                custom_id=custom_ids.reply(page.post.public_id),
                style=discord.ButtonStyle.primary,
            )
            buttons.append(reply)
        return buttons

    def _button(self, turn: Cursor, label: Message) -> Button[Any]:
        public_id = self._page.discussion.public_id
        custom_id = custom_ids.page(public_id, turn.way, turn.source_id, turn.below)
        return Button(label=self._say(label), custom_id=custom_id)


def _headline(page: DiscussionPage) -> str:
    return f"### {escaped(trimmed(one_line(page.headline), MAX_HEADLINE_LENGTH))}"
