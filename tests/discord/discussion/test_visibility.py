"""Who can read a room is asked of Discord's state at the moment something is to pass."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from simcord.backend import serializers

from bot.discussion.stores import notice_store as notices, post_store as posts
from bot.domain.discussion import AppearanceStatus
from bot.domain.moderation import NoticeKind
from bot.mirroring.mirror_worker import MirrorWorker
from bot.moderating.hide_comment import Hiding
from bot.moderating.notice_worker import NoticeWorker
from tests.discord.answers import labels_of
from tests.discord.discussed import Discussed, comment_of, discuss, say
from tests.discord.news import cards, post as post_article, serve
from tests.discord.pages import Pages
from tests.discord.rooms import both, hide_from_all, is_joined, mirror_in, mirrors, shows
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

SECRET = "Between us moderators: the mayor's brother told me."


def tell(tertulia: Simulated, event: str, **more: Any) -> None:
    """Send the bot an event about the server."""
    tertulia.env.backend.emit(event, {"id": str(tertulia.seed.guild.id), **more})


def show_again(tertulia: Simulated, **more: Any) -> None:
    """Send the bot the server as it is now."""
    backend = tertulia.env.backend
    payload = dict(serializers.guild_create_payload(backend, backend.get_guild(tertulia.seed.guild.id)))
    payload.pop("unavailable", None)
    backend.emit("GUILD_CREATE", {**payload, **more})


def blind(tertulia: Simulated) -> None:
    """Let no handler of the bot notice who can read a room: as when a message overtakes the event."""
    for name, handler in tertulia.client.get_cog("RoomWatch").get_listeners():  # type: ignore[union-attr]
        tertulia.client.remove_listener(handler, name)


# ---------------------------------------------------------------------- what passes between rooms


@pytest.mark.parametrize("noticed", [True, False])
async def test_what_is_said_in_a_room_made_private_while_the_bot_was_out_stays_there(
    tertulia: Simulated, noticed: bool
):
    news, noticias = await both(tertulia)
    if not noticed:
        blind(tertulia)
    tell(tertulia, "GUILD_DELETE")
    await tertulia.settle()
    assert await is_joined(tertulia, news) is not noticed
    hide_from_all(tertulia, news, hidden=True)
    await tertulia.settle()
    show_again(tertulia)
    _, comment = await say(tertulia, tertulia.mateo, news, SECRET)
    await tertulia.settle()
    assert await mirrors(tertulia, comment) == []
    assert not any(SECRET in text for text in tertulia.shown(noticias.thread))


async def test_rooms_that_stayed_public_are_joined_again_when_the_bot_is_invited_again(tertulia: Simulated):
    news, noticias = await both(tertulia)
    tell(tertulia, "GUILD_DELETE")
    await tertulia.settle()
    show_again(tertulia)
    await tertulia.settle()
    assert await is_joined(tertulia, news)
    _, comment = await say(tertulia, tertulia.emma, news, "Is it still in the public ward?")
    await mirror_in(tertulia, noticias, comment)


@pytest.mark.parametrize("room", ["news", "noticias"])
async def test_a_message_that_overtakes_the_event_does_not_leave_or_enter_a_private_room(
    tertulia: Simulated, room: str
):
    news, noticias = await both(tertulia)
    blind(tertulia)
    hide_from_all(tertulia, {"news": news, "noticias": noticias}[room], hidden=True)
    _, comment = await say(tertulia, tertulia.mateo, news, SECRET)
    await tertulia.settle()
    assert await mirrors(tertulia, comment) == []


async def test_an_edit_that_overtakes_the_event_does_not_leave_a_private_room(tertulia: Simulated):
    news, noticias = await both(tertulia)
    harbour = await discuss(tertulia, tertulia.seed.guild.create_text_channel("harbour"))
    said, comment = await say(tertulia, tertulia.mateo, news, "The ferry is late again.")
    await mirror_in(tertulia, noticias, comment)
    other, public = await say(tertulia, tertulia.mateo, harbour, "The quay is closed.")
    await mirror_in(tertulia, noticias, public)
    blind(tertulia)
    hide_from_all(tertulia, news, hidden=True)
    await tertulia.mateo.edit(said, content=SECRET)
    await tertulia.mateo.edit(other, content="The quay is open.")
    await shows(tertulia, noticias, public, "The quay is open.")
    assert not any(SECRET in str(one.components) for one in noticias.thread.history())


async def test_what_answers_a_private_rooms_comment_quotes_none_of_it_elsewhere(tertulia: Simulated):
    news, noticias = await both(tertulia)
    _, parent = await say(tertulia, tertulia.mateo, news, SECRET)
    mirror = await mirror_in(tertulia, noticias, parent)
    third = await discuss(tertulia, tertulia.seed.guild.create_text_channel("harbour"))
    hide_from_all(tertulia, news, hidden=True)
    await tertulia.settle()
    _, answer = await say(tertulia, tertulia.emma, noticias, "He would say that.", reply_to=mirror)
    shown = await mirror_in(tertulia, third, answer)
    assert "He would say that." in str(shown.components)
    assert SECRET not in str(shown.components)
    assert parent.author.name not in str(shown.components)


async def test_what_answers_a_hidden_comment_quotes_none_of_it_in_the_other_room(tertulia: Simulated):
    news, noticias = await both(tertulia)
    said, parent = await say(tertulia, tertulia.emma, news, SECRET)
    mirror = await mirror_in(tertulia, noticias, parent)
    _, before = await say(tertulia, tertulia.elena, news, "Who told you?", reply_to=said)
    assert SECRET in str((await mirror_in(tertulia, noticias, before)).components)
    marta = AsMember(tertulia, tertulia.marta)
    await tertulia.services[Hiding].hide(marta, parent.source_id, "not for everybody")

    await tertulia.until(lambda: not any(SECRET in str(one.components) for one in noticias.thread.history()))
    assert mirror.id not in [one.id for one in noticias.thread.history()]


@pytest.mark.parametrize("hidden", [True, False])
async def test_a_mirror_waits_while_discord_does_not_show_the_server(tertulia: Simulated, hidden: bool):
    news, noticias = await both(tertulia)
    tell(tertulia, "GUILD_DELETE", unavailable=True)
    await tertulia.settle()
    _, comment = await say(tertulia, tertulia.mateo, news, SECRET)
    await tertulia.settle()
    assert await mirrors(tertulia, comment) == [AppearanceStatus.PENDING]
    if hidden:
        hide_from_all(tertulia, news, hidden=True)
    show_again(tertulia, unavailable=False)
    wanted = AppearanceStatus.GONE if hidden else AppearanceStatus.SHOWN

    async def settled() -> bool:
        return await mirrors(tertulia, comment) == [wanted]

    await tertulia.until(settled)
    assert any(SECRET in text for text in tertulia.shown(noticias.thread)) is not hidden


async def test_a_notice_waits_while_discord_does_not_show_who_can_read_the_moderators_channel(
    tertulia: Simulated,
):
    news = await discuss(tertulia)
    await tertulia.run(tertulia.marta, "/settings moderators-channel", channel=tertulia.seed.moderators)
    _, comment = await say(tertulia, tertulia.emma, news, SECRET)
    tell(tertulia, "GUILD_DELETE", unavailable=True)
    await tertulia.settle()
    await tertulia.database.write(notices.owe, comment_id=comment.id, kind=NoticeKind.HIDE)
    notifier = tertulia.services[NoticeWorker]
    await tertulia.until(lambda: notifier.reason((comment.id, NoticeKind.HIDE)))
    assert tertulia.seed.moderators.history() == []
    hide_from_all(tertulia, news, hidden=True)
    show_again(tertulia, unavailable=False)
    await tertulia.settle()
    notifier.resync()
    [sent] = await tertulia.until(lambda: tertulia.seed.moderators.history())
    assert SECRET not in str(sent.components)


async def test_a_mirror_that_waited_for_discord_is_not_given_up_while_the_server_is_not_shown(
    tertulia: Simulated,
):
    news, noticias = await both(tertulia)
    guild = tertulia.client.get_guild(tertulia.seed.guild.id)
    assert guild is not None
    guild.unavailable = True  # before anything was told of it, and no gap keeps the mirror back
    _, comment = await say(tertulia, tertulia.emma, news, "Is the ferry late?")
    pump = tertulia.services[MirrorWorker]
    await tertulia.until(lambda: pump.reason(noticias.thread.id))
    assert await mirrors(tertulia, comment) == [AppearanceStatus.PENDING]
    guild.unavailable = False
    pump.resync()
    await mirror_in(tertulia, noticias, comment)


# ---------------------------------------------------------------------- what cards count


async def test_a_card_counts_what_its_readers_find_when_they_open_it(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    seed = tertulia.seed
    for room in (seed.news, seed.noticias, seed.moderators):
        await post_article(tertulia, link, channel=room)
    for room, member, text in (
        (seed.moderators, tertulia.mateo, "for moderators"),
        (seed.moderators, tertulia.mateo, "for moderators again"),
        (seed.news, tertulia.emma, "for everybody"),
        (seed.noticias, tertulia.elena, "para todos"),
    ):
        sent = await member.send(tertulia.channel(cards(room)[-1].id), text)
        await tertulia.until(partial(comment_of, tertulia, sent.id))
    for room, reader, count in (
        (seed.news, tertulia.emma, 2),
        (seed.noticias, tertulia.emma, 2),
        (seed.moderators, tertulia.marta, 4),
    ):
        await tertulia.until(partial(_counts, room, count))
        answer = await tertulia.click(reader, cards(room)[-1], "t1:open")
        assert f"{count} comments" in answer.text


async def test_a_card_stops_counting_a_room_that_is_made_private(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    news, noticias = tertulia.seed.news, tertulia.seed.noticias
    for room in (news, noticias):
        await post_article(tertulia, link, channel=room)
    sent = await tertulia.emma.send(tertulia.channel(cards(noticias)[-1].id), "¿Quién lo paga?")
    await tertulia.until(partial(comment_of, tertulia, sent.id))
    await tertulia.until(partial(_counts, news, 1))
    # Parted by hand it is still read by everybody, and stops being only when it is hidden.
    await tertulia.run(tertulia.marta, "/settings part", channel=noticias)
    await tertulia.settle()
    assert _counts(news, 1)
    [room] = [one for one in await tertulia.database.read(posts.live) if one.channel_id == noticias.id]
    hide_from_all(tertulia, Discussed(room, noticias), hidden=True)
    await tertulia.until(partial(_counts, news, 0))
    assert _counts(noticias, 1)


def _counts(room: Any, count: int) -> bool:
    """Whether the card of a room says that there are so many comments."""
    opening = [label for label in labels_of(cards(room)[-1]) if label.startswith(("Open", "Abrir"))]
    return [label.rpartition(" (")[2] if "(" in label else "0)" for label in opening] == [f"{count})"]
