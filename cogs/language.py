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
        description=locale_str(
            "Set the bot's language for you, and whether discussions are translated (leave empty to see it)"
        ),
    )
    @app_commands.describe(
        language=locale_str("The language of messages that only you can see"),
        translate=locale_str("Whether to show you discussions with the translation of each comment below it"),
    )
    @app_commands.rename(language=locale_str("language"), translate=locale_str("translate-discussions"))
    @app_commands.choices(
        language=[_ENGLISH, _SPANISH, Choice(name=locale_str("Same as my Discord"), value=_FOLLOW)]
    )
    async def mine(
        self, interaction: Interaction, language: str | None = None, translate: bool | None = None
    ) -> None:
        """Set or show the member's own language, and whether discussions are translated for them."""
        await interactions.defer(interaction)
        if translate is not None:
            await self._languages.translate_for(interaction.user.id, translates=translate)
        if language is not None:
            await self._languages.speak_to(interaction.user.id, _chosen(language))
        answer = await self._mine(interaction)
        if translate is False:
            answer = message("{lines}\nDiscussions are shown as they were written.", lines=answer)
        await interactions.respond(interaction, answer)

    @app_commands.command(
        name=locale_str("channel"),
        description=locale_str("Set the language of a channel's cards (leave empty to see it)"),
    )
    @app_commands.describe(
        language=locale_str("The language of the channel's cards"),
        channel=locale_str("The channel (leave empty for this one)"),
    )
    @app_commands.rename(language=locale_str("language"), channel=locale_str("channel"))
    @app_commands.choices(
        language=[_ENGLISH, _SPANISH, Choice(name=locale_str("Same as the server"), value=_FOLLOW)]
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
        description=locale_str("Set the language of cards in all other channels (leave empty to see it)"),
    )
    @app_commands.describe(language=locale_str("The language of cards in channels without one of their own"))
    @app_commands.rename(language=locale_str("language"))
    @app_commands.choices(language=[_ENGLISH, _SPANISH])
    async def server(self, interaction: Interaction, language: str | None = None) -> None:
        """Set or show the language of the server."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        redrawn = None if language is None else await self._rooms.set_server(member, Language(language))
        _, of_server = await self._languages.set_for(member.server_id, member.channel_id)
        sentence = message(
            "Cards are shown in {language} in channels without a language of their own.",
            language=of_server or Language.EN,
        )
        await interactions.respond(interaction, _with_redrawn(sentence, redrawn))

    async def _mine(self, interaction: Interaction) -> Message:
        chosen = await self._languages.chosen_by(interaction.user.id)
        lines = (
            message("I speak {language} to you, because you chose it.", language=chosen.spoken)
            if chosen.spoken
            else message(
                "I speak {language} to you because your Discord is in {language}.",
                language=await interactions.language_of(interaction),
            )
        )
        if chosen.reading is not None:
            lines = message("{lines} You last read a card in {reading}.", lines=lines, reading=chosen.reading)
        if chosen.translates_discussions:
            return message("{lines}\nDiscussions are translated for you.", lines=lines)
        return lines


def _reason(own: Language | None, of_server: Language | None) -> Message:
    if own:
        return message(", as set for this channel")
    if of_server:
        return message(", as set for the server")
    return message(", because no language was set")


def _with_redrawn(sentence: Message, redrawn: int | None) -> Message:
    if not redrawn:
        return sentence
    return counted(
        "{sentence} {count} card is being updated.",
        "{sentence} {count} cards are being updated.",
        redrawn,
        sentence=sentence,
    )
