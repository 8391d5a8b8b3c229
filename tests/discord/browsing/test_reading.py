"""``/discussion show`` and *Open discussion*: what was said, page by page, to those who can see its room."""

from __future__ import annotations

from dataclasses import replace

import discord
import pytest
from simcord import MemberActor
from simcord.components import walk_components

from bot.browsing.discussion_view import page_view
from bot.browsing.pager import PAGE_SIZE, Cursor, Direction
from bot.browsing.read_discussion import FIRST, CommentEntry, DiscussionReader
from bot.database import erasure_ledger as erasures
from bot.discussion.stores import (
    comment_store as comments,
    discussion_store as discussions,
    post_store as posts,
    reaction_store as reactions,
)
from bot.domain.article import Article
from bot.domain.discussion import Attachment, Author, Comment, CommentStatus, DiscussionStatus, Reaction
from bot.domain.errors import NotFound
from bot.domain.events import LiveMessage
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.moderating.hide_comment import Hiding
from tests.comments import add
from tests.discord.answers import BUTTON, Answer
from tests.discord.case_helpers import stored
from tests.discord.discussed import Discussed, another, comment_of, discuss, say
from tests.discord.news import remove
from tests.discord.posted import posted
from tests.discord.rooms import hide_from_all
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember


async def spoken_about(tertulia: Simulated, count: int) -> Discussed:
    discussed = await discuss(tertulia)
    for number in range(1, count + 1):
        await say(tertulia, tertulia.emma, discussed, f"This is remark number {number} about the river.")
    return discussed


def remarks(text: str) -> list[int]:
    return [int(line.split()[4]) for line in text.splitlines() if line.startswith("This is remark")]


async def answered(tertulia: Simulated, discussed: Discussed, source_id: int, text: str) -> discord.Message:
    """Elena answers a message of the thread."""
    message = next(one for one in discussed.thread.history() if one.id == source_id)
    sent, _ = await say(tertulia, tertulia.elena, discussed, text, reply_to=message)
    return sent


def inset(text: str) -> list[str]:
    """The answers shown below what they answer."""
    return [line for line in text.splitlines() if line.startswith("> ")]


async def opened(tertulia: Simulated, member: MemberActor, answer: Answer, source_id: int) -> str:
    """Press *Replies* beside a comment; gives what the page shows then."""
    page = tertulia.env.backend.get_message(answer.message.channel_id, answer.message.id)
    [button] = [
        one["custom_id"]
        for one in walk_components(page.components)
        if str(one.get("custom_id")).endswith(f":0:{source_id}")
    ]
    await tertulia.click(member, answer.message, button)
    return shown(tertulia, answer)


async def known(tertulia: Simulated, message_id: int) -> Comment:
    comment = await comment_of(tertulia, message_id)
    assert comment is not None
    return comment


async def public_id(tertulia: Simulated, discussed: Discussed) -> str:
    found = await tertulia.database.read(discussions.get, discussed.id)
    assert found is not None
    return found.public_id


async def test_a_discussion_is_paged_from_its_end_to_its_beginning_and_back(tertulia: Simulated):
    discussed = await spoken_about(tertulia, 2 * PAGE_SIZE + 1)
    latest = await tertulia.run(tertulia.emma, "/discussion show", at=discussed.thread)
    assert latest.ephemeral
    assert "The night the river rose" in latest.text
    assert "11 comments" in latest.text
    assert remarks(latest.text) == [7, 8, 9, 10, 11]
    assert latest.labels == ["◀ Older", "Leave a reply"]
    older = await tertulia.click(tertulia.emma, latest.message, "◀ Older")
    assert remarks(shown(tertulia, latest)) == [2, 3, 4, 5, 6], older.text
    await tertulia.click(tertulia.emma, latest.message, "◀ Older")
    assert remarks(shown(tertulia, latest)) == [1]
    await tertulia.click(tertulia.emma, latest.message, "Newer ▶")
    assert remarks(shown(tertulia, latest)) == [2, 3, 4, 5, 6]


def shown(tertulia: Simulated, answer) -> str:
    """The text of an answer as it stands now."""

    stored_message = tertulia.env.backend.get_message(answer.message.channel_id, answer.message.id)
    return "\n".join(
        str(one["content"]) for one in walk_components(stored_message.components) if one.get("type") == 10
    )


def shown_labels(tertulia: Simulated, answer: Answer) -> list[str]:
    """The buttons of an answer as it stands now."""
    stored_message = tertulia.env.backend.get_message(answer.message.channel_id, answer.message.id)
    return [
        str(one["label"]) for one in walk_components(stored_message.components) if one.get("type") == BUTTON
    ]


