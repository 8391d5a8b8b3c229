"""``/language``: the language the bot speaks to a member, and of cards in a channel or server."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discordkit.command_names import OwnName
from bot.discordkit.room_option import Room, member_in
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.posting.card_language import CardLanguages
from bot.servers.language_settings import Languages

_FOLLOW = "follow"
_ENGLISH, _SPANISH = (
    Choice(name=OwnName("English"), value="en"),
    Choice(name=OwnName("Español"), value="es"),
)
"""Languages are offered by their own names, in every client."""


def _chosen(value: str) -> Language | None:
    return None if value == _FOLLOW else Language(value)


@app_commands.guild_only()
class LanguageCog(
    commands.GroupCog,
    group_name=locale_str("language"),
    group_description=locale_str("Choose between English and Spanish"),
):
    """Commands to set and show languages."""

    def __init__(self, languages: Languages, rooms: CardLanguages) -> None:
        self._languages = languages
        self._rooms = rooms

    @app_commands.command(
        name=locale_str("mine"),
        description=locale_str("The language I speak to you; shown, if you choose none"),
    )
    @app_commands.describe(language=locale_str("What I say to you alone is in this language"))
    @app_commands.rename(language=locale_str("language"))
    @app_commands.choices(
        language=[_ENGLISH, _SPANISH, Choice(name=locale_str("The language of my Discord"), value=_FOLLOW)]
    )
    async def mine(self, interaction: Interaction, language: str | None = None) -> None:
        """Set or show the member's own language."""
        await interactions.defer(interaction)
        if language is not None:
            await self._languages.speak_to(interaction.user.id, _chosen(language))
        await interactions.respond(interaction, await self._mine(interaction))

    @app_commands.command(
        name=locale_str("channel"),
        description=locale_str("The language of a channel's cards; shown, if you choose none"),
    )
    @app_commands.describe(
        language=locale_str("Cards in the channel are shown in this language"),
        channel=locale_str("Which channel; this one, if you leave it out"),
    )
    @app_commands.rename(language=locale_str("language"), channel=locale_str("channel"))
    @app_commands.choices(
        language=[_ENGLISH, _SPANISH, Choice(name=locale_str("The language of the server"), value=_FOLLOW)]
    )
    async def channel(
        self, interaction: Interaction, language: str | None = None, channel: Room | None = None
    ) -> None:
        """Set or show the language of a channel."""
        await interactions.defer(interaction)
        member = await member_in(interaction, channel)
        redrawn = None if language is None else await self._rooms.set_channel(member, _chosen(language))
        shown = await self._languages.shown_in(member.server_id, member.channel_id)
        own, of_server = await self._languages.set_for(member.server_id, member.channel_id)
        sentence = message(
            "Cards in <#{channel}> are shown in {language}{reason}.",
            channel=str(member.channel_id),
            language=shown,
            reason=_reason(own, of_server),
        )
        await interactions.respond(interaction, _with_redrawn(sentence, redrawn))

    @app_commands.command(
        name=locale_str("server"),
        description=locale_str(
            "The language of channels that have none of their own; shown, if you choose none"
        ),
    )
    @app_commands.describe(language=locale_str("Cards in this server are shown in this language"))
    @app_commands.rename(language=locale_str("language"))
    @app_commands.choices(language=[_ENGLISH, _SPANISH])
    async def server(self, interaction: Interaction, language: str | None = None) -> None:
        """Set or show the language of the server."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        redrawn = None if language is None else await self._rooms.set_server(member, Language(language))
        _, of_server = await self._languages.set_for(member.server_id, member.channel_id)
        sentence = message(
            "Cards in channels without a language of their own are shown in {language}.",
            language=of_server or Language.EN,
        )
        await interactions.respond(interaction, _with_redrawn(sentence, redrawn))

    async def _mine(self, interaction: Interaction) -> Message:
        chosen = await self._languages.chosen_by(interaction.user.id)
        lines = (
            message("I speak {language} to you, as you chose.", language=chosen.spoken)
            if chosen.spoken
            else message(
                "I speak {language} to you, following the language of your Discord.",
                language=await interactions.language_of(interaction),
            )
        )
        if chosen.reading is None:
            return lines
        return message("{lines} You last read in {reading}.", lines=lines, reading=chosen.reading)


def _reason(own: Language | None, of_server: Language | None) -> Message:
    if own:
        return message(", as was set for this channel")
    if of_server:
        return message(", as was set for the server")
    return message(", as nothing else was set")


def _with_redrawn(sentence: Message, redrawn: int | None) -> Message:
    if not redrawn:
        return sentence
    return counted(
        "{sentence} {count} card is being redrawn.",
        "{sentence} {count} cards are being redrawn.",
        redrawn,
        sentence=sentence,
    )
