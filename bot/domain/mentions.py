"""What Discord's clients put in place of ids in a text: mentions, channels, emoji, commands and times."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

TOKEN = re.compile(
    r"<(?:(?P<sign>@[!&]?+|\#)(?P<id>\d{1,20})|a?:(?P<emoji>\w{2,32}):\d{1,20}"
    r"|/(?P<command>[^<>:\n]{1,100}+):\d{1,20}|t:(?P<time>-?\d{1,13})(?::(?P<style>[tTdDfFRsS]))?)>"
)
_BEGUN = re.compile(r"<(?:@[!&]?\d*|\#\d*|a?:\w*:?\d*|/[^<>:\n]{0,100}:?\d*|t:-?\d*:?)?…\Z")
"""A token that is cut, before the ellipsis at a text's end."""
_EVERYBODY = re.compile(r"@(?:everyone|here)\b")
_MARKUP = str.maketrans({"|": "¦", "`": "'", "\\": "∖"})
"""What could open or close a spoiler or code, from within a name."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORMS = {"d": "%Y-%m-%d", "D": "%Y-%m-%d", "t": "%H:%M UTC", "T": "%H:%M:%S UTC"}
_WHOLE = "%Y-%m-%d %H:%M UTC"


def in_figures(moment: datetime) -> str:
    """What each client shows as a date and a time of its own zone, without names of months, which would be
    in the client's language amid sentences in another.
    """
    seconds = int(moment.timestamp())
    return f"<t:{seconds}:d> <t:{seconds}:t>"


def named(text: str, names: Mapping[int, str]) -> str:
    """``text`` with names in place of emoji, of commands and of those ids that ``names`` knows.

    Times and other ids stay as they are, for clients to show.
    """
    return _replaced(text, lambda token: _name(token, names))


def plain(text: str, names: Mapping[int, str]) -> str:
    """``text`` as it can be read where nothing stands for ids: as :func:`named`, with times in UTC."""
    return _replaced(text, lambda token: _name(token, names) or _moment(token) or f"{token['sign'][0]}…")


def mentioned(text: str, names: Mapping[int, str]) -> dict[int, str]:
    """Those of ``names`` whose ids ``text`` mentions."""
    if "<" not in text:
        return {}
    ids = {int(token["id"]) for token in TOKEN.finditer(text) if token["id"]}
    return {one: names[one] for one in sorted(ids & names.keys())}


def count_mentioned(text: str) -> int:
    """How many members and roles a text mentions, each once; everybody counts as one more."""
    ids = {token["id"] for token in TOKEN.finditer(text) if token["sign"] and token["sign"] != "#"}
    return len(ids) + len(set(_EVERYBODY.findall(text)))


def without_cut(text: str) -> str:
    """``text`` without the beginning of a token at its end, where it was cut."""
    return _BEGUN.sub("…", text[-150:]).join((text[:-150], ""))


def _replaced(text: str, word: Callable[[re.Match[str]], str | None]) -> str:
    return TOKEN.sub(lambda token: word(token) or token[0], text) if "<" in text else text


def _name(token: re.Match[str], names: Mapping[int, str]) -> str | None:
    if token["emoji"]:
        return f":{token['emoji']}:"
    if token["command"]:
        return f"/{token['command'].translate(_MARKUP)}"
    name = names.get(int(token["id"])) if token["id"] else None
    return f"{token['sign'][0]}{name.translate(_MARKUP)}" if name else None


def _moment(token: re.Match[str]) -> str | None:
    if token["time"] is None:
        return None
    try:
        moment = _EPOCH + timedelta(seconds=int(token["time"]))
    except OverflowError:
        return token[0]
    return moment.strftime(_FORMS.get(token["style"] or "f", _WHOLE))
