"""What a site's robots.txt allows (RFC 9309): the longest matching rule decides, allowing wins a tie."""

from __future__ import annotations

import re
from dataclasses import dataclass

LARGEST = 512 * 1024
"""Bytes of robots.txt that are read, as the RFC asks for at least."""

_LONGEST_RULE = 512
_MOST_RULES = 2_000


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules for one user agent, as (pattern, allowed) pairs in the order they stand."""

    rules: tuple[tuple[str, bool], ...] = ()

    def allows(self, path: str) -> bool:
        """Whether a path with its query may be fetched."""
        if path == "/robots.txt":
            return True
        verdict, length = True, -1
        for pattern, allowed in self.rules:
            if len(pattern) < length or (len(pattern) == length and not allowed):
                continue
            if _matches(pattern, path):
                verdict, length = allowed, len(pattern)
        return verdict


def read_robots(text: str, agent: str) -> Robots:
    """The rules of ``text`` for the product token ``agent``, else those for all."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    named: list[str] = []
    in_rules = False
    for line in text.splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            named = [*([] if in_rules else named), value.split("/")[0].strip().lower()]
            in_rules = False
            groups.setdefault(named[-1], [])
        elif key in ("allow", "disallow"):
            in_rules = True
            if value and len(value) <= _LONGEST_RULE:
                for name in named:
                    groups[name].append((value, key == "allow"))
    rules = groups.get(agent.lower(), groups.get("*", []))
    return Robots(tuple(rules[:_MOST_RULES]))


def _matches(pattern: str, path: str) -> bool:
    """Whether ``path`` begins as ``pattern`` says; ``*`` stands for anything, a last ``$`` for the end.

    The pieces between the stars are looked for from left to right: no pattern can make it slow.
    """
    anchored = pattern.endswith("$")
    pieces = _decoded(pattern.removesuffix("$")).split("*")
    path = _decoded(path)
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


def _decoded(path: str) -> str:
    """Percent-encoded letters in one case, so that both sides compare alike."""
    return re.sub(r"%[0-9a-fA-F]{2}", lambda match: match[0].upper(), path)
