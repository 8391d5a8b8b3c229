"""What a member hides in a spoiler is repeated nowhere in the open: their words, and what they attach."""

from __future__ import annotations

from functools import partial
from typing import Any

import discord
import pytest
from simcord.components import walk_components

from bot.domain.discussion import Comment
from bot.domain.export import ExportFormat
from tests.discord.answers import channel_of, text_of
from tests.discord.case_helpers import mirror_of, reply
from tests.discord.discussed import comment_of, discuss, say
from tests.discord.moderated import discussed_now, hide, moderators_channel, notices, report
from tests.discord.simulated import Simulated
from tests.spoilers import open_words

pytestmark = pytest.mark.pace(30)

SECRET = "lighthouse"
HIDDEN = f"In the end it is ||the\n*keeper* of the {SECRET}|| who did it, as all of us knew."
FLAG = 1 << 3
PICTURE, PLAN = ("ending.png", b"\x89PNG" + b"x" * 50), ("plan.pdf", b"%PDF")


@pytest.fixture
def by_flag(tertulia: Simulated, monkeypatch: pytest.MonkeyPatch) -> None:
    """What members attach is a spoiler by its flag; its name does not say so."""
    cdn = tertulia.env.backend.cdn
    store = cdn.store_attachment
    monkeypatch.setattr(cdn, "store_attachment", lambda *file: store(*file) | {"flags": FLAG})


def is_hidden(shown: str) -> bool:
    """Whether the secret is there, and only for who opens it."""
    return SECRET in shown and SECRET not in open_words(shown)


def parts_of(tertulia: Simulated, message: Any) -> list[dict[str, Any]]:
    return list(walk_components(tertulia.env.backend.get_message(channel_of(message), message.id).components))


async def test_the_line_that_quotes_what_is_answered_hides_it(tertulia: Simulated):
    discussed = await discuss(tertulia)
    parent = await reply(tertulia, tertulia.emma, discussed, HIDDEN)
    await mirror_of(tertulia, discussed, parent)
    original = next(one for one in tertulia.seed.news.history() if one.id == parent.source_id)
    sent = await tertulia.elena.send(tertulia.seed.news, "No me lo creo.", reply_to=original)
    answer = await tertulia.until(partial(comment_of, tertulia, sent.id))
    quote = text_of(await mirror_of(tertulia, discussed, answer)).splitlines()[0]
    assert is_hidden(quote), quote


async def test_the_pages_of_a_discussion_and_what_is_found_hide_it(tertulia: Simulated):
    discussed = await discuss(tertulia)
    first, _ = await say(tertulia, tertulia.emma, discussed, HIDDEN)
    await say(tertulia, tertulia.emma, discussed, HIDDEN, reply_to=first)
    for command, options in (
        ("/discussion show", {}),
        ("/discussion mine", {}),
        ("/discussion search", {"text": "knew"}),
        ("/discussion search", {"text": SECRET}),
    ):
        answer = await tertulia.run(tertulia.emma, command, at=discussed.thread, **options)
        told = answer.text.removeprefix(f"### Comments with “{SECRET}”")
        assert is_hidden(told), told
        assert told.count(SECRET) == 2


async def test_what_moderators_read_hides_it(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, HIDDEN)
    await report(tertulia, tertulia.elena, said, f"It tells that it is ||the {SECRET}||")
    (notice,) = notices(tertulia)
    assert is_hidden(text_of(notice)), text_of(notice)
    await tertulia.emma.edit(said, f"Another: {HIDDEN}")

    async def edited() -> bool:
        now = await comment_of(tertulia, said.id)
        return now is not None and now.text.startswith("Another")

    await tertulia.until(edited)
    options = await tertulia.menu(tertulia.marta, "Comment options", said)
    assert options.text.count(SECRET) == 3
    assert is_hidden(options.text), options.text
    page = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    assert is_hidden(page.text), page.text
    labels = [label for one in parts_of(tertulia, page.message) for label in _labels(one)]
    assert "Emma: Another: In the end it is [spoiler] who did it, as all of us knew." in labels


def _labels(part: dict[str, Any]) -> list[str]:
    return [option["label"] for option in part.get("options", [])]


