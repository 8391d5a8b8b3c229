"""Taking a card away, by command or by hand."""

from __future__ import annotations

from functools import partial

import pytest

from bot.audit import audit_store as audit
from bot.discussion.stores import discussion_store as discussions
from bot.domain.moderation import Action, TargetKind
from tests.discord.news import ENGLISH, SPANISH, cards, post, remove, serve
from tests.discord.pages import Pages
from tests.discord.posted import live
from tests.discord.simulated import Simulated


async def test_removing_takes_the_card_and_its_empty_thread_away(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    [offered] = await tertulia.complete(tertulia.marta, "/article remove", "article", "BRIDGE")
    assert offered["name"] == ENGLISH["title"]
    [spanish] = await tertulia.complete(tertulia.mateo, "/article remove", "article", "")
    assert spanish["name"] == SPANISH["title"]
    assert await tertulia.complete(tertulia.marta, "/article remove", "article", "nothing like it") == []
    [stored] = await live(tertulia)
    asked = await tertulia.run(
        tertulia.marta, "/article remove", article=offered["value"], reason="Posted twice"
    )
    assert asked.text.startswith(f"Remove the card of “{ENGLISH['title']}” from <#{tertulia.seed.news.id}>?")
    assert len(cards(tertulia.seed.news)) == 1
    answer = await tertulia.click(tertulia.marta, asked.message, "Remove the card")
    assert answer.text.startswith("Card removed. Its discussion is kept.")
    assert cards(tertulia.seed.news) == []
    assert card.id not in tertulia.env.backend.channels
    assert await live(tertulia) == []
    rows = await tertulia.database.read(audit.about, TargetKind.ARTICLE, stored.article_id)
    assert [(row.action, row.reason) for row in rows] == [
        (Action.POST, None),
        (Action.REMOVE, "Posted twice"),
    ]
    for row in rows:
        assert [one.succeeded for one in await tertulia.database.read(audit.outcomes, row.id)] == [True]
    again = await tertulia.run(tertulia.mateo, "/article remove", article=offered["value"])
    assert again.text == "Esa tarjeta ya se había retirado."
    assert (await post(tertulia, pages.url("/bridge"))).text.startswith("The card is posted")


@pytest.mark.parametrize("archived", [False, True])
@pytest.mark.parametrize("room", ["news", "forum"])
async def test_a_thread_with_comments_is_kept_locked(
    tertulia: Simulated, pages: Pages, room: str, archived: bool
):
    await post(tertulia, serve(pages), channel=getattr(tertulia.seed, room))
    [stored] = await live(tertulia)
    assert stored.thread_id is not None
    assert stored.message_id is not None
    thread = tertulia.channel(stored.thread_id)
    await tertulia.emma.send(thread, "At last!")
    await tertulia.until(partial(_has_comments, tertulia, stored.id))
    if archived:  # as Discord does after a week
        await tertulia.client.http.edit_channel(thread.id, archived=True)
        await tertulia.settle()
    channel = getattr(tertulia.seed, room)
    [offered] = await tertulia.complete(tertulia.marta, "/article remove", "article", "", at=channel)
    await remove(tertulia, article=offered["value"])
    state = tertulia.env.backend.get_channel(stored.thread_id).thread_metadata
    assert state is not None
    assert state.locked
    assert state.archived
    assert "At last!" in tertulia.shown(thread)
    assert not any(str(ENGLISH["title"]) in one for one in tertulia.shown(thread))
    assert await live(tertulia) == []


async def _has_comments(tertulia: Simulated, post_id: int) -> bool:
    return await tertulia.database.read(discussions.has_comments, post_id)


async def test_removing_in_the_cards_own_thread_needs_no_choice(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    thread = tertulia.channel(card.id)
    [offered] = await tertulia.complete(tertulia.marta, "/article remove", "article", "", at=thread)
    assert offered["name"] == ENGLISH["title"]
    await remove(tertulia, at=thread)
    assert cards(tertulia.seed.news) == []


async def test_removing_needs_a_card_and_the_permission(tertulia: Simulated, pages: Pages):
    answer = await tertulia.run(tertulia.marta, "/article remove", article="unknown")
    assert answer.text == "Choose an article from the list, or use this in the thread of its card."
    assert (await tertulia.run(tertulia.mateo, "/article remove")).text.startswith("Elige un artículo")
    await post(tertulia, serve(pages))
    [stored] = await live(tertulia)
    answer = await tertulia.run(tertulia.emma, "/article remove", article=stored.public_id, forced=True)
    assert "Manage Messages" in answer.text
    assert len(cards(tertulia.seed.news)) == 1


async def test_a_removal_that_discord_does_not_follow_is_tried_again(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [stored] = await live(tertulia)
    tertulia.clock.speed = 100
    tertulia.fail("DELETE", "/channels/*", 500, times=2)
    answer = await remove(tertulia, article=stored.public_id)
    assert "On Discord this is not done yet" in answer.text
    await tertulia.until(lambda: not cards(tertulia.seed.news))


@pytest.mark.parametrize("room", ["news", "forum"])
async def test_a_card_deleted_by_hand_is_noticed(tertulia: Simulated, pages: Pages, room: str):
    link, channel = serve(pages), getattr(tertulia.seed, room)
    await post(tertulia, link, channel=channel)
    [stored] = await live(tertulia)
    assert stored.message_id is not None
    place = tertulia.channel(stored.thread_id or 0) if room == "forum" else channel
    [card] = cards(place)
    await tertulia.marta.delete(card)
    await tertulia.settle()
    assert await live(tertulia) == []
    answer = await post(tertulia, link, channel=channel)
    assert answer.text.startswith("The card is posted")


async def test_a_card_deleted_while_the_bot_was_away_is_noticed_when_posted_again(
    tertulia: Simulated, pages: Pages
):
    link = serve(pages)
    await post(tertulia, link)
    [card] = cards(tertulia.seed.news)
    tertulia.env.backend.messages[tertulia.seed.news.id].pop(card.id)
    answer = await post(tertulia, link)
    assert answer.text.startswith("The card is posted")
    [stored] = await live(tertulia)
    assert stored.message_id != card.id
