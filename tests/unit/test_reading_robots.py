"""robots.txt is understood as RFC 9309 says."""

import pytest

from bot.reading.robots import read_robots

RULES = """\
# a comment
User-agent: Elsewhere
Disallow: /

User-agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search*q=
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/private/notes", False),
        ("/private/open/door", True),
        ("/a.pdf", False),
        ("/a.pdf?x", True),
        ("/search?lang=es&q=x", False),
        ("/search?lang=es", True),
        ("/robots.txt", True),
    ],
)
def test_the_longest_rule_decides(path: str, allowed: bool) -> None:
    assert read_robots(RULES, "Tertulia").allows(path) is allowed


def test_rules_for_us_go_before_those_for_all() -> None:
    text = "User-agent: *\nDisallow: /\nUser-agent: Other\nUser-agent: tertulia/1.0\nDisallow: /never\n"
    robots = read_robots(text, "Tertulia")
    assert robots.allows("/a")
    assert not robots.allows("/never/this")


def test_no_rules_allow_all_and_broken_ones_nothing_more() -> None:
    assert read_robots("", "Tertulia").allows("/a")
    assert read_robots("<html>not robots</html>", "Tertulia").allows("/a")
    assert not read_robots("User-agent: *\nDisallow: /a*b*c$", "Tertulia").allows("/axbxc")
    assert read_robots("User-agent: *\nDisallow: /a*b*c$", "Tertulia").allows("/axbxcd")
    assert not read_robots("User-agent: *\nDisallow: /%c3%b1", "Tertulia").allows("/%C3%B1u")


def test_a_hostile_pattern_is_not_slow() -> None:
    robots = read_robots("User-agent: *\nDisallow: /" + "*a" * 200 + "$", "Tertulia")
    assert robots.allows("/" + "a" * 199 + "b")
