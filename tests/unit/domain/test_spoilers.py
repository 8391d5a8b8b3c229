"""What somebody hides in a spoiler is not shown where their words are cut, set into a line or repeated."""

from __future__ import annotations

from datetime import UTC, datetime

import discord
import pytest

from bot.discordkit.member_words import file_name, in_lines, in_one_line, in_pieces
from bot.domain.discussion import Attachment, Author, Comment, CommentOrigin, CommentStatus, DetectedLanguage
from bot.domain.excerpt import excerpt
from bot.domain.spoilers import cut, masked, parts
from bot.i18n.catalog import Catalog
from bot.mirroring.mirror_view import mirror_of
from bot.mirroring.webhooks_port import MirrorContent
from tests.spoilers import open_words

SECRET = "Mateo keeping lighthouse"
TEXTS = [
    f"It was ||{SECRET}|| and nobody else, as everybody knew.",
    f"||{SECRET}||",
    f"It was `a || b` or ||{SECRET}|| in the end, and so it was.",
    f"```\nwhile (a || b)\n``` and then ||{SECRET}|| came by, at last.",
    f"Two: ||first|| and ||**bold** {SECRET}|| and then more of it, more and more.",
    f"Line one\n||hidden\n{SECRET}\nuntil here|| and what follows it in this line",
    f"> ||quoted\n> {SECRET}|| and more",
    f"Not \\|\\|hidden\\|\\| so ||{SECRET} \\|\\| more|| it is",
    f"Opened ||{SECRET} `a || b` and more|| and closed",
]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a ||b|| c", "a [b] c"),
        ("a ||b||||c||", "a [b][c]"),
        ("||two\nlines||", "[two\nlines]"),
        ("a || b", "a || b"),
        ("a ||b", "a ||b"),
        ("||a|| b || c", "[a] b || c"),
        (r"\||a|| b", r"\||a|| b"),
        (r"\|\|a\|\|", r"\|\|a\|\|"),
        ("`||a||` ||b||", "`||a||` [b]"),
        ("``a ` ||b||`` ||c||", "``a ` ||b||`` [c]"),
        ("```\n||a||\n``` ||b||", "```\n||a||\n``` [b]"),
        ("` ||a||", "` [a]"),
        (r"\`||a||`", r"\`[a]`"),
        ("||**a** _b_||", "[**a** _b_]"),
        ("||a `b||c` d|| e", "[a `b||c` d] e"),
        (r"||a \|| b|| c", r"[a \|| b] c"),
        ("||||", "||||"),
        ("||||a||", "[||a]"),
        ("", ""),
    ],
)
def test_a_text_is_cut_into_what_is_shown_and_what_is_hidden(text: str, shown: str):
    assert "".join(f"[{one.text}]" if one.hidden else one.text for one in parts(text)) == shown


def test_where_nothing_can_hide_words_something_stands_for_them():
    assert masked("It was ||the keeper||, `a || b`.", "▮") == "It was ▮, `a || b`."


@pytest.mark.parametrize("text", TEXTS)
def test_wherever_a_text_is_cut_what_it_hides_stays_hidden(text: str):
    for longest in range(len(text) + 1):
        for word in SECRET.split():
            kept = cut(text, longest)
            assert len(kept) <= longest
            assert word not in open_words(kept), kept
            line = in_one_line(text, longest)
            assert word not in open_words(line), line
            lines = in_lines(text, longest)
            assert not [one for one in lines if word in open_words(one)], lines
    assert cut(text, len(text)) == text


def test_a_mirror_that_has_no_room_for_all_of_a_spoiler_hides_what_it_has():
    text = f"{'so ' * 1000}||{'Mateo keeping lighthouse ' * 80}||"
    comment = Comment(
        id=1,
        discussion_id=1,
        post_id=1,
        parent_id=None,
        source_id=1 << 40,
        author=Author(7, "Emma"),
        origin=CommentOrigin.REPLY,
        status=CommentStatus.VISIBLE,
        text=text,
        language=DetectedLanguage.EN,
        said_at=datetime.now(UTC),
        edited_at=None,
    )
    content = MirrorContent(comment, None, "https://discord.com/x", elsewhere=True)
    view = mirror_of(content, named=True, catalog=Catalog.load())
    (shown,) = [one.content for one in view.walk_children() if isinstance(one, discord.ui.TextDisplay)]
    assert "lighthouse" in shown
    assert "lighthouse" not in open_words(shown)


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_hidden_is_still_there_to_be_opened(text: str):
    for shown in (in_one_line(text, 400), "\n".join(in_lines(text, 400))):
        assert "lighthouse" in shown


def test_what_is_not_hidden_is_shown_letter_by_letter():
    assert in_one_line("`||c||` and *d* || e", 400) == r"\`\|\|c\|\|\` and \*d\* \|\| e"
    assert in_lines("- a ||*b\n\nc*|| d", 400) == [r"\- a ||\*b||", "", r"||c\*|| d"]


def test_a_word_that_was_looked_for_is_not_shown_where_it_is_hidden():
    text = "before " * 40 + f"it was ||{SECRET}|| " + "after " * 40
    shown = in_pieces(excerpt(text, ("lighthouse",), 90))
    assert "lighthouse||" in shown
    assert "**" not in shown
    assert "lighthouse" not in open_words(shown)


def test_a_word_that_everybody_sees_is_shown_before_one_that_is_hidden():
    text = f"||{SECRET}|| " + "between " * 40 + "a lighthouse in the fog"
    assert "a **lighthouse** in" in in_pieces(excerpt(text, ("lighthouse",), 60))


def test_bars_end_a_word_as_they_do_where_words_are_looked_for():
    pieces = excerpt("light||house||", ("light",), 60)
    assert [(one.text, one.found, one.hidden) for one in pieces] == [
        ("light", True, False),
        ("house", False, True),
    ]


@pytest.mark.parametrize(
    ("spoiler", "shown"), [(True, "||[it\\_was\\_him.png](x)||"), (False, "[it\\_was\\_him.png](x)")]
)
def test_the_name_of_a_hidden_attachment_is_hidden(spoiler: bool, shown: str):
    attachment = Attachment(1, "it_was_him.png", "image/png", 1, "https://cdn.example/x", spoiler)
    assert file_name(attachment, 60, "x") == shown


def test_a_copy_is_sent_under_a_name_that_hides_it():
    names = [
        Attachment(1, name, None, 1, "", spoiler).sent_name
        for name, spoiler in (("a.png", True), ("SPOILER_a.png", True), ("a.png", False))
    ]
    assert names == ["SPOILER_a.png", "SPOILER_a.png", "a.png"]
