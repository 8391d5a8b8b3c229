"""Moderators approve or discard entries before they are posted; the first of them decides."""

from __future__ import annotations

from typing import Any

import discord

from bot.domain.feeds.following import AnnouncementKind, DeliveryState
from bot.feeding import announcement_store as announcements
from bot.feeding.reviewing.review_entries import EntryReview
from tests.discord.answers import labels_of, text_of
from tests.discord.feeding.delivered import becomes, followed, found, shown, state, story
from tests.discord.moderated import moderators_channel
from tests.discord.news import cards
from tests.discord.pages import Pages
from tests.discord.rooms import allow
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

REVIEW, DISCARDED = DeliveryState.REVIEW, DeliveryState.DISCARDED


async def asked(tertulia: Simulated, pages: Pages) -> tuple[int, int, discord.Message]:
    """An entry that waits for moderators: its following, itself, and the message that asks."""
    await moderators_channel(tertulia)
    following = await followed(tertulia, tertulia.seed.news, review=True)
    [entry] = await found(tertulia, following, story(pages, 1))
    await becomes(tertulia, following, entry, REVIEW)
    return following, entry, await standing(tertulia, "Story 0")


async def standing(tertulia: Simulated, *texts: str) -> discord.Message:
    """The message in the moderators' channel that says all this."""

    def message() -> Any:
        told = [one for one in tertulia.seed.moderators.history() if "Story 0" in text_of(one)]
        return next((one for one in told if all(text in text_of(one) for text in texts)), None)

    found: discord.Message = await tertulia.until(message)
    return found


async def test_an_entry_waits_until_a_moderator_approves_it(tertulia: Simulated, pages: Pages):
    following, entry, message = await asked(tertulia, pages)
    assert "### From [The Riverside]" in text_of(message)
    assert labels_of(message) == ["Approve", "Discard"]
    assert cards(tertulia.seed.news) == []
    await tertulia.click(tertulia.mateo, message, "Approve")
    await becomes(tertulia, following, entry, DeliveryState.POSTED)
    await shown(tertulia, tertulia.seed.news, 1)
    decided = await standing(tertulia, f"Approved by <@{tertulia.mateo.id}>")
    assert labels_of(decided) == []


async def test_who_comes_second_is_told(tertulia: Simulated, pages: Pages):
    following, entry, message = await asked(tertulia, pages)
    [owed] = await tertulia.database.read(announcements.of_following, following, [AnnouncementKind.REVIEW])
    first = tertulia.services[EntryReview]  # their message does not say yet what they decide
    assert await first.decide(AsMember(tertulia, tertulia.mateo), owed.id, "discard") is None
    answer = await tertulia.click(tertulia.marta, message, "Approve")
    assert f"<@{tertulia.mateo.id}> has decided that already." in answer.text
    await standing(tertulia, f"Discarded by <@{tertulia.mateo.id}>")
    discarded = await state(tertulia, following, entry)
    assert (discarded.state, discarded.decided_by) == (DISCARDED, tertulia.mateo.id)
    assert cards(tertulia.seed.news) == []


async def test_what_was_discarded_can_be_put_back(tertulia: Simulated, pages: Pages):
    following, entry, message = await asked(tertulia, pages)
    await tertulia.click(tertulia.mateo, message, "Discard")
    discarded = await standing(tertulia, f"Discarded by <@{tertulia.mateo.id}>")
    assert labels_of(discarded) == ["Undo"]
    await tertulia.restart()
    await tertulia.click(tertulia.marta, discarded, "Undo")
    await becomes(tertulia, following, entry, REVIEW)
    [again] = [one for one in tertulia.seed.moderators.history() if "Story 0" in text_of(one)]
    assert labels_of(again) == ["Approve", "Discard"]
    await tertulia.click(tertulia.marta, again, "Approve")
    await becomes(tertulia, following, entry, DeliveryState.POSTED)


async def test_only_who_moderates_the_rooms_decides(tertulia: Simulated, pages: Pages):
    following, entry, message = await asked(tertulia, pages)
    allow(tertulia, "Moderators", manage_messages=False)
    await tertulia.settle()
    answer = await tertulia.click(tertulia.mateo, message, "Approve")
    assert "Manage" in answer.text or "Gestionar" in answer.text
    assert (await state(tertulia, following, entry)).state is REVIEW
