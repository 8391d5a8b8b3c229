"""What a comment says is as legible where it is repeated as where it was written: names, times, files."""

from __future__ import annotations

import json
from functools import partial

import discord
import pytest
from simcord.backend.models.message import Poll, PollAnswer

from bot.domain.discussion import Comment
from bot.domain.export import ExportFormat
from tests.discord.adding import WHICH, elsewhere, public_id
from tests.discord.answers import Answer, text_of
from tests.discord.case_helpers import comment_of, discuss, forbid, mirror_of, reply, say
from tests.discord.discussed import Discussed
from tests.discord.moderated import moderators_channel, notices, report
from tests.discord.simulated import Simulated

pytestmark = pytest.mark.pace(30)

MOMENT = "<t:1700000000:f>"


def mentioning(tertulia: Simulated) -> str:
    seed = tertulia.seed
    return f"<@{tertulia.mateo.id}> in <#{seed.news.id}> <:harbour:123456789012345678> at {MOMENT}"


def is_legible(tertulia: Simulated, shown: str, moment: str = MOMENT) -> bool:
    named = ("@Mateo", "#news", ":harbour:", moment)
    raw = (str(tertulia.mateo.id), "123456789012345678", f"#{tertulia.seed.news.id}")
    return all(one in shown for one in named) and not any(one in shown for one in raw)


async def answer_to(tertulia: Simulated, discussed: Discussed, parent: Comment) -> discord.Message:
    """The mirror, in the thread, of Elena's answer to a reply to the card."""
    await mirror_of(tertulia, discussed, parent)
    original = next(one for one in tertulia.seed.news.history() if one.id == parent.source_id)
    sent = await tertulia.elena.send(tertulia.seed.news, "¿De verdad?", reply_to=original)
    answer = await tertulia.until(partial(comment_of, tertulia, sent.id))
    return await mirror_of(tertulia, discussed, answer)


async def exported(tertulia: Simulated, discussed: Discussed, form: ExportFormat) -> str:
    answer: Answer = await tertulia.run(
        tertulia.mateo, "/moderate export", at=discussed.thread, format=form.value
    )
    (file,) = answer.files
    return (await file.read()).decode()


async def test_a_quoting_line_names_who_and_where(tertulia: Simulated):
    discussed = await discuss(tertulia)
    parent = await reply(tertulia, tertulia.emma, discussed, mentioning(tertulia))
    quote = text_of(await answer_to(tertulia, discussed, parent)).splitlines()[0].split("): ", 1)[1]
    assert is_legible(tertulia, quote.replace("\\", "")), quote


async def test_pages_name_who_and_where(tertulia: Simulated):
    discussed = await discuss(tertulia)
    first, _ = await say(tertulia, tertulia.emma, discussed, mentioning(tertulia))
    await say(tertulia, tertulia.elena, discussed, f"sí {mentioning(tertulia)}", reply_to=first)
    for member, command in ((tertulia.emma, "/discussion show"), (tertulia.elena, "/discussion mine")):
        answer = await tertulia.run(member, command, at=discussed.thread)
        assert is_legible(tertulia, answer.text.replace("\\", "")), answer.text
    found = await tertulia.run(tertulia.emma, "/discussion search", at=discussed.thread, text="harbour")
    assert is_legible(tertulia, found.text.replace("**", ""), "2023-11-14 22:13 UTC"), found.text


async def test_notices_and_lists_of_moderators_name_who_and_where(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, mentioning(tertulia))
    await report(tertulia, tertulia.elena, said, "not here")
    (notice,) = notices(tertulia)
    listed = await tertulia.run(tertulia.mateo, "/moderate comments", at=discussed.thread)
    for shown in (text_of(notice), listed.text):
        assert is_legible(tertulia, shown.replace("\\", "")), shown


async def test_exports_name_who_and_where(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, mentioning(tertulia))
    for form in (ExportFormat.CSV, ExportFormat.MARKDOWN, ExportFormat.HTML):
        written = (await exported(tertulia, discussed, form)).replace("\\", "")
        _, _, comment = written.rpartition("Emma")
        assert is_legible(tertulia, comment.split("at ", 1)[0] + comment, "2023-11-14 22:13 UTC"), comment
    (comment,) = json.loads(await exported(tertulia, discussed, ExportFormat.JSON))["comments"]
    assert comment["text"] == mentioning(tertulia)
    assert comment["names"][str(tertulia.mateo.id)] == "Mateo"


