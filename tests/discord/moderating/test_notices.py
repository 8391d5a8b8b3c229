"""A moderators' notice keeps saying what is so, and says it to moderators only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from discord.http import HTTPClient, MultipartParameters

from bot.database import erasure_ledger as erasures
from bot.moderating.report_comment import Reports
from tests.discord.answers import labels_of, text_of
from tests.discord.discussed import discuss, say
from tests.discord.moderated import RUDE, moderators_channel, notices, report
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
        await tertulia.database.write(erasures.erase, comment_ids=[comment.id])
        erased.set()
        await asyncio.Event().wait()

    platform.unanswered = unanswered
    elena = AsMember(tertulia, tertulia.elena)
    reporting = asyncio.create_task(tertulia.services[Reports].report(elena, comment.source_id, "rude"))
    await erased.wait()
    reporting.cancel()
    await tertulia.stop()
    [notice] = notices(tertulia)
    assert "fools" in text_of(notice)
    platform.unanswered = None
    await tertulia.start()
    await tertulia.until(lambda: "fools" not in text_of(notices(tertulia)[0]))
    assert [one.id for one in notices(tertulia)] == [notice.id]


@pytest.fixture
def opened(tertulia: Simulated) -> Callable[[bool], None]:
    """Lets everybody read the moderators' channel, or moderators only."""
    backend, room = tertulia.env.backend, tertulia.seed.moderators
    private = list(backend.get_channel(room.id).overwrites)

    def change(to_all: bool) -> None:
        backend.edit_channel(room.id, {}, overwrites=[] if to_all else private)

    return change


async def test_a_notice_tells_nothing_while_everybody_can_read_the_moderators_channel(
    tertulia: Simulated, opened: Callable[[bool], None]
):
    tertulia.clock.speed = 100
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude, "Es un insulto")
    opened(True)
    assert "the moderators will see it" in await report(tertulia, tertulia.marta, rude, "Not nice at all")
    [notice] = notices(tertulia)
    assert f"Everyone can read <#{tertulia.seed.moderators.id}>" in text_of(notice)
    for told in ("fools", "insulto", "Not nice", "Emma"):
        assert told not in text_of(notice)
    assert labels_of(notice) == []
    opened(False)
    await tertulia.until(lambda: "Not nice" in text_of(notices(tertulia)[0]))
    assert labels_of(notices(tertulia)[0]) == ["Hide", "Hide and warn", "Dismiss"]


async def test_a_notice_that_waits_for_another_does_not_go_out_once_everybody_can_read_the_channel(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, opened: Callable[[bool], None]
):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    said = [await say(tertulia, tertulia.emma, discussed, words) for words in (RUDE, "And liars")]
    platform, taken, answer = OncePerNonce(monkeypatch), asyncio.Event(), asyncio.Event()

    async def unanswered() -> None:
        taken.set()
        await answer.wait()

    platform.unanswered = unanswered
    elena, service = AsMember(tertulia, tertulia.elena), tertulia.services[Reports]
    first = asyncio.create_task(service.report(elena, said[0][1].source_id, "rude"))
    await taken.wait()
    second = asyncio.create_task(service.report(elena, said[1][1].source_id, "rude"))
    await tertulia.settle()
    opened(True)
    await tertulia.settle()
    answer.set()
    await asyncio.gather(first, second)
    await tertulia.until(lambda: "fools" not in text_of(notices(tertulia)[0]))
    assert len(notices(tertulia)) == 1


@pytest.mark.parametrize(
    ("chosen", "told", "labels"),
    [
        (
            {"channel": "es"},
            ["Reported by 1", "Denunciado por 1"],
            ["Hide · Ocultar", "Hide and warn · Ocultar y advertir", "Dismiss · Desestimar"],
        ),
        ({"server": "es"}, ["Denunciado por 1"], ["Ocultar", "Ocultar y advertir", "Desestimar"]),
        ({}, ["Reported by 1"], ["Hide", "Hide and warn", "Dismiss"]),
    ],
)
async def test_a_notice_is_in_the_languages_the_server_speaks(
    tertulia: Simulated, chosen: dict[str, str], told: list[str], labels: list[str]
):
    for place, language in chosen.items():
        await tertulia.run(tertulia.marta, f"/language {place}", language=language)
    discussed = await discuss(tertulia)
    moderators = tertulia.seed.moderators
    await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=moderators)
    rude, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, rude, "Es un insulto")
    [notice] = notices(tertulia)
    shown = text_of(notice)
    assert [line[4:].split(" m")[0] for line in shown.splitlines() if line.startswith("### ")] == told
    assert labels_of(notice) == labels
    assert shown.count("fools") == 1
    times = [part.split(">")[0] for part in shown.split("<t:")[1:]]
    assert times
    assert all(one.endswith((":d", ":t")) for one in times), "names of months are each client's own"
