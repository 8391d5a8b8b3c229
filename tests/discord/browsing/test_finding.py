"""``/discussion search`` and ``/discussion mine``: comments by words or author, in the rooms one sees."""

from __future__ import annotations

from dataclasses import replace

import pytest
from simcord import MemberActor
from simcord.components import walk_components

from bot.browsing.pager import PAGE_SIZE
from bot.browsing.search_comments import MAX_QUERY_LENGTH, CommentSearch, Found, FoundPage
from bot.browsing.search_view import found_view
from bot.database import erasure_ledger as erasures
from bot.discordkit import custom_ids
from bot.discussion.stores import comment_store as comments, discussion_store as discussions
from bot.domain.article import Article, Block, BlockKind, Edition, SummarySentence
from bot.domain.discussion import Attachment, Author, CommentStatus
from bot.domain.errors import StorageFailed
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog
from bot.jobs.kinds import Job
from tests.discord.answers import BUTTON, Answer
from tests.discord.case_helpers import stored
from tests.discord.discussed import Discussed, discuss, say
from tests.discord.news import remove
from tests.discord.rooms import hide_from_all
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

SENTENCE = "The old pier is to be torn down."
PIER = Article(
    (
        Edition(
            language=Language.EN,
            title="A pier and its council",
            blocks=(Block(BlockKind.PARAGRAPH, SENTENCE),),
            sentences=(SENTENCE,),
            summary=(SummarySentence(SENTENCE, 0),),
            url="https://news.example/pier",
        ),
    ),
    (),
    ("https://news.example/pier",),
)


async def test_what_was_said_about_an_article_that_was_taken_away_is_found_by_moderators_and_its_author(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia, article=PIER)
    await say(tertulia, tertulia.emma, discussed, "The pier must stay.")
    emma, elena, marta = (AsMember(tertulia, one) for one in (tertulia.emma, tertulia.elena, tertulia.marta))
    comment_search = tertulia.services[CommentSearch]
    assert len((await comment_search.search(elena, "pier")).found) == 1
    await remove(tertulia, at=discussed.thread)
    assert (await comment_search.search(elena, "pier")).found == ()
    assert (await comment_search.search(emma, "pier")).found == ()
    assert len((await comment_search.mine(emma)).found) == 1
    assert len((await comment_search.search(marta, "pier")).found) == 1


async def public_id(tertulia: Simulated, discussed: Discussed) -> str:
    found = await tertulia.database.read(discussions.get, discussed.id)
    assert found is not None
    return found.public_id


def now(tertulia: Simulated, answer: Answer) -> tuple[str, list[str]]:
    """The text and the buttons of an answer as it stands now."""
    page = tertulia.env.backend.get_message(answer.message.channel_id, answer.message.id)
    parts = list(walk_components(page.components))
    text = "\n".join(str(one["content"]) for one in parts if one.get("type") == 10)
    return text, [str(one["label"]) for one in parts if one.get("type") == BUTTON]


def numbers(text: str) -> list[int]:
    """Which of the numbered remarks are there, in order."""
    return [int(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith("Remark about")]


async def remarks(tertulia: Simulated, discussed: Discussed, count: int) -> None:
    for number in range(1, count + 1):
        await say(tertulia, tertulia.emma, discussed, f"Remark about the canción number {number}")


# ---------------------------------------------------------------------- search


@pytest.mark.parametrize("typed", ["cancion", "CANCIÓN", "cancio*", "muelle, ¿canción?"])
async def test_words_are_found_and_marked_accents_and_capitals_aside(tertulia: Simulated, typed: str):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.elena, discussed, "¿Y la *canción* del muelle?")
    await say(tertulia, tertulia.emma, discussed, "Something else.")
    answer = await tertulia.run(tertulia.emma, "/discussion search", text=typed)
    assert answer.ephemeral
    assert "**Elena**" in answer.text
    assert "\\***canción**\\*" in answer.text, "marked, and what was written stays what it is"
    assert f"/{discussed.thread.id}/{comment.source_id})" in answer.text
    assert "The night the river rose" in answer.text
    assert "in Spanish" in answer.text
    assert "Something else" not in answer.text


