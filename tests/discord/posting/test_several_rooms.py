"""One article posted into several rooms at once, by command or by an actor that need be no member."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.backend.models.channel import Overwrite, OverwriteType

from bot.discordkit.links import card_link
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
    assert all(isinstance(one, NotReadable) for one in outcomes.values())
    assert outcomes.keys() == actor.channels
    assert await live(tertulia) == []


async def test_the_command_posts_into_several_channels_and_tells_of_each(tertulia: Simulated, pages: Pages):
    seed, link = tertulia.seed, serve(pages)
    await post(tertulia, link, channel=seed.announcements)
    tertulia.fail("POST", f"/channels/{seed.noticias.id}/messages", 403, 50013)
    rooms = [seed.forum, seed.announcements, seed.news, seed.noticias]
    options = {f"channel-{place}": one for place, one in enumerate(rooms, 2)}
    answer = await post(tertulia, link, channel=seed.news, **options)
    assert answer.ephemeral
    links = {one.channel_id: card_link(one) for one in await live(tertulia)}
    in_news, in_forum, before, refused, code = answer.text.split("\n")
    assert in_news == f"- <#{seed.news.id}>: The card is posted: {links[seed.news.id]}"
    assert in_forum == f"- <#{seed.forum.id}>: The card is posted: {links[seed.forum.id]}"
    assert before == (
        f"- <#{seed.announcements.id}>: This article already has a card here: {links[seed.announcements.id]}"
    )
    assert refused.startswith(f"- <#{seed.noticias.id}>: Discord does not let me do that here")
    assert code.startswith("-# Code for whoever runs the bot: ")
    assert links.keys() == {seed.news.id, seed.forum.id, seed.announcements.id}


async def test_it_posts_only_where_the_member_moderates(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    tertulia.speaks(tertulia.mateo, "es-ES")
    deny = discord.Permissions(manage_messages=True).value
    denied = Overwrite(tertulia.mateo.id, OverwriteType.MEMBER, deny=deny)
    tertulia.env.backend.set_overwrite(seed.noticias.id, denied)
    answer = await tertulia.run(
        tertulia.mateo,
        "/article post",
        link=serve(pages),
        channel=seed.news,
        **{"channel-2": seed.noticias},
    )
    [card] = await live(tertulia)
    first, second = answer.text.split("\n")
    assert first == f"- <#{seed.news.id}>: La tarjeta está publicada: {card_link(card)}"
    assert second == f"- <#{seed.noticias.id}>: Necesitas allí el permiso Gestionar mensajes."


async def test_an_article_that_cannot_be_read_is_told_once(tertulia: Simulated, pages: Pages):
    seed = tertulia.seed
    options = {"channel-2": seed.noticias, "channel-3": seed.forum}
    several = await post(tertulia, pages.url("/gone"), channel=seed.news, **options)
    alone = await post(tertulia, pages.url("/gone"), channel=seed.news)
    assert several.text == alone.text
    assert await live(tertulia) == []
