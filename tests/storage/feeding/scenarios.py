"""What feeds do to their stories, from one document to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.storage.feeding.fed import NOON
from tests.storage.feeding.stories import (
    DAY,
    HOUR,
    SITE,
    Told,
    bare,
    each,
    nameless,
    some,
    story,
    words,
)


@dataclass(frozen=True)
class Look:
    """A document. Each story that no earlier look had is new, and no other.

    ``changed`` names the stories that say something else than before. ``maybe`` names those that look new but
    resemble what they are: their own pages decide. ``back`` names those that are older than the feed's first
    look, and no news. ``guids_repeat`` and ``after`` the look before are said where they matter.
    """

    told: Sequence[Told]
    changed: str = ""
    maybe: str = ""
    back: str = ""
    guids_repeat: bool | None = None
    after: timedelta = HOUR


@dataclass(frozen=True)
class Scenario:
    """The looks at a feed whose site has its page at ``home``."""

    name: str
    looks: Sequence[Look] = field(default_factory=tuple)
    home: str | None = f"{SITE}/"


def then(name: str, *looks: Look | Sequence[Told], home: str | None = f"{SITE}/") -> Scenario:
    return Scenario(name, [one if isinstance(one, Look) else Look(one) for one in looks], home)


A, B, C, D = some("abcd")
PLAIN = {"guid": None, "picture": None}
X, Y = (one.but(published=NOON - 9 * DAY) for one in some("xy"))
OLD = SITE
NEW = "https://www.the-ferry.example"
LIVE = f"{SITE}/live"
PLANET = [story("a").moved(SITE, "https://ana.example"), story("b").moved(SITE, "https://ben.example")]
GUIDS = [
    then("nothing changes", [B, A], [B, A], [B, A]),
    then("a story comes", [B, A], [C, B, A], [D, C, B, A]),
    then("guid changed", [B, A], [C, B, A.but(guid="urn:uuid:1")], [C, B, A.but(guid="urn:uuid:2")]),
    then("guid changed and title edited", [B, A], Look([B, A.edited.but(guid="urn:uuid:1")], "a")),
    then("guid changed and date bumped", [B, A], [A.later.but(guid="urn:uuid:1"), B]),
    then("guid dropped", [B, A], [B, A.but(guid=None)], [C, B, A]),
    then("guid added", bare("ba"), [B.but(picture=None), A.but(picture=None)]),
    then("guid blank", each([B, A], guid=" "), each([C, B, A], guid=" ")),
    then("guid to https", [A.moved("https", "http")], [A], [B, A]),
    then("guid gets www", [A], [A.but(guid="https://www.ferry.example/?p=a")]),
    then("guid gets utm", [A], [A.but(guid=f"{SITE}/?p=a&utm_source=feed"), B]),
    then("guid to another host, link changed", [B, A], [A.but(guid=f"{NEW}/?p=a", link=f"{NEW}/n/1"), B]),
    then("guid was the link", [A.but(guid=A.entry.link)], [A.but(guid="urn:uuid:1")], [B, A]),
    then("guid had blanks around it", [A.but(guid=f"\n {A.entry.guid} ")], [A, B]),
    then("guid is very long", [A.but(guid="g" * 9_000)], [A.but(guid="g" * 9_000, link=f"{SITE}/x"), B]),
]
LINKS = [
    then("link to https", each([A.moved("https", "http")], **PLAIN), bare("ba")),
    then("link back to http", bare("a"), [story("b"), A.moved("https", "http").but(**PLAIN)]),
    then("link gets www", bare("ba"), [A.moved("//", "//www.").but(**PLAIN), *bare("b")]),
    then("link loses www", [A.moved("//", "//www.").but(**PLAIN)], [A.but(**PLAIN), B]),
    then(
        "link gets utm",
        bare("ba"),
        [one.but(link=f"{one.entry.link}?utm_source=rss&utm_medium=feed") for one in bare("cba")],
        [one.but(link=f"{one.entry.link}?utm_campaign=x") for one in bare("cba")],
    ),
    then("link gets a slash", bare("a"), [A.but(**PLAIN, link=f"{A.entry.link}/"), B]),
    then("link gets an anchor", bare("a"), [A.but(**PLAIN, link=f"{A.entry.link}#comments"), B]),
    then("link names its port", bare("a"), [A.moved("ferry.example", "ferry.example:443").but(**PLAIN), B]),
    then("host in capitals", bare("a"), [A.moved("ferry.example", "Ferry.Example").but(**PLAIN), B]),
    then(
        "parameters in another order",
        [A.but(**PLAIN, link=f"{SITE}/n?id=7&s=2")],
        [A.but(**PLAIN, link=f"{SITE}/n?s=2&id=7"), B.but(**PLAIN, link=f"{SITE}/n?s=2&id=8")],
    ),
    then("slug edited", [B, A], [B, A.but(link=f"{SITE}/2026/a-stays")], [C, B, A]),
    then("slug and title edited", [B, A], Look([B, A.edited.but(link=f"{SITE}/2026/new-slug")], "a")),
    then(
        "all edited but the guid",
        [C, B, A],
        Look([A.edited.later.but(link=f"{SITE}/2026/other", html=words("other")), C, B], "a"),
        [D, A.edited.later.but(link=f"{SITE}/2026/other", html=words("other")), C, B],
    ),
    then("link dropped", [B, A], [B, A.but(link=None)], [C, B, A]),
    then("link by way of another site", [A], [A.but(link="https://feeds.example/~r/ferry/9"), B]),
    then("link becomes what the guid was", [A], [A.but(guid=None, link=A.entry.guid), B]),
    then("old and new link listed at once", [A], [A.but(link=f"{SITE}/new-a"), B], [A, B]),
    then(
        "link in another script",
        [A.but(**PLAIN, link=f"{SITE}/año")],
        [A.but(**PLAIN, link=f"{SITE}/a%C3%B1o")],
    ),
    then("feed moved", [B, A], [one.moved(OLD, NEW) for one in (C, B, A)]),
    then("feed without guids moved", bare("ba"), [one.moved(OLD, NEW) for one in bare("cba")]),
    then(
        "feed moved and title edited",
        bare("ba"),
        Look(
            [
                B.moved(OLD, NEW).but(**PLAIN),
                A.moved(OLD, NEW).edited.but(**PLAIN),
            ],
            "a",
        ),
    ),
    then(
        "all at once",
        [one.moved("https", "http") for one in (B, A)],
        [one.moved("//", "//www.").but(link=f"{one.entry.link}/?utm_source=x") for one in (A, C, B)],
    ),
]
CHANGES = [
    then("title edited", [B, A], Look([B, A.edited], "a"), [C, B, A.edited]),
    then("title edited and date bumped", [B, A], Look([A.edited.later, B], "a")),
    then("edited and put back", [A], Look([A.edited], "a"), Look([A], "a")),
    then("text edited", [B, A], Look([B, A.but(html=words("a", 40))], "a")),
    then("markup alone", [A], [A.but(html=A.entry.html.replace("p>", "div>"))]),
    then("date bumped", [B, A], [A.later, B], [A.later.later, C, B]),
    then("date dropped", [B, A], [B, A.but(published=None)]),
    then("updated date alone", [A], [A.but(updated=NOON + 9 * HOUR)]),
    then("picture changed", [A], Look([A.but(picture=f"{SITE}/other.jpg")], "a")),
    then("author added", [A], Look([A.but(authors=("Ana",))], "a")),
    then("titles exchanged", [B, A], Look([B.but(title=A.entry.title), A.but(title=B.entry.title)], "ab")),
    then("two edited at once", [C, B, A], Look([C, B.edited, A.edited], "ab")),
]
DOCUMENTS = [
    then("reordered", [C, B, A], [A, C, B], [B, A, C, D]),
    then("turned round", [C, B, A], [A, B, C], [A, B, C, D]),
    then("truncated and whole again", [C, B, A], [C], [D, C, B, A]),
    then("empty and whole again", [C, B, A], [], [C, B, A]),
    then("truncated with something new", [C, B, A], [D], [D, C, B, A]),
    then("truncated while stories came", [A], [D, A], [D, C, B, A]),
    then("the window moves on and back", [B, A], [C, B], [D, C], [D, C, B, A]),
    then("reaches further back", [D, C], Look([story("e"), D, C, X, Y], back="xy"), [story("e"), D, C, X, Y]),
    then("an old date on top is news", [D, C], [X, D, C]),
    then("a missed story below is news", [D], [D, C]),
    then("listed twice", [A], [B, A, B, A], [C, B, A]),
    then("listed twice, with another guid", [A], [B, A, B.but(guid="urn:uuid:1")], [B, A]),
    then("in two sections, with the guid of each", [A], [B, B.but(guid=f"{SITE}/sport?p=b"), A]),
    then("pinned on top", [C, B, A], [A, D, C, B], [A, D, C, B]),
    then("withdrawn and published again", [B, A], [B], [A, B], [A.later, B]),
    then("a week without a look", [B, A], Look([D, C, B], after=7 * DAY)),
]
ONE = {"guid": "feed-item"}
FRONT = {"link": f"{SITE}/"}
NAMELESS = [
    then("one guid for all", Look(each([B, A], **ONE), guids_repeat=True), each([D, C, B, A], **ONE)),
    then(
        "one guid for all, later",
        Look([A.but(**ONE)], guids_repeat=False),
        Look(each([B, A], **ONE), guids_repeat=True),
        Look([C.but(**ONE)], guids_repeat=True),
    ),
    then("one guid, one entry", [A.but(**ONE)], Look([B.but(**ONE)], guids_repeat=True), [C.but(**ONE)]),
    then(
        "one guid, one entry that is edited",
        [A.but(**ONE)],
        Look([A.edited.but(**ONE, link=f"{SITE}/2026/new-slug")], "a", guids_repeat=False),
    ),
    then(
        "one guid, one entry, all of a sudden another and then edited",
        [A.but(**ONE)],
        [B.but(**ONE)],
        Look([B.but(**ONE, title="B again")], "b"),
        [C.but(**ONE)],
    ),
    then("one guid, one entry, one link", *[[one.but(**ONE, **FRONT)] for one in (A, B, C)]),
    then("one guid, one entry without text", *[[one.but(**ONE, html="")] for one in (A, B, C)]),
    then(
        "guids by place",
        [B.but(guid="1"), A.but(guid="2")],
        Look([C.but(guid="1"), B.but(guid="2"), A.but(guid="3")], guids_repeat=True),
        [D.but(guid="1"), C.but(guid="2"), B.but(guid="3")],
    ),
    then(
        "guids by place, all new",
        [B.but(guid="1"), A.but(guid="2")],
        Look([D.but(guid="1"), C.but(guid="2")], guids_repeat=True),
    ),
    then("a guid listed twice with one story", [A], Look([B, A, A.edited], "", guids_repeat=False)),
    then("one link for all", each([B, A], **FRONT), each([D, C, B, A], **FRONT)),
    then("one link for all, one entry", *[[one.but(**FRONT)] for one in (A, B, C)]),
    then("the site's own page", *[[one.but(link=f"{SITE}/news")] for one in (A, B, C)], home=f"{SITE}/news"),
    then(
        "one link for all that is no front page",
        each([C, B, A], link=f"{SITE}/radio"),
        [D.but(link=f"{SITE}/radio")],
        Look([D.edited.but(link=f"{SITE}/radio")], "d"),
    ),
    then("one link, no guid, one entry", *[[one.but(guid=None, link=f"{SITE}/word")] for one in (A, B, C)]),
    then("one link, one entry, a guid each", *[[one.but(link=f"{SITE}/word")] for one in (A, B, C)]),
    then(
        "anchors of one page",
        *[
            [one.but(guid=None, link=f"{LIVE}#{one.name}") for one in some(names)]
            for names in ("cba", "dcb", "fe")
        ],
    ),
    then("neither link nor guid", nameless("ba"), nameless("cba"), nameless("dc")),
    then(
        "neither link nor guid, edited",
        nameless("ba"),
        Look([*nameless("b"), *(one.edited for one in nameless("a"))], "a"),
        Look([*nameless("b"), *(one.edited.later for one in nameless("a"))]),
    ),
    then(
        "neither link nor guid nor date", *[each(nameless(names), published=None) for names in ("ba", "cba")]
    ),
    then("titles alone", *[each(nameless(names), published=None, html="") for names in ("ba", "cba", "b")]),
    then("texts alone", *[each(nameless(names), title="") for names in ("ba", "cba", "b")]),
    then(
        "front page and one guid for all",
        [one.but(**ONE, **FRONT) for one in (B, A)],
        [one.but(**ONE, **FRONT) for one in (C, B, A)],
        [one.but(**ONE, **FRONT) for one in (A, C)],
    ),
]
OTHERS = [
    then(
        "one site of a planet gets www and edits title and date",
        each(PLANET, **PLAIN),
        Look(each([PLANET[0].moved("//", "//www.").edited.later, PLANET[1]], **PLAIN), "a"),
    ),
    then(
        "pages that parameters of the front page name",
        *[
            [one.but(guid=None, link=f"{SITE}/?p={one.name}", published=None).edited for one in some(names)]
            for names in ("ba", "cba")
        ],
    ),
    then(
        "sites of a planet with one path",
        [PLANET[0].but(guid="https://ana.example/?p=1", link="https://ana.example/hi")],
        [
            PLANET[1].but(guid="https://ben.example/?p=1", link="https://ben.example/hi"),
            PLANET[0].but(guid="https://ana.example/?p=1", link="https://ana.example/hi"),
        ],
        [PLANET[1].but(guid="https://ben.example/?p=1", link="https://ben.example/hi")],
    ),
    then(
        "another site of a planet with a path that was",
        PLANET,
        [C.but(guid="https://cleo.example/?p=a", link="https://cleo.example/2026/a-sails"), *PLANET],
    ),
    then("the site's clock goes back", [B, A], [C.but(published=NOON - 400 * DAY), B, A], [D, C, B, A]),
    then("the site's clock goes ahead", [A], [B.but(published=NOON + 400 * DAY), A], [C, B, A]),
    then("our clock goes back", [A], Look([B, A], after=-9 * DAY), Look([C, B, A], after=DAY)),
    then(
        "all dated 1970",
        *[each(some(names), published=datetime(1970, 1, 1, tzinfo=UTC)) for names in ("ba", "cba")],
    ),
    then("no dates", *[each(some(names), published=None) for names in ("ba", "cba", "dc")]),
    then("one moment for all", *[each(some(names), published=NOON) for names in ("ba",)], Look([B, A])),
    then(
        "one picture for all",
        *[each(some(names), picture=f"{SITE}/logo.png") for names in ("ba", "cba", "dcb")],
    ),
    then("no titles", *[each(some(names), title="") for names in ("ba", "cba")]),
]
WEEKLY = {"title": "The week at sea"}
MAYBES = [
    then("guid and link changed", [B, A], Look([B, A.but(guid="urn:1", link=f"{SITE}/n/1")], maybe="a")),
    then(
        "guid, link and date changed", [A], Look([A.later.but(guid="urn:1", link=f"{SITE}/n/1")], maybe="a")
    ),
    then(
        "guid, link and title changed",
        [B, A],
        Look([A.edited.but(guid="urn:1", link=f"{SITE}/n/1"), B], maybe="a"),
    ),
    then(
        "no guid, link changed", bare("ba"), Look([*bare("b"), A.but(**PLAIN, link=f"{SITE}/n/1")], maybe="a")
    ),
    then(
        "withdrawn and published anew",
        [B, A],
        [B],
        Look([A.later.but(guid="urn:1", link=f"{SITE}/n/1"), B], maybe="a"),
    ),
]
EVERY = [*GUIDS, *LINKS, *CHANGES, *DOCUMENTS, *NAMELESS, *OTHERS, *MAYBES]
