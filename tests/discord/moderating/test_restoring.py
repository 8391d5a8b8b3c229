"""Restored while it is still being taken down, or before that was noted, a comment loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from bot.database import schema
from bot.discussion.stores import appearance_store as appearances, comment_store as comments
from bot.domain.discussion import AppearanceStatus, Comment, CommentStatus
from bot.domain.errors import PlatformFailed
from bot.moderating.hide_comment import Hiding
from tests.discord.answers import text_of
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

TEXT = "The ferry was never going to pay for itself, whatever the council says."
MOMENT = 0.3
"""Seconds: longer than the audit log is given here, and than mirrors take."""


pytestmark = pytest.mark.pace(30)


class Slow:
    """Requests of one kind that reach Discord only once they are let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tertulia: Simulated, request: str) -> None:
        self.asked, self.let_go = asyncio.Event(), asyncio.Event()
        real: Callable[..., Any] = getattr(tertulia.client.http, request)

        async def later(*args: Any, **options: Any) -> Any:
            self.asked.set()
            await self.let_go.wait()
            return await real(*args, **options)

        monkeypatch.setattr(tertulia.client.http, request, later)


async def hidden_and_restored_at_once(tertulia: Simulated, comment: Comment, slow: Slow) -> None:
    """Two moderators: one hides, and while that is slow on Discord the other restores."""
    hiding = tertulia.services[Hiding]
    hidden = asyncio.create_task(
        hiding.hide(AsMember(tertulia, tertulia.mateo), comment.source_id, "a mistake")
    )
    await slow.asked.wait()
    restored = asyncio.create_task(hiding.restore(AsMember(tertulia, tertulia.marta), comment.source_id))
    await asyncio.sleep(MOMENT)
    slow.let_go.set()
    await asyncio.gather(hidden, restored)
    await tertulia.settle()
    await asyncio.sleep(MOMENT)


async def is_whole(tertulia: Simulated, comment: Comment, *rooms: Discussed) -> None:
    """It is visible with its text, and each room's thread shows it once."""
    for room in rooms:
        await tertulia.until(partial(shown_once, tertulia, room))
    await asyncio.sleep(MOMENT)
    assert [shown_once(tertulia, room) for room in rooms] == [True] * len(rooms)
    now = await tertulia.database.read(comments.get, comment.id)
    shown = await tertulia.database.read(appearances.of_comment, comment.id)
    assert now is not None
    assert (now.status, now.text) == (CommentStatus.VISIBLE, TEXT)
    standing = {one.message_id for one in shown if one.status is AppearanceStatus.SHOWN}
    assert standing == {one.id for room in rooms for one in messages(tertulia, room)}


def shown_once(tertulia: Simulated, room: Discussed) -> bool:
    return len(messages(tertulia, room)) == 1


def messages(tertulia: Simulated, room: Discussed) -> list[Any]:
    return [one for one in tertulia.channel(room.thread.id).history() if TEXT in text_of(one)]


async def test_restored_while_its_message_is_being_deleted_it_is_shown_again(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed, other = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    said, comment = await say(tertulia, tertulia.emma, discussed, TEXT)
    await tertulia.until(partial(shown_once, tertulia, other))
    slow = Slow(monkeypatch, tertulia, "delete_message")
    await hidden_and_restored_at_once(tertulia, comment, slow)
    await is_whole(tertulia, comment, discussed, other)
    assert said.id not in [one.id for one in messages(tertulia, discussed)]


async def test_restored_before_it_is_taken_down_its_message_stays(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, TEXT, attachments=[("map.txt", b"a map")])
    slow = Slow(monkeypatch, tertulia, "get_from_cdn")
    await hidden_and_restored_at_once(tertulia, comment, slow)
    await is_whole(tertulia, comment, discussed)
    assert [one.id for one in messages(tertulia, discussed)] == [said.id]


async def hidden_as_by_a_bot_that_was_killed(tertulia: Simulated, comment: Comment, said: Any) -> None:
    """Its message is gone from Discord, and that was neither noted nor told."""

    def hide(connection):
        # Not by the store, which has the background worker take the message down.
        hidden = update(schema.comment).where(schema.comment.c.id == comment.id)
        connection.execute(hidden.values(status=CommentStatus.HIDDEN))

    await tertulia.database.write(hide)
    del tertulia.env.backend.messages[said.channel.id][said.id]


async def test_restored_before_its_deletion_was_noted_it_is_not_taken_for_its_authors_act(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, TEXT)
    await hidden_as_by_a_bot_that_was_killed(tertulia, comment, said)
    marta = AsMember(tertulia, tertulia.marta)
    tertulia.fail("GET", "/channels/*/messages/*", 500)
    with pytest.raises(PlatformFailed):
        await tertulia.services[Hiding].restore(marta, comment.source_id)
    await tertulia.services[Hiding].restore(marta, comment.source_id)
    await is_whole(tertulia, comment, discussed)
    await tertulia.restart()  # what is missing is looked for now
    await is_whole(tertulia, comment, discussed)
