"""Sentences in which a site speaks to its readers: subscribe, support us, get the app; mind the house rules.

They stand in paragraphs of their own, or at the end of one of the article's. Each must say what sites ask for
and address the reader, so that a story about newsletters keeps its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.reading.extract.lines.appeal_words import ASKED_FOR, ASKED_NEEDLES, ASKING
from bot.reading.extract.lines.chrome import SUBSCRIBING, asks_to_subscribe
from bot.reading.extract.lines.house_appeals import HOUSE_APPEALS
from bot.reading.extract.lines.money_appeals import MONEY_APPEALS

_LONGEST = 700
"""Characters of a paragraph that is looked at: appeals are short."""
_REST = 260
"""Characters after an appeal that belong to it: what it costs, how to cancel it."""
_LABEL, _QUESTION = 6, 10
"""Words of a label, and of a question, that is left alone where an appeal stood after it."""
_SENTENCES = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+(?=[\"“«(]?[¿¡]?[A-ZÁÉÍÓÚÑ\d])|(?<=[.!?…])\s+(?=[¿¡])")


_RULES = tuple(
    (tuple(needles.split("|")), re.compile(pattern, re.IGNORECASE))
    for needles, pattern in (*MONEY_APPEALS, *HOUSE_APPEALS)
)
"""Each with what stands in all that it finds: most sentences have none of that."""


def _shortest(needles: Iterable[str]) -> tuple[str, ...]:
    """Those of ``needles`` that hold no other: where none of these stands in a text, none of all does."""
    found = set(needles)
    return tuple(one for one in found if not any(other in one for other in found - {one}))


_NEEDLES = _shortest((*ASKED_NEEDLES, *SUBSCRIBING, *(needle for needles, _ in _RULES for needle in needles)))
_SAID = re.compile(
    r"\A\W*[\"“«]|\b(?:said|says|told|dij(?:o|eron)|explic(?:ó|a)|cont(?:ó)|añadi(?:ó|eron)|afirm(?:ó|a)"
    r"|asegur(?:ó|a)|según)\b"
)
"""What is in a sentence that somebody in the article says."""
_PREFIX = 5
"""Letters of the beginnings of words that are compared first."""
_OPENING = "\"'“”‘’«(¿¡[—–-"
_WORD = re.compile(r"[^\W\d_]+")


def _prefixes(needle: str) -> frozenset[str]:
    """How the words begin that stand in any text that a needle stands in; its last one may go on there."""
    *whole, last = needle.split(" ")
    words = [*whole, last] if len(last) >= _PREFIX else whole
    return frozenset(word[:_PREFIX] for word in words if _WORD.fullmatch(word))


_PREFIXED = tuple((needle, _prefixes(needle)) for needle in _NEEDLES)
_BY_NEEDLES = tuple(
    (frozenset(one for one in _NEEDLES if any(one in needle for needle in needles)), needles, rule)
    for needles, rule in _RULES
)


class Appeals:
    """What in an article may be an appeal, by what stands in the whole of it: most of what sites say is not
    there, and need not be looked for in each paragraph.
    """

    def __init__(self, article: str) -> None:
        lowered = article.lower()
        bare = lowered
        for sign in _OPENING:
            if sign in bare:
                bare = bare.replace(sign, " ")
        prefixes = {word[:_PREFIX] for word in bare.split()}
        self._needles = (
            *(needle for needle, needed in _PREFIXED if needed <= prefixes and needle in lowered),
        )
        self._rules = tuple(
            (needles, rule) for keys, needles, rule in _BY_NEEDLES if not keys.isdisjoint(self._needles)
        )

    def without(self, text: str) -> str:
        """A paragraph without the site's sentences in it; what follows one and is short goes with it."""
        if not self._needles or len(text) > _LONGEST or not _has(text.lower(), self._needles):
            return text
        kept: list[str] = []
        start = 0
        cuts = [(match.start(), match.end()) for match in _SENTENCES.finditer(text)]
        for end, following in (*cuts, (len(text), len(text))):
            if self._is_one(text[start:end]):
                if kept and kept[-1].rstrip().endswith("?") and len(kept[-1].split()) <= _QUESTION:
                    kept.pop()
                if len(text) - following <= _REST:
                    break
            else:
                kept.append(text[start:following])
            start = following
        rest = "".join(kept).strip()
        return "" if rest != text and rest.endswith((":", "?")) and len(rest.split()) <= _LABEL else rest

    def _is_one(self, sentence: str) -> bool:
        """Whether one sentence is the site's, and no part of an article."""
        if _SAID.search(sentence):
            return False
        lowered = sentence.lower()
        for needles, rule in self._rules:
            if _has(lowered, needles) and rule.search(sentence):
                return True
        if asks_to_subscribe(sentence):
            return True
        return ASKING.match(sentence) is not None and ASKED_FOR.search(sentence) is not None


def _has(lowered: str, needles: tuple[str, ...]) -> bool:
    for needle in needles:  # noqa: SIM110  # a generator takes twice as long, and this is asked of every paragraph
        if needle in lowered:
            return True
    return False


def without_appeals(text: str) -> str:
    """A text of one paragraph without the site's sentences in it."""
    return Appeals(text).without(text)
