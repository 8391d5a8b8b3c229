"""What became of each entry of a feed, and why one was not posted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.database.engine import Connection
from bot.domain.feeds.following import DeliveryState, FilterField, Following
from bot.domain.language import Language
from bot.feeding import delivery_store as deliveries, entry_store as entries, following_store as followings
from bot.feeding.identity.keys import link_key
from bot.reading.feeds.feed import Entry
from tests.discord.acting import forbid_in
from tests.discord.discussed import ARTICLE, discuss
from tests.discord.fed import ENGLISH, serve_feed
from tests.discord.followed import followed
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated

COMMAND = "/feed show"
LINK = "https://lantern.invalid/stories/1"
pytestmark = pytest.mark.pace(60)


async def entry(
    tertulia: Simulated,
    following: Following,
    state: DeliveryState,
    *,
    title: str = "The council has voted",
    link: str = LINK,
    **values: Any,
) -> int:
    """Store an entry, and what became of it."""
    at = tertulia.clock.utcnow()

    def work(connection: Connection) -> int:
        said = Entry(link, link, title)
        entry_id = entries.add(connection, following.feed_id, said, digest="1", now=at)
        entries.add_keys(connection, following.feed_id, entry_id, [link_key(link)])
        deliveries.add(connection, following.id, [entry_id], DeliveryState.BEFORE, at)
        deliveries.settle(connection, following.id, entry_id, state, now=at, **values)
        return entry_id

    return await tertulia.database.write(work)


async def why(tertulia: Simulated, wanted: str, **options: object) -> str:
    return (await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern", entry=wanted, **options)).text


async def test_a_feed_is_shown_with_its_newest_entries(tertulia: Simulated):
    following = await followed(tertulia)
    await entry(tertulia, following, DeliveryState.DISCARDED, title="A *bold* story <@1>")
    await tertulia.run(tertulia.marta, "/feed edit", feed="The Lantern", delay=5)
    shown = await tertulia.run(tertulia.marta, COMMAND, feed="The Lantern")
    assert shown.ephemeral
    assert "### The Lantern" in shown.text
    assert f"**Channels:** <#{tertulia.seed.news.id}>" in shown.text
    assert "**Delay:** posted 5 minutes after they come" in shown.text
    assert f"- 🗑️ [A \\*bold\\* story \\<@1\\>](<{LINK}>) · discarded · <t:" in shown.text


@pytest.mark.parametrize(
    ("state", "values", "said"),
    [
        (DeliveryState.BEFORE, {}, "It was in the feed before this server followed it"),
        (DeliveryState.DISCARDED, {"decided_by": 7}, "<@7> discarded it"),
        (DeliveryState.LATE, {}, "it is a link in one message with the rest"),
        (DeliveryState.KNOWN, {}, "Its article had a card in every channel already"),
        (DeliveryState.REVIEW, {}, "for a moderator to approve it"),
        (DeliveryState.FILTERED, {"filter": "words foot*"}, "kept it away"),
        (
            DeliveryState.FAILED,
            {"failure": {Language.EN: "The page is closed.", Language.ES: "Cerrada."}},
            "): The page is closed.",
        ),
    ],
)
async def test_why_an_entry_was_not_posted(
    tertulia: Simulated, state: DeliveryState, values: dict[str, Any], said: str
):
    following = await followed(tertulia)
    await entry(tertulia, following, state, **values)
    told = await why(tertulia, "council has")
    assert f"### [The council has voted](<{LINK}>)" in told
    assert said in told


async def test_what_an_entry_waits_for(tertulia: Simulated):
    following = await followed(tertulia)
    options = {"quiet-hours": "22-7", "per-hour": 2}
    await tertulia.run(tertulia.marta, "/feed edit", feed="The Lantern", **options)
    await tertulia.run(tertulia.marta, "/feed pause", feed="The Lantern")
    due = tertulia.clock.utcnow() + timedelta(hours=3)
    await entry(tertulia, following, DeliveryState.WAITING, due_at=due)
    told = await why(tertulia, LINK + "?utm_source=x")
    assert "It waits until the feed is resumed: it is paused." in told
    assert "- At most 2 entries of this feed are posted in an hour." in told
    assert "- Nothing is posted in its quiet hours: 22:00-07:00." in told


async def test_what_is_not_in_the_feed_is_looked_for_elsewhere(tertulia: Simulated):
    await followed(tertulia)
    assert "It is not in the feed." in await why(tertulia, "A story that never was")
    discussed = await discuss(tertulia)
    told = await why(tertulia, ARTICLE.aliases[0])
    assert "It is not in the feed." in told
    assert f"Its cards here: https://discord.com/channels/{tertulia.seed.guild.id}/" in told
    assert str(discussed.post.message_id) in told


async def test_moderators_are_told_of_no_card_in_rooms_that_they_do_not_see(tertulia: Simulated):
    seed = tertulia.seed
    await followed(tertulia, seed.noticias)
    discussed = await discuss(tertulia)
    asked = {"feed": "The Lantern", "entry": ARTICLE.aliases[0]}
    shown = await tertulia.run(tertulia.mateo, COMMAND, at=seed.noticias, **asked)
    assert str(discussed.post.message_id) in shown.text
    forbid_in(tertulia, tertulia.mateo, seed.news, view_channel=True)
    shown = await tertulia.run(tertulia.mateo, COMMAND, at=seed.noticias, **asked)
    assert "No está en la fuente." in shown.text
    assert str(discussed.post.message_id) not in shown.text


async def test_figures_that_are_no_id_are_a_headline(tertulia: Simulated):
    following = await followed(tertulia)
    await entry(tertulia, following, DeliveryState.POSTED, title=f"The number {'9' * 40}")
    assert "It was posted" in await why(tertulia, "9" * 40)
    assert "It is not in the feed." in await why(tertulia, "8" * 40)


async def test_headlines_with_what_was_typed_are_offered(tertulia: Simulated):
    following = await followed(tertulia)
    entry_id = await entry(tertulia, following, DeliveryState.POSTED, title="The cóuncil has voted")
    await entry(tertulia, following, DeliveryState.POSTED, title="A storm", link=f"{LINK}2")
    typed = (tertulia.seed.news, COMMAND.removeprefix("/"), "entry", "COUNCIL")
    offered = await tertulia.marta.autocomplete(*typed, feed="The Lantern")
    assert offered == [{"name": "The cóuncil has voted", "value": str(entry_id)}]


async def test_an_entry_is_found_by_its_id(tertulia: Simulated):
    following = await followed(tertulia)
    entry_id = await entry(tertulia, following, DeliveryState.POSTED)
    assert "It was posted" in await why(tertulia, str(entry_id))
    tertulia.speaks(tertulia.marta, "es-ES")
    assert "Se publicó" in await why(tertulia, str(entry_id))
    refused = await tertulia.run(tertulia.emma, COMMAND, feed="The Lantern", forced=True)
    assert refused.text == "You need the permission Manage Messages there."


async def test_trying_shows_what_would_be_posted_and_posts_nothing(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, url=serve_feed(pages))
    await entry(tertulia, following, DeliveryState.BEFORE, link=pages.url("/stories/1"))

    def add_filter(connection: Connection) -> None:
        followings.add_filter(connection, following.id, FilterField.WORDS, "storm", include=False)

    await tertulia.database.write(add_filter)
    tried = await tertulia.run(tertulia.marta, "/feed try", feed="The Lantern")
    assert "It has 4 entries now." in tried.text
    assert f"- ✅ {ENGLISH[0]}: new, would be posted in <#{tertulia.seed.news.id}>" in tried.text
    assert f"- {ENGLISH[1]}: was there before <t:" in tried.text
    assert f"- 🚫 {ENGLISH[2]}: not posted, its text has storm" in tried.text
    assert "-# Nothing was posted." in tried.text
    pages.put("/feed.xml", "gone", status=404)
    failed = await tertulia.run(tertulia.marta, "/feed try", feed="The Lantern")
    assert failed.text.startswith("There is no feed at that address (error 404).")
    refused = await tertulia.run(tertulia.mateo, "/feed try", feed="The Lantern")
    assert refused.text == "Necesitas el permiso Gestionar servidor para eso."


async def test_a_filter_is_tried_before_it_is_kept(tertulia: Simulated):
    following = await followed(tertulia)
    await entry(tertulia, following, DeliveryState.BEFORE, title="A storm is coming")
    await entry(tertulia, following, DeliveryState.BEFORE, title="The council has voted", link=f"{LINK}2")
    options = {"feed": "The Lantern", "kind": "words", "entries": "not", "text": "storm"}
    tried = await tertulia.run(tertulia.marta, "/feed filter add", **options)
    assert "- 🚫 not words: storm" in tried.text
    assert "Of the newest 2 entries, 1 would be posted with it." in tried.text
    assert tried.text.index("- The council has voted") < tried.text.index("- A storm is coming")
    none = await tertulia.run(tertulia.marta, "/feed filter list", feed="The Lantern")
    assert "has no filters" in none.text
    kept = await tertulia.click(tertulia.marta, tried.message, "Keep")
    assert kept.text == "“The Lantern” has this filter now:\n- 🚫 not words: storm"
    again = await tertulia.run(tertulia.marta, "/feed filter add", **options)
    assert again.text == "This filter is there already."
    listed = await tertulia.run(tertulia.marta, "/feed filter list", feed="The Lantern")
    assert "- 🚫 not words: storm" in listed.text
    wrong = {**options, "kind": "pattern", "text": "(?=x)"}
    refused = await tertulia.run(tertulia.marta, "/feed filter add", **wrong)
    assert "neither look-around nor back-references" in refused.text
    removed = await tertulia.run(tertulia.marta, "/feed filter remove", feed="The Lantern", filter="storm")
    assert "This filter is removed:" in removed.text
    gone = await tertulia.run(tertulia.marta, "/feed filter remove", feed="The Lantern", filter="storm")
    assert "There is no such filter." in gone.text
    tertulia.speaks(tertulia.marta, "es-ES")
    spanish = await tertulia.run(tertulia.marta, "/feed filter add", **options)
    assert "De las últimas 2 entradas, con él se publicaría 1." in spanish.text
