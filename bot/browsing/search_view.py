"""Comments that were found, by their words or as one's own, as one reader sees them: the newest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

import discord
from discord.ui import Button, Item, LayoutView, Separator, TextDisplay

from bot.browsing.choose_discussion import DiscussionPicker
from bot.browsing.comment_lines_view import body, files, heading
from bot.browsing.read_discussion import Direction
from bot.browsing.search_comments import CommentSearch, Found, FoundPage
from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.escaping import escaped
from bot.discordkit.member_words import in_pieces
from bot.discordkit.paged_view import fitting, framed
from bot.discordkit.viewer import viewer_of
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.excerpt import excerpt
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction

MAX_COMMENT_LENGTHS = (400, 200, 100)
"""Characters of each comment on a page: as many as the message has room for."""
MAX_HEADLINE_LENGTH = 100

_NOT_SHOWN = {
    CommentStatus.HIDDEN: message("hidden by a moderator"),
    CommentStatus.REFUSED: message("not shown: the discussion was locked"),
}
"""What became of a comment, for its author."""


def found_view(page: FoundPage, catalog: Catalog, language: Language) -> LayoutView:
    """A page of comments that hold the words looked for or, without such words, one's own."""
    return fitting(lambda longest: _Pages(page, catalog, language, longest).view(), MAX_COMMENT_LENGTHS)


class _TurnButton(LastingButton, template=r"(?!)"):
    """Shows another page in place of this one."""

    async def page(self, interaction: Interaction) -> FoundPage:
        """The page it leads to."""
        raise NotImplementedError

    async def press(self, interaction: Interaction) -> None:
        """Show it."""
        page = await self.page(interaction)
        view = found_view(page, interaction.client.catalog, await interactions.language_of(interaction))
        await interaction.response.edit_message(view=view, allowed_mentions=interactions.NO_MENTIONS)


class FindButton(_TurnButton, template=custom_ids.FIND):
    """*Newer* or *Older* among the comments that hold some words."""

    def __init__(self, way: Direction, source_id: int, public_id: str | None, words: str) -> None:
        super().__init__(Button(custom_id=custom_ids.find(way, source_id, public_id, words)))
        self._way = way
        self._source_id = source_id
        self._public_id = public_id
        self._words = words

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(Direction(match["way"]), int(match["source_id"]), match["public_id"], match["words"])

    async def page(self, interaction: Interaction) -> FoundPage:
        """Look again: what may be seen may have changed."""
        services, viewer = interaction.client.services, await viewer_of(interaction)
        within = (
            await services[DiscussionPicker].resolve(viewer, self._public_id) if self._public_id else None
        )
        return await services[CommentSearch].search(viewer, self._words, within, self._way, self._source_id)


class MineButton(_TurnButton, template=custom_ids.MINE):
    """*Newer* or *Older* among the comments of whoever presses it."""

    def __init__(self, way: Direction, source_id: int) -> None:
        super().__init__(Button(custom_id=custom_ids.mine(way, source_id)))
        self._way = way
        self._source_id = source_id

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """The button that was pressed."""
        return cls(Direction(match["way"]), int(match["source_id"]))

    async def page(self, interaction: Interaction) -> FoundPage:
        """Look again: what may be seen may have changed."""
        viewer = await viewer_of(interaction)
        return await interaction.client.services[CommentSearch].mine(viewer, self._way, self._source_id)


class _Pages:
    """Draws one page with at most ``longest`` characters of each comment."""

    def __init__(self, page: FoundPage, catalog: Catalog, language: Language, longest: int) -> None:
        self._page = page
        self._catalog = catalog
        self._language = language
        self._longest = longest

    def view(self) -> LayoutView:
        return framed(self._items(), self._buttons())

    def _items(self) -> Iterator[Item[LayoutView]]:
        yield TextDisplay("\n".join(map(self._say, self._title())))
        for found in self._page.found:
            yield Separator()
            yield TextDisplay(self._found(found))

    def _say(self, sentence: Message) -> str:
        return self._catalog.say(sentence, self._language)

    def _title(self) -> list[Message]:
        page = self._page
        if not page.words:
            own = counted("{count} comment", "{count} comments", page.total or 0)
            return [message("### What you said on this server"), own]
        words = escaped(" ".join(page.words))
        if not page.found:
            return [message("Nothing that you can see here holds “{words}”.", words=words)]
        return [message("### Comments with “{words}”", words=words)]

    def _found(self, found: Found) -> str:
        comment = found.comment
        head = heading(comment, found.link, self._say, self._language, named=bool(self._page.words))
        if note := _NOT_SHOWN.get(comment.status):
            head += f" · *{self._say(note)}*"
        headline = escaped(trimmed(one_line(found.headline), MAX_HEADLINE_LENGTH))
        return "\n".join([head, f"-# 📰 {headline}", *self._text(comment)])

    def _text(self, comment: Comment) -> list[str]:
        if not self._page.words:
            return body(comment, self._longest)
        pieces = excerpt(comment.text, self._page.words, self._longest)
        return [in_pieces(pieces), *files(comment)]

    def _buttons(self) -> list[Button[Any]]:
        page = self._page
        if not page.found:
            return []
        newest, oldest = page.found[0].comment.source_id, page.found[-1].comment.source_id
        buttons: list[Button[Any]] = []
        if page.has_older:
            buttons.append(self._button(Direction.OLDER, oldest, message("◀ Older")))
        if page.has_newer:
            buttons.append(self._button(Direction.NEWER, newest, message("Newer ▶")))
        return buttons

    def _button(self, way: Direction, source_id: int, label: Message) -> Button[Any]:
        page = self._page
        within = page.within.public_id if page.within else None
        found = custom_ids.find(way, source_id, within, " ".join(page.words))
        return Button(
            label=self._say(label), custom_id=found if page.words else custom_ids.mine(way, source_id)
        )
