"""Where on its page an article is: the smallest part that holds nearly all of the running text, without what
is certainly not the article.

Running text is text in paragraphs, or in pieces of some length; menus, buttons and links have none. Each step
looks at an element once, so that the time grows with the page's size and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from bot.reading.extract.class_names import LONGEST, Kind, is_body, is_layer, kind_of
from bot.reading.extract.further_stories import further_stories
from bot.reading.extract.markup import text_of
from bot.reading.extract.running_text import tags, take_off, weights_of

_NEVER = tags(
    "script style noscript iframe svg button input select textarea template object embed canvas video audio"
    " map dialog nav figcaption aside footer menu head marquee del s strike"
    " amp-ad amp-embed amp-sidebar amp-list amp-consent amp-user-notification amp-social-share"
)
"""Elements whose text is never an article's running text."""

_LARGEST_CLUTTER = 0.3
"""An element with more of the page's running text than this stays, whatever it is called."""
_LARGEST_LAYER = 0.7
"""The same for what is laid over a page: before a short article a cookie notice is long."""
_MOSTLY_CAPTIONS = 0.5
"""The share of running text in captions from which on a page is one of pictures."""
_NEARLY_ALL = 0.8
"""The share of running text a part must keep for the search to go into it."""
_MOST = 0.5
"""The same for a part that has the page's title."""
_NAMED = 0.35
"""The same for the only part that is called the body of an article."""
_LARGEST_TEASERS = 0.5
"""The share of an article in articles inside it up to which these are teasers or comments."""
_BOXES = tags("div section li")
_LARGEST_BOX = 300
"""Characters of running text in a box with a form."""
_OWN = 0.1
"""The share of the page's running text that its own ``article`` must have: comments may be long."""
_REST = 0.2
"""How much the others called so may have beside it; entries of a live blog are all called so."""
_LEAD = 60
"""Characters of running text a part before the article must have to belong to it."""
_MOST_MARKED = 2_000
"""Elements looked at among those that may hold an article: no page means more by it."""
_NAMED_FREELY = tags("body td th")
"""Elements whose class says what their words are, not whose."""
_MOST_HEADINGS = 10
_HIDDEN = re.compile(r"display:\s?none|visibility:\s?hidden", re.IGNORECASE)
_WORDS = tags("a b strong i em mark abbr")
"""Elements that hold words of a sentence, whatever they are called."""
_NO_PARTS = tags("p a b strong i em span ul ol li blockquote font table tbody tr")
"""Elements whose text belongs to what stands around them."""


@dataclass(frozen=True, slots=True)
class Part:
    """Where an article is: in ``root``, opened by ``leads`` before it, ``clutter`` left out of both."""

    root: etree._Element
    leads: tuple[etree._Element, ...]
    clutter: frozenset[etree._Element]


def article_part(tree: etree._Element, title: str = "") -> Part:
    """Where in ``tree`` the article with this title is. ``tree`` stays as it is."""
    body = tree.find("body")
    if body is None:
        return Part(tree, (), frozenset())
    elements = list(body.iter())
    weights = weights_of(elements)
    total = weights[body]
    clutter = set()
    others: dict[str, list[etree._Element]] = {"form": [], "article": [], "hidden": []}
    captions = _captions_that_are_text(body, weights, total)
    for element in elements:
        if element.getparent() in clutter:
            clutter.add(element)
        elif element in captions:
            continue
        elif _is_clutter(element, weights[element], total):
            clutter.add(element)
            take_off(element, weights)
        else:
            if element.tag in others:
                others[element.tag].append(element)
            if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
                others["hidden"].append(element)
    articles = others["article"]
    heading = _heading(body, title, clutter)
    for other in (
        *_hidden(others["hidden"], weights, total),
        *_boxes(others["form"], weights, total),
        *_teasers(articles, weights, clutter),
        *further_stories(body, heading, clutter),
    ):
        clutter.add(other)
        take_off(other, weights)
    root = _part(body, heading, articles, weights, clutter)
    return Part(root, _leads(root, body, weights, clutter), frozenset(clutter))


def _captions_that_are_text(
    body: etree._Element, weights: dict[etree._Element, int], total: int
) -> frozenset[etree._Element]:
    """The captions of a page of pictures: they are its text where they say more than all the rest."""
    captions = frozenset(body.iter("figcaption"))
    said = sum(weights[caption] for caption in captions)
    return captions if said > _MOSTLY_CAPTIONS * total else frozenset()


def _is_clutter(element: etree._Element, weight: int, total: int) -> bool:
    if element.tag in _NEVER:
        return weight <= _LARGEST_CLUTTER * total
    if element.tag in _WORDS:
        name = element.get("class", "")[:LONGEST]
        return bool(name) and kind_of(name) is Kind.UNSEEN and weight <= _LARGEST_CLUTTER * total
    name = _name(element)
    if not name or element.tag in _NAMED_FREELY:
        return False
    kind = kind_of(name)
    if kind is not Kind.CLUTTER:
        return kind is Kind.UNSEEN and weight <= _LARGEST_CLUTTER * total
    return weight <= (_LARGEST_LAYER if is_layer(name) else _LARGEST_CLUTTER) * total