async def test_the_page_speaks_the_readers_language_and_finds_the_article_by_its_headline(
    tertulia: Simulated,
):
    await spoken_about(tertulia, 1)
    [offered] = await tertulia.complete(tertulia.elena, "/discussion show", "article", "noche")
    assert offered["name"] == "La noche en que subió el río"
    answer = await tertulia.run(tertulia.elena, "/discussion show", article=offered["value"])
    assert "La noche en que subió el río" in answer.text
    assert "1 comentario" in answer.text
    assert answer.labels == ["Dejar una respuesta"]
    assert "inglés" in answer.text, "a comment in the other language says so"


async def test_the_button_of_the_card_opens_the_discussion_with_the_way_to_its_thread(tertulia: Simulated):
    discussed, card = await posted(tertulia)
    opened = await tertulia.click(tertulia.emma, card, "t1:open")
    assert opened.ephemeral
    assert "No comments yet." in opened.text
    assert f"/{discussed.thread.id})" in opened.text
    await say(tertulia, tertulia.elena, discussed, "¿Doce millones?")
    opened = await tertulia.click(tertulia.emma, card, "t1:open")
    assert "¿Doce millones?" in opened.text
    dialog = await tertulia.click(tertulia.emma, opened.message, "Leave a reply")
    assert dialog.dialog["title"] == "Leave a reply"


async def test_what_is_not_shown_leaves_its_place_only_where_something_is_shown_below_it(
    tertulia: Simulated,
):
    discussed = await spoken_about(tertulia, 5)
    hidden, refused, deleted, lonely, _ = await stored(tertulia, discussed)
    for number, above in enumerate((hidden, refused, deleted)):
        await answered(tertulia, discussed, above.source_id, f"Answer {number}.")
    for comment, status in ((hidden, CommentStatus.HIDDEN), (refused, CommentStatus.REFUSED)):
        await tertulia.database.write(comments.set_status, comment_id=comment.id, status=status)
    for comment in (deleted, lonely):
        await tertulia.database.write(erasures.erase, comment_ids=[comment.id])
    answer = await tertulia.run(tertulia.marta, "/discussion show", at=discussed.thread)
    assert remarks(answer.text) == [5]
    assert "4 comments\n" in answer.text
    assert answer.text.count("-# Deleted comment") == 1
    assert answer.text.count("-# Comment not visible") == 2
    assert [line.split(":")[0] for line in inset(answer.text)] == ["> **Elena**"] * 3
    assert "Emma" not in answer.text.replace("**Emma**", "", 1), "whose it was is not said either"
    answer = await tertulia.run(tertulia.elena, "/discussion show", at=discussed.thread)
    reached = await opened(tertulia, tertulia.elena, answer, hidden.source_id)
    assert "Answer 0." in reached
    assert "Comentario no visible" in reached


async def test_answers_are_set_in_below_what_they_answer_and_open_by_themselves(tertulia: Simulated):
    discussed = await spoken_about(tertulia, 2)
    first, _ = await stored(tertulia, discussed)
    for number in range(PAGE_SIZE + 2):
        await answered(tertulia, discussed, first.source_id, f"Answer {number}.")
    answer = await tertulia.run(tertulia.emma, "/discussion show", at=discussed.thread)
    assert [line[-9:] for line in inset(answer.text)] == ["Answer 0.", "Answer 1."]
    assert answer.text.index("number 1") < answer.text.index("Answer 0.") < answer.text.index("number 2")
    assert answer.labels == [f"Replies ({PAGE_SIZE + 2})", "Leave a reply"]
    page = await opened(tertulia, tertulia.emma, answer, first.source_id)
    assert remarks(page) == [1], "what is answered stands above"
    assert [line for line in page.splitlines() if line.startswith("Answer")] == [
        f"Answer {number}." for number in range(PAGE_SIZE)
    ]
    assert shown_labels(tertulia, answer) == ["Newer ▶", "▲ Up one level"]
    await tertulia.click(tertulia.emma, answer.message, "Newer ▶")
    assert [line[-9:] for line in shown(tertulia, answer).splitlines() if line.startswith("Answer")] == [
        "Answer 5.",
        "Answer 6.",
    ]
    assert shown_labels(tertulia, answer) == ["◀ Older", "▲ Up one level"]
    await tertulia.click(tertulia.emma, answer.message, "◀ Older")
    assert "Answer 4." in shown(tertulia, answer)
    await tertulia.click(tertulia.emma, answer.message, "▲ Up one level")
    assert remarks(shown(tertulia, answer)) == [1]
    assert shown_labels(tertulia, answer) == [f"Replies ({PAGE_SIZE + 2})", "Newer ▶", "Leave a reply"]
    await tertulia.click(tertulia.emma, answer.message, "Newer ▶")
    assert remarks(shown(tertulia, answer)) == [2]


