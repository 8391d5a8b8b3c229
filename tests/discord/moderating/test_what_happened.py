"""Notices and records tell in order what happened to a comment: reported, hidden, restored, deleted."""

from __future__ import annotations

import re

import pytest

from bot.discussion.comment_text_view import STATUSES
from bot.domain.discussion import CommentStatus
from bot.domain.language import Language
from bot.moderating.hide_comment import Hiding
from tests.discord.answers import labels_of, text_of
from tests.discord.case_helpers import discuss, quick_deletions, reply, say
from tests.discord.moderated import RUDE, hide, moderators_channel, notices, report
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember

__all__ = ["quick_deletions"]


def events(shown: str) -> list[str]:
    """The first words of each line of a history."""
    return [
        re.split(r" by | por |,|:| <", line[2:])[0] for line in shown.splitlines() if line.startswith("- ")
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Reported", "Hidden", "Restored", "Reported", "Reports dismissed", "Deleted"]),
        ("es", ["Denunciado", "Ocultado", "Restaurado", "Denunciado", "Denuncias desestimadas", "Borrado"]),
    ],
)
async def test_a_notice_tells_all_of_it_in_order(tertulia: Simulated, language: str, told: list[str]):
    if language == "es":
        await tertulia.run(
            tertulia.marta, "/language channel", language="es", channel=tertulia.seed.moderators
        )
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    comment = await reply(tertulia, tertulia.emma, discussed, RUDE)
    (rude,) = [one for one in tertulia.seed.news.history() if one.id == comment.source_id]
    await report(tertulia, tertulia.elena, rude, "Es un insulto")
    (notice,) = notices(tertulia)
    await hide(tertulia, tertulia.mateo, notice)
    await tertulia.services[Hiding].restore(AsMember(tertulia, tertulia.marta), comment.source_id)
    await tertulia.until(lambda: events(text_of(notices(tertulia)[0])) == told[:3])
    status = tertulia.client.catalog.say(STATUSES[CommentStatus.VISIBLE], Language(language))
    assert all(f"-# {status}" in text_of(shown) for shown in notices(tertulia))
    standing = next(one for one in discussed.thread.history() if "fools" in text_of(one))
    await report(tertulia, tertulia.marta, standing, "Again")
    await tertulia.click(tertulia.mateo, notices(tertulia)[0], "t1:dismiss")
    await tertulia.until(lambda: events(text_of(notices(tertulia)[0])) == told[:5])
    asked = await tertulia.run(tertulia.emma, "/privacy erase")
    await tertulia.click(tertulia.emma, asked.message, "Delete permanently")
    await tertulia.until(lambda: events(text_of(notices(tertulia)[0])) == told)
    assert "fools" not in text_of(notices(tertulia)[0])


async def test_what_was_refused_is_approved(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await tertulia.run(tertulia.marta, "/moderate lock", at=discussed.thread)
    comment = await reply(tertulia, tertulia.emma, discussed, "But what of the cost?")
    listed = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    record = await tertulia.choose(tertulia.marta, listed.message, str(comment.source_id))
    assert "Approve" in record.labels
    assert "Restore" not in record.labels
    assert events(record.text) == ["Refused"]
    done = await tertulia.click(tertulia.marta, record.message, "Approve")
    assert done.text.startswith("Comment approved. It now appears under its author's name.")
    listed = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    record = await tertulia.choose(tertulia.marta, listed.message, str(comment.source_id))
    assert events(record.text) == ["Kept back until a moderator decided.", "Approved"]


async def test_what_was_hidden_is_restored(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, RUDE)
    record = await tertulia.menu(tertulia.marta, "Comment options", said)
    await hide(tertulia, tertulia.marta, record.message)
    await tertulia.until(lambda: len(notices(tertulia)) == 1)
    assert labels_of(notices(tertulia)[0]) == ["Restore"]