async def test_names_follow_an_edit_and_go_with_the_text(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, f"<@{tertulia.mateo.id}> knows")
    await tertulia.emma.edit(said, f"<@{tertulia.elena.id}> knows")

    async def named() -> bool:
        now = await comment_of(tertulia, said.id)
        return now is not None and now.words == "@Elena knows"

    await tertulia.until(named)
    [comment] = json.loads(await exported(tertulia, discussed, ExportFormat.JSON))["comments"]
    assert list(comment["names"]) == [str(tertulia.elena.id)]
    await tertulia.emma.delete(said)

    async def forgotten() -> bool:
        now = await comment_of(tertulia, said.id)
        return now is not None and not now.text and not now.names

    await tertulia.until(forgotten)


async def test_channels_that_not_everybody_can_read_are_not_named(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, f"what is <#{tertulia.seed.moderators.id}>?")
    comment = await comment_of(tertulia, said.id)
    assert comment is not None
    assert comment.plain == "what is #…?"
    shown = (await tertulia.run(tertulia.elena, "/discussion show", at=discussed.thread)).text
    assert tertulia.seed.moderators.name not in shown


async def test_who_erases_their_data_is_not_named_by_others_any_more(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, _ = await say(
        tertulia, tertulia.emma, discussed, f"<@{tertulia.mateo.id}> and <@{tertulia.elena.id}>"
    )
    other, _ = await say(tertulia, tertulia.emma, discussed, f"only <@{tertulia.elena.id}>")
    await say(tertulia, tertulia.mateo, discussed, "mine")
    question = await tertulia.run(tertulia.mateo, "/privacy erase")
    await tertulia.click(tertulia.mateo, question.message, "Borrar para siempre")
    comment, kept = [await comment_of(tertulia, one.id) for one in (said, other)]
    assert comment is not None
    assert kept is not None
    assert comment.plain == "@… and @Elena"
    assert kept.plain == "only @Elena"


async def test_a_message_that_was_edited_before_it_is_added_names_whom_it_mentions_now(tertulia: Simulated):
    discussed = await discuss(tertulia)
    sent = await tertulia.emma.send(elsewhere(tertulia), "Nobody knows")
    dialog = await tertulia.menu(tertulia.emma, "Add to discussion", sent)
    await tertulia.emma.edit(sent, f"<@{tertulia.mateo.id}> knows")
    await tertulia.fill(tertulia.emma, dialog, {WHICH: [await public_id(tertulia, discussed)]})
    comment = await comment_of(tertulia, sent.id)
    assert comment is not None
    assert comment.words == "@Mateo knows"


async def test_everyone_is_defused_where_no_line_can_break(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "@everyone look, and @here too")
    shown = (await tertulia.run(tertulia.elena, "/discussion show", at=discussed.thread)).text
    assert "@\u2060everyone" in shown
    assert "@\u2060here" in shown


@pytest.mark.parametrize(("name", "quoted"), [("pier.png", "📎 pier.png"), ("SPOILER_end.png", "📎 ||")])
async def test_an_answer_to_a_picture_says_so(tertulia: Simulated, name: str, quoted: str):
    discussed = await discuss(tertulia)
    at = next(one for one in tertulia.seed.news.history() if one.id == discussed.post.message_id)
    sent = await tertulia.emma.send(tertulia.seed.news, "", reply_to=at, attachments=[(name, b"png" * 9)])
    parent = await tertulia.until(partial(comment_of, tertulia, sent.id))
    quote = text_of(await answer_to(tertulia, discussed, parent)).splitlines()[0]
    assert f"): {quoted}" in quote, quote


async def test_a_poll_keeps_its_choices(tertulia: Simulated):
    here, there = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    answers = [PollAnswer(1, "North"), PollAnswer(2, "South")]
    poll = Poll("Which quay first?", answers, "2030-01-01T00:00:00+00:00")
    sent = tertulia.env.backend.create_message(here.thread.id, tertulia.emma.id, "", poll=poll)
    await tertulia.settle()
    comment = await tertulia.until(partial(comment_of, tertulia, sent.id))
    assert comment.text == "📊 Which quay first?\n• North\n• South"
    await tertulia.until(lambda: any("• South" in one for one in tertulia.shown(there.thread)))


@pytest.mark.parametrize(
    "markup", ["> quoted", "# heading", "- one", "1. one", "```py\nx = 1\n```", "-# small"]
)
async def test_markup_begins_a_line_where_the_bot_speaks_for_members(tertulia: Simulated, markup: str):
    here, there = await discuss(tertulia), await discuss(tertulia, tertulia.seed.noticias)
    forbid(tertulia, manage_webhooks=False)
    await say(tertulia, tertulia.emma, here, f"{markup}\nI disagree.")
    await say(tertulia, tertulia.emma, here, "And I say so.")
    await tertulia.until(lambda: any("say so" in one for one in tertulia.shown(there.thread)))
    first, second = (one for one in tertulia.shown(there.thread) if "Emma" in one)
    assert f"**Emma**:\n{markup}" in first
    assert "**Emma**: And I say so." in second
