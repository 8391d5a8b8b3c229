"""Discussions and searches for members who want them translated: both languages, for them alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

import pytest
from simcord import MemberActor

from bot.browsing.discussion_view import page_view
from bot.browsing.pager import LATEST, PAGE_SIZE
from bot.browsing.read_discussion import DiscussionPage, DiscussionReader, ParentComment
from bot.browsing.search_comments import CommentSearch
from bot.browsing.search_view import found_view
from bot.database import erasure_ledger as erasures
from bot.domain.card import MAX_FEATURED, Featured, Question
from bot.domain.discussion import Attachment, Comment
from bot.domain.language import Language
from bot.domain.message import message
from bot.domain.translation import MachineText
from bot.i18n.catalog import Catalog
from bot.translating.allowance import REQUESTS, Allowance
from bot.translating.translate_page import PageTranslations, Translated
from bot.translation.engines.engine import Fault
from tests.discord.answers import Answer
from tests.discord.discussed import discuss, say
from tests.discord.posted import posted
from tests.discord.rooms import hide_from_all
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember
from tests.discord.translating.translated import GUSTA, LIKE, engine, let_have, rows, stored

pytestmark = pytest.mark.engines("one")
BY = "🌐 Translated from Spanish by one"
HIJOS = "Mis hijos pasan por él todas las mañanas."
CHILDREN = "My children walk over it every morning."


async def wants(tertulia: Simulated, member: MemberActor) -> Answer:
    option = {"translate-discussions": True}
    return await tertulia.run(member, "/language mine", **option)


async def test_a_member_chooses_it_and_sees_what_they_chose(tertulia: Simulated):
    assert "translated for you" not in (await tertulia.run(tertulia.emma, "/language mine")).text
    assert "Discussions are translated for you." in (await wants(tertulia, tertulia.emma)).text
    assert "Discussions are translated for you." in (await tertulia.run(tertulia.emma, "/language mine")).text
    off = {"translate-discussions": False}
    told = (await tertulia.run(tertulia.emma, "/language mine", **off)).text
    assert "translated for you" not in told
    assert told.endswith("\nDiscussions are shown as they were written.")
    off_in_spanish = await tertulia.run(tertulia.elena, "/language mine", **off)
    assert off_in_spanish.text.endswith("\nLas discusiones se muestran tal como se escribieron.")


async def test_a_discussion_shows_both_languages_to_those_who_want_that(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await say(tertulia, tertulia.elena, discussed, HIJOS, reply_to=sent)
    plain = await tertulia.run(tertulia.emma, "/discussion show")
    assert LIKE not in plain.text
    assert engine(tertulia).asked == []
    await wants(tertulia, tertulia.emma)
    shown = await tertulia.run(tertulia.emma, "/discussion show")
    assert f"{GUSTA}\n-# {BY}\n{LIKE}" in shown.text
    assert f": {HIJOS}\n> -# {BY}: {CHILDREN}" in shown.text
    assert shown.ephemeral
    assert "🌐" not in (await tertulia.run(tertulia.marta, "/discussion show")).text


async def test_a_spanish_reader_reads_english_comments_in_spanish(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, LIKE)
    await wants(tertulia, tertulia.elena)
    shown = await tertulia.run(tertulia.elena, "/discussion show")
    assert f"{LIKE}\n-# 🌐 Traducido del inglés por one\n{GUSTA}" in shown.text


async def test_the_cards_button_and_a_chosen_discussion_show_both(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    await say(tertulia, tertulia.elena, discussed, GUSTA)
    await wants(tertulia, tertulia.emma)
    opened = await tertulia.click(tertulia.emma, card, "t1:open")
    assert f"{GUSTA}\n-# {BY}\n{LIKE}" in opened.text
    assert opened.ephemeral
    assert "🌐" not in (await tertulia.click(tertulia.marta, card, "t1:open")).text
    asked = await tertulia.run(tertulia.emma, "/discussion show", at=tertulia.seed.noticias)
    (one,) = await tertulia.complete(tertulia.emma, "/discussion show", "article", "")
    chosen = await tertulia.choose(tertulia.emma, asked.message, one["value"])
    assert f"{GUSTA}\n-# {BY}\n{LIKE}" in chosen.text


async def test_the_pages_of_a_search_show_both(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.elena, discussed, GUSTA)
    for number in range(PAGE_SIZE):
        await say(tertulia, tertulia.emma, discussed, f"The puente is number {number} of the old bridges.")
    await wants(tertulia, tertulia.emma)
    found = await tertulia.run(tertulia.emma, "/discussion search", text="puente")
    assert GUSTA not in found.text
    older = await tertulia.click(tertulia.emma, found.message, "◀ Older")
    assert f"-# {BY}\n{LIKE}" in older.text


async def test_the_pages_of_a_discussion_show_both(tertulia: Simulated):
    discussed = await discuss(tertulia)
    first, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await say(tertulia, tertulia.elena, discussed, HIJOS, reply_to=first)
    await wants(tertulia, tertulia.emma)
    shown = await tertulia.run(tertulia.emma, "/discussion show")
    replies = await tertulia.click(tertulia.emma, shown.message, "Replies")
    assert f"-# {BY}\n{CHILDREN}" in replies.text
    assert f"-# {BY}\n{LIKE}" in replies.text


async def test_a_search_finds_what_people_said_only_and_shows_both(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.elena, discussed, GUSTA)
    await wants(tertulia, tertulia.emma)
    found = await tertulia.run(tertulia.emma, "/discussion search", text="puente")
    assert f"-# {BY}\n{LIKE}" in found.text
    assert (
        "No comments you can see"
        in (await tertulia.run(tertulia.emma, "/discussion search", text="bridge")).text
    )


async def test_a_page_waits_a_moment_for_an_engine_and_has_it_the_next_time(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await wants(tertulia, tertulia.emma)
    pages, member = tertulia.services[PageTranslations], AsMember(tertulia, tertulia.emma).member
    engine(tertulia).hold()
    looks = asyncio.gather(pages.of(member, [comment]), pages.of(member, [comment]))
    first, second = await asyncio.wait_for(looks, 10)
    assert first == second == Translated({}, first.missing)
    assert "not ready in time" in str(first.missing)
    engine(tertulia).release()
    await tertulia.until(lambda: stored(tertulia, comment.id))
    assert LIKE in (await tertulia.run(tertulia.emma, "/discussion show")).text
    assert engine(tertulia).asked == [[GUSTA]]


async def test_a_bot_that_is_stopped_waits_for_no_engine(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    engine(tertulia).hold()
    member = AsMember(tertulia, tertulia.emma).member
    await tertulia.services[PageTranslations].of(member, [comment])
    await asyncio.wait_for(tertulia.stop(), 10)
    assert not [one for one in asyncio.all_tasks() if one.get_name().startswith("translation of")]
    engine(tertulia).release()
    await tertulia.start()
    await wants(tertulia, tertulia.emma)
    assert LIKE in (await tertulia.run(tertulia.emma, "/discussion show")).text


async def test_where_an_engine_fails_the_originals_are_shown_with_the_reason(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.elena, discussed, GUSTA)
    await say(tertulia, tertulia.elena, discussed, "jajaja 😂")
    await wants(tertulia, tertulia.emma)
    engine(tertulia).fault = Fault.REJECTED
    shown = await tertulia.run(tertulia.emma, "/discussion show")
    assert GUSTA in shown.text
    assert "Not all is translated." in shown.text
    assert await rows(tertulia) == 0


async def test_a_page_counts_as_one_request_and_only_if_an_engine_is_asked(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.elena, discussed, GUSTA)
    await say(tertulia, tertulia.elena, discussed, HIJOS)
    await wants(tertulia, tertulia.emma)
    allowance = tertulia.services[Allowance]
    for _ in range(REQUESTS - 1):
        allowance.spend(tertulia.emma.id)
    assert CHILDREN in (await tertulia.run(tertulia.emma, "/discussion show")).text
    assert LIKE in (await tertulia.run(tertulia.emma, "/discussion show")).text
    await say(tertulia, tertulia.elena, discussed, "Nadie preguntó a los vecinos.")
    shown = await tertulia.run(tertulia.emma, "/discussion show")
    assert LIKE in shown.text
    assert "Nobody asked" not in shown.text
    assert "30 translations an hour" in shown.text


async def test_a_deleted_comment_has_no_translation(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await say(tertulia, tertulia.elena, discussed, HIJOS, reply_to=sent)
    await wants(tertulia, tertulia.emma)
    assert LIKE in (await tertulia.run(tertulia.emma, "/discussion show")).text
    await tertulia.database.write(erasures.erase, comment_ids=[comment.id])
    shown = (await tertulia.run(tertulia.emma, "/discussion show")).text
    assert "Deleted comment" in shown
    assert LIKE not in shown


@pytest.mark.engines("outer", outside=["outer"])
async def test_a_private_rooms_comments_go_to_no_outside_engine(tertulia: Simulated):
    await let_have(tertulia, "outer")
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.elena, discussed, GUSTA)
    hide_from_all(tertulia, discussed, hidden=True)
    await wants(tertulia, tertulia.marta)
    shown = await tertulia.run(tertulia.marta, "/discussion show")
    assert GUSTA in shown.text
    assert engine(tertulia, "outer").asked == []


@pytest.mark.parametrize("text", ["*" * 1_900, "palabra " * 240, "||é|| " * 300])
@pytest.mark.parametrize("drawn", ["discussion", "featured", "search"])
async def test_a_page_of_long_texts_in_both_languages_fits_into_a_message(
    tertulia: Simulated, text: str, drawn: str
):
    discussed = await discuss(tertulia)
    parent, _ = await say(tertulia, tertulia.elena, discussed, f"palabra {text}"[:2_000])
    for _ in range(4):
        await say(tertulia, tertulia.elena, discussed, f"palabra {text}"[:2_000])
        await say(tertulia, tertulia.elena, discussed, f"palabra {text}"[:2_000], reply_to=parent)
    emma, catalog = AsMember(tertulia, tertulia.emma), Catalog.load()
    if drawn == "search":
        found = await tertulia.services[CommentSearch].search(emma, "palabra")
        made = _machine(found.comments, text)
        fits = found_view(found, catalog, Language.EN, made)
    else:
        page = _crowded(await tertulia.services[DiscussionReader].show(emma, discussed.id))
        if drawn == "featured":
            asked = Question(1, ("*" * 300), None)
            page = replace(page, parent=None, featured=_featured(page), question=asked)
        made = _machine(page.comments, text)
        fits = page_view(page, catalog, Language.EN, made)
    assert fits.content_length() <= 4_000


def _crowded(page: DiscussionPage) -> DiscussionPage:
    """The same with long names, files and a comment above, all in marks that escaping doubles."""
    file = Attachment(1, "*" * 60, None, 1, "https://cdn.example/x")

    def crowded(comment: Comment) -> Comment:
        author = replace(comment.author, name="*" * 60)
        return replace(comment, author=author, attachments=(file, file), edited_at=comment.said_at)

    entries = tuple(replace(one, comment=crowded(one.comment), link="x" * 90) for one in page.entries)
    above = ParentComment(entries[0].comment, entries[0].link, (), LATEST)
    return replace(page, entries=entries, parent=above, headline="*" * 200)


def _featured(page: DiscussionPage) -> tuple[Featured, ...]:
    return tuple(Featured(one.comment, one.link) for one in page.entries[:MAX_FEATURED])


def _machine(comments: Iterable[Comment], text: str) -> Translated:
    one = MachineText(text, Language.EN, "one", "1", rough=True)
    long = message("The engine said: {text}", text="x" * 200)
    return Translated({comment.id: one for comment in comments}, long)
