"""``/discussion``: reading and searching comments, for members who can see a room of the discussion."""

from __future__ import annotations

import io

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.browsing.article_option import offer_articles
from bot.browsing.choose_discussion import DiscussionPicker
from bot.browsing.choose_view import ChooseDiscussion
from bot.browsing.discussion_view import page_for
from bot.browsing.read_discussion import DiscussionReader
from bot.browsing.search_comments import MAX_QUERY_LENGTH, CommentSearch
from bot.browsing.search_view import found_for, found_view
from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.viewer import viewer_of
from bot.domain.errors import NotFound
from bot.domain.message import message
from bot.statistics.statistics import Statistics


@app_commands.guild_only()
class DiscussionCog(
    commands.GroupCog,
    group_name=locale_str("discussion"),
    group_description=locale_str("Read what people say about articles"),
):
    """Commands to read and search discussions."""

    def __init__(
        self,
        picker: DiscussionPicker,
        discussion_reader: DiscussionReader,
        comment_search: CommentSearch,
        statistics: Statistics,
    ) -> None:
        self._picker = picker
        self._discussion_reader = discussion_reader
        self._comment_search = comment_search
        self._statistics = statistics

    @app_commands.command(
        name=locale_str("show"), description=locale_str("Show the discussion of an article")
    )
    @app_commands.describe(article=locale_str("The article (leave empty for the one discussed here)"))
    @app_commands.rename(article=locale_str("article"))
    @app_commands.autocomplete(article=offer_articles)
    async def show(self, interaction: Interaction, article: str | None = None) -> None:
        """Show the latest comments of a discussion."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        catalog, language = interaction.client.catalog, viewer.member.language
        view: discord.ui.LayoutView
        discussion_id = await self._picker.near(viewer, article)
        if discussion_id is not None:
            page = await self._discussion_reader.show(viewer, discussion_id)
            view = await page_for(interaction, viewer, page)
        elif choices := await self._picker.suggest(viewer, ""):
            view = ChooseDiscussion(choices, catalog, language)
        else:
            raise NotFound(message("There are no discussions here yet."))
        await interactions.respond(interaction, view=view)

    @app_commands.command(name=locale_str("search"), description=locale_str("Search comments, newest first"))
    @app_commands.describe(
        text=locale_str("Words the comment must contain; accents do not matter, and mus* also finds museum"),
        article=locale_str("The article (leave empty to search all)"),
    )
    @app_commands.rename(text=locale_str("text"), article=locale_str("article"))
    @app_commands.autocomplete(article=offer_articles)
    async def search(
        self,
        interaction: Interaction,
        text: app_commands.Range[str, 1, MAX_QUERY_LENGTH],
        article: str | None = None,
    ) -> None:
        """Show the comments that contain the words."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        within = await self._picker.resolve(viewer, article) if article else None
        page = await self._comment_search.search(viewer, text, within)
        await interactions.respond(interaction, view=await found_for(interaction, viewer, page))

    @app_commands.command(
        name=locale_str("statistics"), description=locale_str("See when people write, and in which language")
    )
    @app_commands.describe(
        article=locale_str("The article (leave empty for all discussions of the server)"),
        days=locale_str("Only the last days (leave empty for 30, or for all of one article)"),
    )
    @app_commands.rename(article=locale_str("article"), days=locale_str("days"))
    @app_commands.autocomplete(article=offer_articles)
    async def statistics(
        self,
        interaction: Interaction,
        article: str | None = None,
        days: app_commands.Range[int, 1, 3_650] | None = None,
    ) -> None:
        """Show a chart; for moderators, also of how long comments wait."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        within = await self._picker.resolve(viewer, article) if article else None
        picture = await self._statistics.picture(viewer, within, days)
        file = discord.File(io.BytesIO(picture.content), "statistics.png", description=picture.said)
        await interactions.respond(interaction, picture.summary, files=[file])

    @app_commands.command(
        name=locale_str("mine"), description=locale_str("Show your comments on this server, newest first")
    )
    async def mine(self, interaction: Interaction) -> None:
        """Show the member's own comments."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        page = await self._comment_search.mine(viewer)
        view = found_view(page, interaction.client.catalog, viewer.member.language)
        await interactions.respond(interaction, view=view)
