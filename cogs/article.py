"""``/article`` and *Summarise link*: posting articles, and removing their cards."""

from __future__ import annotations

import contextlib
import re
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel, locale_str
from discord.ext import commands

from bot.discordkit import custom_ids, interactions
from bot.discordkit.client import Client, Interaction
from bot.discordkit.confirm_view import ask
from bot.discordkit.escaping import escaped
from bot.discordkit.http_errors import translate_errors
from bot.discordkit.menu_cog import MenuCog
from bot.discordkit.room_option import Room
from bot.discordkit.viewer import viewer_of
from bot.domain.card import one_line, trimmed
from bot.domain.errors import BadInput
from bot.domain.message import message
from bot.posting.pages.corrections import Corrections
from bot.posting.pages.versions import VersionReader
from bot.posting.paste_dialog import PasteDialog
from bot.posting.publish_article import Publisher
from bot.posting.remove_card import CardRemoval
from bot.posting.undo_button import removed_view
from bot.reading.fetch.fetcher import LARGEST
from cogs.article_edit import ArticleEdit
from cogs.article_pages import ArticlePages
from cogs.article_posting import ArticlePosting, post_in
from cogs.article_schedule import ArticleSchedule

_LINK = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)
_TRAILING = ".,;:!?*_~`'\"”»)]}"
"""Punctuation after a link that is not part of it."""
_NO_UNDO = message(
    "This thread has no comments and will be deleted with the card, so you cannot undo it from here. To be "
    "able to undo it, use the command outside this thread."
)


@app_commands.guild_only()
@app_commands.default_permissions(manage_messages=True)
class ArticleCog(
    ArticlePosting,
    ArticleSchedule,
    ArticlePages,
    ArticleEdit,
    MenuCog,
    commands.GroupCog,
    group_name=locale_str("article"),
    group_description=locale_str("Post articles, or remove their cards"),
):
    """Commands for moderators to post and remove articles."""

    def __init__(
        self,
        client: Client,
        publisher: Publisher,
        card_removal: CardRemoval,
        corrections: Corrections,
        versions: VersionReader,
    ) -> None:
        menu = app_commands.ContextMenu(name=locale_str("Summarise link"), callback=self._summarise_link)
        menu.default_permissions = discord.Permissions(manage_messages=True)
        super().__init__(client, menu)
        self._publisher = publisher
        self._card_removal = card_removal
        self._corrections = corrections
        self._versions = versions

    @app_commands.command(
        name=locale_str("paste"), description=locale_str("Post an article by pasting its text")
    )
    @app_commands.describe(channel=locale_str("The channel to post it in (leave empty for this one)"))
    @app_commands.rename(channel=locale_str("channel"))
    async def paste(self, interaction: Interaction, channel: Room | None = None) -> None:
        """Ask for a text in a dialog, and post it."""
        dialog = PasteDialog(
            interaction.client.catalog,
            await interactions.language_of(interaction),
            partial(self._post_pasted, channel),
        )
        await dialog.ask(interaction)

    @app_commands.command(name=locale_str("upload"), description=locale_str("Post an article from a file"))
    @app_commands.describe(
        file=locale_str("A .txt, .md or .html file"),
        channel=locale_str("The channel to post it in (leave empty for this one)"),
    )
    @app_commands.rename(file=locale_str("file"), channel=locale_str("channel"))
    async def upload(
        self, interaction: Interaction, file: discord.Attachment, channel: Room | None = None
    ) -> None:
        """Post the article in a file."""
        await interactions.defer(interaction)
        if file.size > LARGEST:
            raise BadInput(
                message("That file is too large. The limit is {megabytes} MB.", megabytes=LARGEST // 1024**2)
            )
        with translate_errors():
            content = await file.read()
        await post_in(interaction, [channel], self._publisher.from_file, file.filename, content)

    @app_commands.command(name=locale_str("remove"), description=locale_str("Remove a card"))
    @app_commands.describe(
        article=locale_str("The article's headline (leave empty for the card of this thread)"),
        reason=locale_str("The reason (only moderators see it)"),
    )
    @app_commands.rename(article=locale_str("article"), reason=locale_str("reason"))
    async def remove(
        self,
        interaction: Interaction,
        article: str | None = None,
        reason: app_commands.Range[str, 1, 300] | None = None,
    ) -> None:
        """Remove a card."""
        await interactions.defer(interaction)
        post, headline = await self._card_removal.find(await viewer_of(interaction), article)
        asked = message(
            "Remove the card of “{headline}” from <#{channel}>? Its discussion is kept.",
            headline=escaped(trimmed(one_line(headline), 200)),
            channel=str(post.channel_id),
        )
        question = [asked]
        if await self._card_removal.takes_thread(post, interaction.channel_id or 0):
            question.append(_NO_UNDO)
        remove = partial(self._remove, public_id=post.public_id, reason=reason)
        await ask(interaction, question, message("Remove the card"), remove)

    async def _remove(self, interaction: Interaction, *, public_id: str, reason: str | None) -> None:
        viewer = await viewer_of(interaction)
        done = await self._card_removal.remove(viewer, public_id, reason)
        undo, catalog = custom_ids.undo(public_id), interaction.client.catalog
        view = removed_view(done, undo, catalog, viewer.member.language)
        with contextlib.suppress(discord.NotFound):  # the command may have been used in the deleted thread
            await interactions.respond(interaction, view=view)

    @remove.autocomplete("article")
    async def _offer(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        offered = await self._card_removal.suggest(
            interaction.channel_id or 0, typed, await interactions.language_of(interaction)
        )
        return [app_commands.Choice(name=one.label, value=one.public_id) for one in offered]

    async def _post_pasted(
        self, channel: AppCommandChannel | None, interaction: Interaction, title: str | None, text: str
    ) -> None:
        await interactions.defer(interaction)
        await post_in(interaction, [channel], partial(self._publisher.from_text, title=title), text)

    async def _summarise_link(self, interaction: Interaction, target: discord.Message) -> None:
        await interactions.defer(interaction)
        if (found := _LINK.search(target.content)) is None:
            raise BadInput(message("There is no link in that message."))
        await post_in(interaction, [], self._publisher.from_link, found.group().rstrip(_TRAILING))
