"""A card that could not be sent, or not wholly, is finished later, once."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from simcord import ChannelHandle

from bot.domain.discussion import PostStatus
from tests.discord.news import cards, post, serve
from tests.discord.pages import Pages
from tests.discord.posted import live, told_of_posting
from tests.discord.simulated import Simulated


async def test_discord_refusing_the_card_leaves_nothing_behind(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages", 403, 50013)
    answer = await post(tertulia, serve(pages))
    assert "I need a permission" in answer.text
    assert await live(tertulia) == []
    assert (await post(tertulia, pages.url("/bridge"))).text.startswith("The card is posted")


async def test_a_card_that_discord_does_not_take_is_not_tried_for_ever(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages", 400, 50035)
    assert "Discord refused that" in (await post(tertulia, serve(pages))).text
    assert await live(tertulia) == []


async def test_a_card_that_could_not_be_sent_appears_once_discord_is_back(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages", 500)
    answer = await post(tertulia, serve(pages))
    assert "Discord is having trouble" in answer.text
    assert "I will keep trying" in answer.text
    tertulia.clock.speed = 1_000
    await tertulia.until(lambda: len(cards(tertulia.seed.news)) == 1)
    await tertulia.until(partial(_is_posted, tertulia))


async def test_a_card_is_sent_as_soon_as_discord_is_back(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages", 500, times=None)
    await post(tertulia, serve(pages))
    background = tertulia.client.get_cog("BackgroundCog")
    attempts = partial(tertulia.requests, "POST", f"/channels/{tertulia.seed.news.id}/messages")
    assert len(attempts()) == 1
    tertulia.heal()
    await background.on_server_available(0)  # type: ignore[union-attr]
    await tertulia.until(partial(_is_posted, tertulia), seconds=5)


async def _are_posted(tertulia: Simulated, count: int) -> bool:
    return [one.status for one in await live(tertulia)] == [PostStatus.POSTED] * count


_is_posted = partial(_are_posted, count=1)


async def test_a_thread_that_could_not_be_opened_is_opened_later(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages/*/threads", 500)
    answer = await post(tertulia, serve(pages))
    assert "The card is posted" in answer.text
    assert "Its thread could not be opened yet" in answer.text
    tertulia.clock.speed = 1_000
    await tertulia.until(partial(_is_posted, tertulia))
    [card] = cards(tertulia.seed.news)
    assert len(tertulia.shown(tertulia.channel(card.id))) == 1


async def test_a_thread_that_the_bot_may_not_open_is_given_up_until_it_may(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages/*/threads", 403, 50013, times=None)
    assert "Its thread could not be opened yet" in (await post(tertulia, serve(pages))).text
    [stored] = await live(tertulia)
    [[(succeeded, reason)]] = await told_of_posting(tertulia, stored.article_id)
    assert not succeeded
    assert "I need a permission" in str(reason)
    attempts = len(tertulia.requests("POST", "/threads"))
    tertulia.clock.speed = 10_000
    await asyncio.sleep(0.1)  # many times as long as until a retry
    assert len(tertulia.requests("POST", "/threads")) == attempts
    tertulia.heal()
    tertulia.permit(manage_webhooks=False)
    await tertulia.until(partial(_is_posted, tertulia))
    assert await told_of_posting(tertulia, stored.article_id) == [[(False, reason), (True, None)]]


async def test_what_was_said_below_a_card_without_a_thread_is_shown_in_it_once_it_is_there(
    tertulia: Simulated, pages: Pages
):
    link = serve(pages)
    await post(tertulia, link, channel=tertulia.seed.noticias)
    [other] = cards(tertulia.seed.noticias)
    elsewhere = tertulia.channel(other.id)
    await tertulia.elena.send(elsewhere, "said in the other room before")
    tertulia.fail("POST", "/channels/*/messages/*/threads", 500, times=None)
    await post(tertulia, link)
    [card] = cards(tertulia.seed.news)
    await tertulia.elena.send(tertulia.seed.news, "first, to the card", reply_to=card)
    dialog = await tertulia.click(tertulia.emma, card, "t1:reply")
    await tertulia.fill(tertulia.emma, dialog, {"Your reply": "second, in a dialog"})
    await tertulia.marta.send(tertulia.seed.news, "third, to the card", reply_to=card)
    await tertulia.settle()
    tertulia.heal()
    tertulia.clock.speed = 1_000
    await tertulia.until(partial(_are_posted, tertulia, 2))

    def those_of(thread: ChannelHandle) -> list[str]:
        shown = (text.split("\n")[-1] for text in tertulia.shown(thread))
        return [text for text in shown if text.endswith((", to the card", ", in a dialog", "room before"))]

    expected = ["first, to the card", "second, in a dialog", "third, to the card"]
    await tertulia.until(lambda: those_of(tertulia.channel(card.id)) == expected)
    await tertulia.until(lambda: those_of(elsewhere) == ["said in the other room before", *expected])


async def _forget(tertulia: Simulated, **values: object) -> None:
    """Put the one post back to where it was before something was noted down, as a crash leaves it."""
    from sqlalchemy import update

    from bot.database.schema import post as table

    def undo(connection: object) -> None:
        connection.execute(update(table).values(status=PostStatus.PENDING, **values))  # type: ignore[attr-defined]

    await tertulia.database.write(undo)


@pytest.mark.parametrize("room", ["news", "forum"])
@pytest.mark.parametrize("noted", ["nothing", "the card"])
async def test_a_crash_in_between_is_made_good_at_start_without_a_second_card(
    tertulia: Simulated, pages: Pages, room: str, noted: str
):
    channel = getattr(tertulia.seed, room)
    await post(tertulia, serve(pages), channel=channel)
    [before] = await live(tertulia)
    if noted == "nothing":
        await _forget(tertulia, message_id=None, thread_id=None)
    else:
        await _forget(tertulia, thread_id=None if room == "news" else before.thread_id)
    vars(tertulia.env.backend).pop("nonces", None)  # Discord knows them for minutes only
    await tertulia.restart()
    await tertulia.until(partial(_is_posted, tertulia))
    assert await live(tertulia) == [before]
    assert before.thread_id is not None
    thread = tertulia.channel(before.thread_id)
    assert len([one for one in tertulia.shown(thread) if "Este bot guarda" in one]) == 1
    assert len(cards(thread if room == "forum" else channel)) == 1


async def test_a_card_that_was_never_sent_is_sent_at_start(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    await tertulia.stop()
    tertulia.env.backend.messages[tertulia.seed.news.id].pop(card.id)
    vars(tertulia.env.backend).pop("nonces", None)
    await tertulia.start()
    await _forget(tertulia, message_id=None, thread_id=None)
    await tertulia.restart()
    await tertulia.until(partial(_is_posted, tertulia))
    [again] = cards(tertulia.seed.news)
    assert again.id != card.id
