"""``/privacy``: members see, get and erase what is kept of them, and of nobody else."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from functools import partial

import pytest

from bot.domain.cases.case import CaseKind
from bot.domain.discussion import Author, CommentStatus
from bot.jobs.kinds import Job
from bot.mirroring.takedown_worker import TakedownWorker
from bot.moderating.cases import case_store as cases
from bot.privacy.my_data import Privacy
from tests.discord.answers import text_of
from tests.discord.case_helpers import stored
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.moderated import moderators_channel, notices, report
from tests.discord.simulated import Simulated
from tests.discord.standing import AsMember
from tests.discord.translating.translated import GUSTA, LIKE, translate


async def test_what_is_kept_is_shown_in_both_languages(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "The pier burned down.")
    answer = await tertulia.run(tertulia.emma, "/privacy show")
    assert answer.ephemeral
    assert "**Comments:** 1" in answer.text
    answer = await tertulia.run(tertulia.elena, "/privacy show", everywhere=True)
    assert "**Comentarios:** 0" in answer.text


async def test_ones_own_words_come_as_a_file(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "The pier burned down.")
    await say(tertulia, tertulia.elena, discussed, "Lo sé.")
    (file,) = (await tertulia.run(tertulia.emma, "/privacy export")).files
    value = json.loads(await file.read())
    assert [one["text"] for one in value["comments"]] == ["The pier burned down."]
    assert value["comments"][0]["article"] == "The night the river rose"
    answer = await tertulia.run(tertulia.mateo, "/privacy export", everywhere=True)
    assert not answer.files
    assert answer.text == "Aquí no guardo nada que hayas escrito."


async def test_of_a_comment_that_its_author_deleted_nothing_is_kept_of_them(tertulia: Simulated):
    discussed = await discuss(tertulia)
    deleted, _ = await say(tertulia, tertulia.emma, discussed, "The pier burned down.")
    await say(tertulia, tertulia.emma, discussed, "And the boats.")
    await tertulia.emma.delete(deleted)

    async def gone() -> bool:
        return (await stored(tertulia, discussed))[0].status is CommentStatus.DELETED

    await tertulia.until(gone)
    assert (await stored(tertulia, discussed))[0].author == Author(0, "", None)
    asked = await tertulia.run(tertulia.emma, "/privacy erase")
    assert "Permanently delete 1 comment?" in asked.text
    done = await tertulia.click(tertulia.emma, asked.message, "Delete permanently")
    assert "1 comment has been deleted." in done.text


async def test_members_see_get_and_erase_what_cases_about_them_say(tertulia: Simulated):
    discussed = await discuss(tertulia)
    _, comment = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    case = await tertulia.database.write(
        partial(
            cases.open_case,
            server_id=tertulia.seed.guild.id,
            kind=CaseKind.WARN,
            member_id=tertulia.emma.id,
            moderator_id=tertulia.mateo.id,
            reason="Insults",
            at=datetime.now(UTC),
            comment_id=comment.id,
        )
    )
    assert "**Cases about you:** 1" in (await tertulia.run(tertulia.emma, "/privacy show")).text
    assert "Cases" not in (await tertulia.run(tertulia.marta, "/privacy show")).text
    (file,) = (await tertulia.run(tertulia.emma, "/privacy export")).files
    [told] = json.loads(await file.read())["cases"]
    assert (told["kind"], told["reason"], told["evidence"]) == ("warn", "Insults", "You are all fools.")
    asked = await tertulia.run(tertulia.emma, "/privacy erase")
    assert "Permanently delete what 1 case about you says" in asked.text
    done = await tertulia.click(tertulia.emma, asked.message, "Delete permanently")
    assert "What 1 case about you said has been deleted." in done.text
    kept = await tertulia.database.read(cases.get, case.id)
    assert kept is not None
    assert (kept.emptied, kept.reason) == (True, "")
    assert "**Cases about you:** 1" in (await tertulia.run(tertulia.emma, "/privacy show")).text


async def test_what_somebody_said_in_their_reports_is_theirs_too(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    rude, comment = await say(tertulia, tertulia.emma, discussed, "You are all fools.")
    await report(tertulia, tertulia.marta, rude, "I know where Emma lives.")
    (file,) = (await tertulia.run(tertulia.marta, "/privacy export")).files
    [reported] = json.loads(await file.read())["reports"]
    assert reported["comment_id"] == str(comment.source_id)
    assert reported["reason"] == "I know where Emma lives."
    assert "where Emma lives" in text_of(notices(tertulia)[0])
    asked = await tertulia.run(tertulia.marta, "/privacy erase")
    assert "Permanently delete what you wrote in 1 report?" in asked.text
    done = await tertulia.click(tertulia.marta, asked.message, "Delete permanently")
    assert done.text == "What you wrote in 1 report has been deleted."
    await tertulia.until(lambda: "where Emma lives" not in text_of(notices(tertulia)[0]))
    assert "Reported by 1 member" in text_of(notices(tertulia)[0])
    assert (
        await tertulia.run(tertulia.marta, "/privacy export")
    ).text == "I keep nothing that you wrote here."
    assert (
        await tertulia.run(tertulia.marta, "/privacy erase")
    ).text == "I keep nothing that you wrote here."


async def test_erased_the_tree_keeps_its_shape_and_nothing_comes_back(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, "The pier burned down.")
    _, answer = await say(tertulia, tertulia.elena, discussed, "Lo sé.", reply_to=said)
    asked = await tertulia.run(tertulia.emma, "/privacy erase")
    assert "Permanently delete 1 comment?" in asked.text
    done = await tertulia.click(tertulia.emma, asked.message, "Delete permanently")
    assert "1 comment has been deleted." in done.text
    again = await tertulia.click(tertulia.emma, asked.message, "Delete permanently")
    assert again.text == "I keep nothing that you wrote here."
    await tertulia.until(lambda: "The pier burned down." not in tertulia.shown(discussed.thread))
    await tertulia.restart()
    erased, kept = await stored(tertulia, discussed)
    assert (erased.status, erased.text, erased.author.id) == (CommentStatus.DELETED, "", 0)
    assert (kept.text, kept.parent_id) == ("Lo sé.", comment.id)
    assert kept.id == answer.id
    assert (await tertulia.run(tertulia.emma, "/privacy erase")).text == "I keep nothing that you wrote here."
    _, later = await say(tertulia, tertulia.emma, discussed, "I came back.")
    again = await comment_of(tertulia, later.source_id)
    assert again is not None
    assert again.status is CommentStatus.VISIBLE


async def test_where_the_bot_may_not_delete_erasing_asks_once_for_all_and_again_once_it_may(
    tertulia: Simulated,
):
    discussed = await discuss(tertulia)
    for n in range(8):
        await say(tertulia, tertulia.emma, discussed, f"text number {n}")
    tertulia.fail("DELETE", "/channels/*/messages/*", 403, 50013, times=None)
    privacy = tertulia.services[Privacy]
    await privacy.erase(AsMember(tertulia, tertulia.emma).member, 1 << 62, everywhere=False)
    await tertulia.until(lambda: tertulia.health(Job.TAKEDOWN).failing == 1)
    await asyncio.sleep(0.2)
    assert len(tertulia.requests("DELETE", "/messages/")) == 1
    tertulia.heal()
    tertulia.services[TakedownWorker].resync()
    await tertulia.until(lambda: tertulia.shown(discussed.thread) == [])
    await tertulia.until(lambda: not tertulia.health(Job.TAKEDOWN).backlog)


@pytest.mark.engines("one")
async def test_what_a_machine_made_of_ones_words_stands_apart_from_them(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await say(tertulia, tertulia.elena, discussed, "Y ya está.")
    await translate(tertulia, tertulia.emma, sent)
    (file,) = (await tertulia.run(tertulia.elena, "/privacy export")).files
    first, second = json.loads(await file.read())["comments"]
    assert (first["text"], first["translation"]["text"]) == (GUSTA, LIKE)
    assert first["translation"]["engine"] == "one"
    assert "translation" not in second
