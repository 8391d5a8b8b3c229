"""A fault of the program's ends nothing: what was to be done is done at the next attempt."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bot.commenting.reply_by_dialog import DialogReplies
from bot.database.inspect_file import examine
from bot.discussion.discord_threads import DiscordThreads
from bot.discussion.door import Door
from bot.discussion.stores import (
    appearance_store as appearances,
    deletion_store as deletions,
    post_store as posts,
    takedown_store as takedowns,
)
from bot.domain.discussion import CommentStatus
from bot.gathering.discord_history import DiscordHistory
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.moderating.discord_notices import DiscordNotices
from bot.posting.discord_board import DiscordBoard
from tests.discord.answers import text_of
from tests.discord.case_helpers import mirror_of, reply, stored
from tests.discord.discussed import another, comment_of, discuss, say
from tests.discord.gathered import THUMB, counted, gathered
from tests.discord.moderated import moderators_channel, notices, report, state
from tests.discord.news import cards, post as post_card, serve
from tests.discord.pages import Pages
from tests.discord.posted import commented
from tests.discord.rooms import both, mirror_in, shows
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

pytestmark = pytest.mark.pace(60)


class OurFault(Exception):
    """A mistake of the program's."""


Failing = Callable[..., list[int]]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """Let a method raise at its first call, before or after it did its work; gives one entry then."""

    def fail(owner: Any, name: str, *, after: bool = False) -> list[int]:
        real, raised = getattr(owner, name), list[int]()

        async def broken(*given: Any, **named: Any) -> Any:
            if raised:
                return await real(*given, **named)
            raised.append(1)
            if after:
                await real(*given, **named)
            raise OurFault

        def broken_in_a_thread(*given: Any, **named: Any) -> Any:
            if raised:
                return real(*given, **named)
            raised.append(1)
            raise OurFault

        waits = inspect.iscoroutinefunction(real)
        monkeypatch.setattr(owner, name, broken if waits else broken_in_a_thread)
        return raised

    return fail


def faults(tertulia: Simulated) -> dict[str, int]:
    return {one.name: one.count for one in examine(tertulia.place).task_faults}


async def test_a_mirror_that_was_sent_is_not_sent_again(tertulia: Simulated, failing: Failing) -> None:
    news, noticias = await both(tertulia)
    raised = failing(DiscordWebhooks, "send", after=True)
    _, comment = await say(tertulia, tertulia.emma, news, "once")
    await mirror_in(tertulia, noticias, comment)
    assert raised
    assert len(noticias.thread.history()) == 1
    assert faults(tertulia) == {"mirrors": 1}


async def test_a_mirror_follows_its_comment(tertulia: Simulated, failing: Failing) -> None:
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, "before")
    await mirror_in(tertulia, noticias, comment)
    raised = failing(DiscordWebhooks, "edit")
    await tertulia.emma.edit(sent, "afterwards")
    await shows(tertulia, noticias, comment, "afterwards")
    assert raised


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (DiscordHistory, "removals"),
        (deletions, "settle"),
        (takedowns, "following"),
        (takedowns, "of_comment"),
        (DiscordWebhooks, "delete_appearance"),
    ],
)
async def test_a_deletion_is_settled_and_the_mirror_goes(
    tertulia: Simulated, failing: Failing, owner: Any, name: str
) -> None:
    news, noticias = await both(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, news, "my address is …")
    await mirror_in(tertulia, noticias, comment)
    raised = failing(owner, name)
    await tertulia.emma.delete(sent)
    await tertulia.until(lambda: not noticias.thread.history())
    assert raised
    now = await comment_of(tertulia, sent.id)
    assert now is not None
    assert (now.status, now.text) == (CommentStatus.DELETED, "")


async def test_what_somebody_deletes_by_the_button_is_taken_down(
    tertulia: Simulated, failing: Failing
) -> None:
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "my address is …")
    await mirror_of(tertulia, discussed, comment)
    raised = failing(takedowns, "following")
    await tertulia.services[DialogReplies].delete_own(AsMember(tertulia, tertulia.emma), comment.source_id)
    await tertulia.until(lambda: not discussed.thread.history())
    assert raised


