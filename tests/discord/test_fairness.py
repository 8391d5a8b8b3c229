"""What waits in one channel holds up nothing elsewhere: mirrors, and the backfill after an outage."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.chat.voices import DiscordVoices
from bot.domain.article import Article
from bot.services import mirror
from tests.discord.discussed import ARTICLE, discuss, say
from tests.discord.simulated import Simulated
from tests.discord.test_rooms import mirror_in, quick_deletions

__all__ = ["quick_deletions"]


def another(number: int) -> Article:
    """An article of its own, so that a channel holds several threads."""
    url = f"https://news.example/story-{number}"
    edition = replace(ARTICLE.editions[0], title=f"Story {number}", url=url)
    return replace(ARTICLE, editions=(edition,), aliases=(url,))


async def test_busy_threads_of_one_channel_hold_up_no_mirror_of_another(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    """All slots could be taken by threads of a channel whose rate limit lets nothing through."""
    opened, waiting, say_it = asyncio.Event(), set[int](), DiscordVoices.say
    busy_channel = tertulia.seed.noticias.id

    async def limited(self: DiscordVoices, post, utterance, *, archived):
        if post.channel_id == busy_channel:
            waiting.add(post.id)
            await opened.wait()
        return await say_it(self, post, utterance, archived=archived)

    monkeypatch.setattr(DiscordVoices, "say", limited)
    for number in range(mirror.AT_ONCE + 1):
        busy = await discuss(tertulia, tertulia.seed.news, another(number))
        await discuss(tertulia, tertulia.seed.noticias, another(number))
        await say(tertulia, tertulia.emma, busy, f"in busy thread {number}")
    await tertulia.until(lambda: waiting)
    here = await discuss(tertulia, tertulia.seed.news, another(99))
    there = await discuss(tertulia, tertulia.seed.announcements, another(99))
    _, comment = await say(tertulia, tertulia.elena, here, "in a quiet thread")
    await mirror_in(tertulia, there, comment)
    opened.set()


async def test_threads_of_a_channel_take_turns_message_by_message(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch
):
    sent: list[str] = []
    opened, say_it = asyncio.Event(), DiscordVoices.say

    async def noted(self: DiscordVoices, post, utterance, *, archived):
        await opened.wait()
        sent.append(utterance.comment.text)
        return await say_it(self, post, utterance, archived=archived)

    monkeypatch.setattr(DiscordVoices, "say", noted)
    busy, quiet = [await discuss(tertulia, tertulia.seed.news, another(number)) for number in range(2)]
    for number in range(2):
        await discuss(tertulia, tertulia.seed.noticias, another(number))
    for number in range(10):
        await say(tertulia, tertulia.emma, busy, f"busy {number}")
    await say(tertulia, tertulia.elena, quiet, "quiet")
    opened.set()
    await tertulia.until(lambda: len(sent) == 11)
    assert sent.index("quiet") <= 2
