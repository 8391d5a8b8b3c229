"""Managers set the time zone of their server."""

from __future__ import annotations

import re

from bot.discussion.stores import server_store as servers
from tests.discord.simulated import Simulated

COMMAND = "/settings timezone"


async def test_managers_set_it_and_settings_show_it(tertulia: Simulated):
    shown = await tertulia.run(tertulia.marta, "/settings show")
    assert re.search(r"\*\*Time zone:\*\* UTC \(\d\d:\d\d now\)", shown.text)
    answer = await tertulia.run(tertulia.marta, COMMAND, zone="europe/madrid")
    assert answer.ephemeral
    assert re.fullmatch(r"The server's time zone is Europe/Madrid: it is \d\d:\d\d there now\.", answer.text)
    stored = await tertulia.database.read(servers.time_zone, tertulia.seed.guild.id)
    assert stored.key == "Europe/Madrid"
    for told in (
        await tertulia.run(tertulia.marta, COMMAND),
        await tertulia.run(tertulia.marta, "/settings show"),
    ):
        assert "**Time zone:** Europe/Madrid (" in told.text
    again = await tertulia.run(tertulia.marta, COMMAND, zone="Europe/Madrid")
    assert again.text == "No change needed."


async def test_it_is_told_in_spanish_too(tertulia: Simulated):
    tertulia.speaks(tertulia.marta, "es-ES")
    answer = await tertulia.run(tertulia.marta, COMMAND, zone="America/Bogota")
    assert re.fullmatch(
        r"La zona horaria del servidor es America/Bogota: ahora son las \d\d:\d\d allí\.", answer.text
    )
    unknown = await tertulia.run(tertulia.marta, COMMAND, zone="Macondo")
    assert unknown.text == "No conozco esa zona horaria. Elige una de la lista, como Europe/Madrid."


async def test_zones_are_offered_and_unknown_ones_refused(tertulia: Simulated):
    offered = await tertulia.complete(tertulia.marta, COMMAND, "zone", "madr")
    assert [one["value"] for one in offered] == ["Europe/Madrid"]
    first = await tertulia.complete(tertulia.marta, COMMAND, "zone", "")
    assert first[0]["value"] == "Europe/Madrid"
    unknown = await tertulia.run(tertulia.marta, COMMAND, zone="Atlantis")
    assert unknown.text == "I do not know that time zone. Choose one from the list, such as Europe/Madrid."


async def test_only_managers_may(tertulia: Simulated):
    refused = await tertulia.run(tertulia.mateo, COMMAND, zone="Europe/Madrid", forced=True)
    assert "Gestionar servidor" in refused.text
    assert (await tertulia.database.read(servers.time_zone, tertulia.seed.guild.id)).key == "UTC"
