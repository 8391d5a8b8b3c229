"""One article posted into several rooms at once, by an actor that need be no member."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.article import Article
from bot.domain.discussion import PostStatus
from bot.domain.errors import BotLacks, NotAllowed, NotReadable
from bot.domain.message import Message
from bot.domain.people import Actor
from bot.posting.publish_article import Published, Publisher
from bot.reading.reader import Reader
from tests.discord.news import post, serve
from tests.discord.pages import Pages
from tests.discord.posted import live, told_of_posting
from tests.discord.simulated import Simulated


async def tell(step: Message) -> None:
    """Nobody looks."""


async def test_an_article_is_read_once_and_posted_into_several_rooms_whatever_happens_in_one(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    seed, link, read = tertulia.seed, serve(pages), list[str]()
    await post(tertulia, link, channel=seed.announcements)
    real = Reader.from_link

    async def counted(self: Reader, address: str, **options: Any) -> Article:
        read.append(address)
        return await real(self, address, **options)

    monkeypatch.setattr(Reader, "from_link", counted)
    monkeypatch.setattr("bot.posting.publish_article.FRESH", timedelta())
    tertulia.fail("POST", f"/channels/{seed.noticias.id}/messages", 403, 50013)
    publisher = tertulia.services[Publisher]
    actor = Actor(
        0,
        seed.guild.id,
        frozenset(one.id for one in (seed.news, seed.noticias, seed.forum, seed.announcements)),
    )
    wanted = [seed.news.id, seed.noticias.id, seed.forum.id, seed.moderators.id, seed.announcements.id]

    outcomes = await publisher.from_link(actor, wanted, link, tell)
    assert read == [link]
    assert outcomes.keys() == set(wanted)
    assert isinstance(outcomes[seed.noticias.id], BotLacks)
    assert isinstance(outcomes[seed.moderators.id], NotAllowed)
    assert isinstance(standing_before := outcomes[seed.announcements.id], Published)
    assert not standing_before.is_new
    posted = [outcomes[seed.news.id], outcomes[seed.forum.id]]
    assert all(isinstance(one, Published) and one.is_new and not one.missing for one in posted)
    standing = await live(tertulia)
    assert {one.channel_id for one in standing} == {seed.news.id, seed.forum.id, seed.announcements.id}
    assert len({one.discussion_id for one in standing}) == 1
    assert {one.status for one in standing} == {PostStatus.POSTED}
    told = await told_of_posting(tertulia, standing[0].article_id)
    assert sorted(succeeded for [(succeeded, _)] in told) == [False, True, True, True]


async def test_an_article_that_cannot_be_read_is_told_of_every_room_that_needed_it(
    tertulia: Simulated, pages: Pages
):
    seed = tertulia.seed
    publisher = tertulia.services[Publisher]

    actor = Actor(0, seed.guild.id, frozenset((seed.news.id, seed.noticias.id)))
    outcomes = await publisher.from_link(actor, actor.channels, pages.url("/gone"), tell)
    assert {type(one) for one in outcomes.values()} == {NotReadable}
    assert outcomes.keys() == actor.channels
    assert await live(tertulia) == []
