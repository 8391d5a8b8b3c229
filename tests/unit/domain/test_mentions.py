"""Ids in a text become words that can be read, and nothing in a name can change how a text is parsed."""

import pytest

from bot.discordkit.member_words import in_lines, in_one_line
from bot.domain.card import trimmed
from bot.domain.mentions import mentioned, named, plain
from bot.mirroring.mirror_view import webhook_name

NAMES = {17: "Zoë ||the `fox`||", 18: "harbour", 19: "editors"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@18> and <@!18>", "@harbour and @harbour"),
        ("<#18>, <@&19>", "#harbour, @editors"),
        ("<@17>", "@Zoë ¦¦the 'fox'¦¦"),
        ("<a:wave:99> </discussion show:5>", ":wave: /discussion show"),
        (
            "<t:0> <t:0:D> <t:0:T> <t:0:R>",
            "1970-01-01 00:00 UTC 1970-01-01 00:00:00 UTC 1970-01-01 00:00 UTC",
        ),
        ("<@5> <#6> <@&7>", "@… #… @…"),
        ("<t:9999999999999> a < b > c <@x>", "<t:9999999999999> a < b > c <@x>"),
    ],
)
def test_ids_become_words(text: str, read: str):
    assert plain(text, NAMES) == read


def test_what_clients_resolve_better_stays():
    assert named("<@18> <@5> <t:0:R>", NAMES) == "@harbour <@5> <t:0:R>"
    assert in_one_line("*<@5>* <t:0:R>", 50) == r"\*<@5>\* <t:0:R>"
    assert in_lines("<@5>\n<#6>", 50) == ["<@5>", "<#6>"]


@pytest.mark.parametrize("length", range(12, 40))
def test_no_half_of_a_mention_is_shown(length: int):
    text = "somewordhere<@123456789012345678> and <t:1700000000:R> so on"
    for shown in (in_one_line(text, length), "".join(in_lines(text, length))):
        assert r"\<" not in shown.replace(r"\<@123456789012345678\>", ""), shown


def test_only_what_is_mentioned_is_named():
    assert mentioned("<@18> <@5>", NAMES) == {18: "harbour"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zoë \U0001f469\u200d\U0001f4bb", "Zoë \U0001f469\u200d\U0001f4bb"),
        ("\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f3\ufe0f\u200d\U0001f308"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u200bb\u200d \u200d", "ab"),
    ],
)
def test_joined_emoji_in_names_stay_joined(name: str, shown: str):
    assert webhook_name(name) == shown


def test_a_cut_leaves_no_half_of_a_joined_emoji():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert {trimmed("x" * 9 + family + "y", length) for length in range(11, 15)} == {"x" * 9 + "…"}
    assert webhook_name("x" * 78 + family) == "x" * 78