async def test_a_message_that_trips_us_up_holds_up_none_in_another_room(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    news, noticias = await both(tertulia)
    comment = await reply(tertulia, tertulia.emma, news, "my address is …")
    for room in (news, noticias):
        await mirror_in(tertulia, room, comment)
    real, tripping = DiscordWebhooks.delete_appearance, set[int]()

    async def take_back(self: DiscordWebhooks, post: Any, appearance: Any) -> None:
        if not tripping or appearance.channel_id in tripping:
            tripping.add(appearance.channel_id)
            raise OurFault
        await real(self, post, appearance)

    monkeypatch.setattr(DiscordWebhooks, "delete_appearance", take_back)
    await tertulia.services[DialogReplies].delete_own(AsMember(tertulia, tertulia.emma), comment.source_id)
    await tertulia.until(lambda: tripping)
    (first,) = tripping
    other = noticias if first == news.thread.id else news
    await tertulia.until(lambda: not other.thread.history())


async def test_a_moderators_deletion_stays_theirs_though_it_is_stored_later(
    tertulia: Simulated, failing: Failing
) -> None:
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    raised = failing(deletions, "settle")
    await tertulia.marta.delete(sent)

    async def is_settled() -> bool:
        return (await stored(tertulia, discussed))[0].status is not CommentStatus.VISIBLE

    await tertulia.until(is_settled)
    assert raised
    [now] = await stored(tertulia, discussed)
    assert (now.status, now.text) == (CommentStatus.HIDDEN, "You are all fools.")


async def test_all_a_member_erased_is_taken_down(tertulia: Simulated, failing: Failing) -> None:
    news, noticias = await both(tertulia)
    for words in ("one", "another"):
        _, comment = await say(tertulia, tertulia.emma, news, words)
        await mirror_in(tertulia, noticias, comment)
    raised = failing(takedowns, "following")
    asked = await tertulia.run(tertulia.emma, "/privacy erase")
    await tertulia.click(tertulia.emma, asked.message, "Delete permanently")
    await tertulia.until(lambda: not noticias.thread.history())
    assert raised


async def test_a_room_that_cannot_be_read_keeps_none_from_it(tertulia: Simulated, failing: Failing) -> None:
    rooms = [await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias, another(1))]
    for room in rooms:
        await say(tertulia, tertulia.emma, room, "before")
    await tertulia.stop()
    for room in rooms:
        await tertulia.emma.send(room.thread, "missed")
    raised = failing(DiscordHistory, "after")
    await tertulia.start()
    for room in rooms:
        await gathered(tertulia, room, "before", "missed")
    assert raised
    assert faults(tertulia) == {"backfill": 1}


async def test_what_was_missed_is_looked_for_again(tertulia: Simulated, failing: Failing) -> None:
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "before")
    await tertulia.stop()
    await tertulia.emma.send(discussed.thread, "missed")
    raised = failing(appearances, "recent_shown")
    await tertulia.start()
    await gathered(tertulia, discussed, "before", "missed")
    assert raised


async def test_what_cannot_be_stored_keeps_nothing_else_from_it(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussed = await discuss(tertulia)
    real = Door.accept

    def accept(self: Door, connection: Any, located: Any) -> Any:
        if broken and any(one.posted.text == "trips us up" for one in located):
            raise OurFault
        return real(self, connection, located)

    broken = True
    monkeypatch.setattr(Door, "accept", accept)
    for words in ("one", "trips us up", "two"):
        await tertulia.emma.send(discussed.thread, words)

    async def the_others_are_there() -> bool:
        return [one.text for one in await stored(tertulia, discussed)] == ["one", "two"]

    await tertulia.until(the_others_are_there)
    broken = False
    await tertulia.restart()
    await gathered(tertulia, discussed, "one", "trips us up", "two")


async def test_a_card_is_redrawn(tertulia: Simulated, pages: Pages, failing: Failing) -> None:
    tertulia.clock.speed = 1_000
    await post_card(tertulia, serve(pages))
    (card,) = cards(tertulia.seed.news)
    looked, drawn = failing(posts, "of_discussion"), failing(DiscordBoard, "redraw")
    await tertulia.emma.send(tertulia.channel(card.id), "At last!")
    await tertulia.until(partial(commented, tertulia, 1))
    assert looked
    assert drawn
    assert faults(tertulia) == {"cards to redraw": 2}


async def test_a_card_is_finished(tertulia: Simulated, pages: Pages, failing: Failing) -> None:
    tertulia.expect(OurFault)
    raised = failing(DiscordBoard, "open_thread")
    await post_card(tertulia, serve(pages))
    (card,) = await tertulia.until(lambda: cards(tertulia.seed.news))
    tertulia.clock.speed = 1_000

    async def is_finished() -> bool:
        return not await tertulia.database.read(posts.pending)

    await tertulia.until(is_finished)
    assert raised
    assert tertulia.channel(card.id)


async def test_an_action_is_carried_out(tertulia: Simulated, failing: Failing) -> None:
    discussed = await discuss(tertulia)
    tertulia.clock.speed = 100
    tertulia.expect(OurFault)
    raised = failing(DiscordThreads, "set_state")
    await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)
    await tertulia.until(lambda: state(tertulia, discussed) == (True, False))
    assert raised


async def test_a_notice_follows(tertulia: Simulated, failing: Failing) -> None:
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, "You are all fools")
    await report(tertulia, tertulia.elena, rude)
    tertulia.clock.speed = 100
    raised = failing(DiscordNotices, "edit")
    await tertulia.emma.edit(rude, "I am sorry")
    await tertulia.until(lambda: "I am sorry" in text_of(notices(tertulia)[0]))
    assert raised


async def test_reactions_are_counted(tertulia: Simulated, failing: Failing) -> None:
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, "one")
    raised = failing(DiscordHistory, "after")
    await tertulia.elena.react(sent, THUMB)
    await counted(tertulia, comment, thumbs=1)
    assert raised
