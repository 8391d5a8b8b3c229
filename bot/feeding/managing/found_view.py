"""What was found at a link, and whether to follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import discord
from discord import ButtonStyle
from discord.ui import ActionRow, Button, Container, Select, Separator, TextDisplay

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.errors import Panel
from bot.discordkit.escaping import escaped, link_target
from bot.discordkit.paged_view import ACCENT, framed
from bot.discordkit.viewer import viewer_of
from bot.discussion.comment_text_view import said
from bot.domain.card import one_line, trimmed
from bot.domain.feeds.frequency import frequency
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.feeding.managing.feed_words import title_of
from bot.feeding.managing.find_feeds import FoundFeed
from bot.feeding.managing.follow_feeds import FeedFollowing, Wish
from bot.feeding.managing.followed_feeds import Followed
from bot.i18n.catalog import Catalog
from bot.reading.feeds.feed import Entry

_TIMEOUT = 840.0
"""Seconds: an answer can be edited for 15 minutes."""
_NEWEST = 3
_MOST_SHOWN = 3
"""Feeds that are shown with their newest entries."""
_LONGEST_HEADLINE = 100
_LONGEST_FEED = 1_100
_LONGEST_LABEL = 100


class Preview:
    """What is asked: the feeds, where they would be posted, and how people there read."""

    def __init__(
        self,
        found: Sequence[FoundFeed],
        wish: Wish,
        room_language: Language,
        now: datetime,
        *,
        other: FoundFeed | None = None,
        known: Followed | None = None,
    ) -> None:
        self.found = found
        self.wish = wish
        self.room_language = room_language
        self.now = now
        self.other = other
        """The feed that the site has in its other language, where only one is asked about."""
        self.known = known
        """The feed that was meant and is followed already; ``found`` is that of the other language then."""

    def lines(self, one: FoundFeed) -> list[Message]:
        """A feed: its title, language and pace, its newest entries, and where it would be posted."""
        lines = [
            message("### {title}", title=escaped(one.title)),
            message("-# {address}", address=escaped(trimmed(one.url, 200))),
        ]
        language = self.wish.language or one.language
        facts: list[Message] = [message("{language}", language=language)] if language else []
        if often := frequency((entry.published for entry in one.feed.entries), self.now):
            facts.append(often)
        facts.append(counted("{count} entry now", "{count} entries now", len(one.feed.entries)))
        line = facts[0]
        for fact in facts[1:]:
            line = message("{one} · {other}", one=line, other=fact)
        return [*lines, line, *map(_entry_line, _newest(one)), self._where(language)]

    def _where(self, language: Language | None) -> Message:
        room, reads = f"<#{self.wish.channel_id}>", self.room_language
        if language is None:
            return message("Each article is posted in {room}, in its own language.", room=room)
        if language is reads:
            return message("Its articles are posted in {room}, in {language}.", room=room, language=reads)
        return message(
            "Its articles are in {language}, and {room} reads {other}: cards there show the edition in "
            "{other} where there is one, else the original or its translation.",
            room=room,
            language=language,
            other=reads,
        )

    def with_other(self) -> Preview:
        """The same for the feeds of both languages."""
        assert self.other is not None
        wish = replace(self.wish, language=None)  # each is in its own
        return Preview([*self.found, self.other], wish, self.room_language, self.now)

    @property
    def are_one_source(self) -> bool:
        """Whether these are feeds in both languages: of one site, as one page named them."""
        return {one.language for one in self.found} == set(Language)


class AskToFollow(Panel):
    """Shows feeds and asks whether to follow them. Nothing is posted before that."""

    def __init__(self, preview: Preview, catalog: Catalog, language: Language) -> None:
        super().__init__(timeout=_TIMEOUT)
        self._preview = preview
        self._catalog = catalog
        self._language = language
        container: Container[AskToFollow] = Container(accent_colour=ACCENT)
        for one in preview.found[:_MOST_SHOWN]:
            text = said(catalog, language, *preview.lines(one), longest=_LONGEST_FEED)
            container.add_item(TextDisplay(text))
            container.add_item(Separator())
        if preview.known:
            container.add_item(TextDisplay(catalog.say(_known_line(preview.known), language)))
        container.add_item(TextDisplay(said(catalog, language, *self._question())))
        buttons = ActionRow[AskToFollow](
            _Follow(catalog.say(message("Follow"), language), newest=False),
            _Follow(catalog.say(message("Follow and post the newest"), language), newest=True),
        )
        if other := preview.other:
            assert other.language is not None
            label = message("Add the feed in {language}", language=other.language)
            buttons.add_item(_AddOther(label=catalog.say(label, language)))
        buttons.add_item(_Cancel(label=catalog.say(message("Cancel"), language)))
        container.add_item(buttons)
        self.add_item(container)

    def _question(self) -> list[Message]:
        lines = []
        if more := self._preview.found[_MOST_SHOWN:]:
            titles = [escaped(trimmed(one.title, 60)) for one in more]
            lines.append(message("And these: {titles}", titles=titles))
        if self._preview.are_one_source:
            lines.append(
                message(
                    "They are one source in both languages: a story that appears in both is one article with "
                    "one discussion."
                )
            )
        if other := self._preview.other:
            assert other.language is not None
            lines.append(
                message(
                    "The site has a feed in {language} too: “{title}”.",
                    language=other.language,
                    title=escaped(trimmed(one_line(other.title), 60)),
                )
            )
        return [*lines, message("What is new from now on is posted. What is there already is not.")]

    async def follow(self, interaction: Interaction, *, newest: bool) -> None:
        """Follow the feeds, and say so in place of the question."""
        await interaction.response.defer()
        viewer, asked = await viewer_of(interaction), self._preview.wish
        one_source = self._preview.are_one_source
        wish = Wish(asked.channel_id, asked.language, newest=newest, one_source=one_source)
        following = interaction.client.services[FeedFollowing]
        done = await following.follow(viewer, self._preview.found, wish)
        self.stop()
        lines = [*map(_followed_line, done)]
        if not one_source and any(one.following.source for one in done):
            lines.append(
                message(
                    "The feeds of its site are one source: a story that appears in both is one article with "
                    "one discussion."
                )
            )
        if newest:
            lines.append(message("The newest article is being posted."))
        lines.append(
            message(
                "-# Change it with `{edit}`; `{list}` shows how it fares.",
                edit=interactions.command_named(interaction, "feed edit"),
                list=interactions.command_named(interaction, "feed list"),
            )
        )
        text = TextDisplay[discord.ui.LayoutView](said(self._catalog, self._language, *lines))
        await interactions.replace(interaction, framed([text], []))

    async def add_other(self, interaction: Interaction) -> None:
        """Ask about the feeds of both languages."""
        self.stop()
        both = AskToFollow(self._preview.with_other(), self._catalog, self._language)
        await interactions.replace(interaction, both)

    async def cancel(self, interaction: Interaction) -> None:
        """Leave all as it is."""
        self.stop()
        text = self._catalog.say(message("Nothing was changed."), self._language)
        await interactions.replace(interaction, framed([TextDisplay(text)], []))


class ChooseFeeds(Panel):
    """Asks which of several feeds are meant; those that are chosen are shown then."""

    def __init__(self, preview: Preview, catalog: Catalog, language: Language) -> None:
        super().__init__(timeout=_TIMEOUT)
        self._preview = preview
        self._catalog = catalog
        self._language = language
        menu: Select[ChooseFeeds] = Select(
            placeholder=catalog.say(message("Choose one or more feeds"), language),
            min_values=1,
            max_values=len(preview.found),
        )
        for number, one in enumerate(preview.found):
            about = message("{language}", language=one.language) if one.language else None
            label = trimmed(one.title, _LONGEST_LABEL - 20)
            menu.add_option(
                label=f"{label} ({catalog.say(about, language)})" if about else label,
                value=str(number),
                description=trimmed(one.url, _LONGEST_LABEL),
            )
        menu.callback = self._show  # type: ignore[method-assign]  # discord.py's own way without a subclass
        container: Container[ChooseFeeds] = Container(accent_colour=ACCENT)
        question = counted(
            "I found {count} feed. Which do you want to follow?",
            "I found {count} feeds. Which do you want to follow?",
            len(preview.found),
        )
        container.add_item(TextDisplay(catalog.say(question, language)))
        container.add_item(ActionRow(menu))
        self.add_item(container)

    async def _show(self, interaction: discord.Interaction[Any]) -> None:
        chosen = cast("Interaction", interaction)
        numbers = cast("dict[str, Any]", interaction.data)["values"]
        asked = self._preview
        found = [asked.found[int(one)] for one in numbers]
        preview = Preview(found, asked.wish, asked.room_language, asked.now)
        self.stop()
        await interactions.replace(chosen, AskToFollow(preview, self._catalog, self._language))


class _Follow(Button[AskToFollow]):
    def __init__(self, label: str, *, newest: bool) -> None:
        super().__init__(label=label, style=ButtonStyle.secondary if newest else ButtonStyle.primary)
        self._newest = newest

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Follow."""
        assert self.view is not None
        await self.view.follow(cast("Interaction", interaction), newest=self._newest)


