"""Verification compares what it was asked for, and tells of nothing that nobody has to mend."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from sqlalchemy import delete, update

from bot.database import schema
from bot.database.engine import Connection
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import comment_store as comments
from bot.domain.differences import Kind
from bot.domain.discussion import AppearanceStatus, Comment, CommentStatus, Post
from bot.jobs.kinds import Job
from bot.upkeep.discord_offline_history import OfflineHistory
from bot.upkeep.verify import Verifier
from tests.discord.case_helpers import card, reply
from tests.discord.discussed import another, comment_of, discuss, say
from tests.discord.simulated import Simulated


async def verified(tertulia: Simulated, posts: Collection[Post]) -> list[tuple[Kind, int]]:
    """What differs in the rooms of these posts, and the message that does, once all mirrors are noted."""
    await tertulia.until(lambda: not tertulia.health(Job.MIRROR).backlog)
    rooms = tertulia.services[RoomIndex]
    verifier = Verifier(tertulia.database, rooms, OfflineHistory(tertulia.client))
    found = [one async for one in verifier.differences(posts, lambda done, total: None)]
    return sorted(((one.kind, one.message_id) for one in found), key=lambda one: one[1])


async def change(tertulia: Simulated, comment: Comment, **values: object) -> None:
    """Damage what is stored of a comment."""

    def damage(connection: Connection) -> None:
        connection.execute(update(schema.comment).where(schema.comment.c.id == comment.id).values(values))

    await tertulia.database.write(damage)


async def test_of_one_article_the_comments_on_another_in_the_same_channel_do_not_count(tertulia: Simulated):
    river, ferry = await discuss(tertulia), await discuss(tertulia, article=another(1))
    on_river = await reply(tertulia, tertulia.emma, river, "on the river")
    sent = await tertulia.elena.send(tertulia.seed.news, "on the ferry", reply_to=card(tertulia, ferry))
    on_ferry = await tertulia.until(partial(comment_of, tertulia, sent.id))
    for comment in (on_river, on_ferry):
        await change(tertulia, comment, text="never said")
    await tertulia.emma.react(sent, "👍")
    await tertulia.settle()
    [wrong] = [one for one in await verified(tertulia, [river.post]) if one[0] is Kind.STORED_WRONG]
    assert wrong[1] == on_river.source_id
    assert on_ferry.source_id not in [message_id for _, message_id in await verified(tertulia, [river.post])]
    both = await verified(tertulia, [river.post, ferry.post])
    assert {on_river.source_id, on_ferry.source_id} <= {message_id for _, message_id in both}


async def test_an_answer_to_a_reply_that_was_missed_was_missed_too(tertulia: Simulated):
    discussed = await discuss(tertulia)
    first = await tertulia.emma.send(tertulia.seed.news, "asked", reply_to=card(tertulia, discussed))
    second = await tertulia.elena.send(tertulia.seed.news, "answered", reply_to=first)
    await tertulia.until(partial(comment_of, tertulia, second.id))
    assert await verified(tertulia, [discussed.post]) == []

    def lose(connection: Connection) -> None:
        connection.execute(delete(schema.appearance))
        connection.execute(delete(schema.comment).where(schema.comment.c.parent_id.is_not(None)))
        connection.execute(delete(schema.comment))

    await tertulia.database.write(lose)
    found = await verified(tertulia, [discussed.post])
    missed = [message_id for kind, message_id in found if kind is Kind.NOT_STORED]
    assert missed == [first.id, second.id]


async def test_a_comment_that_is_stored_without_its_message_is_not_to_be_stored_again(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "once")

    def lose(connection: Connection) -> None:
        connection.execute(delete(schema.appearance))

    await tertulia.database.write(lose)
    assert await verified(tertulia, [discussed.post]) == []


async def test_an_answer_to_another_comment_than_is_stored_is_a_difference(tertulia: Simulated):
    discussed = await discuss(tertulia)
    asked, _ = await say(tertulia, tertulia.emma, discussed, "asked")
    answered, comment = await say(tertulia, tertulia.elena, discussed, "answered", reply_to=asked)
    assert await verified(tertulia, [discussed.post]) == []
    await change(tertulia, comment, parent_id=None)
    assert await verified(tertulia, [discussed.post]) == [(Kind.STORED_WRONG, answered.id)]


async def test_a_message_that_is_gone_as_its_hidden_comment_should_be_is_no_difference(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    tertulia.env.backend.delete_message(discussed.thread.id, said.id)
    await tertulia.until(partial(is_erased, tertulia, comment))

    def stand(connection: Connection) -> None:
        connection.execute(update(schema.appearance).values(status=AppearanceStatus.SHOWN))

    await tertulia.database.write(stand)
    assert await verified(tertulia, [discussed.post]) == []


async def is_erased(tertulia: Simulated, comment: Comment) -> bool:
    found = await tertulia.database.read(comments.get, comment.id)
    return found is not None and found.status is CommentStatus.DELETED
