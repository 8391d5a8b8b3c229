"""Cards that stand: their language button, the number on them, and what becomes of them behind our back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from simcord.backend import serializers

from bot.discordkit import custom_ids
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import post_store as posts
from bot.domain.card import Card
from bot.domain.discussion import Author, CommentOrigin, CommentStatus, DetectedLanguage, Post, PostStatus
from bot.domain.errors import PlatformFailed
from bot.domain.language import Language
from bot.domain.message import message
from bot.posting.board_port import SentCard
from bot.posting.discord_board import DiscordBoard
from bot.posting.redraw_worker import RedrawWorker
from bot.servers.language_settings import Languages
from tests.comments import add
from tests.discord.answers import labels_of, text_of
from tests.discord.news import ENGLISH, SPANISH, TEXT, cards, post, serve
from tests.discord.pages import Pages
from tests.discord.posted import commented
from tests.discord.simulated import Simulated


async def live(tertulia: Simulated) -> list[Post]:
    return await tertulia.database.read(posts.live)


async def test_the_button_shows_the_edition_it_names_to_that_reader_alone(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    answer = await tertulia.click(tertulia.emma, card, "Leer en español")
    assert answer.ephemeral
    assert str(SPANISH["title"]) in answer.text
    assert "Tom Hill" in answer.text
    assert len(answer.labels) == 2
    assert str(ENGLISH["title"]) in text_of(cards(tertulia.seed.news)[0])
    chosen = await tertulia.services[Languages].chosen_by(tertulia.emma.id)
    assert chosen.reading == "es"
    assert chosen.spoken is None


async def test_only_an_edition_that_exists_can_be_read(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages, spanish=False))
    [card] = cards(tertulia.seed.news)
    assert labels_of(card) == ["Leave a reply", "Open discussion"]
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=tertulia.seed.noticias)
    await post(tertulia, pages.url("/bridge"), channel=tertulia.seed.noticias)
    [card] = cards(tertulia.seed.noticias)
    assert labels_of(card) == ["Read in English", "Dejar una respuesta", "Abrir la discusión"]


async def test_a_headline_alone_is_no_edition_and_both_headlines_are_shown(tertulia: Simulated):
    pasted = await tertulia.run(tertulia.marta, "/article paste")
    await tertulia.fill(tertulia.marta, pasted, {"Text": TEXT})
    [card] = cards(tertulia.seed.news)
    assert labels_of(card) == ["Leave a reply", "Open discussion"]
    assert text_of(card).startswith(f"### {ENGLISH['title']}\n**{SPANISH['title']}**\n-# In English")
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=tertulia.seed.news)

    def is_spanish() -> bool:
        shown = text_of(cards(tertulia.seed.news)[0])
        return shown.startswith(f"### {SPANISH['title']}\n**{ENGLISH['title']}**\n-# En español solo")

    await tertulia.until(is_spanish)
    assert labels_of(cards(tertulia.seed.news)[0])[0] == "Read in English"


async def test_the_button_of_an_older_card_says_that_there_is_no_edition(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages, spanish=False))
    [stored] = await live(tertulia)
    old = custom_ids.read(stored.public_id, Language.ES)
    [sent] = cards(tertulia.seed.news)
    tertulia.env.backend.get_message(sent.channel.id, sent.id).components[0]["components"][-1]["components"][
        0
    ]["custom_id"] = old
    answer = await tertulia.click(tertulia.elena, sent, "Leave a reply")
    assert "Este artículo no está disponible en español; este es el original, en inglés." in answer.text


async def test_buttons_work_after_a_restart(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    await tertulia.restart()
    [card] = cards(tertulia.seed.news)
    assert str(SPANISH["title"]) in (await tertulia.click(tertulia.elena, card, "Leer en español")).text


async def test_a_card_of_another_database_says_so(tertulia: Simulated, pages: Pages):
    from sqlalchemy import update

    from bot.database.schema import post as table

    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)

    def rename(connection: object) -> None:
        connection.execute(update(table).values(public_id="another"))  # type: ignore[attr-defined]

    await tertulia.database.write(rename)
    english = await tertulia.click(tertulia.emma, card, "Leer en español")
    assert english.text == "I do not know this card: it was made with another database."
    spanish = await tertulia.click(tertulia.elena, card, "Leer en español")
    assert spanish.text != english.text


async def test_the_number_of_comments_follows_what_is_said(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    thread = tertulia.channel(card.id)
    await tertulia.emma.send(thread, "At last!")
    await tertulia.until(partial(commented, tertulia, 1))
    await tertulia.elena.send(thread, "¡Por fin!")
    await tertulia.until(partial(commented, tertulia, 2))


async def _is_as_it_should_be(tertulia: Simulated) -> bool:
    return not await tertulia.database.read(posts.with_stale_cards)


async def test_a_card_is_redrawn_only_when_it_changed(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [stored] = await live(tertulia)
    mark_stale = partial(posts.mark_stale, discussion_ids=[stored.discussion_id])
    await tertulia.database.write(mark_stale)
    [card] = cards(tertulia.seed.news)
    await tertulia.emma.send(tertulia.channel(card.id), "At last!")
    await tertulia.until(partial(commented, tertulia, 1))
    for _ in range(3):
        await tertulia.database.write(mark_stale)
    await tertulia.until(partial(_is_as_it_should_be, tertulia))
    await tertulia.settle()
    assert len(tertulia.requests("PATCH", f"/channels/{tertulia.seed.news.id}/messages")) == 1


@pytest.mark.bot(TERTULIA_REDRAW_SECONDS=0.6)
async def test_redraws_keep_their_pace(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    thread = tertulia.channel(card.id)
    for number in range(6):
        await tertulia.emma.send(thread, f"One more thing, number {number}")
    await tertulia.until(partial(commented, tertulia, 6))
    assert len(tertulia.requests("PATCH", f"/channels/{tertulia.seed.news.id}/messages")) <= 3


async def test_a_card_that_was_not_redrawn_before_the_bot_was_killed_is_redrawn_at_the_next_start(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    with monkeypatch.context() as killed:
        killed.setattr(RedrawWorker, "schedule", lambda *given: None)  # between the commit and what follows
        await tertulia.emma.send(tertulia.channel(card.id), "At last!")
        await tertulia.settle()
        await tertulia.until(partial(_is_to_be_redrawn, tertulia))
    assert labels_of(cards(tertulia.seed.news)[0])[2] == "Open discussion"
    await tertulia.restart()
    await tertulia.until(partial(commented, tertulia, 1))
    await tertulia.until(partial(_is_as_it_should_be, tertulia))


async def _is_to_be_redrawn(tertulia: Simulated) -> bool:
    return not await _is_as_it_should_be(tertulia)


async def test_what_changes_while_a_card_is_redrawn_is_not_missed(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    thread, real, drawn = tertulia.channel(card.id), DiscordBoard.redraw, list[int]()

    async def redraw(self: DiscordBoard, shown: Post, how: Card) -> None:
        if not drawn:
            await tertulia.elena.send(thread, "¡Por fin!")
            await tertulia.until(partial(_changes, tertulia, 2))
        drawn.append(how.comments)
        await real(self, shown, how)

    monkeypatch.setattr(DiscordBoard, "redraw", redraw)
    await tertulia.emma.send(thread, "At last!")
    await tertulia.until(partial(commented, tertulia, 2))
    assert drawn == [1, 2]


async def _changes(tertulia: Simulated, count: int) -> bool:
    [stored] = await live(tertulia)
    return list((await tertulia.database.read(posts.stale, stored.discussion_id)).values()) == [count]


async def test_what_changes_while_a_card_is_sent_is_on_it_afterwards(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    link, real = serve(pages), DiscordBoard.open_thread
    await post(tertulia, link, channel=tertulia.seed.noticias)
    [other] = await live(tertulia)

    async def open_thread(self: DiscordBoard, pending: Post, *named: object) -> int:
        assert labels_of(cards(tertulia.seed.news)[0])[2] == "Open discussion"
        comment = partial(
            add,
            discussion_id=other.discussion_id,
            post_id=other.id,
            parent_id=None,
            source_id=pending.message_id or 0,
            author=Author(tertulia.elena.id, "elena", None),
            origin=CommentOrigin.THREAD,
            status=CommentStatus.VISIBLE,
            text="¡Por fin!",
            language=DetectedLanguage.ES,
            said_at=other.created_at,
        )
        assert await tertulia.database.write(comment)
        return await real(self, pending, *named)

    monkeypatch.setattr(DiscordBoard, "open_thread", open_thread)
    await post(tertulia, link)
    await tertulia.until(partial(commented, tertulia, 1))


@pytest.mark.parametrize("is_found", [True, False], ids=["found", "sent again under its nonce"])
async def test_a_card_whose_sending_got_no_answer_is_redrawn_as_it_may_show_something_older(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch, is_found: bool
):
    real = DiscordBoard.send

    async def send(self: DiscordBoard, pending: Post, card: Card) -> SentCard:
        await real(self, pending, replace(card, comments=7))
        raise PlatformFailed(message("Discord is having trouble."))

    async def find(self: DiscordBoard, pending: Post) -> None:
        return None

    if not is_found:
        monkeypatch.setattr(DiscordBoard, "find", find)
    with monkeypatch.context() as unanswered:
        unanswered.setattr(DiscordBoard, "send", send)
        assert "I will keep trying" in (await post(tertulia, serve(pages))).text
    assert await commented(tertulia, 7)
    tertulia.clock.speed = 1_000

    async def is_redrawn() -> bool:
        [stored] = await live(tertulia)
        return stored.status is PostStatus.POSTED and await _is_as_it_should_be(tertulia)

    await tertulia.until(is_redrawn)
    [card] = cards(tertulia.seed.news)
    assert labels_of(card)[2] == "Open discussion"


@pytest.mark.parametrize("gone", ["card", "channel"])
async def test_a_card_deleted_while_its_thread_is_opened_stays_deleted(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch, gone: str
):
    real, room = DiscordBoard.open_thread, tertulia.seed.guild.create_text_channel("short-lived")
    await tertulia.settle()

    async def is_removed() -> bool:
        return await live(tertulia) == []

    async def open_thread(self: DiscordBoard, pending: Post, *named: object) -> int:
        thread_id = await real(self, pending, *named)
        if gone == "card":
            tertulia.env.backend.bulk_delete_messages(room.id, [cards(room)[0].id])
        else:
            tertulia.env.backend.delete_channel(room.id)
        await tertulia.until(is_removed)
        return thread_id

    monkeypatch.setattr(DiscordBoard, "open_thread", open_thread)
    answer = await post(tertulia, serve(pages), channel=room)
    assert "The card has been removed in the meantime." in answer.text
    assert await live(tertulia) == []
    assert not tertulia.services[RoomIndex].has_cards(room.id)


async def test_a_redraw_that_discord_refuses_is_tried_again(tertulia: Simulated, pages: Pages):
    tertulia.clock.speed = 1_000
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    tertulia.fail("PATCH", f"/channels/{tertulia.seed.news.id}/messages/*", 429, 30046, times=2)
    tertulia.fail("PATCH", f"/channels/{tertulia.seed.news.id}/messages/*", 403, 50001, times=1)
    await tertulia.emma.send(tertulia.channel(card.id), "At last!")
    await tertulia.until(partial(commented, tertulia, 1))


@pytest.mark.parametrize(("room", "status"), [("news", 403), ("forum", None)])
async def test_a_card_that_cannot_be_redrawn_keeps_no_other_from_it(
    tertulia: Simulated, pages: Pages, room: str, status: int | None
):
    link = serve(pages)
    await post(tertulia, link, channel=getattr(tertulia.seed, room))
    await post(tertulia, link, channel=tertulia.seed.noticias)
    first, other = await live(tertulia)
    if status is None:
        thread = tertulia.env.backend.get_channel(first.thread_id or 0)
        assert thread.thread_metadata is not None
        thread.thread_metadata.archived = True
    else:
        tertulia.fail(
            "PATCH", f"/channels/{first.channel_id}/messages/{first.message_id}", status, times=None
        )
    await tertulia.elena.send(tertulia.channel(other.thread_id or 0), "¡Por fin!")
    await tertulia.until(
        lambda: tertulia.requests("PATCH", f"/channels/{other.channel_id}/messages/{other.message_id}")
    )


async def test_a_redraw_finds_out_that_the_card_is_gone(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [stored] = await live(tertulia)
    tertulia.env.backend.messages[tertulia.seed.news.id].clear()
    await tertulia.emma.send(tertulia.channel(stored.thread_id or 0), "At last!")

    async def is_gone() -> bool:
        return await live(tertulia) == []

    await tertulia.until(is_gone)


async def test_a_card_in_an_archived_forum_post_is_left_alone(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages), channel=tertulia.seed.forum)
    [stored] = await live(tertulia)
    thread = tertulia.env.backend.get_channel(stored.thread_id or 0)
    assert thread.thread_metadata is not None
    thread.thread_metadata.archived = True
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=tertulia.seed.forum)
    await tertulia.settle()
    assert len(await live(tertulia)) == 1


async def test_a_thread_deleted_by_hand_leaves_the_card_standing(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    thread = tertulia.client.get_channel(card.id)
    await thread.delete()  # type: ignore[union-attr]
    await tertulia.settle()
    [stored] = await live(tertulia)
    assert (stored.message_id, stored.thread_id) == (card.id, None)
    answer = await tertulia.click(tertulia.emma, card, "Leer en español")
    assert str(SPANISH["title"]) in answer.text


async def test_a_forum_post_deleted_by_hand_is_noticed(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages), channel=tertulia.seed.forum)
    [stored] = await live(tertulia)
    await tertulia.client.get_channel(stored.thread_id or 0).delete()  # type: ignore[union-attr]
    await tertulia.settle()
    assert await live(tertulia) == []


async def test_cards_deleted_with_many_or_with_their_channel_are_noticed(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    room = tertulia.seed.guild.create_text_channel("short-lived")
    await tertulia.settle()
    await post(tertulia, link)
    await post(tertulia, link, channel=room)
    [card] = cards(tertulia.seed.news)
    said = await tertulia.emma.send(tertulia.seed.news, "Something else")
    tertulia.env.backend.bulk_delete_messages(tertulia.seed.news.id, [card.id, said.id])
    await tertulia.settle()
    assert [one.channel_id for one in await live(tertulia)] == [room.id]
    tertulia.env.backend.delete_channel(room.id)
    await tertulia.settle()
    assert await live(tertulia) == []


async def test_a_card_does_not_count_what_was_said_in_a_channel_that_was_deleted(
    tertulia: Simulated, pages: Pages
):
    link = serve(pages)
    room = tertulia.seed.guild.create_text_channel("short-lived")
    await tertulia.settle()
    await post(tertulia, link)
    await post(tertulia, link, channel=room)
    [other] = cards(room)
    await tertulia.emma.send(tertulia.channel(other.id), "At last!")
    await tertulia.until(partial(commented, tertulia, 1))
    tertulia.env.backend.delete_channel(room.id)
    await tertulia.until(lambda: labels_of(cards(tertulia.seed.news)[0])[2] == "Open discussion")


async def _ask_for_tags(tertulia: Simulated, *tags: dict[str, object]) -> None:
    """Let the forum require a tag on each post, as its settings can."""
    backend = tertulia.env.backend
    forum = backend.get_channel(tertulia.seed.forum.id)
    forum.available_tags = list(tags)
    payload = {**serializers.channel_payload(backend, forum), "flags": 1 << 4}
    backend.emit("CHANNEL_UPDATE", payload)
    await tertulia.settle()


async def test_a_forum_that_asks_for_a_tag_gets_its_first_free_one(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    staff = {"id": "76", "name": "Staff", "moderated": True, "emoji_id": None, "emoji_name": None}
    await _ask_for_tags(tertulia, staff)
    answer = await post(tertulia, link, channel=tertulia.seed.forum)
    assert answer.text == "#forum requires a tag on each post, and has none that I can use."
    assert await live(tertulia) == []
    await _ask_for_tags(tertulia, staff, {**staff, "id": "77", "name": "News", "moderated": False})
    answer = await post(tertulia, link, channel=tertulia.seed.forum)
    assert answer.text.startswith("The card is posted")
    [request] = tertulia.requests("POST", f"/channels/{tertulia.seed.forum.id}/threads")
    assert list(map(str, request.json["applied_tags"])) == ["77"]