async def test_in_spanish_the_search_and_what_it_finds_are_said_in_spanish(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "The council said nothing about the song.")
    answer = await tertulia.run(tertulia.elena, "/discussion search", text="song")
    assert "### Comentarios con «song»" in answer.text
    assert "La noche en que subió el río" in answer.text
    assert "the **song**." in answer.text
    none = await tertulia.run(tertulia.elena, "/discussion search", text="faro")
    assert none.text == "Ningún comentario que puedas ver coincide con «faro»."
    assert none.labels == []
    refused = await tertulia.run(tertulia.elena, "/discussion search", text="¿?… *")
    assert refused.text == "Escribe al menos una palabra para buscar."
    assert refused.ephemeral


async def test_where_nothing_is_found_or_asked_a_sentence_says_so(tertulia: Simulated):
    none = await tertulia.run(tertulia.emma, "/discussion search", text="lighthouse @everyone")
    assert none.text == "No comments you can see match “lighthouse everyone”."
    refused = await tertulia.run(tertulia.emma, "/discussion search", text="--- !")
    assert refused.text == "Write at least one word to search for."
    short = await tertulia.run(tertulia.emma, "/discussion search", text="muse* pa*")
    assert short.text == "Too many words begin with `pa*`: write at least three letters before the star."
    long = await tertulia.run(tertulia.emma, "/discussion search", text="aaa*" * (MAX_QUERY_LENGTH // 4))
    assert long.text == f"The search is too long. The limit is {MAX_QUERY_LENGTH} characters."
    wrong = await tertulia.run(tertulia.emma, "/discussion search", text="pier", article="no such article")
    assert wrong.text == "I do not know that article here. Choose one from the list."


async def test_the_newest_come_first_and_pages_turn_also_after_a_restart(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await remarks(tertulia, discussed, 2 * PAGE_SIZE + 1)
    answer = await tertulia.run(tertulia.emma, "/discussion search", text="cancion")
    assert numbers(answer.text.replace("**", "").replace("Emma", "")) == [11, 10, 9, 8, 7]
    assert answer.labels == ["◀ Older"]
    await tertulia.restart()
    await tertulia.click(tertulia.emma, answer.message, "◀ Older")
    text, labels = now(tertulia, answer)
    assert numbers(text.replace("**", "")) == [6, 5, 4, 3, 2]
    assert labels == ["◀ Older", "Newer ▶"]
    await tertulia.click(tertulia.emma, answer.message, "◀ Older")
    assert numbers(now(tertulia, answer)[0].replace("**", "")) == [1]
    await tertulia.click(tertulia.emma, answer.message, "Newer ▶")
    assert numbers(now(tertulia, answer)[0].replace("**", "")) == [6, 5, 4, 3, 2]


async def test_one_article_can_be_looked_through_by_itself(tertulia: Simulated):
    river, pier = await discuss(tertulia), await discuss(tertulia, article=PIER)
    await say(tertulia, tertulia.emma, river, "The council again.")
    for number in range(PAGE_SIZE + 1):
        await say(tertulia, tertulia.emma, pier, f"The council and the pier {number}.")
    everywhere = await tertulia.run(tertulia.emma, "/discussion search", text="again")
    assert "The council again".replace("again", "**again**") in everywhere.text
    [offered] = await tertulia.complete(tertulia.emma, "/discussion search", "article", "pier")
    answer = await tertulia.run(tertulia.emma, "/discussion search", text="council", article=offered["value"])
    assert offered["value"] == await public_id(tertulia, pier)
    await tertulia.click(tertulia.emma, answer.message, "◀ Older")
    assert "pier 0" in now(tertulia, answer)[0]
    assert "again" not in now(tertulia, answer)[0]


async def test_only_rooms_that_whoever_asks_sees_are_looked_through(tertulia: Simulated):
    private = await discuss(tertulia, tertulia.seed.moderators, PIER)
    await say(tertulia, tertulia.marta, private, "The council, between us.")
    assert "between us" in (await tertulia.run(tertulia.marta, "/discussion search", text="council")).text
    answer = await tertulia.run(tertulia.emma, "/discussion search", text="council")
    assert answer.text.startswith("No comments you can see")
    article = await public_id(tertulia, private)
    refused = await tertulia.run(tertulia.emma, "/discussion search", text="council", article=article)
    assert refused.text == "I do not know that article here. Choose one from the list."
    blind = AsMember(tertulia, tertulia.marta, blind=True)
    elsewhere = AsMember(tertulia, tertulia.marta, server_id=1)
    for standing in (blind, elsewhere):
        assert not (await tertulia.services[CommentSearch].search(standing, "council")).found
        assert not (await tertulia.services[CommentSearch].mine(standing)).found


@pytest.mark.parametrize("who", ["emma", "elena"])
async def test_what_one_may_see_is_asked_at_each_press(tertulia: Simulated, who: str):
    member: MemberActor = getattr(tertulia, who)
    discussed = await discuss(tertulia)
    await remarks(tertulia, discussed, PAGE_SIZE + 1)
    elsewhere, article = tertulia.seed.noticias, await public_id(tertulia, discussed)
    everywhere = await tertulia.run(member, "/discussion search", at=elsewhere, text="cancion")
    inside = await tertulia.run(member, "/discussion search", at=elsewhere, text="cancion", article=article)
    hide_from_all(tertulia, discussed, hidden=True)
    older = "◀ Older" if who == "emma" else "◀ Más antiguos"
    await tertulia.click(member, everywhere.message, older)
    nothing = message("No comments you can see match “{words}”.", words="cancion")
    language = Language.EN if who == "emma" else Language.ES
    assert now(tertulia, everywhere) == (tertulia.client.catalog.say(nothing, language), [])
    refused = await tertulia.click(member, inside.message, older)
    unknown = message("I do not know that article here. Choose one from the list.")
    assert refused.text == tertulia.client.catalog.say(unknown, language)


async def test_what_is_not_shown_is_not_found(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await remarks(tertulia, discussed, 3)
    hidden, deleted, _ = await stored(tertulia, discussed)
    await tertulia.database.write(comments.set_status, comment_id=hidden.id, status=CommentStatus.HIDDEN)
    await tertulia.database.write(erasures.erase, comment_ids=[deleted.id])
    answer = await tertulia.run(tertulia.marta, "/discussion search", text="cancion")
    assert numbers(answer.text.replace("**", "").replace("Emma", "")) == [3]


@pytest.mark.parametrize(("who", "said"), [("emma", "The database"), ("elena", "La base de datos")])
@pytest.mark.parametrize(("command", "options"), [("search", {"text": "pier"}), ("mine", {}), ("show", {})])
async def test_a_database_that_cannot_be_read_is_named(
    tertulia: Simulated, monkeypatch: pytest.MonkeyPatch, who: str, said: str, command: str, options: dict
):
    discussed = await discuss(tertulia)

    def broken(*_: object, **__: object) -> None:
        raise StorageFailed(message("The database is closed."))

    monkeypatch.setattr("bot.discussion.stores.server_store.rooms", broken)
    monkeypatch.setattr("bot.browsing.tree_store.level", broken)
    answer = await tertulia.run(
        getattr(tertulia, who), f"/discussion {command}", at=discussed.thread, **options
    )
    assert answer.text.startswith(said)
    assert answer.ephemeral


# ---------------------------------------------------------------------- mine


async def test_ones_own_are_there_newest_first_with_what_became_of_them(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await remarks(tertulia, discussed, 4)
    await say(tertulia, tertulia.elena, discussed, "Esto no es de Emma.")
    hidden, refused, deleted, *_ = await stored(tertulia, discussed)
    for comment, status in ((hidden, CommentStatus.HIDDEN), (refused, CommentStatus.REFUSED)):
        await tertulia.database.write(comments.set_status, comment_id=comment.id, status=status)
    await tertulia.database.write(erasures.erase, comment_ids=[deleted.id])
    await tertulia.until(lambda: not tertulia.health(Job.TAKEDOWN).backlog)
    answer = await tertulia.run(tertulia.emma, "/discussion mine")
    assert answer.ephemeral
    assert "### Your comments on this server\n3 comments" in answer.text
    assert numbers(answer.text) == [4, 2, 1]
    first, second, third = (line for line in answer.text.splitlines() if line.startswith(("[<t:", "<t:")))
    assert f"/{discussed.thread.id}/" in first
    assert second.endswith("*not visible: the discussion was locked*")
    assert third.endswith("*hidden by a moderator*")
    assert "de Emma" not in answer.text
    assert "The night the river rose" in answer.text
    assert numbers((await tertulia.run(tertulia.marta, "/discussion mine")).text) == []


async def test_ones_own_are_paged_in_ones_language_also_after_a_restart(tertulia: Simulated):
    discussed = await discuss(tertulia)
    for number in range(1, PAGE_SIZE + 3):
        await say(tertulia, tertulia.elena, discussed, f"Remark about {number}")
    answer = await tertulia.run(tertulia.elena, "/discussion mine")
    assert "### Tus comentarios en este servidor\n7 comentarios" in answer.text
    assert numbers(answer.text) == [7, 6, 5, 4, 3]
    assert answer.labels == ["◀ Más antiguos"]
    await tertulia.restart()
    await tertulia.click(tertulia.elena, answer.message, "◀ Más antiguos")
    text, labels = now(tertulia, answer)
    assert (numbers(text), labels) == ([2, 1], ["Más recientes ▶"])
    await tertulia.click(tertulia.elena, answer.message, "Más recientes ▶")
    assert numbers(now(tertulia, answer)[0]) == [7, 6, 5, 4, 3]


async def test_who_said_nothing_is_told_so(tertulia: Simulated):
    assert "0 comments" in (await tertulia.run(tertulia.emma, "/discussion mine")).text
    assert "0 comentarios" in (await tertulia.run(tertulia.elena, "/discussion mine")).text


async def test_help_tells_of_them_in_both_languages(tertulia: Simulated):
    english = await tertulia.run(tertulia.emma, "/help")
    spanish = await tertulia.run(tertulia.elena, "/help")
    for name, said in (("show", "ver"), ("search", "buscar"), ("mine", "mis-comentarios")):
        assert f"</discussion {name}:" in english.text
        assert f"/discusión {said}" in spanish.text.replace("</", "/")
    one = await tertulia.run(tertulia.emma, "/help", command="discussion search")
    assert "`text` (required)" in one.text
    assert "`article`:" in one.text
    one = await tertulia.run(tertulia.elena, "/help", command="discusión buscar")
    assert "Busca comentarios, los más recientes primero" in one.text
    assert "`texto`" in one.text


# ---------------------------------------------------------------------- limits


@pytest.mark.parametrize("words", [("*" * 3,), ()])
async def test_a_page_of_the_longest_comments_fits_into_one_message(
    tertulia: Simulated, words: tuple[str, ...]
):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, "The pier.")
    files = tuple(Attachment(number, "[" * 99, None, 1, "https://cdn.example/x") for number in range(9))
    long = replace(comment, text="*" * 2_000, author=Author(1, "*" * 80), attachments=files)
    found = Found(long, "_" * 300, f"https://discord.com/channels/{1 << 62}/{1 << 62}/{1 << 62}")
    page = FoundPage((found,) * PAGE_SIZE, True, True, words)
    for language in Language:
        assert found_view(page, Catalog.load(), language).content_length() <= 4_000


def test_the_longest_search_fits_into_a_button() -> None:
    longest = custom_ids.find("older", 10**20 - 1, "p" * 16, "w" * MAX_QUERY_LENGTH)
    assert len(longest) <= 100
    assert (match := custom_ids.FIND.fullmatch(longest))
    assert match["words"] == "w" * MAX_QUERY_LENGTH
    assert (match := custom_ids.FIND.fullmatch(custom_ids.find("newer", 1, None, "pier burn*")))
    assert (match["public_id"], match["words"]) == (None, "pier burn*")
