"""What a site's robots.txt allows (RFC 9309): the longest matching rule decides, allowing wins a tie.

Parsing takes time and memory linear in the file, and what is kept of it is bounded. Both parsing and matching
run in a thread: a hostile file makes either take longer than the event loop may wait.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

LARGEST = 512 * 1024
"""Bytes of robots.txt that are read, as the RFC asks for at least."""

_MOST_LINES = 50_000
_LONGEST_RULE = 512
_MOST_RULES = 2_000
_MOST_CHARACTERS = 128 * 1024
"""Characters that the rules of one site may have in all: matching a path looks at each of them."""
_RULE_OVERHEAD = 128
"""Bytes a rule takes besides its characters, about."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one user agent, as (pattern, allowed) pairs in the order in which they decide.

    ``size`` is about how many bytes they take.
    """

    rules: tuple[tuple[str, bool], ...] = ()
    size: int = 0

    def allows(self, path: str) -> bool:
        """Whether a path with its query may be fetched."""
        if path == "/robots.txt":
            return True
        path = _normalised(path)
        return next((allowed for pattern, allowed in self.rules if _matches(pattern, path)), True)


def read_robots(text: str, agent: str) -> Robots:
    """The rules of ``text`` for the product token ``agent``, else those for all.

    Groups that name the same agent are merged. Only the first rules are kept where there are too many.
    """
    own, common = _Group(), _Group()
    groups = {agent.lower(): own, "*": common}
    named: list[_Group] = []
    in_rules = False
    for line in islice(text.splitlines(), _MOST_LINES):
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            if in_rules:
                named, in_rules = [], False
            group = groups.get(value.split("/")[0].strip().lower())
            if group is not None and group not in named:
                group.stands = True
                named.append(group)
        elif key in ("allow", "disallow"):
            in_rules = True
            for group in named:
                group.add(value, allowed=key == "allow")
    return (own if own.stands else common).robots()


class _Group:
    """The rules of one user agent while a file is read; ``stands`` says whether the file names the agent."""

    def __init__(self) -> None:
        self.stands = False
        self._rules: list[tuple[str, bool]] = []
        self._characters = 0

    def add(self, pattern: str, *, allowed: bool) -> None:
        """Add a rule, unless it is empty or there is no room for it."""
        if not pattern or len(pattern) > _LONGEST_RULE or len(self._rules) == _MOST_RULES:
            return
        if self._characters + len(pattern) <= _MOST_CHARACTERS:
            self._characters += len(pattern)
            self._rules.append((_normalised(pattern), allowed))

    def robots(self) -> Robots:
        """The rules in the order in which they decide: the first that matches."""
        ordered = sorted(self._rules, key=lambda rule: (-len(rule[0]), not rule[1]))
        return Robots(tuple(ordered), self._characters + _RULE_OVERHEAD * len(ordered))


def _matches(pattern: str, path: str) -> bool:
    """Whether ``path`` begins as ``pattern`` says; ``*`` stands for anything, a last ``$`` for the end.

    The pieces between the stars are looked for from left to right: no pattern can make it slow.
    """
    anchored = pattern.endswith("$")
    pieces = pattern.removesuffix("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    position = len(pieces[0])
    for number, piece in enumerate(pieces[1:], 2):
        if anchored and number == len(pieces):
            return path.endswith(piece) and len(path) - len(piece) >= position
        position = path.find(piece, position)
        if position < 0:
            return False
        position += len(piece)
    return not anchored or position == len(path)


def _normalised(path: str) -> str:
    """A path or pattern with its percent-encoded letters in one case, so that both sides compare alike."""
    return re.sub(r"%[0-9a-fA-F]{2}", lambda match: match[0].upper(), path)