async def test_answers_to_answers_open_in_turn_and_the_ways_back_survive_a_restart(tertulia: Simulated):
    discussed = await spoken_about(tertulia, 1)
    [top] = await stored(tertulia, discussed)
    child = await answered(tertulia, discussed, top.source_id, "A child.")
    await answered(tertulia, discussed, child.id, "A grandchild.")
    answer = await tertulia.run(tertulia.elena, "/discussion show", at=discussed.thread)
    assert answer.labels == ["Respuestas (1)", "Dejar una respuesta"]
    await opened(tertulia, tertulia.elena, answer, top.source_id)
    await tertulia.restart()
    page = await opened(tertulia, tertulia.elena, answer, child.id)
    assert "A grandchild." in page
    assert "This is remark" not in page
    assert shown_labels(tertulia, answer) == ["▲ Subir un nivel", "Todos los comentarios"]
    await tertulia.click(tertulia.elena, answer.message, "▲ Subir un nivel")
    assert remarks(shown(tertulia, answer)) == [1]
    assert "A child." in shown(tertulia, answer)
    await opened(tertulia, tertulia.elena, answer, child.id)
    await tertulia.restart()
    await tertulia.click(tertulia.elena, answer.message, "Todos los comentarios")
    assert shown_labels(tertulia, answer) == ["Respuestas (1)", "Dejar una respuesta"]


async def test_a_page_that_was_opened_shows_nothing_more_once_its_room_is_closed_to_the_reader(
    tertulia: Simulated,
):
    discussed = await spoken_about(tertulia, PAGE_SIZE + 1)
    article = await public_id(tertulia, discussed)
    elsewhere = tertulia.seed.noticias
    answer = await tertulia.run(tertulia.elena, "/discussion show", at=elsewhere, article=article)
    hide_from_all(tertulia, discussed, hidden=True)
    refused = await tertulia.click(tertulia.elena, answer.message, "◀ Más antiguos")
    assert refused.text == "Aquí no conozco esa discusión."
    assert "remark number 1 " not in shown(tertulia, answer)


async def test_an_answer_to_what_is_said_in_a_room_one_does_not_see_stands_at_the_top(tertulia: Simulated):
    public = await discuss(tertulia)
    private = await discuss(tertulia, tertulia.seed.moderators)
    assert public.id == private.id
    secret, _ = await say(tertulia, tertulia.marta, private, "Between us.")
    _, comment = await say(tertulia, tertulia.emma, public, "In the open.")
    await tertulia.database.write(
        comments.set_parent, comment_id=comment.id, parent_id=(await known(tertulia, secret.id)).id
    )
    answer = await tertulia.run(tertulia.emma, "/discussion show", at=public.thread)
    assert "\nIn the open." in answer.text
    assert "1 comment\n" in answer.text
    for hidden in ("Between us.", "Marta", "Replies"):
        assert hidden not in answer.text + str(answer.labels)
    seen = await tertulia.run(tertulia.marta, "/discussion show", at=public.thread)
    assert "> **Emma**" in seen.text
    assert "\nBetween us." in seen.text
    browser, emma = tertulia.services[DiscussionReader], AsMember(tertulia, tertulia.emma)
    with pytest.raises(NotFound, match="no longer there"):
        await browser.turn(emma, await public_id(tertulia, public), Cursor(Direction.NEWER, 0, secret.id))
    page = await browser.turn(emma, await public_id(tertulia, public), Cursor(below=comment.source_id))
    assert page.parent is not None
    assert page.parent.parent_cursor.below is None, "the way back names nothing of that room"


async def test_a_page_holds_neither_words_nor_author_of_what_is_not_shown(tertulia: Simulated):
    discussed = await spoken_about(tertulia, 1)
    [hidden] = await stored(tertulia, discussed)
    await answered(tertulia, discussed, hidden.source_id, "An answer.")
    marta = AsMember(tertulia, tertulia.marta)
    await tertulia.services[Hiding].hide(marta, hidden.source_id, "not for everybody")
    page = await tertulia.services[DiscussionReader].show(AsMember(tertulia, tertulia.elena), discussed.id)
    [entry] = page.entries
    assert (entry.comment.text, entry.comment.author) == ("", Author(0, ""))
    assert [one.text for one in entry.first] == ["An answer."]


