"""The answer to ``/help``: the commands that a member may use."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ui import Container, LayoutView, TextDisplay

from bot.discordkit.command_names import command_name, named_in
from bot.discussion.comment_text_view import said
from bot.domain.errors import NotFound
from bot.domain.language import Language
from bot.domain.letters import folded
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction

_MAX_LENGTH = 3_900
_APPS = message("*Apps*")

MENUS = MappingProxyType(
    {
        "Summarise link": message("Posts the article at the first link in a message."),
        "Add to discussion": message("Adds a message from another channel to a discussion."),
        "Report comment": message("Tells the moderators, and only them, what is wrong with a comment."),
        "Comment options": message(
            "Lets you edit or delete your own comment. Moderators see its history and its author's record, "
            "and can hide, restore or feature it."
        ),
        "Translate": message("Shows a message in your language, to you alone."),
    }
)
"""Descriptions of message menus: Discord has none for them."""


GROUPS = (
    (message("### Read"), ("discussion", "Translate")),
    (message("### Take part"), ("Add to discussion", "Comment options", "Report comment", "appeal")),
    (message("### Languages and your data"), ("language", "privacy")),
    (message("### Post articles"), ("article", "feed", "Summarise link")),
    (message("### Moderate"), ("moderate", "queue", "case", "audit")),
    (message("### Set up this server"), ("settings", "rules")),
)
"""Headings, each with the first words of the commands, or the menus, that do what it says."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command, named as the member's client does."""

    name: str
    description: str
    required: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: its English name (``key``), its name in the member's client, and what it does.

    ``start`` names it so that it can be clicked. Discord knows no mention of a translated name
    (https://github.com/discord/discord-api-docs/issues/5462): beside one stands the English name.
    """

    key: str
    name: str
    start: str
    description: str
    options: tuple[Option, ...] = ()


class Manual:
    """Lists the commands of a client."""

    def __init__(self, tree: app_commands.CommandTree[Any], catalog: Catalog) -> None:
        self._tree = tree
        self._catalog = catalog
        self._ids: dict[str, int] = {}

    async def entries(self, interaction: Interaction, language: Language) -> list[Entry]:
        """Return what the member may use here: slash commands first, then message menus.

        Descriptions are in ``language``, names as their client shows them. Commands that their permissions
        hide from them are left out.
        """
        await self._look_up_ids()
        held, names = interaction.permissions, named_in(interaction.locale)
        entries = [
            self._slash(leaf, names, language)
            for command in self._tree.get_commands(type=discord.AppCommandType.chat_input)
            if _allowed(command.default_permissions, held)
            for leaf in _leaves(command)
        ]
        menus = [
            self._menu(menu, names, language)
            for menu in self._tree.get_commands(type=discord.AppCommandType.message)
            if _allowed(menu.default_permissions, held)
        ]
        return sorted(entries, key=lambda entry: folded(entry.name)) + menus

    async def _look_up_ids(self) -> None:
        """Fetch the ids by which commands are mentioned, once; a failure leaves them empty."""
        if not self._ids:
            try:
                self._ids = {command.name: command.id for command in await self._tree.fetch_commands()}
            except discord.HTTPException:
                return

    def _slash(
        self, command: app_commands.Command[Any, ..., Any], names: Language, language: Language
    ) -> Entry:
        key = command.qualified_name
        name = command_name(self._catalog, key, names)
        known = self._ids.get(key.split()[0])
        own = "" if name == f"/{key}" else f"**{name}** · "
        options = tuple(
            Option(
                self._say(str(one.display_name), names),
                self._say(str(one.description), language),
                one.required,
            )
            for one in command.parameters
        )
        return Entry(
            key=key,
            name=name,
            start=f"{own}</{key}:{known}>" if known else f"**{name}**",
            description=self._say(command.description, language),
            options=options,
        )

    def _menu(self, menu: app_commands.ContextMenu, names: Language, language: Language) -> Entry:
        name = self._say(menu.name, names)
        description = self._catalog.say(MENUS[menu.name], language) if menu.name in MENUS else ""
        return Entry(menu.name, name, f"**{name}** ({self._catalog.say(_APPS, language)})", description)

    def _say(self, text: str, language: Language) -> str:
        return self._catalog.say(Message(text), language)


def help_views(
    entries: list[Entry], chosen: str | None, catalog: Catalog, language: Language
) -> list[LayoutView]:
    """Draw every entry in a line, in as many messages as that takes, or the ``chosen`` one with its options.

    Raises:
        NotFound: ``chosen`` is none of the entries, by its key or its name.
    """
    parts = _all(entries) if chosen is None else [_one(entries, chosen)]
    texts = [""]
    for part in (
        one for lines in parts for one in _pieces([said(catalog, language, line) for line in lines])
    ):
        if len(texts[-1]) + len(part) >= _MAX_LENGTH:
            texts.append("")
        texts[-1] = f"{texts[-1]}\n{part}".strip()
    return [_view(text) for text in texts]


def _pieces(lines: list[str]) -> list[str]:
    """Lines that belong together, as one text or, where that is too long for a message, as several."""
    pieces = [""]
    for line in lines:
        if pieces[-1] and len(pieces[-1]) + len(line) >= _MAX_LENGTH:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]}\n{line}" if pieces[-1] else line
    return pieces


def _view(text: str) -> LayoutView:
    container: Container[LayoutView] = Container()
    container.add_item(TextDisplay(text))
    view = LayoutView(timeout=None)
    view.add_item(container)
    return view


def _all(entries: list[Entry]) -> list[list[Message]]:
    """Return the lines of each group, and those before and after them."""
    about = message(
        "I post articles as cards, in English and Spanish. With the buttons on a card "
        "you can switch its language, leave a reply or open its discussion. Replies to "
        "the card and messages in its thread are part of the discussion too."
    )
    groups = [(heading, [entry for entry in entries if _group(entry) in keys]) for heading, keys in GROUPS]
    hints = [message("-# {help} followed by a command explains its options.", help=_help(entries))]
    if any(not entry.name.startswith("/") for entry in entries):
        hints.insert(0, message("-# *Apps*: right-click a message or hold it, then choose *Apps*."))
    return [[about], *([heading, *map(_line, found)] for heading, found in groups if found), hints]


def _group(entry: Entry) -> str:
    return entry.key.split()[0] if entry.name.startswith("/") else entry.key


def _help(entries: list[Entry]) -> str:
    return next(one.name for one in entries if one.key == "help")


def _one(entries: list[Entry], chosen: str) -> list[Message]:
    wanted = chosen.casefold().strip().lstrip("/")
    found = [one for one in entries if wanted in (one.key.casefold(), one.name.casefold().lstrip("/"))]
    if not found:
        below = [one for one in entries if one.key.casefold().startswith(f"{wanted} ")]
        if not below:
            raise NotFound(
                message(
                    "You have no such command here. Use {help} on its own to see yours.", help=_help(entries)
                )
            )
        return [_line(one) for one in below]
    entry = found[0]
    lines = [message("### {start}", start=entry.start), message("{text}", text=entry.description)]
    if not entry.name.startswith("/"):
        lines.append(message("Right-click a message or hold it, choose *Apps*, then this."))
    return lines + [_option(option) for option in entry.options]


def _line(entry: Entry) -> Message:
    return message("{start}: {text}", start=entry.start, text=entry.description)


def _option(option: Option) -> Message:
    if option.required:
        return message("- `{name}` (required): {text}", name=option.name, text=option.description)
    return message("- `{name}`: {text}", name=option.name, text=option.description)


def _allowed(needed: discord.Permissions | None, held: discord.Permissions) -> bool:
    return needed is None or held.administrator or held.is_superset(needed)


def _leaves(
    command: app_commands.Command[Any, ..., Any] | app_commands.Group,
) -> list[app_commands.Command[Any, ..., Any]]:
    if isinstance(command, app_commands.Group):
        return [leaf for child in command.commands for leaf in _leaves(child)]
    return [command]
