"""A moderators' notice keeps saying what is so, and says it to moderators only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from discord.http import HTTPClient, MultipartParameters

from bot.discussion.stores import comment_store as comments
from tests.discord.answers import text_of
from tests.discord.discussed import discuss, say
from tests.discord.moderating import RUDE, moderators_channel, notices
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember


class OncePerNonce:
    """Has the platform take a message with the same nonce once only, and answer again with that message.

    ``unanswered``: what happens after a message was taken, in place of its answer.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.unanswered: Callable[[], Awaitable[None]] | None = None
        answers: dict[str, Any] = {}
        real, platform = HTTPClient.send_message, self

        async def send_message(self: HTTPClient, channel_id: int, *, params: MultipartParameters):
            nonce = (params.payload or {}).get("nonce")
            if nonce is None:
                return await real(self, channel_id, params=params)
            if nonce not in answers:
                answers[nonce] = await real(self, channel_id, params=params)
            if platform.unanswered is not None:
                await platform.unanswered()
            return answers[nonce]

        monkeypatch.setattr(HTTPClient, "send_message", send_message)


async def test_what_is_erased_after_a_notice_went_out_and_before_that_was_stored_does_not_stay_in_it(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    platform, erased = OncePerNonce(monkeypatch), asyncio.Event()

    async def unanswered() -> None:
        await tertulia.database.write(partial(comments.erase, comment_id=comment.id))
        erased.set()
        await asyncio.Event().wait()

    platform.unanswered = unanswered
    elena = AsMember(tertulia, tertulia.elena)
    reporting = asyncio.create_task(tertulia.services.reports.report(elena, comment.source_id, "rude"))
    await erased.wait()
    reporting.cancel()
    await tertulia.stop()
    [notice] = notices(tertulia)
    assert "fools" in text_of(notice)
    platform.unanswered = None
    await tertulia.start()
    await tertulia.until(lambda: "fools" not in text_of(notices(tertulia)[0]))
    assert [one.id for one in notices(tertulia)] == [notice.id]
