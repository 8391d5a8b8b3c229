"""The ``custom_id`` of every button that lasts: a version, what it does, and the public id it does it to.

They are read for as long as a card stands, so a format that was given out once is never changed: a new one
gets a new version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.domain.language import Language


def lasts(custom_id: str) -> bool:
    """Whether something bears one of these, rather than the passing one that discord.py gives."""
    return custom_id.startswith("t1:")


def public_ids(components: Iterable[object]) -> Iterator[str]:
    """The last part of each of these in a message: a card's buttons name its post."""
    for one in components:
        custom_id = str(getattr(one, "custom_id", ""))
        if lasts(custom_id):
            yield custom_id.rpartition(":")[2]
        yield from public_ids(getattr(one, "children", ()))


PUBLIC_ID = r"(?P<public_id>[A-Za-z0-9_-]{1,16})"
"""How a public id stands in a template."""

READ = re.compile(rf"t1:read:(?P<language>en|es):{PUBLIC_ID}")
REPLY = re.compile(rf"t1:reply:{PUBLIC_ID}")
OPEN = re.compile(rf"t1:open:{PUBLIC_ID}")
PAGE = re.compile(
    rf"t1:page:(?P<way>latest|older|newer):{PUBLIC_ID}:(?P<source_id>\d{{1,20}})(?::(?P<below>\d{{1,20}}))?"
)
FIND = re.compile(
    rf"t1:find:(?P<way>older|newer):(?P<source_id>\d{{1,20}}):(?:{PUBLIC_ID})?:(?P<words>.{{1,48}})"
)
MINE = re.compile(r"t1:mine:(?P<way>older|newer):(?P<source_id>\d{1,20})")


def read(public_id: str, language: Language) -> str:
    """Shows the edition in ``language`` of the article a post shows."""
    return f"t1:read:{language}:{public_id}"


def reply(public_id: str) -> str:
    """Opens the dialog that adds a comment below a post."""
    return f"t1:reply:{public_id}"


def open_discussion(public_id: str) -> str:
    """Leads to the discussion a post belongs to."""
    return f"t1:open:{public_id}"


def page(public_id: str, way: str, source_id: int, below: int | None = None) -> str:
    """Turns a discussion's page to the comments before or after one, or to the latest: ``way`` is ``older``,
    ``newer`` or ``latest``. With ``below`` they are the answers to the comment first said with that id.
    """
    return f"t1:page:{way}:{public_id}:{source_id}" + ("" if below is None else f":{below}")


def find(way: str, source_id: int, public_id: str | None, words: str) -> str:
    """Turns a page of comments that hold ``words``, at most 48 characters, in a discussion or in all."""
    return f"t1:find:{way}:{source_id}:{public_id or ''}:{words}"


def mine(way: str, source_id: int) -> str:
    """Turns a page of the comments of whoever presses it."""
    return f"t1:mine:{way}:{source_id}"


SOURCE_ID = r"(?P<source_id>\d{1,20})"
"""How the id stands in a template that the platform gave to what a comment was first said with."""

HIDE = re.compile(rf"t1:hide:{SOURCE_ID}")
RESTORE = re.compile(rf"t1:restore:{SOURCE_ID}")
DISMISS = re.compile(rf"t1:dismiss:{SOURCE_ID}")
EDIT = re.compile(rf"t1:edit:{SOURCE_ID}")
DELETE = re.compile(rf"t1:delete:{SOURCE_ID}")
ERASE = re.compile(rf"t1:erase:{SOURCE_ID}")


def of_comment(action: str, source_id: int) -> str:
    """Does to a comment what ``action`` says: one of the words in the templates above."""
    return f"t1:{action}:{source_id}"
