"""Posting an article: from a link, a text, a file or a message, once, and taking its card away."""

from __future__ import annotations

import asyncio
from functools import partial

import discord
import pytest
from simcord import ChannelHandle

from bot.audit import audit_store as audit
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import discussion_store as discussions, watermark_store as watermarks
from bot.domain.discussion import DiscussionStatus, Post, PostStatus
from bot.domain.moderation import Action, TargetKind
from bot.posting import article_store as articles
from bot.posting.discord_board import DiscordBoard
from bot.reading.reader import Reader
from tests.discord import news
from tests.discord.answers import labels_of, text_of
from tests.discord.news import ENGLISH, SPANISH, TEXT, cards, post, remove, serve
from tests.discord.pages import Pages
from tests.discord.posted import live, name_of, told_of_posting
from tests.discord.rooms import make_private
from tests.discord.simulated import Simulated


async def test_a_link_becomes_a_card_in_the_rooms_language_with_a_thread(tertulia: Simulated, pages: Pages):
    answer = await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    shown = text_of(card)
    assert f"### [{ENGLISH['title']}]({pages.url('/bridge')})" in shown
    assert "In English · the publisher's own edition" in shown
    assert "-# The Riverside · by Tom Hill · published on March 2, 2026 · 1-minute read" in shown
    assert "Hundreds of people crossed it" in shown or "The old bridge" in shown
    assert labels_of(card) == ["Leer en español", "Leave a reply", "Open discussion"]
    assert answer.ephemeral
    assert answer.text == f"The card is posted: {card.jump_url}"
    thread = tertulia.channel(card.id)
    assert name_of(tertulia, thread.id) == ENGLISH["title"]
    [note] = tertulia.shown(thread)
    assert "is stored by this bot" in note
    assert "Este bot guarda" in note
    assert "I cannot read ordinary messages" not in note
    [stored] = await live(tertulia)
    assert (stored.status, stored.message_id, stored.thread_id) == (PostStatus.POSTED, card.id, card.id)
    assert stored.joined


async def test_the_sentences_of_a_card_are_the_sources_own(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [stored] = await live(tertulia)
    article = await tertulia.database.read(articles.get, stored.article_id)
    assert article is not None
    for edition in article.article.editions:
        assert len(edition.summary) == 3
        assert [edition.sentences[one.sentence] for one in edition.summary] == [
            one.text for one in edition.summary
        ]
        shown = text_of(cards(tertulia.seed.news)[0])
        assert all(one.text in shown for one in edition.summary) == (edition.language == "en")


async def test_a_room_in_spanish_gets_the_spanish_edition(tertulia: Simulated, pages: Pages):
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=tertulia.seed.noticias)
    answer = await tertulia.run(
        tertulia.mateo, "/article post", link=serve(pages), channel=tertulia.seed.noticias
    )
    [card] = cards(tertulia.seed.noticias)
    assert answer.text == f"La tarjeta está publicada: {card.jump_url}"
    assert SPANISH["title"] in text_of(card)
    assert labels_of(card)[0] == "Read in English"
    assert "Este bot guarda" in tertulia.shown(tertulia.channel(card.id))[0].split("\n\n")[0]


