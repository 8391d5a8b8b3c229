"""Where Discord refuses a webhook, a name or a thread, mirrors appear as well as it lets them."""

from __future__ import annotations

from functools import partial

import pytest

from bot.discussion.stores import appearance_store as appearances, comment_store as comments
from bot.domain.discussion import AppearanceStatus, Comment
from tests.discord.case_helpers import forbid, mirror_of, reply, stored
from tests.discord.discussed import discuss, say
from tests.discord.simulated import Simulated

pytestmark = pytest.mark.pace(30)


async def test_where_webhooks_are_not_allowed_the_bot_says_who_spoke(tertulia: Simulated):
    forbid(tertulia, manage_webhooks=False)
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "the piers")
    mirror = await mirror_of(tertulia, discussed, comment)
    assert mirror.webhook_id is None
    assert tertulia.shown(discussed.thread)[-1] == "**Emma**: the piers"
    original = next(one for one in tertulia.seed.news.history() if one.id == comment.source_id)
    await tertulia.emma.edit(original, "the pier")
    await tertulia.until(lambda: tertulia.shown(discussed.thread)[-1] == "**Emma**: the pier")
    await tertulia.emma.delete(original)
    await tertulia.until(lambda: "**Emma**: the pier" not in tertulia.shown(discussed.thread))


async def test_a_webhook_deleted_by_hand_is_made_anew(tertulia: Simulated):
    discussed = await discuss(tertulia)
    first = await mirror_of(tertulia, discussed, await reply(tertulia, tertulia.emma, discussed, "one"))
    tertulia.env.backend.delete_webhook(first.webhook_id)
    second = await mirror_of(tertulia, discussed, await reply(tertulia, tertulia.emma, discussed, "two"))
    assert second.webhook_id not in (None, first.webhook_id)


@pytest.mark.parametrize("edited", [False, True])
@pytest.mark.parametrize("anew", [False, True])
async def test_what_a_webhook_that_is_gone_has_said_is_taken_down_all_the_same(
    tertulia: Simulated, edited: bool, anew: bool
):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "my address is …")
    mirror = await mirror_of(tertulia, discussed, comment)
    tertulia.env.backend.delete_webhook(mirror.webhook_id)
    if anew:
        await mirror_of(tertulia, discussed, await reply(tertulia, tertulia.emma, discussed, "two"))
    original = next(one for one in tertulia.seed.news.history() if one.id == comment.source_id)
    if edited:
        await tertulia.emma.edit(original, "nothing")
        await tertulia.until(partial(followed, tertulia, comment))
    await tertulia.emma.delete(original)
    await tertulia.until(lambda: "my address is …" not in tertulia.shown(discussed.thread))


async def followed(tertulia: Simulated, comment: Comment) -> bool:
    """Whether an edit was stored, and nothing is to be changed for it any more."""
    shown = await tertulia.database.read(appearances.of_comment, comment.id)
    now = await tertulia.database.read(comments.get, comment.id)
    return now is not None and now.text != comment.text and not any(one.outstanding for one in shown)


async def test_a_mirror_that_discord_refused_is_sent_later_and_once(tertulia: Simulated):
    discussed = await discuss(tertulia)
    tertulia.clock.speed = 100.0
    tertulia.fail("POST", "/webhooks/*/*", 500, times=2)
    comments_ = [await reply(tertulia, tertulia.emma, discussed, text) for text in ("one", "two", "three")]
    for comment in comments_:
        await mirror_of(tertulia, discussed, comment)
    assert tertulia.shown(discussed.thread)[-3:] == ["one", "two", "three"]


async def test_a_name_that_discord_refuses_for_webhooks_is_worn_all_the_same(tertulia: Simulated):
    discussed = await discuss(tertulia)
    user = tertulia.env.create_user("clyde", global_name="Discord Clyde")
    clyde = tertulia.seed.guild.add_member(user)
    mirror = await mirror_of(tertulia, discussed, await reply(tertulia, clyde, discussed, "hello"))
    assert mirror.author.name == "D·iscord C·lyde"


async def test_a_deleted_thread_ends_its_mirrors_and_keeps_what_was_said(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, "Still true.")
    await tertulia.client.get_channel(discussed.thread.id).delete()  # type: ignore[union-attr]
    await tertulia.settle()
    [now] = await stored(tertulia, discussed)
    assert now == comment
    [appearance] = await tertulia.database.read(appearances.of_comment, comment.id)
    assert appearance.status is AppearanceStatus.GONE
