"""What a Markdown file says of itself before its text: as YAML, TOML or JSON, within bounds."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import yaml

from bot.reading.extract.markup import squeezed

LARGEST = 8_000
"""Characters of front matter that are parsed: its parsers take longer than in proportion to its length."""
_MOST_BRACKETS = 200
"""Lists and tables in one another take the most."""
_MOST_VALUES = 20
_DEEPEST = 3
_YAML = re.compile(r"\A\ufeff?\s*---[^\S\n]*\n(.{0,20000}?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\ufeff?\s*\+\+\+[^\S\n]*\n(.{0,20000}?)\n\+\+\+[^\S\n]*(?:\n|\Z)", re.DOTALL)
_JSON = re.compile(
    r"\A\ufeff?\s*(?:;;;\s*\n)?(\{[^\S\n]*\n.{0,20000}?\n\})\s*\n(?:;;;[^\S\n]*\n)?", re.DOTALL
)
_FIELD = re.compile(r"^([A-Za-z_]{1,30})[^\S\n]*[:=][^\S\n]*(.+)$", re.MULTILINE)
_INNER = ("params", "extra", "page", "meta", "metadata")
"""Tables in which some sites keep fields of their own."""

Fields = Mapping[str, object]


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # PyYAML has no types
    """Reads every plain value as the text that stands there; no aliases, which can stand for any amount."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  # as PyYAML declares it

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse an alias.

        Raises:
            yaml.YAMLError: there is one.
        """
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("an alias")
        return super().compose_node(parent, index)


def front_matter(text: str) -> tuple[Fields, str]:
    """The fields before a text, their names in lower case, and the text itself.

    What its parser refuses is read line by line, as people write fields that are no YAML.
    """
    for pattern, parse in ((_YAML, _yaml), (_TOML, tomllib.loads), (_JSON, json.loads)):
        if found := pattern.match(text):
            return _fields(found[1], parse), text[found.end() :]
    return {}, text


def _yaml(text: str) -> object:
    return yaml.load(text, _Loader)  # noqa: S506  # it is a safe loader


def _fields(text: str, parse: Any) -> Fields:
    found: object = None
    if len(text) <= LARGEST and sum(map(text.count, "[{")) <= _MOST_BRACKETS:
        try:
            found = parse(text)
        except (yaml.YAMLError, ValueError, RecursionError):
            found = None
    if not isinstance(found, dict):
        found = {name: value.strip().strip("\"'") for name, value in _FIELD.findall(text)}
    told = {str(name).lower(): value for name, value in found.items()}
    for name in _INNER:
        if isinstance(inner := told.get(name), dict):
            told = {**{str(key).lower(): value for key, value in inner.items()}, **told}
    return told


def text_in(fields: Fields, *names: str) -> str | None:
    """The first of the named fields that is a text, or the first text in it."""
    return next((value for name in names for value in texts_of(fields.get(name))), None)


def texts_of(value: object, depth: int = 0) -> Iterator[str]:
    """The texts in a value: itself, its members, the names of things."""
    if isinstance(value, str):
        if text := squeezed(value):
            yield text
    elif isinstance(value, datetime | date):
        yield value.isoformat()
    elif isinstance(value, list) and depth < _DEEPEST:
        for one in value[:_MOST_VALUES]:
            yield from texts_of(one, depth + 1)
    elif isinstance(value, dict) and depth < _DEEPEST:
        yield from texts_of(value.get("name") or value.get("title") or value.get("value"), depth + 1)
