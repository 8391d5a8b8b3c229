"""Search results, and one's own comments, as pages for one reader: the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from discord.ui import Button, Item, LayoutView, Separator, TextDisplay

from bot.browsing.choose_discussion import DiscussionPicker
from bot.browsing.pager import Cursor, Direction
from bot.browsing.search_comments import CommentSearch, Found, FoundPage
from bot.discordkit import custom_ids, interactions
from bot.discordkit.errors import LastingButton
from bot.discordkit.escaping import escaped
from bot.discordkit.member_words import in_pieces
from bot.discordkit.paged_view import fitting, framed
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_lines_view import MAX_NAME_LENGTH, body, files, heading, translation
from bot.discussion.viewer_port import Viewer
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.excerpt import excerpt
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.translating.translate_page import NOTHING, PageTranslations, Translated

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction, Services

MAX_COMMENT_LENGTHS = (400, 200, 100)
"""Characters shown of each comment: the first of these with which the page fits into a message."""
MAX_HEADLINE_LENGTH = 100

_NOT_SHOWN = {
    CommentStatus.HIDDEN: message("hidden by a moderator"),
    CommentStatus.REFUSED: message("not visible: the discussion was locked"),
}
"""Why a comment is not visible, for its author."""
_WAITS = message("waits for a moderator")


def found_view(
    page: FoundPage, catalog: Catalog, language: Language, translated: Translated = NOTHING
) -> LayoutView:
    """Draw a page of search results or, where it has no words, of one's own comments."""
    details = [
        *((longest, translated) for longest in MAX_COMMENT_LENGTHS),
        (MAX_COMMENT_LENGTHS[-1], NOTHING),
    ]
    return fitting(lambda detail: _Pages(page, catalog, language, *detail).view(), details)


async def found_for(interaction: Interaction, viewer: Viewer, page: FoundPage) -> LayoutView:
    """Draw a page of search results for somebody, translated if they want that."""
    translations, member = interaction.client.services[PageTranslations], viewer.member
    wanted = bool(page.words) and await translations.wanted_by(member)
    translated = await translations.of(member, page.comments) if wanted else NOTHING
    return found_view(page, interaction.client.catalog, member.language, translated)


class _TurnButton(LastingButton, template=r"(?!)"):
    """Replaces the page by the next older or newer one."""

    async def page(self, viewer: Viewer, cursor: Cursor, services: Services) -> FoundPage:
        """Search again: the viewer's permissions may have changed."""
        raise NotImplementedError

    async def press(self, interaction: Interaction) -> None:
        """Show the page at the cursor in the ``custom_id``."""
        viewer = await viewer_of(interaction)
        cursor = Cursor(Direction(self.fields["way"]), self.source_id)
        services = interaction.client.services
        if await services[PageTranslations].wanted_by(viewer.member):
            await interaction.response.defer()
        page = await self.page(viewer, cursor, services)
        await interactions.replace(interaction, await found_for(interaction, viewer, page))


class FindButton(_TurnButton, template=custom_ids.FIND):
    """*Newer* or *Older* in the results of a search."""

    async def page(self, viewer: Viewer, cursor: Cursor, services: Services) -> FoundPage:
        """Search for the words again, in the discussion with the public id if there is one."""
        chosen: str | None = self.fields["public_id"]
        within = await services[DiscussionPicker].resolve(viewer, chosen) if chosen else None
        return await services[CommentSearch].search(viewer, self.fields["words"], within, cursor)


class MineButton(_TurnButton, template=custom_ids.MINE):
    """*Newer* or *Older* in the comments of the member who presses it."""

    async def page(self, viewer: Viewer, cursor: Cursor, services: Services) -> FoundPage:
        """Read the member's own comments."""
        return await services[CommentSearch].mine(viewer, cursor)


class _Pages:
    """Draws one page with at most ``longest`` characters of each comment."""

    def __init__(
        self, page: FoundPage, catalog: Catalog, language: Language, longest: int, translated: Translated
    ) -> None:
        self._page = page
        self._catalog = catalog
        self._language = language
        self._longest = longest
        self._translated = translated

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
            return [message("### Your comments on this server"), own]
        words = escaped(" ".join(page.words))
        if not page.found:
            return [message("No comments you can see match “{words}”.", words=words)]
        title = [message("### Comments with “{words}”", words=words)]
        if reason := self._translated.missing:
            title.append(message("-# Not all is translated. {reason}", reason=reason))
        return title

    def _found(self, found: Found) -> str:
        comment = found.comment
        head = heading(
            comment, found.link, self._say, self._language, MAX_NAME_LENGTH if self._page.words else 0
        )
        if note := _WAITS if comment.held else _NOT_SHOWN.get(comment.status):
            head += f" · *{self._say(note)}*"
        headline = escaped(trimmed(one_line(found.headline), MAX_HEADLINE_LENGTH))
        return "\n".join([head, f"-# 📰 {headline}", *self._text(comment)])

    def _text(self, comment: Comment) -> list[str]:
        if not self._page.words:
            return body(comment, self._longest)
        pieces = excerpt(comment.plain, self._page.words, self._longest)
        made = self._translated.by_comment.get(comment.id)
        below = translation(comment, made, self._say, self._longest) if made else []
        return [in_pieces(pieces), *files(comment), *below]

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