def _heading(body: etree._Element, title: str, clutter: set[etree._Element]) -> etree._Element | None:
    """The heading of the article: the one that says its title, else the first of the first rank."""
    headings = [one for one in islice(body.iter("h1"), _MOST_HEADINGS) if one not in clutter]
    lower = islice(body.iter("h2", "h3"), _MOST_HEADINGS) if title and not headings else ()
    named = (one for one in (*headings, *lower) if title and text_of(one) == title)
    return next(named, next(iter(headings), None))


def _part(
    body: etree._Element,
    title: etree._Element | None,
    articles: list[etree._Element],
    weights: dict[etree._Element, int],
    clutter: set[etree._Element],
) -> etree._Element:
    """The smallest part of ``body`` that has nearly all of the running text of the page's own article."""
    above = frozenset(title.iterancestors()) if title is not None else frozenset()
    part = _named(_own_article(body, articles, above, weights, clutter), weights, clutter)
    whole = weights[part]
    while True:
        best = max(part, key=lambda child: weights.get(child, 0), default=None)
        if best is None or best in clutter or (best.tag in _NO_PARTS and best not in above):
            return part
        least = _MOST if best in above and best.tag != "tr" else _NEARLY_ALL
        if weights.get(best, 0) < max(1, least * whole):
            return part
        part = best


def _own_article(
    body: etree._Element,
    articles: list[etree._Element],
    above: frozenset[etree._Element],
    weights: dict[etree._Element, int],
    clutter: set[etree._Element],
) -> etree._Element:
    """The ``article`` that holds the page's title, or the only one; teasers and comments are articles too."""
    articles = [article for article in _outermost(articles, clutter) if weights[article]]
    own = next(
        (article for article in articles if article in above), articles[0] if len(articles) == 1 else body
    )
    return own if weights[own] >= _OWN * weights[body] else body


def _hidden(
    found: list[etree._Element], weights: dict[etree._Element, int], total: int
) -> list[etree._Element]:
    """What the page hides; nothing where that is much of it, which its programs show by and by."""
    return found if sum(weights[element] for element in found) <= _LARGEST_CLUTTER * total else []


def _boxes(
    forms: list[etree._Element], weights: dict[etree._Element, int], total: int
) -> Iterator[etree._Element]:
    """What stands around forms with little text, as boxes that ask for an address do."""
    for form in forms:
        box = form.getparent()
        if box.tag in _BOXES and weights[box] <= min(_LARGEST_BOX, _LARGEST_CLUTTER * total):
            yield box


def _teasers(
    articles: list[etree._Element], weights: dict[etree._Element, int], clutter: set[etree._Element]
) -> Iterator[etree._Element]:
    """The articles inside an article, unless they are most of it, as a live blog's entries are."""
    for article in _outermost(articles, clutter):
        inner = _outermost(article.iterdescendants("article"), clutter)
        if sum(weights[one] for one in inner) <= _LARGEST_TEASERS * weights[article]:
            yield from inner


def _named(
    scope: etree._Element, weights: dict[etree._Element, int], clutter: set[etree._Element]
) -> etree._Element:
    """The element in ``scope`` that is called the body of an article, where one is rather than several."""
    parts = scope.iter("div", "section", "article", "main")
    found = _outermost((element for element in parts if weights.get(element) and _is_body(element)), clutter)
    best = max(found, key=weights.__getitem__, default=scope)
    rest = sum(weights[element] for element in found) - weights[best]
    alone = rest <= _REST * weights[best] and weights[best] >= _NAMED * weights[scope]
    return best if alone else scope


def _is_body(element: etree._Element) -> bool:
    if element.get("itemprop") == "articleBody":
        return True
    name = _name(element)
    return bool(name) and is_body(name)


def _name(element: etree._Element) -> str:
    """What an element is called, as far as it is worth remembering."""
    name, own = element.get("class", ""), element.get("id")
    return f"{own} {name}"[:LONGEST] if own else name[:LONGEST]


def _outermost(found: Iterable[etree._Element], clutter: set[etree._Element]) -> list[etree._Element]:
    """Those of ``found`` (in the order of the page) that stand in no other and in no clutter."""
    kept: dict[etree._Element, None] = {}
    for element in islice(found, _MOST_MARKED):
        if element not in clutter and not any(ancestor in kept for ancestor in element.iterancestors()):
            kept[element] = None
    return list(kept)


def _leads(
    part: etree._Element,
    body: etree._Element,
    weights: dict[etree._Element, int],
    clutter: set[etree._Element],
) -> tuple[etree._Element, ...]:
    """What stands between the title (``h1``) and the part and has running text: a first paragraph."""
    if part is body or part.find(".//h1") is not None:
        return ()
    found: list[etree._Element] = []
    step = part
    while step is not None and step is not body:
        for sibling in step.itersiblings(preceding=True):
            has_title = sibling.tag == "h1" or sibling.find(".//h1") is not None
            if sibling.tag != "h1" and sibling not in clutter and weights.get(sibling, 0) >= _LEAD:
                found.append(sibling)
            if has_title:
                return tuple(found[::-1])
        step = step.getparent()
    return ()
