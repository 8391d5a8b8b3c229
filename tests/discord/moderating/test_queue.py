"""What waits comes to moderators one after another, to each of them something else, and is decided once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from simcord import MemberActor

from bot.domain.discussion import CommentStatus
from bot.domain.moderation import Action, Category
from bot.moderating.queue import queue_store as queue
from tests.discord.discussed import Discussed, another, discuss, say
from tests.discord.moderated import RUDE, actions, report, status
from tests.discord.queued import act, hide
from tests.discord.simulated import Simulated


async def report_as(
    tertulia: Simulated,
    member: MemberActor,
    message: object,
    category: Category,
    reason: str = "look",
) -> str:
    dialog = await tertulia.menu(member, "Report comment", message)
    asked, kind, _ = (one["label"] for one in dialog.dialog["components"])
    return (await tertulia.fill(member, dialog, {asked: reason, kind: [category.value]})).text


async def three_reported(tertulia: Simulated) -> tuple[Discussed, list]:
    discussed = await discuss(tertulia)
    said = [await say(tertulia, tertulia.emma, discussed, f"{RUDE} {number}") for number in range(3)]
    for sent, _ in said:
        await report(tertulia, tertulia.elena, sent)
    return discussed, said


async def test_a_card_shows_what_a_moderator_needs(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report_as(tertulia, tertulia.elena, sent, Category.INSULT, "Es un *insulto*")
    card = await tertulia.run(tertulia.marta, "/queue")
    assert card.ephemeral
    assert "Reported" in card.text
    assert "The night the river rose" in card.text
    assert "> You are all \\*fools\\*" in card.text
    assert "insult: Es un \\*insulto\\*" in card.text
    assert "1 comment here, 0 hidden, 1 reported" in card.text
    assert f"/{discussed.thread.id}/{sent.id}" in card.text
    assert card.labels == ["Approve", "Hide", "Hide and warn", "Dismiss reports", "Next", "Member record"]
    spanish = await tertulia.run(tertulia.mateo, "/queue")
    assert "Aquí no espera nada" in spanish.text


@pytest.mark.engines("phrasebook")
async def test_a_comment_in_the_other_language_is_shown_in_both(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.elena, discussed, "No me gusta el puente nuevo.")
    card = await tertulia.run(tertulia.marta, "/queue", show="new")
    assert "> No me gusta el puente nuevo." in card.text
    assert "> I do not like the new bridge." in card.text
    assert "Translated from Spanish by phrasebook" in card.text


async def test_a_long_comment_fits_and_can_be_read_whole(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "*" * 1_500 + "The end of it.")
    card = await tertulia.run(tertulia.marta, "/queue", show="new")
    assert "The end of it" not in card.text
    whole = await tertulia.click(tertulia.marta, card.message, "Whole text")
    assert "The end of it" in whole.text
    assert whole.ephemeral


async def test_what_is_decided_leaves_the_queue_and_the_next_one_comes(tertulia: Simulated) -> None:
    _, said = await three_reported(tertulia)
    card = await tertulia.run(tertulia.marta, "/queue")
    assert "2 more wait" in card.text
    card = await act(tertulia, tertulia.marta, card, "Approve")
    assert await status(tertulia, said[0][1]) is CommentStatus.VISIBLE
    again = await tertulia.run(tertulia.marta, "/queue")
    assert "1 more waits" in again.text
    done = await hide(tertulia, tertulia.marta, again, "an insult")
    assert "Comment hidden" in done.text
    assert await status(tertulia, said[1][1]) is CommentStatus.HIDDEN
    assert (Action.HIDE, tertulia.marta.id, True) in await actions(tertulia, said[1][1])


async def test_two_moderators_get_different_comments_and_neither_acts_on_the_others(
    tertulia: Simulated,
) -> None:
    _, said = await three_reported(tertulia)
    first = await tertulia.run(tertulia.marta, "/queue")
    second = await tertulia.run(tertulia.mateo, "/queue")
    assert [shown for shown in (first, second) if "everyone 0" in shown.text] == [first]
    assert "everyone 1" in second.text
    options = await tertulia.menu(tertulia.mateo, "Comment options", said[0][0])
    dialog = await tertulia.click(tertulia.mateo, options.message, "t1:hide")
    told = await tertulia.fill(tertulia.mateo, dialog, {dialog.dialog["components"][0]["label"]: "me too"})
    assert f"<@{tertulia.marta.id}> está mirando este comentario" in told.text
    assert await status(tertulia, said[0][1]) is CommentStatus.VISIBLE


async def test_a_claim_ends_by_itself(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    now = datetime.now(UTC)
    take = (queue.take, comment.id)
    assert await tertulia.database.write(*take, tertulia.marta.id, now) is None
    other = await tertulia.database.write(*take, tertulia.mateo.id, now)
    assert other is not None
    assert other.moderator_id == tertulia.marta.id
    later = now + queue.CLAIMED_FOR + timedelta(seconds=1)
    assert await tertulia.database.write(*take, tertulia.mateo.id, later) is None


async def test_what_was_decided_comes_back_for_another_reason_or_text_alone(
    tertulia: Simulated,
) -> None:
    discussed = await discuss(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report_as(tertulia, tertulia.elena, sent, Category.INSULT)
    card = await tertulia.run(tertulia.marta, "/queue")
    await act(tertulia, tertulia.marta, card, "Dismiss reports")
    await report_as(tertulia, tertulia.mateo, sent, Category.INSULT)
    assert "Nothing waits" in (await tertulia.run(tertulia.marta, "/queue")).text
    await report_as(tertulia, tertulia.marta, sent, Category.SPAM)
    assert "espera nada" not in (await tertulia.run(tertulia.mateo, "/queue")).text
    assert await tertulia.database.read(queue.is_decided, comment.id)
    await tertulia.emma.edit(sent, "You are all thieves")
    await tertulia.settle()

    async def forgotten() -> bool:
        return not await tertulia.database.read(queue.is_decided, comment.id)

    await tertulia.until(forgotten)


@pytest.mark.parametrize("show", ["new", "refused"])
async def test_new_and_refused_comments_can_be_asked_for(tertulia: Simulated, show: str) -> None:
    discussed = await discuss(tertulia)
    if show == "refused":
        await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)
        tertulia.env.backend.get_channel(discussed.thread.id).thread_metadata.locked = False
    _, comment = await say(tertulia, tertulia.emma, discussed, "A bridge.")
    card = await tertulia.run(tertulia.marta, "/queue", show=show)
    assert "A bridge." in card.text
    await act(tertulia, tertulia.marta, card, "Approve")
    assert await status(tertulia, comment) is CommentStatus.VISIBLE
    assert "Nothing waits" in (await tertulia.run(tertulia.marta, "/queue", show=show)).text


async def test_next_leaves_a_comment_for_others(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, sent)
    card = await tertulia.run(tertulia.marta, "/queue")
    await act(tertulia, tertulia.marta, card, "Next")
    assert "fools" in (await tertulia.run(tertulia.mateo, "/queue")).text


async def test_who_moderates_nothing_has_no_queue(tertulia: Simulated) -> None:
    await discuss(tertulia)
    told = await tertulia.run(tertulia.emma, "/queue", forced=True)
    assert "Manage Messages" in told.text


async def test_nobody_decides_about_their_own_comments(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.marta, discussed, "My own words.")
    assert "Nothing waits" in (await tertulia.run(tertulia.marta, "/queue", show="new")).text
    assert "My own words" in (await tertulia.run(tertulia.mateo, "/queue", show="new")).text


async def test_it_can_be_asked_for_by_age_reports_channel_language_and_article(tertulia: Simulated) -> None:
    river, story = await discuss(tertulia), await discuss(tertulia, article=another(2))
    noticias = await discuss(tertulia, tertulia.seed.noticias)
    old, _ = await say(tertulia, tertulia.emma, river, "This is the oldest comment of all.")
    twice, _ = await say(tertulia, tertulia.elena, noticias, "Este comentario está en el otro canal.")
    new, _ = await say(tertulia, tertulia.emma, story, "Another article has this comment.")
    for sent in (old, twice, new):
        await report_as(tertulia, tertulia.mateo, sent, Category.SPAM)
    await report_as(tertulia, tertulia.marta, twice, Category.SPAM)
    [offered] = await tertulia.complete(tertulia.marta, "/queue", "article", "Story 2")
    asked = [
        ({}, "oldest", 2),
        ({"order": "oldest"}, "oldest", 2),
        ({"order": "newest"}, "Another article", 2),
        ({"order": "most reported"}, "otro canal", 2),
        ({"channel": tertulia.seed.noticias}, "otro canal", 0),
        ({"channel": tertulia.seed.news, "order": "newest"}, "Another article", 1),
        ({"language": "es"}, "otro canal", 0),
        ({"language": "en", "order": "newest"}, "Another article", 1),
        ({"article": offered["value"]}, "Another article", 0),
        ({"article": offered["value"], "language": "es"}, None, 0),
    ]
    for options, expected, left in asked:
        card = await tertulia.run(tertulia.marta, "/queue", **options)
        if expected is None:
            assert "Nothing waits here" in card.text, options
            continue
        assert expected in card.text, options
        assert (f"· {left} more wait" in card.text) is bool(left), options
    card = await tertulia.run(tertulia.marta, "/queue", language="en", order="newest")
    card = await act(tertulia, tertulia.marta, card, "Next")
    assert "oldest" in card.text, "what was asked for goes on with the next"
    done = await act(tertulia, tertulia.marta, card, "Next")
    assert "Nothing waits here" in done.text
