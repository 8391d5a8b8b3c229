"""Cards of feeds mention one role once, get the forum's tags, and say where their text is from."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import discord
import pytest
from simcord import ChannelHandle, RoleHandle
from simcord.backend import serializers

from bot.discussion.stores import post_store as posts
from bot.domain.discussion import PostStatus
from bot.domain.errors import NotReadable
from bot.domain.language import Language
from bot.feeding.delivering.publish_entry import EntryPublisher
from bot.posting import article_store as articles
from bot.posting.publishing.store_posts import OfFeed
from tests.discord.news import cards, post, serve
from tests.discord.pages import Pages
from tests.discord.posted import live
from tests.discord.simulated import Simulated


async def posted(tertulia: Simulated, link: str, channel: ChannelHandle, of_feed: OfFeed) -> None:
    publisher = tertulia.services[EntryPublisher]
    places, failures = publisher.reach([channel.id])
    assert not failures
    article = await publisher.read(link)
    sent = await publisher.post(article, tertulia.seed.guild.id, list(places.values()), of_feed)
    assert not sent.failures


def made_role(tertulia: Simulated, **fields: Any) -> RoleHandle:
    return tertulia.seed.guild.create_role("Readers", **fields)


def requests_of(tertulia: Simulated, channel: ChannelHandle) -> list[Any]:
    found = tertulia.requests("POST", f"/channels/{channel.id}/messages")
    return [one.json for one in found if one.json.get("components")]


async def test_a_card_mentions_its_role_once_and_lets_nothing_else_through(tertulia: Simulated, pages: Pages):
    role = made_role(tertulia, mentionable=True)
    await tertulia.settle()
    await posted(tertulia, serve(pages), tertulia.seed.news, OfFeed("a feed", role.id))
    [sent] = requests_of(tertulia, tertulia.seed.news)
    assert sent["components"][0]["content"] == f"<@&{role.id}>"
    assert sent["allowed_mentions"]["parse"] == []
    assert list(map(int, sent["allowed_mentions"]["roles"])) == [role.id]
    [card] = await live(tertulia)
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=tertulia.seed.news)
    pattern = f"/channels/{tertulia.seed.news.id}/messages/{card.message_id}"
    [edit] = await tertulia.until(lambda: tertulia.requests("PATCH", pattern))
    assert edit.json["components"][0]["content"] == f"<@&{role.id}>"
    assert edit.json["allowed_mentions"] == {"parse": []}


async def test_a_card_that_is_put_back_mentions_nobody_again(tertulia: Simulated, pages: Pages):
    role = made_role(tertulia, mentionable=True)
    await tertulia.settle()
    await posted(tertulia, serve(pages), tertulia.seed.news, OfFeed("a feed", role.id))
    [card] = await live(tertulia)
    await tertulia.database.write(posts.mark_removed, card.id)
    await tertulia.database.write(posts.forget_card, card.id, thread_too=True)
    await tertulia.database.write(posts.put_back, card.id)
    sent = await tertulia.until(partial(_second, tertulia))
    assert sent["components"][0]["content"] == f"<@&{role.id}>"
    assert not sent["allowed_mentions"].get("roles")


def _second(tertulia: Simulated) -> Any:
    return requests_of(tertulia, tertulia.seed.news)[1:2] and requests_of(tertulia, tertulia.seed.news)[1]


@pytest.mark.parametrize("which", ["everyone", "gone", "not mentionable"])
async def test_a_role_that_may_not_be_mentioned_is_left_out(tertulia: Simulated, pages: Pages, which: str):
    role_id = {
        "everyone": tertulia.seed.guild.id,
        "gone": 4242,
        "not mentionable": made_role(tertulia).id,
    }[which]
    pinging_nobody = discord.PermissionOverwrite(mention_everyone=False)
    room = tertulia.seed.guild.create_text_channel(
        "quiet", overwrites={tertulia.seed.guild.default_role: pinging_nobody}
    )
    await tertulia.settle()
    await posted(tertulia, serve(pages), room, OfFeed("a feed", role_id))
    [sent] = requests_of(tertulia, room)
    assert "<@&" not in str(sent["components"])
    assert not sent["allowed_mentions"].get("roles")


async def test_a_forum_post_gets_the_tags_with_these_names(tertulia: Simulated, pages: Pages):
    backend = tertulia.env.backend
    forum = backend.get_channel(tertulia.seed.forum.id)
    tag = {"moderated": False, "emoji_id": None, "emoji_name": None}
    forum.available_tags = [
        {**tag, "id": "71", "name": "Local"},
        {**tag, "id": "72", "name": "Política"},
        {**tag, "id": "73", "name": "Staff", "moderated": True},
    ]
    backend.emit("CHANNEL_UPDATE", serializers.channel_payload(backend, forum))
    await tertulia.settle()
    tags = ("politica", "staff", "Sport")
    await posted(tertulia, serve(pages), tertulia.seed.forum, OfFeed("a feed", tags=tags))
    [request] = tertulia.requests("POST", f"/channels/{tertulia.seed.forum.id}/threads")
    assert list(map(str, request.json["applied_tags"])) == ["72"]


async def test_a_card_that_a_moderator_removed_does_not_come_back(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    await posted(tertulia, link, tertulia.seed.news, OfFeed("a feed"))
    [card] = await live(tertulia)
    await tertulia.database.write(posts.mark_removed, card.id)
    await posted(tertulia, link, tertulia.seed.news, OfFeed("a feed"))
    assert await live(tertulia) == []
    await post(tertulia, link)
    [again] = await live(tertulia)
    assert again.status is PostStatus.POSTED


async def test_the_text_of_an_entry_is_labelled_until_its_page_is_read(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    publisher = tertulia.services[EntryPublisher]
    read = await publisher.read(link)
    taken = replace(read, editions=tuple(replace(one, from_feed=True) for one in read.editions))
    places, _ = publisher.reach([tertulia.seed.news.id])
    await publisher.post(taken, tertulia.seed.guild.id, list(places.values()), OfFeed("a feed"))
    [card] = cards(tertulia.seed.news)
    assert "In English · text from the feed" in str(card.components)
    await post(tertulia, link, channel=tertulia.seed.noticias)
    [known] = await tertulia.database.read(articles.known, read.aliases)
    stored = await tertulia.database.read(articles.get, known)
    assert stored is not None
    assert not stored.article.original.from_feed
    assert stored.article.original.language is Language.EN


async def test_what_is_stored_is_posted_where_its_page_cannot_be_read_now(tertulia: Simulated, pages: Pages):
    link = serve(pages, spanish=False)
    publisher = tertulia.services[EntryPublisher]
    read = await publisher.read(link)
    taken = replace(read, editions=tuple(replace(one, from_feed=True) for one in read.editions))
    await tertulia.database.write(articles.store, taken)
    pages.put("/bridge", "<p>Sorry</p>")
    assert (await publisher.read(link)).original.title == read.original.title
    with pytest.raises(NotReadable):
        await publisher.read(pages.put("/other", "<p>Sorry</p>"))


async def test_what_is_stored_is_posted_where_its_page_became_something_else(
    tertulia: Simulated, pages: Pages
):
    link = serve(pages)
    publisher = tertulia.services[EntryPublisher]
    read = await publisher.read(link)
    taken = replace(read, editions=(replace(read.original, from_feed=True),))
    await tertulia.database.write(articles.store, taken)
    pages.put("/bridge", pages.page("/es/puente"))
    again = await publisher.read(link)
    assert again.original.title == read.original.title
    assert again.original.from_feed
