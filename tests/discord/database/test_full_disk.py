"""On a full disk people are told so, and whatever was said meanwhile is there once there is room."""

from __future__ import annotations

import asyncio

import pytest

from bot.commenting.reply_by_dialog import DialogReplies
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.stores import appearance_store as appearances, comment_store as comments
from bot.domain.errors import StorageFailed
from tests.discord.discussed import discuss, say
from tests.discord.gathered import gathered, texts
from tests.discord.rooms import ENGLISH, both, hide_from_all, is_joined, mirror_in
from tests.discord.simulated import Simulated
from tests.refusals import fill_the_disk, make_room, make_room_beside, takes_room

LONG = "Long enough that it takes room. " * 60


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.database.condition.PROBE_SECONDS", 0.05)


async def has_room(tertulia: Simulated) -> bool:
    return not tertulia.database.full


async def test_dialogs_are_refused_with_a_sentence_and_open_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "Before.")
    replies, standing = tertulia.services[DialogReplies], None
    await fill_the_disk(tertulia.database)
    with pytest.raises(StorageFailed, match="The bot's disk is full"):
        await replies.check(standing, discussed.post.public_id, 1)  # type: ignore[arg-type]
    await asyncio.sleep(0.2)
    assert tertulia.database.full, "it is looked at again, and nothing has changed"
    await make_room(tertulia.database)
    await tertulia.until(lambda: has_room(tertulia))


async def test_what_is_said_meanwhile_is_stored_once_there_is_room(
    tertulia: Simulated, caplog: pytest.LogCaptureFixture
):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "Before.")
    tertulia.clock.speed = 200.0
    await fill_the_disk(tertulia.database)
    said = [LONG + str(number) for number in range(12)]
    for one in said:
        await tertulia.elena.send(discussed.thread, one)
    await tertulia.until(lambda: told(caplog, "cannot be stored"))
    assert "The bot's disk is full" in caplog.text
    await make_room(tertulia.database)
    await gathered(tertulia, discussed, "Before.", *said)
    await tertulia.until(lambda: told(caplog, "There is room on the disk again"))


async def told(caplog: pytest.LogCaptureFixture, words: str) -> bool:
    return words in caplog.text


async def test_what_could_not_be_stored_when_the_bot_ended_is_read_by_the_next_start(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr("bot.gathering.event_queue.GROUP_SIZE", 1)
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "Before.")
    tertulia.clock.speed = 0.001
    await fill_the_disk(tertulia.database)
    said = [LONG + str(number) for number in range(12)]
    for one in said:
        await tertulia.elena.send(discussed.thread, one)
    await tertulia.until(lambda: told(caplog, "cannot be stored"))
    await tertulia.elena.send(discussed.thread, "There would be room for this.")
    async with asyncio.timeout(60):
        await tertulia.stop()
    assert "the next start reads it" in caplog.text
    make_room_beside(tertulia.place)
    tertulia.clock.speed = 1.0
    await tertulia.start()
    await gathered(tertulia, discussed, "Before.", *said, "There would be room for this.")


async def test_what_cannot_be_kept_in_mind_is_read_from_history(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr("bot.gathering.event_queue.MAX_WAITING", 2)
    discussed = await discuss(tertulia)
    first, _ = await say(tertulia, tertulia.emma, discussed, "Before.")
    tertulia.clock.speed = 200.0
    await fill_the_disk(tertulia.database)
    for number in range(12):
        await tertulia.elena.send(discussed.thread, LONG + str(number))
        await tertulia.settle()
    await tertulia.until(lambda: told(caplog, "cannot be stored"))
    said = [LONG + str(number) for number in range(12, 24)]
    for one in said:
        await tertulia.elena.send(discussed.thread, one)
    await tertulia.emma.edit(first, "Before, edited.")
    await tertulia.settle()
    assert discussed.thread.id in tertulia.services[GapTracker].stale
    assert said[-1] not in await texts(tertulia, discussed)
    await make_room(tertulia.database)
    await gathered(
        tertulia, discussed, "Before, edited.", *(LONG + str(number) for number in range(12)), *said
    )


async def test_a_room_made_private_meanwhile_lets_nothing_out_and_stays_parted(
    tertulia: Simulated, caplog: pytest.LogCaptureFixture
):
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.mateo, news, ENGLISH)
    mirror = await mirror_in(tertulia, noticias, comment)
    await tertulia.database.write(takes_room, "UPDATE OF joined ON post")
    await fill_the_disk(tertulia.database)
    hide_from_all(tertulia, news, hidden=True)
    await tertulia.until(lambda: told(caplog, "on_guild_channel_update"))
    await make_room(tertulia.database)
    assert await is_joined(tertulia, news), "its row could not be stored"
    await tertulia.mateo.edit(sent, content="A secret")

    async def followed() -> bool:
        edited = await tertulia.database.read(comments.get, comment.id)
        outstanding = await tertulia.database.read(appearances.outstanding, noticias.thread.id)
        return edited is not None and edited.text == "A secret" and not outstanding

    await tertulia.until(followed)
    assert mirror.id in [one.id for one in noticias.thread.history()]
    assert all("A secret" not in str(one.components) for one in noticias.thread.history())
    hide_from_all(tertulia, noticias, hidden=False)
    await tertulia.settle()
    assert not await is_joined(tertulia, news)