async def test_how_often_people_reacted_is_shown_where_the_comment_is(tertulia: Simulated):
    discussed = await spoken_about(tertulia, 1)
    [comment] = await stored(tertulia, discussed)
    told = LiveMessage(comment.source_id, reactions=(Reaction("👍", 3), Reaction("<:lantern:77>", 1)))
    await tertulia.database.write(reactions.count, messages=[told])
    await answered(tertulia, discussed, comment.source_id, "An answer.")
    answer = await tertulia.run(tertulia.emma, "/discussion show", at=discussed.thread)
    assert "-# 👍 3 · <:lantern:77> 1" in answer.text
    assert "-# 👍 3" in await opened(tertulia, tertulia.emma, answer, comment.source_id)


async def test_an_edited_comment_says_so(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "The pier burned down.")
    await tertulia.emma.edit(said, "The pier burned down in 1925.")

    async def edited() -> bool:
        comment = await comment_of(tertulia, said.id)
        return comment is not None and comment.edited_at is not None

    await tertulia.until(edited)
    answer = await tertulia.run(tertulia.emma, "/discussion show", at=discussed.thread)
    assert "edited" in answer.text


async def test_what_people_wrote_is_shown_letter_by_letter(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "# BIG **bold** [click](https://evil.example) @everyone")
    answer = await tertulia.run(tertulia.emma, "/discussion show", at=discussed.thread)
    assert "\\*\\*bold\\*\\*" in answer.text
    assert "](https://evil.example)" not in answer.text
    assert "@everyone" not in answer.text


@pytest.mark.parametrize(
    ("status", "note"), [(DiscussionStatus.LOCKED, "Locked"), (DiscussionStatus.CLOSED, "Closed")]
)
async def test_a_discussion_nobody_may_add_to_says_so_and_offers_no_reply(
    tertulia: Simulated, status: DiscussionStatus, note: str
):
    discussed = await spoken_about(tertulia, 1)
    await tertulia.database.write(discussions.set_status, discussion_id=discussed.id, status=status)
    answer = await tertulia.run(tertulia.emma, "/discussion show", at=discussed.thread)
    assert note in answer.text
    assert answer.labels == []
    answer = await tertulia.run(tertulia.marta, "/discussion show", at=discussed.thread)
    assert answer.labels == ["Leave a reply"]