async def test_each_step_is_shown_while_it_works(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    told = [one.json.get("content") for one in tertulia.requests("PATCH", "/messages/@original")]
    assert [one for one in told if one and one.endswith("…")] == [
        "Fetching the page …",
        "Reading the article …",
        "Reading its edition in the other language …",
        "Choosing the sentences that carry it …",
        "Posting the card …",
    ]


@pytest.mark.parametrize("path", ["/bridge", "/es/puente", "/bridge?utm_source=x#top"])
async def test_the_same_story_again_answers_with_the_card_that_exists(
    tertulia: Simulated, pages: Pages, path: str
):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    answer = await post(tertulia, pages.url(path))
    assert answer.text == f"This article already has a card here: {card.jump_url}"
    assert len(cards(tertulia.seed.news)) == 1


async def test_another_room_joins_the_same_discussion(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    await post(tertulia, link)
    await post(tertulia, link, channel=tertulia.seed.announcements)
    here, there = await live(tertulia)
    assert here.discussion_id == there.discussion_id
    assert here.channel_id != there.channel_id


async def test_a_private_room_does_not_join_by_itself(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages), channel=tertulia.seed.moderators)
    [stored] = await live(tertulia)
    assert not stored.joined


async def test_a_room_made_private_while_the_article_was_read_does_not_join(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    reads = Reader.from_link

    async def read_while_it_is_made_private(*arguments, **options):
        article = await reads(*arguments, **options)
        make_private(tertulia, tertulia.seed.news)
        await asyncio.sleep(0.1)
        return article

    monkeypatch.setattr(Reader, "from_link", read_while_it_is_made_private)
    await post(tertulia, serve(pages))
    [stored] = await live(tertulia)
    assert not stored.joined
    known = tertulia.services[RoomIndex].get(stored.id)
    assert not known.joined


async def test_a_forum_gets_a_post_named_after_the_headline(tertulia: Simulated, pages: Pages):
    answer = await post(tertulia, serve(pages), channel=tertulia.seed.forum)
    [stored] = await live(tertulia)
    assert stored.thread_id is not None
    thread = tertulia.channel(stored.thread_id)
    assert name_of(tertulia, thread.id) == ENGLISH["title"]
    card, note = tertulia.shown(thread)
    assert ENGLISH["title"] in card
    assert "Este bot guarda" in note
    assert answer.text.endswith(f"/{stored.thread_id}")


@pytest.mark.parametrize("room", ["news", "forum"])
async def test_what_may_be_missed_while_a_card_is_posted_is_read_and_nothing_else_waits_for(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch, room: str
):
    async def all_read() -> bool:
        return not await tertulia.database.read(watermarks.open_gaps)

    opens = DiscordBoard.open_thread

    async def slowly(self: DiscordBoard, posted: Post, name: str) -> int:
        thread_id = await opens(self, posted, name)
        await tertulia.until(all_read)
        return thread_id

    monkeypatch.setattr(DiscordBoard, "open_thread", slowly)
    await post(tertulia, serve(pages), channel=getattr(tertulia.seed, room))
    await tertulia.until(all_read, seconds=5)


async def test_used_in_a_thread_it_posts_into_the_channel_above(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    dialog = await tertulia.run(tertulia.marta, "/article paste", at=tertulia.channel(card.id))
    await tertulia.fill(tertulia.marta, dialog, {"Text": TEXT})
    assert len(cards(tertulia.seed.news)) == 2


async def test_a_pasted_text_is_read_with_its_twin_headline(tertulia: Simulated):
    dialog = await tertulia.run(tertulia.mateo, "/article paste")
    assert dialog.dialog["title"] == "Pegar un artículo"
    cut = len(TEXT) // 2
    halves = {"Texto": TEXT[:cut].rpartition("\n\n")[0], "Resto del texto": TEXT[:cut].rpartition("\n\n")[2]}
    halves["Resto del texto"] += TEXT[cut:]
    answer = await tertulia.fill(tertulia.mateo, dialog, halves)
    [card] = cards(tertulia.seed.news)
    assert card.jump_url in answer.text
    assert "In English · text posted here" in text_of(card)
    dialog = await tertulia.run(tertulia.marta, "/article paste")
    answer = await tertulia.fill(tertulia.marta, dialog, {"Headline": "Another headline", "Text": TEXT})
    assert answer.text.startswith("The card is posted")
    assert "### Another headline" in text_of(cards(tertulia.seed.news)[-1])
    dialog = await tertulia.run(tertulia.marta, "/article paste")
    answer = await tertulia.fill(tertulia.marta, dialog, {"Text": TEXT})
    assert answer.text == f"This article already has a card here: {card.jump_url}"


@pytest.mark.parametrize("name", ["bridge.txt", "bridge.md", "bridge.html"])
async def test_a_file_becomes_a_card(tertulia: Simulated, name: str):
    paragraphs = [str(one) for one in ENGLISH["paragraphs"]]
    content = {
        "txt": TEXT,
        "md": f"# {ENGLISH['title']}\n\n" + "\n\n".join(paragraphs),
        "html": f"<html lang='en'><title>{ENGLISH['title']}</title><body><article><h1>{ENGLISH['title']}</h1>"
        + "".join(f"<p>{one}</p>" for one in paragraphs)
        + "</article></body></html>",
    }[name.rpartition(".")[2]]
    await tertulia.run(tertulia.marta, "/article upload", file=(name, content.encode()))
    [card] = cards(tertulia.seed.news)
    assert str(ENGLISH["title"]) in text_of(card)


async def test_the_first_link_of_a_message_is_summarised(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    said = await tertulia.emma.send(tertulia.seed.news, f"Look (<{link}>), and https://other.example too!")
    answer = await tertulia.menu(tertulia.marta, "Summarise link", said)
    assert answer.text.startswith("The card is posted")
    said = await tertulia.emma.send(tertulia.seed.news, "No link at all")
    answer = await tertulia.menu(tertulia.mateo, "Summarise link", said)
    assert answer.text == "En ese mensaje no hay ningún enlace."


@pytest.mark.parametrize(
    ("link", "english", "spanish"),
    [
        ("news.example/a", "That is not a link I can open", "no es un enlace"),
        ("{origin}/gone", "There is no page at that link", "no hay ninguna página"),
        ("http://127.0.0.1:9/", "I only open links to the usual web ports", "puertos"),
    ],
)
async def test_a_bad_link_gets_one_sentence_and_changes_nothing(
    tertulia: Simulated, pages: Pages, link: str, english: str, spanish: str
):
    link = link.format(origin=pages.origin)
    assert english in (await post(tertulia, link)).text
    assert spanish in (await tertulia.run(tertulia.mateo, "/article post", link=link)).text
    assert await live(tertulia) == []
    assert cards(tertulia.seed.news) == []


async def test_an_unreadable_file_is_refused(tertulia: Simulated):
    answer = await tertulia.run(tertulia.marta, "/article upload", file=("a.pdf", b"%PDF"))
    assert answer.text == "I read files that end in .txt, .md or .html."
    large = await tertulia.run(tertulia.marta, "/article upload", file=("a.txt", b"a" * (5 * 1024**2 + 1)))
    assert large.text == "That file is too large: I read at most 5 MB."


@pytest.mark.parametrize("who", ["emma", "elena"])
async def test_who_is_no_moderator_is_refused_whatever_their_client_shows(
    tertulia: Simulated, pages: Pages, who: str
):
    member = getattr(tertulia, who)
    answer = await tertulia.run(member, "/article post", link=serve(pages), forced=True)
    assert answer.text == {
        "emma": "You need the permission Manage Messages there.",
        "elena": "Para eso necesitas ahí el permiso Gestionar mensajes.",
    }.get(who)
    assert await live(tertulia) == []


async def test_what_the_bot_lacks_is_named_before_anything_is_sent(tertulia: Simulated, pages: Pages):
    denied = discord.PermissionOverwrite(create_public_threads=False, send_messages_in_threads=False)
    seed = tertulia.seed
    quiet = seed.guild.create_text_channel("quiet", overwrites={seed.bot_role: denied})
    await tertulia.settle()
    link = serve(pages)
    assert (await post(tertulia, link, channel=quiet)).text == (
        f"I lack permissions in <#{quiet.id}>: Create Public Threads and Send Messages in Threads."
    )
    answer = await tertulia.run(tertulia.mateo, "/article post", link=link, channel=quiet)
    assert "Crear hilos públicos" in answer.text
    assert cards(quiet) == []
    assert await live(tertulia) == []
    assert not tertulia.requests("GET", "robots")


async def test_cards_go_into_rooms_that_can_hold_them(tertulia: Simulated, pages: Pages):
    voice = tertulia.seed.guild.create_voice_channel("talk")
    await tertulia.settle()
    answer = await tertulia.run(tertulia.marta, "/article post", at=voice, link=serve(pages))
    assert answer.text == ("Cards can be posted into text channels, announcement channels and forums only.")


async def test_discord_refusing_the_card_leaves_nothing_behind(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages", 403, 50013)
    answer = await post(tertulia, serve(pages))
    assert "I lack a permission" in answer.text
    assert await live(tertulia) == []
    assert (await post(tertulia, pages.url("/bridge"))).text.startswith("The card is posted")


async def test_a_card_that_discord_does_not_take_is_not_tried_for_ever(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages", 400, 50035)
    assert "Discord refused that" in (await post(tertulia, serve(pages))).text
    assert await live(tertulia) == []


async def test_a_card_that_could_not_be_sent_appears_once_discord_is_back(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages", 500)
    answer = await post(tertulia, serve(pages))
    assert "Discord is having trouble" in answer.text
    assert "I will keep trying" in answer.text
    tertulia.clock.speed = 1_000
    await tertulia.until(lambda: len(cards(tertulia.seed.news)) == 1)
    await tertulia.until(partial(_is_posted, tertulia))


async def test_a_card_is_sent_as_soon_as_discord_is_back(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages", 500, times=None)
    await post(tertulia, serve(pages))
    background = tertulia.client.get_cog("BackgroundCog")
    attempts = partial(tertulia.requests, "POST", f"/channels/{tertulia.seed.news.id}/messages")
    assert len(attempts()) == 1
    tertulia.heal()
    await background.on_server_available(0)  # type: ignore[union-attr]
    await tertulia.until(partial(_is_posted, tertulia), seconds=5)


async def _are_posted(tertulia: Simulated, count: int) -> bool:
    return [one.status for one in await live(tertulia)] == [PostStatus.POSTED] * count


_is_posted = partial(_are_posted, count=1)


async def test_a_thread_that_could_not_be_opened_is_opened_later(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages/*/threads", 500)
    answer = await post(tertulia, serve(pages))
    assert "The card is posted" in answer.text
    assert "Its thread could not be opened yet" in answer.text
    tertulia.clock.speed = 1_000
    await tertulia.until(partial(_is_posted, tertulia))
    [card] = cards(tertulia.seed.news)
    assert len(tertulia.shown(tertulia.channel(card.id))) == 1


async def test_a_thread_that_the_bot_may_not_open_is_given_up_until_it_may(tertulia: Simulated, pages: Pages):
    tertulia.fail("POST", "/channels/*/messages/*/threads", 403, 50013, times=None)
    assert "Its thread could not be opened yet" in (await post(tertulia, serve(pages))).text
    [stored] = await live(tertulia)
    [[(succeeded, reason)]] = await told_of_posting(tertulia, stored.article_id)
    assert not succeeded
    assert "I lack a permission" in str(reason)
    attempts = len(tertulia.requests("POST", "/threads"))
    tertulia.clock.speed = 10_000
    await asyncio.sleep(0.1)  # many times as long as until a retry
    assert len(tertulia.requests("POST", "/threads")) == attempts
    tertulia.heal()
    tertulia.permit(manage_webhooks=False)
    await tertulia.until(partial(_is_posted, tertulia))
    assert await told_of_posting(tertulia, stored.article_id) == [[(False, reason), (True, None)]]


async def test_what_was_said_below_a_card_without_a_thread_is_shown_in_it_once_it_is_there(
    tertulia: Simulated, pages: Pages
):
    link = serve(pages)
    await post(tertulia, link, channel=tertulia.seed.noticias)
    [other] = cards(tertulia.seed.noticias)
    elsewhere = tertulia.channel(other.id)
    await tertulia.elena.send(elsewhere, "said in the other room before")
    tertulia.fail("POST", "/channels/*/messages/*/threads", 500, times=None)
    await post(tertulia, link)
    [card] = cards(tertulia.seed.news)
    await tertulia.elena.send(tertulia.seed.news, "first, to the card", reply_to=card)
    dialog = await tertulia.click(tertulia.emma, card, "t1:reply")
    await tertulia.fill(tertulia.emma, dialog, {"Your reply": "second, in a dialog"})
    await tertulia.marta.send(tertulia.seed.news, "third, to the card", reply_to=card)
    await tertulia.settle()
    tertulia.heal()
    tertulia.clock.speed = 1_000
    await tertulia.until(partial(_are_posted, tertulia, 2))

    def those_of(thread: ChannelHandle) -> list[str]:
        shown = (text.split("\n")[-1] for text in tertulia.shown(thread))
        return [text for text in shown if text.endswith((", to the card", ", in a dialog", "room before"))]

    expected = ["first, to the card", "second, in a dialog", "third, to the card"]
    await tertulia.until(lambda: those_of(tertulia.channel(card.id)) == expected)
    await tertulia.until(lambda: those_of(elsewhere) == ["said in the other room before", *expected])


async def _forget(tertulia: Simulated, **values: object) -> None:
    """Put the one post back to where it was before something was noted down, as a crash leaves it."""
    from sqlalchemy import update

    from bot.database.schema import post as table

    def undo(connection: object) -> None:
        connection.execute(update(table).values(status=PostStatus.PENDING, **values))  # type: ignore[attr-defined]

    await tertulia.database.write(undo)


@pytest.mark.parametrize("room", ["news", "forum"])
@pytest.mark.parametrize("noted", ["nothing", "the card"])
async def test_a_crash_in_between_is_made_good_at_start_without_a_second_card(
    tertulia: Simulated, pages: Pages, room: str, noted: str
):
    channel = getattr(tertulia.seed, room)
    await post(tertulia, serve(pages), channel=channel)
    [before] = await live(tertulia)
    if noted == "nothing":
        await _forget(tertulia, message_id=None, thread_id=None)
    else:
        await _forget(tertulia, thread_id=None if room == "news" else before.thread_id)
    vars(tertulia.env.backend).pop("nonces", None)  # Discord knows them for minutes only
    await tertulia.restart()
    await tertulia.until(partial(_is_posted, tertulia))
    assert await live(tertulia) == [before]
    assert before.thread_id is not None
    thread = tertulia.channel(before.thread_id)
    assert len([one for one in tertulia.shown(thread) if "Este bot guarda" in one]) == 1
    assert len(cards(thread if room == "forum" else channel)) == 1


async def test_a_card_that_was_never_sent_is_sent_at_start(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    await tertulia.stop()
    tertulia.env.backend.messages[tertulia.seed.news.id].pop(card.id)
    vars(tertulia.env.backend).pop("nonces", None)
    await tertulia.start()
    await _forget(tertulia, message_id=None, thread_id=None)
    await tertulia.restart()
    await tertulia.until(partial(_is_posted, tertulia))
    [again] = cards(tertulia.seed.news)
    assert again.id != card.id


@pytest.mark.bot(message_content=False)
async def test_without_the_content_intent_the_note_says_what_counts(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    [note] = tertulia.shown(tertulia.channel(card.id))
    assert "I cannot read ordinary messages" in note
    for way in ("Leave a reply", "mention me", "Add to discussion"):
        assert way in note
    assert "«Añadir a la discusión»" in note
    assert "no puedo leer los mensajes corrientes" in note


async def test_a_new_card_of_a_locked_discussion_gets_a_locked_thread(tertulia: Simulated, pages: Pages):
    link = serve(pages)
    await post(tertulia, link)
    [first] = await live(tertulia)

    def lock(connection: object) -> None:
        discussions.set_status(connection, first.discussion_id, DiscussionStatus.LOCKED)  # type: ignore[arg-type]
        discussions.set_slowmode(connection, first.discussion_id, 30)  # type: ignore[arg-type]

    await tertulia.database.write(lock)
    await post(tertulia, link, channel=tertulia.seed.noticias)
    [card] = cards(tertulia.seed.noticias)
    thread = tertulia.env.backend.get_channel(card.id)
    assert thread.thread_metadata is not None
    assert thread.thread_metadata.locked
    assert thread.rate_limit_per_user == 30


async def test_removing_takes_the_card_and_its_empty_thread_away(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    [offered] = await tertulia.complete(tertulia.marta, "/article remove", "article", "BRIDGE")
    assert offered["name"] == ENGLISH["title"]
    [spanish] = await tertulia.complete(tertulia.mateo, "/article remove", "article", "")
    assert spanish["name"] == SPANISH["title"]
    assert await tertulia.complete(tertulia.marta, "/article remove", "article", "nothing like it") == []
    [stored] = await live(tertulia)
    asked = await tertulia.run(
        tertulia.marta, "/article remove", article=offered["value"], reason="Posted twice"
    )
    assert asked.text.startswith(f"Remove the card of “{ENGLISH['title']}” from <#{tertulia.seed.news.id}>?")
    assert len(cards(tertulia.seed.news)) == 1
    answer = await tertulia.click(tertulia.marta, asked.message, "Remove the card")
    assert answer.text.startswith("The card is taken away. What was said about it stays stored.")
    assert cards(tertulia.seed.news) == []
    assert card.id not in tertulia.env.backend.channels
    assert await live(tertulia) == []
    rows = await tertulia.database.read(audit.about, TargetKind.ARTICLE, stored.article_id)
    assert [(row.action, row.reason) for row in rows] == [
        (Action.POST, None),
        (Action.REMOVE, "Posted twice"),
    ]
    for row in rows:
        assert [one.succeeded for one in await tertulia.database.read(audit.outcomes, row.id)] == [True]
    again = await tertulia.run(tertulia.mateo, "/article remove", article=offered["value"])
    assert again.text == "Esa tarjeta ya se había retirado."
    assert (await post(tertulia, pages.url("/bridge"))).text.startswith("The card is posted")


@pytest.mark.parametrize("room", ["news", "forum"])
async def test_a_thread_with_comments_is_kept_locked(tertulia: Simulated, pages: Pages, room: str):
    await post(tertulia, serve(pages), channel=getattr(tertulia.seed, room))
    [stored] = await live(tertulia)
    assert stored.thread_id is not None
    assert stored.message_id is not None
    thread = tertulia.channel(stored.thread_id)
    await tertulia.emma.send(thread, "At last!")
    await tertulia.until(partial(_has_comments, tertulia, stored.id))
    await remove(tertulia, at=thread)
    state = tertulia.env.backend.get_channel(stored.thread_id).thread_metadata
    assert state is not None
    assert state.locked
    assert state.archived
    assert "At last!" in tertulia.shown(thread)
    assert not any(str(ENGLISH["title"]) in one for one in tertulia.shown(thread))
    assert await live(tertulia) == []


async def _has_comments(tertulia: Simulated, post_id: int) -> bool:
    return await tertulia.database.read(discussions.has_comments, post_id)


async def test_removing_in_the_cards_own_thread_needs_no_choice(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    thread = tertulia.channel(card.id)
    [offered] = await tertulia.complete(tertulia.marta, "/article remove", "article", "", at=thread)
    assert offered["name"] == ENGLISH["title"]
    await remove(tertulia, at=thread)
    assert cards(tertulia.seed.news) == []


async def test_removing_needs_a_card_and_the_permission(tertulia: Simulated, pages: Pages):
    answer = await tertulia.run(tertulia.marta, "/article remove", article="unknown")
    assert answer.text == "Choose one of the articles I offer, or use this in the thread of its card."
    assert (await tertulia.run(tertulia.mateo, "/article remove")).text.startswith("Elige uno de")
    await post(tertulia, serve(pages))
    [stored] = await live(tertulia)
    answer = await tertulia.run(tertulia.emma, "/article remove", article=stored.public_id, forced=True)
    assert "Manage Messages" in answer.text
    assert len(cards(tertulia.seed.news)) == 1


async def test_a_removal_that_discord_does_not_follow_is_tried_again(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    [stored] = await live(tertulia)
    tertulia.clock.speed = 100
    tertulia.fail("DELETE", "/channels/*", 500, times=2)
    answer = await remove(tertulia, article=stored.public_id)
    assert "On Discord this is not done yet" in answer.text
    await tertulia.until(lambda: not cards(tertulia.seed.news))


@pytest.mark.parametrize("room", ["news", "forum"])
async def test_a_card_deleted_by_hand_is_noticed(tertulia: Simulated, pages: Pages, room: str):
    link, channel = serve(pages), getattr(tertulia.seed, room)
    await post(tertulia, link, channel=channel)
    [stored] = await live(tertulia)
    assert stored.message_id is not None
    place = tertulia.channel(stored.thread_id or 0) if room == "forum" else channel
    [card] = cards(place)
    await tertulia.marta.delete(card)
    await tertulia.settle()
    assert await live(tertulia) == []
    answer = await post(tertulia, link, channel=channel)
    assert answer.text.startswith("The card is posted")


async def test_a_card_deleted_while_the_bot_was_away_is_noticed_when_posted_again(
    tertulia: Simulated, pages: Pages
):
    link = serve(pages)
    await post(tertulia, link)
    [card] = cards(tertulia.seed.news)
    tertulia.env.backend.messages[tertulia.seed.news.id].pop(card.id)
    answer = await post(tertulia, link)
    assert answer.text.startswith("The card is posted")
    [stored] = await live(tertulia)
    assert stored.message_id != card.id


def test_the_article_is_the_same_in_both_languages():
    assert len(news.ENGLISH["paragraphs"]) == len(news.SPANISH["paragraphs"])
