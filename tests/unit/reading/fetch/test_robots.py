"""robots.txt is understood as RFC 9309 says, and no file of it takes much time or memory."""

import tracemalloc

import pytest

from bot.reading.fetch import robots_cache
from bot.reading.fetch.robots import LARGEST, Robots, read_robots
from bot.reading.fetch.robots_cache import KEPT_SECONDS, RobotsCache

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


def test_groups_that_name_the_same_agent_are_merged() -> None:
    text = (
        "User-agent: tertulia\nDisallow: /a\nUser-agent: *\nDisallow: /\n"
        "User-agent: Other\nUser-agent: Tertulia\nUser-agent: tertulia\nDisallow: /b\n"
    )
    robots = read_robots(text, "Tertulia")
    assert [robots.allows(path) for path in ("/a", "/b", "/c")] == [False, False, True]
    assert len(robots.rules) == 2


def test_a_group_of_ours_without_rules_allows_all() -> None:
    robots = read_robots("User-agent: *\nDisallow: /\n\nUser-agent: Tertulia\nDisallow:\n", "Tertulia")
    assert robots.allows("/a")


def test_of_the_groups_of_other_agents_nothing_is_kept() -> None:
    """Each of very many agents named above very many rules would have them all."""
    agents = "".join(f"user-agent:{number:x}\n" for number in range(2_000))
    text = agents + "user-agent:*\n" + "disallow:/a\n" * 1_000
    tracemalloc.start()
    try:
        robots = read_robots(text, "Tertulia")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert not robots.allows("/a")
    assert most < 2 * 1024 * 1024


@pytest.mark.parametrize("rule", ["a", "/" + "a" * 500, "/" + "ñ" * 500, "/" + "*a" * 250])
def test_what_is_kept_of_a_file_is_bounded(rule: str) -> None:
    text = "user-agent:*\nallow:/first\n" + f"disallow:{rule}\n" * (LARGEST // len(rule))
    robots = read_robots(text, "Tertulia")
    assert robots.allows("/first")
    assert len(robots.rules) <= 2_000
    assert sum(len(pattern) for pattern, _ in robots.rules) <= 128 * 1024
    assert robots.size >= sum(len(pattern) for pattern, _ in robots.rules)


def test_rules_beyond_very_many_lines_are_not_read() -> None:
    robots = read_robots("\n" * 60_000 + "user-agent:*\ndisallow:/\n", "Tertulia")
    assert robots.allows("/a")


def test_rules_are_kept_for_a_while() -> None:
    cache, robots = RobotsCache(), Robots()
    cache.put("https://a.example", robots, now=10.0)
    assert cache.get("https://a.example", now=9.0 + KEPT_SECONDS) is robots
    assert cache.get("https://a.example", now=10.0 + KEPT_SECONDS) is None
    assert cache.get("https://b.example", now=10.0) is None


def test_the_oldest_rules_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots_cache, "MOST_SITES", 3)
    cache = RobotsCache()
    for site in ("a", "b", "a", "c", "d"):
        cache.put(site, Robots(), now=0.0)
    assert [site for site in "abcd" if cache.get(site, now=0.0)] == ["a", "c", "d"]


def test_large_rules_make_room_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots_cache, "MOST_BYTES", 250)
    cache = RobotsCache()
    for site in ("a", "b", "b", "b", "c"):
        cache.put(site, Robots(size=100), now=0.0)
    assert [site for site in "abc" if cache.get(site, now=0.0)] == ["b", "c"]