async def test_a_discussion_in_a_private_room_is_not_there_for_those_who_cannot_see_it(tertulia: Simulated):
    discussed = await discuss(tertulia, tertulia.seed.moderators)
    await say(tertulia, tertulia.marta, discussed, "Between us.")
    assert await tertulia.complete(tertulia.emma, "/discussion show", "article", "") == []
    found = await tertulia.database.read(discussions.get, discussed.id)
    assert found is not None
    answer = await tertulia.run(tertulia.emma, "/discussion show", article=found.public_id)
    assert "Between us." not in answer.text
    browser, emma = tertulia.services[DiscussionReader], AsMember(tertulia, tertulia.emma)
    for attempt in (
        browser.show(emma, discussed.id),
        browser.of_card(emma, discussed.post.public_id),
        browser.turn(emma, found.public_id, Cursor(Direction.OLDER, 1 << 62)),
        browser.turn(emma, "nothing", Cursor(Direction.OLDER, 1)),
        browser.of_card(emma, "nothing"),
        browser.show(AsMember(tertulia, tertulia.marta, server_id=1), discussed.id),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_past_either_end_the_last_page_stays(tertulia: Simulated):
    discussed = await spoken_about(tertulia, 2)
    found = await tertulia.database.read(discussions.get, discussed.id)
    assert found is not None
    emma = AsMember(tertulia, tertulia.emma)
    for way, source_id in ((Direction.OLDER, 1), (Direction.NEWER, 1 << 62)):
        page = await tertulia.services[DiscussionReader].turn(emma, found.public_id, Cursor(way, source_id))
        assert len(page.entries) == 2
        assert not page.has_older
        assert not page.has_newer


async def test_a_discussion_whose_card_was_taken_away_can_be_read_and_not_added_to(tertulia: Simulated):
    discussed = await spoken_about(tertulia, 1)
    await tertulia.database.write(posts.mark_removed, post_id=discussed.post.id)
    page = await tertulia.services[DiscussionReader].show(AsMember(tertulia, tertulia.marta), discussed.id)
    assert (page.post, page.may_reply, page.total) == (None, False, 1)


async def test_a_discussion_whose_last_card_was_taken_away_is_the_moderators(tertulia: Simulated):
    tertulia.speaks(tertulia.elena, "en-US")
    discussed, other = await spoken_about(tertulia, 1), await discuss(tertulia, tertulia.seed.noticias)
    chosen = await public_id(tertulia, discussed)
    await remove(tertulia, at=discussed.thread)
    emma, marta = AsMember(tertulia, tertulia.emma), AsMember(tertulia, tertulia.marta)
    page = await tertulia.services[DiscussionReader].show(emma, discussed.id)
    assert page.total == 1, "another card of it stands"

    await remove(tertulia, at=other.thread)
    for at, options in ((tertulia.seed.news, {"article": chosen}), (discussed.thread, {})):
        answer = await tertulia.run(tertulia.elena, "/discussion show", at=at, **options)
        assert answer.text == "I do not know that article here. Choose one from the list."
    with pytest.raises(NotFound):
        await tertulia.services[DiscussionReader].turn(emma, chosen, Cursor())
    assert await tertulia.complete(tertulia.emma, "/discussion show", "article", "") == []

    answer = await tertulia.run(tertulia.marta, "/discussion show", article=chosen)
    assert "remark number 1" in answer.text
    assert (await tertulia.services[DiscussionReader].turn(marta, chosen, Cursor())).total == 1
    [offered] = await tertulia.complete(tertulia.marta, "/discussion show", "article", "")
    assert offered["value"] == chosen


async def test_a_page_of_the_longest_comments_fits_into_one_message(tertulia: Simulated):
    discussed = await discuss(tertulia)
    author = Author(tertulia.emma.id, "*" * 80)
    files = tuple(Attachment(number, "[" * 99, None, 1, "https://cdn.example/x") for number in range(9))
    parent: int | None = None
    for source_id in range(1, PAGE_SIZE + 2):
        parent = await tertulia.database.write(
            add,
            discussion_id=discussed.id,
            post_id=discussed.post.id,
            parent_id=parent,
            source_id=source_id << 22,
            author=author,
            origin="thread",
            status=CommentStatus.VISIBLE,
            text="*" * 2_000,
            language="es",
            said_at=discord.utils.snowflake_time(source_id << 22),
            edited_at=discord.utils.snowflake_time(source_id << 22),
            attachments=files,
        )
    browser, emma = tertulia.services[DiscussionReader], AsMember(tertulia, tertulia.emma)
    page = await browser.turn(
        emma, await public_id(tertulia, discussed), Cursor(Direction.NEWER, 0, (PAGE_SIZE + 1) << 22)
    )
    stem, many = page.parent, tuple(Reaction(f"<:{'x' * 32}:{1 << 62}>", 99) for _ in range(20))
    assert stem is not None
    entry = CommentEntry(
        stem.comment, f"https://discord.com/channels/{'9' * 60}", many, 99, (stem.comment,) * FIRST
    )
    page = replace(page, parent=replace(stem, reactions=many), entries=(entry,) * PAGE_SIZE)
    for language in Language:
        view = page_view(page, Catalog.load(), language)
        assert view.content_length() <= 4_000
    answer = await tertulia.run(tertulia.emma, "/discussion show", at=discussed.thread)
    assert answer.text


# ---------------------------------------------------------------------- in a channel


def story(number: int) -> Article:
    return replace(another(number), headlines=())


async def test_in_a_channel_its_newest_card_is_the_one(tertulia: Simulated):
    await discuss(tertulia, article=story(1))
    await discuss(tertulia, article=story(2))
    await discuss(tertulia, tertulia.seed.noticias, article=story(3))
    shown = await tertulia.run(tertulia.elena, "/discussion show", at=tertulia.seed.news)
    assert shown.text.startswith("### Story 2\n")


@pytest.mark.parametrize(
    ("who", "question"),
    [
        ("emma", "There are no cards in this channel. Which discussion would you like to read?"),
        ("elena", "En este canal no hay tarjetas. ¿Qué discusión quieres leer?"),
    ],
)
async def test_where_there_are_no_cards_it_asks_which(tertulia: Simulated, who: str, question: str):
    member = getattr(tertulia, who)
    first = await discuss(tertulia, article=story(1))
    await discuss(tertulia, article=story(2))
    await say(tertulia, tertulia.mateo, first, "Is anybody here?")
    asked = await tertulia.run(member, "/discussion show", at=tertulia.seed.noticias)
    assert asked.text == question
    listed = await tertulia.complete(member, "/discussion show", "article", "Story 1")
    shown = await tertulia.choose(member, asked.message, listed[0]["value"])
    assert "Is anybody here?" in shown.text


async def test_where_there_is_nothing_to_read_it_says_so(tertulia: Simulated):
    shown = await tertulia.run(tertulia.emma, "/discussion show", at=tertulia.seed.noticias)
    assert shown.text == "There are no discussions here yet."
