"""A button, dialog or menu that names a comment works where its room can be seen, and nowhere else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.browsing.choose_discussion import DiscussionPicker
from bot.commenting.reply_by_dialog import DialogReplies
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.domain.discussion import Comment, CommentStatus, PostStatus
from bot.domain.errors import NotFound
from bot.domain.language import Language
from bot.moderating.hide_comment import Hiding
from bot.moderating.report_comment import Reports
from bot.moderating.review import Review
from bot.posting.read_edition import EditionReader
from bot.posting.remove_card import CardRemoval
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

WORDS = "The quay belongs to the town."
Act = Callable[[Any, AsMember, int], Awaitable[object]]

MODERATORS: dict[str, Act] = {
    "hide button": lambda services, who, source_id: services[Hiding].check(who, source_id),
    "hide dialog": lambda services, who, source_id: services[Hiding].hide(who, source_id, "off topic"),
    "restore button": lambda services, who, source_id: services[Hiding].restore(who, source_id),
    "dismiss button": lambda services, who, source_id: services[Reports].dismiss(who, source_id),
    "report menu": lambda services, who, source_id: services[Reports].check(who, source_id),
    "report dialog": lambda services, who, source_id: services[Reports].report(who, source_id, "off topic"),
    "options menu": lambda services, who, source_id: services[Review].of_message(who, source_id),
    "options list": lambda services, who, source_id: services[Review].of_source(who, source_id),
}
AUTHORS: dict[str, Act] = {
    "edit button": lambda services, who, source_id: services[DialogReplies].own(who, source_id),
    "edit dialog": lambda services, who, source_id: services[DialogReplies].edit_own(
        who, source_id, "Changed."
    ),
    "erase button": lambda services, who, source_id: services[DialogReplies].delete_own(who, source_id),
}


async def refused(tertulia: Simulated, act: Act, who: AsMember, comment: Comment) -> None:
    """``who`` is told that there is no such comment, and nothing happens to it."""
    with pytest.raises(NotFound):
        await act(tertulia.services, who, comment.source_id)
    now = await comment_of(tertulia, comment.source_id)
    assert now is not None
    assert (now.status, now.text) == (CommentStatus.VISIBLE, WORDS)


async def test_a_button_that_names_a_comment_of_another_server_does_nothing(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, WORDS)
    for acts, member in ((MODERATORS, tertulia.marta), (AUTHORS, tertulia.emma)):
        for act in acts.values():
            await refused(tertulia, act, AsMember(tertulia, member, server_id=1), comment)


async def test_a_button_that_names_a_comment_of_a_room_they_do_not_see_does_nothing(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, WORDS)
    for acts, member in ((MODERATORS, tertulia.marta), (AUTHORS, tertulia.emma)):
        for act in acts.values():
            await refused(tertulia, act, AsMember(tertulia, member, blind=True), comment)


async def test_a_discussion_of_another_server_or_an_unseen_room_is_not_the_one_that_is_meant(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    found = await tertulia.database.read(discussions.get, discussed.id)
    assert found is not None
    choosing = tertulia.services[DiscussionPicker]
    marta = AsMember(tertulia, tertulia.marta)
    marta.member = replace(marta.member, channel_id=discussed.thread.id)
    assert await choosing.resolve(marta, found.public_id) == await choosing.resolve(marta, None) == found.id
    elsewhere = AsMember(tertulia, tertulia.marta, server_id=1)
    blind = AsMember(tertulia, tertulia.marta, blind=True)
    for who in (elsewhere, blind):
        with pytest.raises(NotFound):
            await choosing.resolve(who, found.public_id)
    blind.member = replace(blind.member, channel_id=discussed.thread.id)
    with pytest.raises(NotFound):
        await choosing.resolve(blind, None)


async def test_a_card_of_another_server_is_neither_read_nor_taken_away(tertulia: Simulated):
    discussed = await discuss(tertulia)
    card, elsewhere = discussed.post.public_id, AsMember(tertulia, tertulia.marta, server_id=1)
    removals = tertulia.services[CardRemoval]
    with pytest.raises(NotFound):
        await tertulia.services[EditionReader].read(card, server_id=1, reader_id=5, language=Language.ES)
    with pytest.raises(NotFound):
        await removals.remove(elsewhere, card)
    post = await tertulia.database.read(posts.by_public_id, card)
    assert post is not None
    assert post.status is PostStatus.POSTED
