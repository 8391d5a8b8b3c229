"""Where a channel takes no webhook of ours, it is asked for one once in a while, not for every mirror."""

from __future__ import annotations

from functools import partial

import discord
import pytest

from bot.domain.discussion import Comment
from bot.domain.errors import PlatformFailed
from bot.mirroring.discord_webhooks import REFUSED_SECONDS, DiscordWebhooks
from bot.mirroring.webhooks_port import MirrorContent
from tests.clock import SteppedClock
from tests.discord.answers import text_of
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.simulated import Simulated

WEBHOOKS = "/channels/*/webhooks"
TOO_MANY, LACKS = (400, 30007), (403, 50013)


async def spoken(
    tertulia: Simulated, webhooks: DiscordWebhooks, discussed: Discussed, comment: Comment, times: int = 1
) -> list[bool]:
    """Say a comment so often; gives whether it was said by webhook."""
    content = MirrorContent(comment, None, None)
    return [(await webhooks.send(discussed.post, content, archived=False)).by_webhook for _ in range(times)]


def mirror_saying(discussed: Discussed, text: str) -> discord.Message | None:
    """The message in the discussion's thread that shows ``text``, or None."""
    return next((one for one in discussed.thread.history() if text in text_of(one)), None)


def asked(tertulia: Simulated) -> int:
    """How often the bot has asked about webhooks of a channel or for one."""
    return sum(one.path.endswith("/webhooks") for one in tertulia.env.http_requests)


@pytest.mark.parametrize("refusal", [TOO_MANY, LACKS])
async def test_a_refused_webhook_is_asked_for_again_after_a_while(
    tertulia: Simulated, refusal: tuple[int, int]
) -> None:
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, "the piers")
    clock = SteppedClock()
    webhooks = DiscordWebhooks(tertulia.client, tertulia.database, clock)
    tertulia.fail("POST", WEBHOOKS, *refusal, times=None)
    assert await spoken(tertulia, webhooks, discussed, comment, 3) == [False] * 3
    assert asked(tertulia) == 2  # which there are, and for a new one
    tertulia.heal()
    await clock.advance(REFUSED_SECONDS - 1)
    assert await spoken(tertulia, webhooks, discussed, comment) == [False]
    assert asked(tertulia) == 2
    await clock.advance(1)
    assert await spoken(tertulia, webhooks, discussed, comment, 2) == [True] * 2
    assert asked(tertulia) == 4


async def test_a_fault_that_passes_is_no_refusal(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, "the piers")
    webhooks = DiscordWebhooks(tertulia.client, tertulia.database, SteppedClock())
    tertulia.fail("POST", WEBHOOKS, 500)
    with pytest.raises(PlatformFailed):
        await spoken(tertulia, webhooks, discussed, comment)
    assert await spoken(tertulia, webhooks, discussed, comment) == [True]


async def test_a_refusal_holds_for_its_channel_alone(tertulia: Simulated) -> None:
    news = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias)
    _, comment = await say(tertulia, tertulia.emma, news, "the piers")
    webhooks = DiscordWebhooks(tertulia.client, tertulia.database, SteppedClock())
    tertulia.fail("POST", f"/channels/{news.post.channel_id}/webhooks", *TOO_MANY, times=None)
    assert await spoken(tertulia, webhooks, news, comment) == [False]
    assert await spoken(tertulia, webhooks, noticias, comment) == [True]


async def test_a_refusal_is_forgotten_once_the_channels_webhooks_change(tertulia: Simulated) -> None:
    """As when a manager deletes one that nobody needs."""
    discussed = await discuss(tertulia)
    channel = tertulia.client.get_channel(discussed.post.channel_id)
    assert isinstance(channel, discord.TextChannel)
    superfluous = tertulia.env.backend.create_webhook(channel.id, "Nobody's", tertulia.marta.id)
    before = asked(tertulia)

    async def mirrored(text: str) -> bool:
        """Reply to the card; gives whether the mirror in its thread was sent by webhook."""
        card = await channel.fetch_message(discussed.post.message_id)
        await tertulia.emma.send(tertulia.seed.news, text, reply_to=card)
        shown = partial(mirror_saying, discussed, text)
        return (await tertulia.until(shown)).webhook_id is not None

    tertulia.fail("POST", WEBHOOKS, *TOO_MANY, times=None)
    assert [await mirrored(text) for text in ("one", "two")] == [False, False]
    assert asked(tertulia) == before + 2
    tertulia.heal()
    tertulia.env.backend.delete_webhook(superfluous.id)
    await tertulia.settle()
    assert await mirrored("three")