class _AddOther(Button[AskToFollow]):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Add the feed in the site's other language."""
        assert self.view is not None
        await self.view.add_other(cast("Interaction", interaction))


class _Cancel(Button[AskToFollow]):
    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Cancel."""
        assert self.view is not None
        await self.view.cancel(cast("Interaction", interaction))


def _newest(one: FoundFeed) -> Sequence[Entry]:
    """The newest entries, by their dates where all have one."""
    dated = [(entry.published, entry) for entry in one.feed.entries if entry.published]
    if len(dated) < len(one.feed.entries):
        return one.feed.entries[:_NEWEST]
    newest_first = sorted(dated, key=lambda pair: pair[0], reverse=True)
    return [entry for _, entry in newest_first[:_NEWEST]]


def _entry_line(entry: Entry) -> Message:
    title = escaped(trimmed(one_line(entry.title), _LONGEST_HEADLINE)) or "…"
    target = link_target(entry.link) if entry.link and len(entry.link) <= 300 else None
    shown = f"[{title}](<{target}>)" if target else title
    if entry.published:
        return message("- {title} · {time}", title=shown, time=in_figures(entry.published))
    return message("- {title}", title=shown)


def _known_line(known: Followed) -> Message:
    return message(
        "“{title}” is followed here already. This is the feed that its site has in the other language: the "
        "two become one source, and a story that appears in both is one article with one discussion.",
        title=title_of(known),
    )


def _followed_line(done: Followed) -> Message:
    rooms = " ".join(f"<#{one}>" for one in done.following.channels)
    return message(
        "✅ I follow “{title}”: new articles appear in {rooms}.", title=title_of(done), rooms=rooms
    )
