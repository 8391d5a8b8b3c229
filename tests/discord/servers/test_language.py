"""``/language``: what is set is shown, what is set for a room is followed by its cards, and recorded."""

from __future__ import annotations

import pytest

from bot.audit import audit_store as audit
from bot.discussion.stores import post_store as posts
from bot.domain.discussion import Post
from bot.domain.language import Language
from bot.domain.moderation import Action, TargetKind
from bot.servers.language_settings import Languages
from tests.discord.answers import text_of
from tests.discord.news import ENGLISH, SPANISH, cards, post, serve
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated


async def live(tertulia: Simulated) -> list[Post]:
    return await tertulia.database.read(posts.live)


async def test_each_member_is_spoken_to_in_their_own_language(tertulia: Simulated):
    emma, elena = tertulia.emma, tertulia.elena
    shown = await tertulia.run(emma, "/language mine")
    assert shown.ephemeral
    assert shown.text == "I speak English to you because your Discord is in English."
    in_spanish = await tertulia.run(emma, "/language mine", language="es")
    assert in_spanish.text == "Te hablo en español porque así lo elegiste."
    assert (await tertulia.run(elena, "/language mine", language="en")).text == (
        "I speak English to you, because you chose it."
    )
    back = await tertulia.run(emma, "/language mine", language="follow")
    assert back.text == "I speak English to you because your Discord is in English."


async def test_the_language_last_read_in_is_shown(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    await tertulia.click(tertulia.emma, card, "Leer en español")
    assert (await tertulia.run(tertulia.emma, "/language mine")).text.endswith(
        "You last read a card in Spanish."
    )


@pytest.mark.parametrize("who", ["emma", "elena"])
async def test_what_is_set_for_a_room_is_shown_to_everybody(tertulia: Simulated, who: str):
    member, seed = getattr(tertulia, who), tertulia.seed
    await tertulia.run(tertulia.marta, "/language server", language="es")
    of_server = await tertulia.run(member, "/language channel")
    await tertulia.run(tertulia.marta, "/language channel", language="en", channel=seed.news)
    of_channel = await tertulia.run(member, "/language channel", channel=seed.news)
    assert of_server.text != of_channel.text
    assert f"<#{seed.news.id}>" in of_channel.text
    if who == "emma":
        assert of_server.text == (f"Cards in <#{seed.news.id}> are shown in Spanish, as set for the server.")
        assert of_channel.text == (
            f"Cards in <#{seed.news.id}> are shown in English, as set for this channel."
        )
        assert (await tertulia.run(member, "/language server")).text == (
            "Cards are shown in Spanish in channels without a language of their own."
        )


async def _title(tertulia: Simulated, room: str, title: object) -> bool:
    return all(str(title) in text_of(card) for card in cards(getattr(tertulia.seed, room)))


async def test_a_rooms_cards_are_redrawn_in_place_when_its_language_changes(
    tertulia: Simulated, pages: Pages
):
    link = serve(pages)
    await post(tertulia, link)
    await post(tertulia, link, channel=tertulia.seed.announcements)
    [before] = cards(tertulia.seed.news)
    answer = await tertulia.run(tertulia.mateo, "/language channel", language="es")
    assert "1" in answer.text
    await tertulia.until(lambda: _title(tertulia, "news", SPANISH["title"]))
    [after] = cards(tertulia.seed.news)
    assert after.id == before.id
    assert await _title(tertulia, "announcements", ENGLISH["title"])
    again = await tertulia.run(tertulia.marta, "/language channel", language="es")
    assert "redrawn" not in again.text
    await tertulia.run(tertulia.marta, "/language channel", language="follow")
    await tertulia.until(lambda: _title(tertulia, "news", ENGLISH["title"]))
    rows = await tertulia.database.read(audit.about, TargetKind.CHANNEL, tertulia.seed.news.id)
    assert [row.action for row in rows] == [Action.LANGUAGE] * 3
    assert [(await tertulia.database.read(audit.outcomes, row.id))[0].detail for row in rows] == [
        "es",
        "es",
        None,
    ]


async def test_a_servers_language_is_followed_by_rooms_without_one(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    await post(tertulia, link)
    await post(tertulia, link, channel=tertulia.seed.announcements)
    await tertulia.run(tertulia.marta, "/language channel", language="en", channel=tertulia.seed.news)
    answer = await tertulia.run(tertulia.marta, "/language server", language="es")
    assert answer.text.endswith("1 card is being updated.")
    await tertulia.until(lambda: _title(tertulia, "announcements", SPANISH["title"]))
    assert await _title(tertulia, "news", ENGLISH["title"])
    assert len(await tertulia.database.read(audit.about, TargetKind.SERVER, tertulia.seed.guild.id)) == 1


async def test_in_a_thread_the_channel_above_it_is_meant(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    answer = await tertulia.run(
        tertulia.marta, "/language channel", at=tertulia.channel(card.id), language="es"
    )
    assert f"<#{tertulia.seed.news.id}>" in answer.text


async def test_readers_may_look_but_not_set(tertulia: Simulated):
    news = tertulia.seed.news.id
    refused = await tertulia.run(tertulia.emma, "/language channel", language="es")
    assert refused.text == "You need the permission Manage Messages or Manage Server there."
    spanish = await tertulia.run(tertulia.elena, "/language server", language="es")
    assert spanish.text == "Necesitas el permiso Gestionar servidor para eso."
    moderator = await tertulia.run(tertulia.mateo, "/language server", language="es")
    assert moderator.text == "Necesitas el permiso Gestionar servidor para eso."
    assert await tertulia.services[Languages].shown_in(tertulia.seed.guild.id, news) is Language.EN
