"""Managers change where and how a feed is posted."""

from __future__ import annotations

import discord
from simcord.backend import serializers

from bot.domain.language import Language
from tests.discord.followed import followed, now
from tests.discord.rooms import allow
from tests.discord.simulated import Simulated

COMMAND = "/feed edit"


async def test_everything_can_be_set_and_taken_back(tertulia: Simulated):
    seed = tertulia.seed
    following = await followed(tertulia)
    other = await followed(tertulia, seed.noticias, title="El Faro", url="https://faro.invalid/rss")
    options = {
        "add-channel": seed.noticias,
        "language": "es",
        "per-hour": 4,
        "quiet-hours": "22-7:30",
        "delay": 15,
        "review": True,
        "source": "El Faro",
    }
    answer = await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern", **options)
    assert answer.ephemeral
    for line in (
        "Changed.",
        f"**Channels:** <#{seed.news.id}> <#{seed.noticias.id}>",
        "**Language:** Spanish (chosen)",
        "**Pace:** at most 4 entries an hour",
        "**Quiet hours:** 22:00-07:30, in the server's time zone",
        "**Delay:** posted 15 minutes after they come",
        "**Review:** moderators approve each entry first",
        "**One source with:** El Faro",
    ):
        assert line in answer.text.splitlines()
    found = await now(tertulia, following)
    assert found.channels == (seed.news.id, seed.noticias.id)
    assert (found.language, found.per_hour, found.quiet) == (Language.ES, 4, (1_320, 450))
    assert (found.delay, found.review, found.source) == (15, True, other.id)
    assert (await now(tertulia, other)).source == other.id
    back = {
        "remove-channel": seed.noticias,
        "language": "feed",
        "per-hour": 0,
        "quiet-hours": "off",
        "delay": 0,
        "review": False,
        "source": "off",
    }
    await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern", **back)
    assert await now(tertulia, following) == following
    nothing = await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern", delay=0)
    assert nothing.text == "No change needed."


async def test_what_cannot_be_is_refused(tertulia: Simulated):
    seed = tertulia.seed
    following = await followed(tertulia)

    async def told(**options: object) -> str:
        return (await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern", **options)).text

    assert "I cannot read these quiet hours." in await told(**{"quiet-hours": "at night"})
    assert await told(**{"remove-channel": seed.noticias}) == "This feed is not posted in that channel."
    assert "That is its only channel." in await told(**{"remove-channel": seed.news})
    assert "this is the same one" in await told(source="The Lantern")
    assert "I do not know that feed." in await told(source="El Faro")
    assert await told(tags="politics") == "None of this feed's channels is a forum with tags."
    assert await now(tertulia, following) == following


async def test_a_room_that_takes_no_cards_is_refused(tertulia: Simulated):
    following = await followed(tertulia)
    denied = discord.PermissionOverwrite(create_public_threads=False)
    quiet = tertulia.seed.guild.create_text_channel("quiet", overwrites={tertulia.seed.bot_role: denied})
    await tertulia.settle()
    room = {"add-channel": quiet}
    refused = await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern", **room)
    sentence, code = refused.text.split("\n")
    assert sentence == f"I need these permissions in <#{quiet.id}>: Create Public Threads."
    assert code.startswith("-# Code for whoever runs the bot: ")
    assert await now(tertulia, following) == following


async def test_tags_are_those_of_the_forum(tertulia: Simulated):
    seed = tertulia.seed
    following = await followed(tertulia, seed.forum)
    backend = tertulia.env.backend
    forum = backend.get_channel(seed.forum.id)
    forum.available_tags = [
        {"id": str(number), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
        for number, name in enumerate(("Política", "Sport"), 1)
    ]
    backend.emit("CHANNEL_UPDATE", serializers.channel_payload(backend, forum))
    await tertulia.settle()
    unknown = await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern", tags="politica, weather")
    assert unknown.text == "The forum has these tags: Política · Sport"
    answer = await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern", tags="politica, SPORT")
    assert "**Forum tags:** Política and Sport" in answer.text
    assert (await now(tertulia, following)).tags == ("Política", "Sport")


async def test_a_role_is_mentioned_only_by_who_may(tertulia: Simulated):
    seed = tertulia.seed
    following = await followed(tertulia)
    role = seed.guild.create_role("Readers", permissions=discord.Permissions.none())
    await tertulia.settle()

    async def told(**options: object) -> str:
        return (await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern", **options)).text

    assert (await told(mention=role)).startswith(f"You may not mention Readers in <#{seed.news.id}>")
    allow(tertulia, "Managers", mention_everyone=True)
    tertulia.permit(mention_everyone=False)
    await tertulia.settle()
    assert (await told(mention=role)).startswith(f"I may not mention Readers in <#{seed.news.id}>")
    tertulia.permit(mention_everyone=True)
    await tertulia.settle()
    assert (await told(mention=seed.guild.default_role)).startswith("I never mention everyone.")
    assert (await now(tertulia, following)).mention_role_id is None
    assert f"**Mentions:** <@&{role.id}>" in await told(mention=role)
    assert (await now(tertulia, following)).mention_role_id == role.id
    both = await told(mention=role, **{"no-mention": True})
    assert both == "Choose a role to mention, or none, not both."
    tertulia.permit(mention_everyone=False)
    await tertulia.settle()
    assert (await told(**{"add-channel": seed.noticias})).startswith("I may not mention Readers in")
    await told(**{"no-mention": True})
    assert (await now(tertulia, following)).mention_role_id is None


async def test_it_speaks_spanish_and_only_managers_may(tertulia: Simulated):
    await followed(tertulia)
    refused = await tertulia.run(tertulia.mateo, COMMAND, feed="The Lantern", delay=5)
    assert refused.text == "Necesitas el permiso Gestionar servidor para eso."
    tertulia.speaks(tertulia.marta, "es-ES")
    answer = await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern", delay=5)
    assert "**Espera:** se publican 5 minutos después de llegar" in answer.text