@pytest.mark.parametrize("form", [ExportFormat.CSV, ExportFormat.MARKDOWN])
async def test_an_export_that_can_hide_nothing_leaves_it_out(tertulia: Simulated, form: ExportFormat):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, HIDDEN)
    answer = await tertulia.run(tertulia.mateo, "/moderate export", at=discussed.thread, format=form.value)
    (file,) = answer.files
    assert SECRET not in (await file.read()).decode()


async def restored(tertulia: Simulated, files: list[tuple[str, bytes]]) -> discord.Message:
    """The message that shows a comment with these attachments again after it was hidden."""
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    said, _ = await say(tertulia, tertulia.emma, discussed, "look", attachments=files)
    options = await tertulia.menu(tertulia.marta, "Comment options", said)
    await hide(tertulia, tertulia.marta, options.message)
    (record,) = notices(tertulia)
    opened = await tertulia.run(tertulia.marta, "/moderate comments", at=discussed.thread)
    files_shown = (await tertulia.choose(tertulia.marta, opened.message, str(said.id))).files
    assert all(one.filename.startswith("SPOILER_") for one in files_shown)
    await tertulia.click(tertulia.marta, record, "Restore")
    (back,) = await tertulia.until(lambda: discussed_now(tertulia, discussed))
    return back


def all_covered(tertulia: Simulated, back: discord.Message) -> bool:
    """Whether a message shows a picture and a file, both as spoilers, and names them to Discord as such."""
    parts = parts_of(tertulia, back)
    [picture] = next(one["items"] for one in parts if one["type"] == 12)
    [file] = [one for one in parts if one["type"] == 13]
    named = [one.filename.startswith("SPOILER_") for one in back.attachments]
    return picture["spoiler"] and file["spoiler"] and named == [True, True]


async def test_attachments_that_are_spoilers_by_name_are_so_again_when_restored(tertulia: Simulated):
    long = "x" * 80
    files = [(f"SPOILER_{long}.png", PICTURE[1]), (f"SPOILER_{long}.pdf", PLAN[1])]
    assert all_covered(tertulia, await restored(tertulia, files))


@pytest.mark.usefixtures("by_flag")
async def test_attachments_that_are_spoilers_by_flag_are_so_again_when_restored(tertulia: Simulated):
    back = await restored(tertulia, [PICTURE, PLAN])
    assert all_covered(tertulia, back)
    assert "ending" not in text_of(back), "what is shown need not be named"


@pytest.mark.usefixtures("by_flag")
async def test_the_names_of_attachments_that_are_spoilers_are_hidden(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await moderators_channel(tertulia)
    card = next(one for one in tertulia.seed.news.history() if one.id == discussed.post.message_id)
    sent = await tertulia.emma.send(tertulia.seed.news, "Look!", reply_to=card, attachments=[PICTURE])
    comment = await tertulia.until(partial(comment_of, tertulia, sent.id))
    await report(tertulia, tertulia.elena, sent)
    for shown in (
        text_of(await mirror_of(tertulia, discussed, comment)),
        text_of(notices(tertulia)[0]),
        (await tertulia.run(tertulia.elena, "/discussion show", at=discussed.thread)).text,
        (await tertulia.menu(tertulia.marta, "Comment options", sent)).text,
    ):
        assert "ending" in shown
        assert "ending" not in open_words(shown), shown


async def test_an_attachment_that_becomes_a_spoiler_later_is_one(tertulia: Simulated):
    discussed = await discuss(tertulia)
    said, comment = await say(tertulia, tertulia.emma, discussed, "look", attachments=[PICTURE, PLAN])
    assert [one.spoiler for one in comment.attachments] == [False, False]
    standing = tertulia.env.backend.get_message(discussed.thread.id, said.id)
    standing.attachments[0]["flags"] = FLAG
    await tertulia.emma.edit(said, "look")

    async def marked() -> Comment | None:
        now = await comment_of(tertulia, said.id)
        return now if now and now.attachments[0].spoiler else None

    now = await tertulia.until(marked)
    assert [one.spoiler for one in now.attachments] == [True, False]
