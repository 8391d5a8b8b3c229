"""``/settings glossary``: the terms of a server that translations keep, or always put in one way."""

from __future__ import annotations

import io

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.http_errors import translate_errors
from bot.discussion.comment_text_view import said
from bot.domain import policy
from bot.domain.errors import BadInput
from bot.domain.message import Message, message
from bot.translating.glossaries import LARGEST_FILE, Glossaries
from bot.translating.glossary_view import list_lines, taken_lines, term_line
from bot.translation.glossary import LONGEST_TERM, Glossary, write_csv

_Term = app_commands.Range[str, 1, LONGEST_TERM]
_MAX_CHOICES = 25
"""Discord's limit for what is offered."""


class GlossaryGroup(
    app_commands.Group,
    name=locale_str("glossary"),
    description=locale_str("Terms that translations keep, or always put in one way"),
):
    """The commands about a server's glossary."""

    def __init__(self, glossaries: Glossaries) -> None:
        super().__init__()
        self._glossaries = glossaries

    @app_commands.command(name=locale_str("add"), description=locale_str("Add a term, or change it"))
    @app_commands.describe(
        english=locale_str("The term in English"),
        spanish=locale_str("The term in Spanish (leave empty to keep it as it is)"),
    )
    @app_commands.rename(english=locale_str("english"), spanish=locale_str("spanish"))
    async def add(self, interaction: Interaction, english: _Term, spanish: _Term | None = None) -> None:
        """Add a term, or change the one that is the same in English."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        term = await self._glossaries.add(member, english, spanish)
        await _tell(interaction, message("New translations use this term:"), term_line(term))

    @app_commands.command(name=locale_str("remove"), description=locale_str("Remove a term"))
    @app_commands.describe(term=locale_str("The term in English"))
    @app_commands.rename(term=locale_str("term"))
    async def remove(self, interaction: Interaction, term: app_commands.Range[str, 1, 100]) -> None:
        """Remove a term."""
        await interactions.defer(interaction)
        removed = await self._glossaries.remove(await interactions.member_of(interaction), term)
        await _tell(interaction, message("New translations no longer use this term:"), term_line(removed))

    @remove.autocomplete("term")
    async def _offer_terms(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        member, wanted = await interactions.member_of(interaction), typed.casefold()
        found = [
            one
            for one in (await self._glossaries.of(member)).terms
            if wanted in one.en.casefold() or wanted in one.es.casefold()
        ]
        return [Choice(name=one.en, value=one.en) for one in found[:_MAX_CHOICES]]

    @app_commands.command(name=locale_str("list"), description=locale_str("See the terms"))
    async def list(self, interaction: Interaction) -> None:
        """Show the first terms."""
        await interactions.defer(interaction)
        glossary = await self._glossaries.of(await interactions.member_of(interaction))
        add, export = (
            interactions.command_named(interaction, f"settings glossary {one}") for one in ("add", "export")
        )
        await _tell(interaction, *list_lines(glossary, add=add, export=export))

    @app_commands.command(name=locale_str("import"), description=locale_str("Add the terms of a CSV file"))
    @app_commands.describe(
        file=locale_str("A line for each term: English, Spanish (empty: kept as it is)"),
        replace=locale_str("Remove all other terms"),
    )
    @app_commands.rename(file=locale_str("file"), replace=locale_str("replace"))
    async def take(self, interaction: Interaction, file: discord.Attachment, replace: bool = False) -> None:
        """Add the terms of a file, and give back the glossary as it was before."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        policy.require_manager(member.manager)
        if file.size > LARGEST_FILE:
            raise BadInput(
                message(
                    "That file is too large. The limit is {kilobytes} KB.", kilobytes=LARGEST_FILE // 1000
                )
            )
        with translate_errors():
            content = await file.read()
        changed = await self._glossaries.take(member, content, replaces=replace)
        option = interactions.option_named(interaction, "replace")
        lines = taken_lines(changed, replaces=replace, option=option)
        await _tell(interaction, *lines, files=[_file(changed.before, "glossary-before.csv")])

    @app_commands.command(
        name=locale_str("export"), description=locale_str("Download the terms as a CSV file")
    )
    async def export(self, interaction: Interaction) -> None:
        """Answer with a file."""
        await interactions.defer(interaction)
        glossary = await self._glossaries.of(await interactions.member_of(interaction))
        file = _file(glossary, "glossary.csv")
        await _tell(interaction, message("Here is the glossary of this server."), files=[file])


def _file(glossary: Glossary, name: str) -> discord.File:
    # With the mark by which spreadsheets know UTF-8.
    return discord.File(io.BytesIO(write_csv(glossary).encode("utf-8-sig")), name)


async def _tell(interaction: Interaction, *lines: Message, files: list[discord.File] | None = None) -> None:
    language = await interactions.language_of(interaction)
    text = said(interaction.client.catalog, language, *lines, longest=2_000)
    await interactions.respond(interaction, message("{text}", text=text), files=files)
