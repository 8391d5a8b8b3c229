"""Help explains each command to the one who asks, in their language, and only what they may use."""

from __future__ import annotations

import re
from functools import partial

import pytest
from discord import app_commands

from bot.domain.language import Language
from bot.domain.message import Message
from tests.discord.simulated import Simulated


def said(tertulia: Simulated, text: str) -> str:
    return tertulia.client.catalog.say(Message(text), Language.ES)


async def test_everybody_sees_their_own_commands_as_ones_to_click(tertulia: Simulated):
    answer = await tertulia.run(tertulia.emma, "/help")
    assert answer.ephemeral
    known = {command["name"]: command["id"] for command in await _given(tertulia)}
    assert f"</language mine:{known['language']}>" in answer.text
    assert "Report comment" in answer.text
    for hidden in ("/moderate", "/settings", "/article", "Summarise link"):
        assert hidden not in answer.text


async def test_moderators_and_managers_see_more(tertulia: Simulated):
    answer = await tertulia.run(tertulia.marta, "/help")
    for command in ("</moderate lock:", "</settings show:", "</article post:"):
        assert command in answer.text
    answer = await tertulia.run(tertulia.mateo, "/help")
    assert "**/moderar bloquear** · </moderate lock:" in answer.text
    assert "/ajustes" not in answer.text


@pytest.mark.parametrize("locale", ["en-US", "es-ES"])
async def test_commands_stand_where_one_looks_for_what_they_do(tertulia: Simulated, locale: str):
    tertulia.speaks(tertulia.marta, locale)
    names = {"en-US": Language.EN, "es-ES": Language.ES}[locale]
    entries = [
        command
        for command in tertulia.client.tree.walk_commands()
        if not isinstance(command, app_commands.Group) and command.name != "help"
    ]
    before = len(tertulia.requests("PATCH", "/messages/@original"))
    await tertulia.run(tertulia.marta, "/help")
    sent = [
        *tertulia.requests("PATCH", "/messages/@original")[before:],
        *(one for one in tertulia.requests("POST", "/webhooks/") if "components" in (one.json or {})),
    ]
    texts = [one.json["components"][0]["components"][0]["content"] for one in sent]
    groups = [part.splitlines() for part in "\n".join(texts).split("### ")[1:]]
    headings = [
        "Read",
        "Take part",
        "Languages and your data",
        "Post articles",
        "Moderate",
        "Set up this server",
    ]
    say = partial(tertulia.client.catalog.say, language=names)
    assert [lines[0] for lines in groups] == [
        say(Message(f"### {one}")).removeprefix("### ") for one in headings
    ]
    listed = [line for lines in groups for line in lines[1:] if "</" in line]
    assert len(listed) == len(entries)
    for line in listed:
        assert re.match(r"(\*\*/[^*]+\*\* · )?</[a-z -]+:\d+>: \S", line), line
    moderate = next(
        lines for lines in groups if lines[0] == say(Message("### Moderate")).removeprefix("### ")
    )
    named = [line for line in moderate[1:] if line.startswith(("<", "**/"))]
    begins = ("</moderate ", "</queue:", "</case ", "</audit ", "</audit:")
    assert all(any(one in line for one in begins) for line in named)


async def test_one_command_is_explained_with_its_options(tertulia: Simulated):
    answer = await tertulia.run(tertulia.marta, "/help", command="moderate slowmode")
    assert "Set how long each member waits" in answer.text
    assert "`seconds` (required)" in answer.text
    assert "`article`:" in answer.text
    answer = await tertulia.run(tertulia.marta, "/help", command="/settings")
    assert "</settings show:" in answer.text
    assert "</moderate" not in answer.text


async def test_a_message_menu_is_explained_with_where_to_find_it(tertulia: Simulated):
    answer = await tertulia.run(tertulia.emma, "/help", command="Report comment")
    assert "Apps" in answer.text
    assert "moderators" in answer.text


async def test_commands_are_named_as_the_readers_client_names_them_whatever_the_bot_speaks(
    tertulia: Simulated,
):
    await tertulia.run(tertulia.emma, "/language mine", language="es")
    answer = await tertulia.run(tertulia.emma, "/help")
    assert "-# /help seguido de" in answer.text
    answer = await tertulia.run(tertulia.emma, "/help", command="sing")
    assert "Usa /help sin nada más" in answer.text
    answer = await tertulia.run(tertulia.emma, "/privacy show")
    assert "`/privacy export` los descarga, `/privacy erase` los borra" in answer.text
    answer = await tertulia.run(tertulia.elena, "/privacy show")
    assert "`/privacidad exportar` los descarga, `/privacidad borrar` los borra" in answer.text


async def test_what_somebody_may_not_use_does_not_exist_for_them(tertulia: Simulated):
    answer = await tertulia.run(tertulia.emma, "/help", command="moderate lock")
    assert "no such command" in answer.text


async def test_names_and_words_are_in_the_readers_language(tertulia: Simulated):
    answer = await tertulia.run(tertulia.elena, "/help")
    assert "**/idioma personal** · </language mine:" in answer.text
    assert answer.text.index("/discusión mis-comentarios") < answer.text.index("/discusión ver")
    offered = await tertulia.complete(tertulia.elena, "/help", "command", said(tertulia, "language"))
    assert offered
    explained = await tertulia.run(tertulia.elena, "/help", command=offered[0]["value"])
    assert explained.text.startswith("###")


async def test_names_are_those_of_the_readers_client_whatever_language_the_bot_speaks(tertulia: Simulated):
    await tertulia.run(tertulia.elena, "/language mine", language="en")
    answer = await tertulia.run(tertulia.elena, "/help")
    assert "**/idioma personal** · </language mine:" in answer.text
    assert "-# /ayuda followed by a command" in answer.text


async def test_help_goes_on_where_discord_does_not_name_its_commands(tertulia: Simulated):
    tertulia.fail("GET", "/applications/*/commands", 404, times=None)
    answer = await tertulia.run(tertulia.emma, "/help")
    assert "**/discussion show**" in answer.text


async def _given(tertulia: Simulated) -> list[dict[str, object]]:
    return [
        {"name": command.name, "id": command.id} for command in await tertulia.client.tree.fetch_commands()
    ]
