"""Posting an article: from a link, a text, a file or a message, once, and taking its card away."""

from __future__ import annotations

import asyncio

import discord
import pytest

from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import discussion_store as discussions, watermark_store as watermarks
from bot.domain.discussion import DiscussionStatus, PostStatus
from bot.posting import article_store as articles
from bot.posting.discord_board import DiscordBoard
from bot.reading.reader import Reader
from tests.discord import news
from tests.discord.answers import labels_of, text_of
from tests.discord.news import ENGLISH, SPANISH, TEXT, cards, post, serve
from tests.discord.pages import Pages
from tests.discord.posted import live, name_of
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
    assert "This bot stores" in note
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


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ({}, ["en", "es"]),
        ({"server": "es"}, ["es"]),
        ({"server": "en"}, ["en"]),
        ({"channel": "es"}, ["es", "en"]),
        ({"server": "es", "channel": "en"}, ["en", "es"]),
    ],
)
async def test_the_opening_note_is_in_the_languages_the_server_speaks(
    tertulia: Simulated, pages: Pages, chosen: dict[str, str], told: list[str]
):
    for place, language in chosen.items():
        await tertulia.run(tertulia.marta, f"/language {place}", language=language)
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    [note] = tertulia.shown(tertulia.channel(card.id))
    begins = {"en": "Discuss the article above", "es": "Conversa aquí"}
    found = [language for part in note.split("\n\n") for language in told if begins[language] in part]
    assert found == told
    assert len(note.split("\n\n")) == len(told)


async def test_each_step_is_shown_while_it_works(tertulia: Simulated, pages: Pages):
    await post(tertulia, serve(pages))
    told = [one.json.get("content") for one in tertulia.requests("PATCH", "/messages/@original")]
    assert [one for one in told if one and one.endswith("…")] == [
        "Loading the page …",
        "Reading the article …",
        "Reading it in the other language …",
        "Choosing its key sentences …",
        "Posting the card …",
    ]


@pytest.mark.parametrize("address", ["/bridge", "/es/puente", "/bridge?utm_source=x#top"])
async def test_the_same_story_again_answers_with_the_card_that_exists(
    tertulia: Simulated, pages: Pages, address: str
):
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    answer = await post(tertulia, pages.url(address))
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

    async def slowly(self: DiscordBoard, *what: object) -> int:
        thread_id = await opens(self, *what)  # type: ignore[arg-type]
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
        ("news.example/a", "I cannot open that link", "No puedo abrir ese enlace"),
        ("{origin}/gone", "There is no page at that link", "No hay ninguna página"),
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
    assert large.text == "That file is too large. The limit is 5 MB."


@pytest.mark.parametrize("who", ["emma", "elena"])
async def test_who_is_no_moderator_is_refused_whatever_their_client_shows(
    tertulia: Simulated, pages: Pages, who: str
):
    member = getattr(tertulia, who)
    answer = await tertulia.run(member, "/article post", link=serve(pages), forced=True)
    assert answer.text == {
        "emma": "You need the permission Manage Messages there.",
        "elena": "Necesitas allí el permiso Gestionar mensajes.",
    }.get(who)
    assert await live(tertulia) == []


async def test_what_the_bot_lacks_is_named_before_anything_is_sent(tertulia: Simulated, pages: Pages):
    denied = discord.PermissionOverwrite(create_public_threads=False, send_messages_in_threads=False)
    seed = tertulia.seed
    quiet = seed.guild.create_text_channel("quiet", overwrites={seed.bot_role: denied})
    await tertulia.settle()
    link = serve(pages)
    sentence, code = (await post(tertulia, link, channel=quiet)).text.split("\n")
    assert sentence == (
        f"I need these permissions in <#{quiet.id}>: Create Public Threads and Send Messages in Threads."
    )
    assert code.startswith("-# Code for whoever runs the bot: ")
    answer = await tertulia.run(tertulia.mateo, "/article post", link=link, channel=quiet)
    assert "Crear hilos públicos" in answer.text
    assert cards(quiet) == []
    assert await live(tertulia) == []
    assert not tertulia.requests("GET", "robots")


async def test_cards_go_into_rooms_that_can_hold_them(tertulia: Simulated, pages: Pages):
    voice = tertulia.seed.guild.create_voice_channel("talk")
    await tertulia.settle()
    answer = await tertulia.run(tertulia.marta, "/article post", at=voice, link=serve(pages))
    assert answer.text == ("Cards can only be posted in text channels, announcement channels and forums.")


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


def test_the_article_is_the_same_in_both_languages():
    assert len(news.ENGLISH["paragraphs"]) == len(news.SPANISH["paragraphs"])
