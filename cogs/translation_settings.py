"""``/settings translation``: by which engines a server translates, and what its mirrors show."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.discussion.comment_text_view import said
from bot.domain import policy
from bot.domain.card import trimmed
from bot.domain.errors import BadInput
from bot.domain.message import message
from bot.domain.translation import MirrorTranslations
from bot.translating.service_dialog import offer_switch
from bot.translating.service_view import limit_line
from bot.translating.translation_settings import TranslationSettings

_MOST_CHARACTERS = 10**12
MAX_CHOICE_LENGTH = 100
"""Discord's limit for the characters of a choice."""


class TranslationCommand(commands.Cog):
    """The command that ``/settings`` has for translation."""

    _translation: TranslationSettings

    @app_commands.command(
        name=locale_str("translation"),
        description=locale_str("Set how this server translates (leave empty to see it)"),
    )
    @app_commands.describe(
        mirrors=locale_str("What copies in channels of the other language show"),
        service=locale_str("An outside service to switch on or off; you are asked first"),
        characters=locale_str("Characters a month for that service (0: no limit of this server's own)"),
    )
    @app_commands.rename(
        mirrors=locale_str("mirrors"), service=locale_str("service"), characters=locale_str("characters")
    )
    @app_commands.choices(
        mirrors=[
            Choice(name=locale_str("off: the original alone"), value="off"),
            Choice(name=locale_str("below: the original, and the translation below it"), value="below"),
            Choice(name=locale_str("instead: the translation alone"), value="instead"),
        ]
    )
    async def translation(
        self,
        interaction: Interaction,
        mirrors: str | None = None,
        service: app_commands.Range[str, 1, 100] | None = None,
        characters: app_commands.Range[int, 0, _MOST_CHARACTERS] | None = None,
    ) -> None:
        """Show how the server translates, or set one thing of it."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        policy.require_manager(member.manager)
        if mirrors is not None and (service is not None or characters is not None):
            raise BadInput(message("Please set one thing at a time."))
        if mirrors is not None:
            sentence = await self._translation.set_mirrors(member, MirrorTranslations(mirrors))
            await interactions.respond(interaction, sentence)
        elif service is None and characters is not None:
            raise BadInput(message("Choose the service whose characters you want to limit."))
        elif service is None:
            lines = await self._translation.lines(member.server_id)
            text = said(interaction.client.catalog, member.language, *lines, longest=2_000)
            await interactions.respond(interaction, message("{text}", text=text))
        elif characters is None:
            await offer_switch(interaction, self._translation.services, service)
        else:
            limited = await self._translation.services.limit(member, service, characters or None)
            await interactions.respond(interaction, limit_line(limited))

    @translation.autocomplete("service")
    async def _offer_services(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        """Offer the outside services that the operator set up."""
        language = await interactions.language_of(interaction)
        services = self._translation.services.outside()
        named = {
            engine: interactions.translate(interaction, one, language) for engine, one in services.items()
        }
        return [
            Choice(name=trimmed(name, MAX_CHOICE_LENGTH), value=engine)
            for engine, name in named.items()
            if typed.casefold() in name.casefold()
        ]
