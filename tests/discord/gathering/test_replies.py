"""What people say below a card becomes comments: each once, with what it answers, and as it stands now."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import Connection, Engine, event

from bot.discussion.stores import comment_store as comments, discussion_store as discussions
from bot.domain.article import Article
from bot.domain.discussion import Author, CommentOrigin, CommentStatus, DetectedLanguage, DiscussionStatus
from bot.domain.events import MessageEdited, MessagePosted, MessagesDeleted
from bot.gathering.event_queue import EventQueue
from bot.posting import article_store as articles
from tests.discord.case_helpers import card, mirror_of, reply, stored
from tests.discord.discussed import ARTICLE, comment_of, discuss, say
from tests.discord.simulated import Simulated
from tests.plans import plan_of
from tests.statements import is_of_stores

pytestmark = pytest.mark.pace(30)

SPANISH = "¿Y *quién* paga el muelle? Los vecinos llevan años esperando una respuesta clara."


async def test_a_message_in_the_thread_is_a_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.elena, discussed, SPANISH)
    assert await stored(tertulia, discussed) == [comment]
    assert (comment.text, comment.origin, comment.status) == (
        SPANISH,
        CommentOrigin.THREAD,
        CommentStatus.VISIBLE,
    )
    assert (comment.author.id, comment.author.name) == (tertulia.elena.id, "Elena")
    assert comment.language is DetectedLanguage.ES
    assert abs((comment.said_at - said.created_at).total_seconds()) < 0.001
    assert comment.parent_id is None


async def test_a_reply_to_the_card_is_a_comment_and_appears_in_the_thread_under_its_authors_name(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "They promised this in **2019** @everyone")
    assert (comment.origin, comment.parent_id) == (CommentOrigin.REPLY, None)
    mirror = await mirror_of(tertulia, discussed, comment)
    assert mirror.author.name == "Emma"
    assert mirror.webhook_id is not None
    assert not mirror.mention_everyone
    assert tertulia.shown(discussed.thread)[-1] == "They promised this in **2019** @everyone"
    assert len(await stored(tertulia, discussed)) == 1, "its mirror is no comment"


async def test_answers_are_children_of_what_they_answer_wherever_it_appears(tertulia: Simulated):
    discussed = await discuss(tertulia)
    parent = await reply(tertulia, tertulia.emma, discussed, "The pier burned down in 1925.")
    mirror = await mirror_of(tertulia, discussed, parent)
    to_mirror = await tertulia.elena.send(discussed.thread, "¿De verdad?", reply_to=mirror)
    original = next(one for one in tertulia.seed.news.history() if one.id == parent.source_id)
    to_original = await tertulia.mateo.send(tertulia.seed.news, "Así fue.", reply_to=original)
    by_mirror = await tertulia.until(partial(comment_of, tertulia, to_mirror.id))
    by_original = await tertulia.until(partial(comment_of, tertulia, to_original.id))
    assert (by_mirror.parent_id, by_mirror.origin) == (parent.id, CommentOrigin.THREAD)
    assert (by_original.parent_id, by_original.origin) == (parent.id, CommentOrigin.REPLY)
    shown = await mirror_of(tertulia, discussed, by_original)
    assert (
        f"[Emma](https://discord.com/channels/{tertulia.seed.guild.id}/{discussed.thread.id}"
        in (tertulia.shown(discussed.thread)[-1])
    )
    assert shown.author.name == "Mateo"


async def test_what_is_not_said_about_the_article_is_no_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    small_talk = await tertulia.emma.send(tertulia.seed.news, "Good morning!")
    await tertulia.elena.send(tertulia.seed.news, "Buenos días", reply_to=small_talk)
    await tertulia.emma.forward(card(tertulia, discussed), discussed.thread)
    await tertulia.emma.send(tertulia.seed.noticias, "Elsewhere")
    _, comment = await say(tertulia, tertulia.emma, discussed, "This one counts.")
    assert await stored(tertulia, discussed) == [comment]


@contextlib.contextmanager
def statements(tertulia: Simulated) -> Iterator[list[tuple[str, str]]]:
    """Every statement that stores send, with its parameters: also those of work in the background, which does
    not depend on how many messages are written.
    """
    sent: list[tuple[str, str]] = []

    def note(connection, cursor, statement, parameters, context, many) -> None:
        if is_of_stores(statement):
            sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


async def test_messages_that_do_not_concern_us_cost_no_query(tertulia: Simulated):
    await discuss(tertulia)
    event_queue = tertulia.services[EventQueue]
    with statements(tertulia) as sent:
        for _ in range(40):
            await tertulia.emma.send(tertulia.seed.noticias, "Elsewhere")
            last = await tertulia.emma.send(tertulia.seed.news, "Has anybody seen my umbrella?")
        await tertulia.until(lambda: event_queue.latest >= last.id)
        await tertulia.settle()
    assert len(sent) < 40, sent


@pytest.mark.plans
async def test_replies_to_others_cost_one_indexed_read_each(tertulia: Simulated):
    await discuss(tertulia)
    event_queue = tertulia.services[EventQueue]
    small_talk = await tertulia.emma.send(tertulia.seed.news, "Good morning!")
    with statements(tertulia) as sent:
        for _ in range(40):
            answer = await tertulia.elena.send(tertulia.seed.news, "Buenos días", reply_to=small_talk)
            await tertulia.until(partial(is_seen, event_queue, answer.id))
            await event_queue.store_page(None)  # until it is committed
    reads = [one for one in sent if one[0].lstrip().startswith("SELECT")]
    asked = [one for one in reads if str(small_talk.id) in str(one[1])]
    assert len(asked) == 40
    assert len(reads) < 80, reads

    def ask(connection: Connection) -> None:
        connection.exec_driver_sql(*asked[0])

    plan = await tertulia.database.read(partial(plan_of, work=ask))
    assert plan.through_all == []


def is_seen(event_queue: EventQueue, message_id: int) -> bool:
    return event_queue.latest >= message_id


async def test_attachments_are_described_and_led_to_from_the_mirror(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent = await tertulia.emma.send(
        tertulia.seed.news, "", reply_to=card(tertulia, discussed), attachments=[("pier.png", b"png" * 9)]
    )
    comment = await tertulia.until(partial(comment_of, tertulia, sent.id))
    [attachment] = comment.attachments
    assert (attachment.filename, attachment.size) == ("pier.png", 27)
    await mirror_of(tertulia, discussed, comment)
    assert f"/{tertulia.seed.news.id}/{sent.id})" in tertulia.shown(discussed.thread)[-1]


@pytest.mark.bot(message_content=False)
async def test_without_the_intent_a_message_that_cannot_be_read_is_no_empty_comment(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await tertulia.emma.send(discussed.thread, "Nobody of the bots can read this.")
    await tertulia.settle()
    assert await stored(tertulia, discussed) == []


async def test_in_a_locked_discussion_a_reply_is_kept_but_not_shown_unless_a_moderator_wrote_it(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    lock = partial(discussions.set_status, discussion_id=discussed.id, status=DiscussionStatus.LOCKED)
    await tertulia.database.write(lock)
    refused = await reply(tertulia, tertulia.emma, discussed, "One more thing!")
    accepted = await reply(tertulia, tertulia.marta, discussed, "Please calm down.")
    assert (refused.status, refused.text) == (CommentStatus.REFUSED, "One more thing!")
    assert accepted.status is CommentStatus.VISIBLE
    await mirror_of(tertulia, discussed, accepted)
    assert "One more thing!" not in tertulia.shown(discussed.thread)


async def test_an_edit_keeps_the_earlier_text_and_the_mirror_follows(tertulia: Simulated):
    discussed = await discuss(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, "the piers")
    await mirror_of(tertulia, discussed, comment)
    original = next(one for one in tertulia.seed.news.history() if one.id == comment.source_id)
    await tertulia.emma.edit(original, "the pier")
    await tertulia.until(lambda: tertulia.shown(discussed.thread)[-1] == "the pier")
    assert [one.text for one in await tertulia.database.read(comments.revisions, comment.id)] == ["the piers"]
    now = await tertulia.database.read(comments.get, comment.id)
    assert now is not None
    assert (now.text, now.edited_at is None) == ("the pier", False)


async def test_what_is_stored_together_is_stored_as_if_it_came_one_by_one(tertulia: Simulated):
    discussed = await discuss(tertulia)
    author = Author(tertulia.emma.id, "Emma")
    first, second, third, fourth = (discussed.thread.id + (number << 22) for number in range(1, 5))

    def told(message_id: int, replied_to: int | None, text: str) -> MessagePosted:
        return MessagePosted(message_id, discussed.thread.id, author, None, text, replied_to, None, ())

    event_queue = tertulia.services[EventQueue]
    for what in (
        told(first, None, "first"),
        told(second, first, "second"),
        told(first, None, "first"),
        MessageEdited(second, discussed.thread.id, "second, edited", datetime.now(UTC), ()),
        told(third, second, "third"),
        told(fourth, 77, "fourth"),
        MessagesDeleted((third,), tertulia.seed.guild.id, discussed.thread.id),
    ):
        event_queue.enqueue(what)

    async def all_there() -> bool:
        found = await stored(tertulia, discussed)
        return [one.text for one in found] == ["first", "second, edited", "fourth"]

    await tertulia.until(all_there)
    one, two, four = await stored(tertulia, discussed)
    assert (one.parent_id, two.parent_id, four.parent_id) == (None, one.id, None)


async def test_an_edit_that_overtakes_its_message_is_not_lost(tertulia: Simulated):
    discussed = await discuss(tertulia)
    event_queue = tertulia.services[EventQueue]
    author = Author(tertulia.emma.id, "Emma")
    now = discussed.post.created_at
    event_queue.enqueue(MessageEdited(77 << 22, discussed.thread.id, "second", now, ()))
    event_queue.enqueue(MessagePosted(77 << 22, discussed.thread.id, author, False, "first", None, None, ()))
    comment = await tertulia.until(partial(comment_of, tertulia, 77 << 22))
    assert comment.text == "second"
    event_queue.enqueue(MessagePosted(77 << 22, discussed.thread.id, author, False, "first", None, None, ()))
    event_queue.enqueue(MessagesDeleted((78 << 22,), discussed.post.server_id, discussed.thread.id))
    event_queue.enqueue(
        MessagePosted(78 << 22, discussed.thread.id, author, False, "deleted first", None, None, ())
    )
    await say(tertulia, tertulia.emma, discussed, "third")
    assert [one.text for one in await stored(tertulia, discussed)] == ["second", "third"]


async def test_an_answer_that_overtakes_what_it_answers_becomes_its_child(tertulia: Simulated):
    discussed = await discuss(tertulia)
    event_queue = tertulia.services[EventQueue]
    author = Author(tertulia.emma.id, "Emma")
    for number, replied_to in ((78, 77), (77, None)):
        answered = replied_to and replied_to << 22
        event_queue.enqueue(
            MessagePosted(number << 22, discussed.thread.id, author, False, str(number), answered, None, ())
        )
    await tertulia.until(partial(comment_of, tertulia, 77 << 22))
    parent, child = await stored(tertulia, discussed)
    assert (parent.parent_id, child.parent_id) == (None, parent.id)


async def test_what_is_said_while_two_articles_become_one_is_in_the_discussion_that_stays(
    tertulia: Simulated,
):
    (edition,) = ARTICLE.editions
    url = "https://news.example/rio"
    again = Article((replace(edition, url=url),), (), (url,))
    stays = await discuss(tertulia, tertulia.seed.noticias)
    goes = await discuss(tertulia, article=again)
    assert goes.id != stays.id
    # As between the commit of a posting that proves it and the moment when the rooms are read again.
    join = partial(articles.store, read=Article((), (), (*ARTICLE.aliases, url)))
    await tertulia.database.write(join)
    said = await tertulia.emma.send(goes.thread, "in its thread")
    answer = await tertulia.elena.send(tertulia.seed.news, "to its card", reply_to=card(tertulia, goes))
    for sent in (said, answer):
        comment = await tertulia.until(partial(comment_of, tertulia, sent.id))
        assert (comment.discussion_id, comment.post_id) == (stays.id, goes.post.id)
