"""``/rules words``: what stands in the lists of words."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence
from functools import partial

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.command_names import OwnName
from bot.discordkit.confirm_view import ask
from bot.discordkit.escaping import escaped
from bot.discordkit.http_errors import translate_errors
from bot.discussion.comment_text_view import said
from bot.domain import policy
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.domain.rules import ListedTerm, ListName
from bot.moderating.rules.list_files import LARGEST_FILE, ReadList, read_list, write_csv, write_lines
from bot.moderating.rules.lists import Lists
from bot.moderating.rules_view import LIST_NAMES, taken_lines, terms_lines, unusable_lines

_MAX_CHOICES = 25
"""Discord's limit for what is offered."""
_LISTS = [
    Choice(name=locale_str("banned words"), value=ListName.BANNED.value),
    Choice(name=locale_str("suspect words"), value=ListName.SUSPECT.value),
]
_LANGUAGES = [
    Choice(name=OwnName("English"), value=Language.EN.value),
    Choice(name=OwnName("Español"), value=Language.ES.value),
]
_FORMATS = [Choice(name=locale_str("Text"), value="txt"), Choice(name=OwnName("CSV"), value="csv")]
_NAMES = {"name": locale_str("list"), "language": locale_str("language")}
_TOLD = {
    "name": locale_str("Which list"),
    "language": locale_str("The list of which language; comments are held against both"),
}


async def tell(interaction: Interaction, *lines: Message, files: list[discord.File] | None = None) -> None:
    """Answer the member alone, line by line."""
    language = await interactions.language_of(interaction)
    text = said(interaction.client.catalog, language, *lines, longest=2_000)
    await interactions.respond(interaction, message("{text}", text=text), files=files)


class WordsGroup(
    app_commands.Group,
    name=locale_str("words"),
    description=locale_str("The lists of banned and of suspect words"),
):
    """The commands about lists of words."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists

    @app_commands.command(name=locale_str("add"), description=locale_str("Add words and phrases to a list"))
    @app_commands.describe(
        text=locale_str("Words or phrases, separated by commas; a * at an end stands for more letters"),
        exception=locale_str("Do not count what stands within these"),
        **_TOLD,
    )
    @app_commands.rename(text=locale_str("text"), exception=locale_str("exception"), **_NAMES)
    @app_commands.choices(name=_LISTS, language=_LANGUAGES)
    async def add(
        self,
        interaction: Interaction,
        name: str,
        language: str,
        text: Range[str, 1, 2_000],
        exception: bool = False,
    ) -> None:
        """Add words and phrases."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        place = (ListName(name), Language(language))
        added = await self._lists.add(member, *place, text, exception=exception)
        told = counted("{count} word or phrase", "{count} words and phrases", len(added))
        await tell(interaction, message("Added to {list}: {told}.", list=LIST_NAMES[place[0]], told=told))

    @app_commands.command(
        name=locale_str("remove"), description=locale_str("Remove a word or phrase from a list")
    )
    @app_commands.describe(name=_TOLD["name"], text=locale_str("The word or phrase as it stands in the list"))
    @app_commands.rename(name=_NAMES["name"], text=locale_str("text"))
    @app_commands.choices(name=_LISTS)
    async def remove(self, interaction: Interaction, name: str, text: Range[str, 1, 100]) -> None:
        """Remove a word or phrase."""
        await interactions.defer(interaction)
        member, listed = await interactions.member_of(interaction), ListName(name)
        removed = await self._lists.remove(member, listed, text)
        told = message("Removed from {list}: {text}", list=LIST_NAMES[listed], text=escaped(removed))
        await tell(interaction, told)

    @remove.autocomplete("text")
    async def _offer(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        member = await interactions.member_of(interaction)
        name = getattr(interaction.namespace, "name", None)
        if name not in set(ListName):
            return []
        wanted = typed.casefold()
        found = [
            one.text
            for one in await self._lists.terms(member, ListName(name))
            if wanted in one.text.casefold()
        ]
        return [Choice(name=one, value=one) for one in dict.fromkeys(found)][:_MAX_CHOICES]

    @app_commands.command(name=locale_str("list"), description=locale_str("See the words of a list"))
    @app_commands.describe(name=_TOLD["name"])
    @app_commands.rename(name=_NAMES["name"])
    @app_commands.choices(name=_LISTS)
    async def list(self, interaction: Interaction, name: str) -> None:
        """Show the first words of a list."""
        await interactions.defer(interaction)
        terms = await self._lists.terms(await interactions.member_of(interaction), ListName(name))
        command = partial(interactions.command_named, interaction)
        await tell(interaction, *terms_lines(ListName(name), terms, command))

    @app_commands.command(
        name=locale_str("import"), description=locale_str("Take the words of a file into a list")
    )
    @app_commands.describe(
        file=locale_str("A word or phrase in each line, ! before exceptions; or CSV"),
        replace=locale_str("Remove all others of this language from the list; asks before"),
        **_TOLD,
    )
    @app_commands.rename(file=locale_str("file"), replace=locale_str("replace"), **_NAMES)
    @app_commands.choices(name=_LISTS, language=_LANGUAGES)
    async def take(
        self,
        interaction: Interaction,
        name: str,
        language: str,
        file: discord.Attachment,
        replace: bool = False,
    ) -> None:
        """Take a file into a list, and give back the list as it was before."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        policy.require_manager(member.manager)
        if file.size > LARGEST_FILE:
            limit = message(
                "That file is too large. The limit is {kilobytes} KB.", kilobytes=LARGEST_FILE // 1000
            )
            raise BadInput(limit)
        with translate_errors():
            content = await file.read()
        read = await asyncio.to_thread(read_list, file.filename, content)
        place = (ListName(name), Language(language))
        before = await self._lists.terms(member, *place) if replace and read.terms else []
        go_on = partial(self._take, place=place, read=read, replaces=replace)
        if not before:
            await go_on(interaction)
            return
        question = message(
            "The file has {new}. They would take the place of those that stand in this list: {old}.",
            new=counted("{count} word or phrase", "{count} words and phrases", len(read.terms)),
            old=len(before),
        )
        await ask(interaction, [question, *unusable_lines(read.unusable)], message("Replace the list"), go_on)

    async def _take(
        self, interaction: Interaction, *, place: tuple[ListName, Language], read: ReadList, replaces: bool
    ) -> None:
        member = await interactions.member_of(interaction)
        taken = await self._lists.take(member, *place, read.terms, replaces=replaces)
        files = [_file(taken.before, f"{place[0]}-{place[1]}-before.csv")]
        await tell(interaction, *taken_lines(taken, read.unusable), files=files)

    @app_commands.command(name=locale_str("export"), description=locale_str("Download a list as a file"))
    @app_commands.describe(form=locale_str("Text for reading, CSV for spreadsheets"), **_TOLD)
    @app_commands.rename(form=locale_str("format"), **_NAMES)
    @app_commands.choices(name=_LISTS, language=_LANGUAGES, form=_FORMATS)
    async def export(self, interaction: Interaction, name: str, language: str, form: str = "txt") -> None:
        """Answer with a file that can be imported again."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        terms = await self._lists.terms(member, ListName(name), Language(language))
        file = _file(terms, f"{name}-{language}.{form}")
        await tell(interaction, message("Here is the list."), files=[file])


def _file(terms: Sequence[ListedTerm], name: str) -> discord.File:
    content = write_csv(terms) if name.endswith(".csv") else write_lines(terms)
    return discord.File(io.BytesIO(content), name)
