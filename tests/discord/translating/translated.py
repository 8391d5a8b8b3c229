"""Translations in tests: sentences of the phrasebook, what is stored, and who may have which text."""

from __future__ import annotations

import discord
from simcord import ChannelHandle, MemberActor

from bot.database.dialect import upsert
from bot.database.engine import Connection
from bot.database.schema import reader
from bot.domain.translation import MachineText
from bot.jobs.clock import SystemClock
from bot.translating import engine_store as engines, translation_store as translations
from tests.discord.answers import Answer
from tests.discord.simulated import Simulated
from tests.translators import Phrasebook

LIKE = "I do not like the new bridge."
GUSTA = "No me gusta el puente nuevo."


def engine(tertulia: Simulated, name: str = "one") -> Phrasebook:
    """The phrasebook of this name."""
    (found,) = [one for one in tertulia.engines if one.name == name]
    assert isinstance(found, Phrasebook)
    return found


async def stored(tertulia: Simulated, comment_id: int) -> MachineText | None:
    """What is stored of a comment in the other language."""
    found = await tertulia.database.read(translations.of_comments, [comment_id])
    return found.get(comment_id)


async def rows(tertulia: Simulated) -> int:
    """How many translations of comments are stored."""

    def count(connection: Connection) -> int:
        return connection.exec_driver_sql("SELECT count(*) FROM comment_translation").scalar_one()

    return await tertulia.database.read(count)


async def let_have(tertulia: Simulated, name: str) -> None:
    """Switch an outside engine on in the server."""
    by = {"by": tertulia.marta.id, "at": SystemClock().utcnow()}
    await tertulia.database.write(engines.allow, tertulia.seed.guild.id, name, **by)


async def object_to_outside(tertulia: Simulated, member: MemberActor) -> None:
    """Keep a member's words from outside engines."""

    def store(connection: Connection) -> None:
        values = {"id": member.id, "local_engines_only": True}
        connection.execute(upsert(reader, "local_engines_only"), values)

    await tertulia.database.write(store)


async def translate(tertulia: Simulated, member: MemberActor, message: discord.Message) -> Answer:
    """Let a member ask for a message in their language."""
    answer = await tertulia.menu(member, "Translate", message)
    assert answer.ephemeral
    return answer


async def write(
    tertulia: Simulated, member: MemberActor, text: str, at: ChannelHandle | None = None
) -> discord.Message:
    """Let a member write where no discussion is."""
    sent = await member.send(at or tertulia.seed.announcements, text)
    await tertulia.settle()
    return sent
