"""A comment stands in the room of the other language with its translation."""

from __future__ import annotations

from datetime import UTC, datetime

import discord
import pytest
from sqlalchemy import func, select

from bot.database.engine import Connection
from bot.database.schema import comment_translation, translation_due
from bot.discussion.stores import (
    server_store as servers,
)
from bot.domain.language import Language
from bot.domain.translation import MirrorTranslations
from tests.discord.answers import text_of
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.rooms import mirror_in
from tests.discord.simulated import Simulated
from tests.translators import Phrasebook

pytestmark = pytest.mark.engines("firefox")

OPEN, ABIERTO = "The bridge is open again.", "El puente está abierto de nuevo."
CHILDREN, HIJOS = "My children walk over it every morning.", "Mis hijos pasan por él todas las mañanas."
BY = "-# Traducido del inglés por firefox"


async def both(tertulia: Simulated) -> tuple[Discussed, Discussed]:
    """One article in the English and in the Spanish channel, each room in its language."""
    news = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias, language=Language.ES)
    return news, noticias


def engine(tertulia: Simulated) -> Phrasebook:
    (one,) = tertulia.engines
    assert isinstance(one, Phrasebook)
    return one


def asked(tertulia: Simulated) -> list[str]:
    return [text for texts in engine(tertulia).asked for text in texts]


async def setting(tertulia: Simulated, how: MirrorTranslations) -> None:
    server_id = tertulia.seed.guild.id
    await tertulia.database.write(servers.set_mirror_translations, server_id, how, datetime.now(UTC))


async def rows(tertulia: Simulated) -> tuple[int, int]:
    """How many comments are owed a translation, and how many have one."""

    def count(connection: Connection) -> tuple[int, int]:
        due, made = (
            connection.execute(select(func.count()).select_from(one)).scalar_one()
            for one in (translation_due, comment_translation)
        )
        return due, made

    return await tertulia.database.read(count)


def edits(tertulia: Simulated, mirror: discord.Message) -> int:
    return len(tertulia.requests("PATCH", f"/messages/{mirror.id}"))


async def test_a_translation_stands_below_the_original_with_its_provenance(tertulia: Simulated):
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, OPEN)
    mirror = await mirror_in(tertulia, noticias, comment)
    assert text_of(mirror) == f"-# [English]({sent.jump_url})\n{OPEN}\n{ABIERTO}\n{BY}"
    assert mirror.author.display_name == "Emma"
    assert edits(tertulia, mirror) == 0, "it was sent with its translation"
    assert await rows(tertulia) == (0, 1)
    first, box = mirror.components
    assert isinstance(first, discord.components.TextDisplay)
    assert isinstance(box, discord.components.Container)
