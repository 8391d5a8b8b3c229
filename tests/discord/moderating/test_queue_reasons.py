"""Moderators choose a reason or write one, in the queue and in notices; it is stored as they read it."""

from __future__ import annotations

import pytest

from bot.audit import audit_store as audit
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.moderation import Action, TargetKind
from tests.discord.answers import Answer, text_of
from tests.discord.discussed import discuss, say
from tests.discord.moderated import RUDE, moderators_channel, notices, report, status
from tests.discord.queued import hide_all
from tests.discord.simulated import Simulated


async def reported(tertulia: Simulated) -> Comment:
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    sent, comment = await say(tertulia, tertulia.emma, discussed, RUDE)
    await report(tertulia, tertulia.elena, sent)
    return comment


def fields(dialog: Answer) -> tuple[str, str]:
    """The labels of what is written and of what is chosen."""
    written, chosen = (str(one["label"]) for one in dialog.dialog["components"])
    return written, chosen


async def reason(tertulia: Simulated, comment: Comment) -> str | None:
    rows = await tertulia.database.read(audit.about, TargetKind.COMMENT, comment.id)
    return next((row.reason for row in rows if row.action is Action.HIDE), None)


@pytest.mark.parametrize(
    ("written", "stored"),
    [("", "Insulta o amenaza a alguien"), ("y van tres", "Insulta o amenaza a alguien: y van tres")],
)
async def test_a_chosen_reason_is_stored_in_the_moderators_language(
    tertulia: Simulated, written: str, stored: str
) -> None:
    comment = await reported(tertulia)
    dialog = await tertulia.click(tertulia.mateo, notices(tertulia)[0], "t1:hide")
    text, select = fields(dialog)
    assert select == "O elige uno de estos"
    await tertulia.fill(tertulia.mateo, dialog, {text: written, select: ["insult"]})
    assert await status(tertulia, comment) is CommentStatus.HIDDEN
    assert await reason(tertulia, comment) == stored
    await tertulia.until(lambda: stored in text_of(notices(tertulia)[-1]))


async def test_the_queue_offers_the_same_reasons(tertulia: Simulated) -> None:
    comment = await reported(tertulia)
    card = await tertulia.run(tertulia.marta, "/queue")
    dialog = await tertulia.click(tertulia.marta, card.message, "Hide")
    _, select = fields(dialog)
    await tertulia.fill(tertulia.marta, dialog, {select: ["spam"]})
    assert await reason(tertulia, comment) == "Spam or advertising"


async def test_without_a_reason_nothing_is_hidden(tertulia: Simulated) -> None:
    comment = await reported(tertulia)
    dialog = await tertulia.click(tertulia.marta, notices(tertulia)[0], "t1:hide")
    told = await tertulia.fill(tertulia.marta, dialog, {})
    assert "Give a reason" in told.text
    assert await status(tertulia, comment) is CommentStatus.VISIBLE


async def test_many_are_hidden_for_a_chosen_reason_and_asked_about_only_with_one(tertulia: Simulated) -> None:
    discussed = await discuss(tertulia)
    said = [await say(tertulia, tertulia.emma, discussed, RUDE) for _ in range(2)]
    card = await tertulia.run(tertulia.marta, "/queue", show="new")
    told = await hide_all(tertulia, tertulia.marta, card, "Hide all by this author", " ")
    assert "Give a reason" in told.text
    dialog = await tertulia.click(tertulia.marta, card.message, "Hide all by this author")
    _, select = fields(dialog)
    asked = await tertulia.fill(tertulia.marta, dialog, {select: ["repeated"]})
    await tertulia.click(tertulia.marta, asked.message, "Hide 2 comments")
    assert [await reason(tertulia, one) for _, one in said] == ["Repeats what was said before"] * 2


async def test_a_server_has_reasons_of_its_own_in_both_languages(tertulia: Simulated) -> None:
    comment = await reported(tertulia)
    told = await tertulia.run(
        tertulia.marta,
        "/rules reasons add",
        name="Doxing",
        english="Names where *somebody* lives",
        spanish="Dice dónde vive alguien",
    )
    assert told.ephemeral
    assert "Names where \\*somebody\\* lives" in told.text
    dialog = await tertulia.click(tertulia.mateo, notices(tertulia)[0], "t1:hide")
    _, select = fields(dialog)
    await tertulia.fill(tertulia.mateo, dialog, {select: ["doxing"]})
    assert await reason(tertulia, comment) == "Dice dónde vive alguien"


async def test_reasons_are_replaced_and_removed_and_those_of_the_bot_come_back(tertulia: Simulated) -> None:
    for name in ("insult", "hate", "off topic", "private data", "false", "illegal", "repeated"):
        await tertulia.run(tertulia.marta, "/rules reasons remove", name=name)
    await tertulia.run(tertulia.marta, "/rules reasons add", name="Spam", english="Sells", spanish="Vende")
    assert (await tertulia.run(tertulia.marta, "/rules reasons list")).text == "- **spam**: Sells / Vende"
    told = await tertulia.run(tertulia.marta, "/rules reasons remove", name="SPAM")
    assert "is removed" in told.text
    listed = await tertulia.run(tertulia.marta, "/rules reasons list")
    assert "Spam or advertising / Spam o publicidad" in listed.text
    offered = await tertulia.complete(tertulia.marta, "/rules reasons remove", "name", "spa")
    assert [one["value"] for one in offered] == ["spam"]


async def test_there_are_no_more_reasons_than_a_menu_takes(tertulia: Simulated) -> None:
    def add(number: int):
        texts = {"english": f"In English {number}", "spanish": f"En español {number}"}
        return tertulia.run(tertulia.marta, "/rules reasons add", name=f"own {number}", **texts)

    for number in range(17):
        await add(number)
    assert "There can be 25 reasons" in (await add(17)).text
    assert "unknown" not in (await tertulia.run(tertulia.marta, "/rules reasons list")).text
    told = await tertulia.run(tertulia.marta, "/rules reasons remove", name="unknown")
    assert "There is no such reason" in told.text


async def test_a_reason_has_its_text_in_both_languages(tertulia: Simulated) -> None:
    told = await tertulia.run(
        tertulia.marta, "/rules reasons add", name="own", english="Something", spanish=" "
    )
    assert "in both languages" in told.text
