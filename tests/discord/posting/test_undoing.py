"""A moderator who removed a card can have it back for ten minutes, with its thread and its comments."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from simcord import ChannelHandle
from sqlalchemy import update

from bot.database.engine import Connection
from bot.database.schema import post as post_table
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.domain.discussion import Post, PostStatus
from bot.domain.errors import NotAllowed
from bot.posting.discord_board import DiscordBoard
from bot.posting.remove_card import CardRemoval, RemovalEffects
from tests.discord.answers import labels_of
from tests.discord.news import ENGLISH, cards, post, remove, serve
from tests.discord.pages import Pages
from tests.discord.posted import name_of
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember


async def only(tertulia: Simulated) -> Post:
    (stored,) = await tertulia.database.read(posts.live)
    return stored


async def said_in_its_thread(tertulia: Simulated, stored: Post, text: str) -> ChannelHandle:
    assert stored.thread_id is not None
    thread = tertulia.channel(stored.thread_id)
    await tertulia.emma.send(thread, text)
    await tertulia.until(partial(tertulia.database.read, discussions.has_comments, stored.id))
    return thread


def is_open(tertulia: Simulated, thread: ChannelHandle) -> bool:
    state = tertulia.env.backend.get_channel(thread.id).thread_metadata
    return not (state.locked or state.archived)


@pytest.mark.parametrize("room", ["news", "forum"])
async def test_a_card_comes_back_with_its_thread(tertulia: Simulated, pages: Pages, room: str):
    await post(tertulia, serve(pages), channel=getattr(tertulia.seed, room))
    before = await only(tertulia)
    thread = await said_in_its_thread(tertulia, before, "At last!")
    answer = await remove(tertulia, article=before.public_id)
    assert not is_open(tertulia, thread)
    assert "ten minutes" in answer.text
    back = await tertulia.click(tertulia.marta, answer.message, "Undo")
    assert back.text.startswith("The card is back: https://discord.com/channels/")
    stored = await only(tertulia)
    assert (stored.id, stored.thread_id, stored.status) == (before.id, before.thread_id, PostStatus.POSTED)
    assert stored.message_id != before.message_id
    assert is_open(tertulia, thread)
    place = thread if room == "forum" else tertulia.seed.news
    (card,) = cards(place)
    assert card.id == stored.message_id
    assert f"Open discussion ({1})" in labels_of(card)
    await tertulia.emma.send(thread, "And again!")

    async def is_counted() -> bool:
        return "Open discussion (2)" in labels_of(cards(place)[0])

    await tertulia.until(is_counted)


@pytest.mark.parametrize("room", ["news", "forum"])
async def test_an_empty_thread_is_made_anew_and_a_restart_forgets_nothing(
    tertulia: Simulated, pages: Pages, room: str
):
    tertulia.speaks(tertulia.marta, "es-ES")
    await post(tertulia, serve(pages), channel=getattr(tertulia.seed, room))
    before = await only(tertulia)
    asked = await tertulia.run(tertulia.marta, "/article remove", article=before.public_id)
    answer = await tertulia.click(tertulia.marta, asked.message, "Retirar la tarjeta")
    await tertulia.restart()
    back = await tertulia.click(tertulia.marta, answer.message, "Deshacer")
    assert back.text.startswith("La tarjeta está de nuevo en su sitio: https://")
    stored = await only(tertulia)
    assert stored.thread_id not in (None, before.thread_id)
    assert name_of(tertulia, stored.thread_id) == ENGLISH["title"]


async def test_after_ten_minutes_it_is_too_late(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    before = await only(tertulia)
    answer = await remove(tertulia, article=before.public_id)

    def age(connection: Connection) -> None:
        its = post_table.c.id == before.id
        removed_at = posts.get(connection, before.id).removed_at - timedelta(minutes=11)  # type: ignore[union-attr]
        connection.execute(update(post_table).where(its).values(removed_at=removed_at))

    await tertulia.database.write(age)
    late = await tertulia.click(tertulia.marta, answer.message, "Undo")
    assert late.text.startswith("A removal can only be undone for ten minutes.")
    assert cards(tertulia.seed.news) == []


async def test_it_is_undone_once_by_moderators_alone_and_not_over_another_card(
    tertulia: Simulated, pages: Pages
):
    await post(tertulia, serve(pages))
    before = await only(tertulia)
    answer = await remove(tertulia, article=before.public_id)
    emma = AsMember(tertulia, tertulia.emma)
    with pytest.raises(NotAllowed):
        await tertulia.services[CardRemoval].put_back(emma, before.public_id)
    await tertulia.click(tertulia.marta, answer.message, "Undo")
    again = await tertulia.click(tertulia.marta, answer.message, "Undo")
    assert again.text == "This card has not been removed."
    answer = await remove(tertulia, article=before.public_id)
    await post(tertulia, pages.url("/bridge"))
    twice = await tertulia.click(tertulia.marta, answer.message, "Undo")
    assert twice.text == "This article has been posted here again in the meantime."
    assert len(cards(tertulia.seed.news)) == 1


async def test_a_card_that_still_stands_is_not_sent_beside_itself(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    before = await only(tertulia)
    tertulia.fail("DELETE", "/channels/*", 500, times=None)
    answer = await remove(tertulia, article=before.public_id)
    waits = await tertulia.click(tertulia.marta, answer.message, "Undo")
    assert waits.text.startswith("The card is still being removed.")
    tertulia.heal()


@pytest.mark.parametrize("room", ["news", "forum"])
async def test_where_its_thread_is_gone_the_card_comes_back_with_another(
    tertulia: Simulated, pages: Pages, room: str
):
    await post(tertulia, serve(pages), channel=getattr(tertulia.seed, room))
    before = await only(tertulia)
    thread = await said_in_its_thread(tertulia, before, "At last!")
    answer = await remove(tertulia, article=before.public_id)
    tertulia.env.backend.delete_channel(thread.id)
    back = await tertulia.click(tertulia.marta, answer.message, "Undo")
    assert back.text.startswith("The card is back: https://discord.com/channels/")
    stored = await only(tertulia)
    assert stored.thread_id not in (None, before.thread_id)
    assert is_open(tertulia, tertulia.channel(stored.thread_id))


async def test_a_removal_that_comes_late_leaves_a_card_that_is_back(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    before = await only(tertulia)
    thread = await said_in_its_thread(tertulia, before, "At last!")
    answer = await remove(tertulia, article=before.public_id)
    await tertulia.click(tertulia.marta, answer.message, "Undo")
    await RemovalEffects(tertulia.database, DiscordBoard(tertulia.client)).delete_card(before)
    assert is_open(tertulia, thread)


async def test_where_the_answer_goes_with_the_thread_that_is_said_before(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    before = await only(tertulia)
    assert before.thread_id is not None
    thread = tertulia.channel(before.thread_id)
    asked = await tertulia.run(tertulia.marta, "/article remove", at=thread)
    assert "you cannot undo it from here" in asked.text
    asked = await tertulia.run(tertulia.mateo, "/article remove", at=thread)
    assert "desde aquí no podrás deshacerlo" in asked.text
    asked = await tertulia.run(tertulia.marta, "/article remove", article=before.public_id)
    assert "undo" not in asked.text
    await said_in_its_thread(tertulia, before, "At last!")
    asked = await tertulia.run(tertulia.marta, "/article remove", at=thread)
    assert "undo" not in asked.text
