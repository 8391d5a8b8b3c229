"""The ``custom_id`` of every lasting button: a version, an action, and the public id it acts on.

Cards keep their buttons for years, so a format is never changed: a new one gets a new version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from bot.domain.language import Language

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def lasts(custom_id: str) -> bool:
    """Whether a ``custom_id`` is one of these, not a random one of discord.py's."""
    return custom_id.startswith("t1:")


def action_of(custom_id: str) -> str:
    """What a lasting button does, such as ``reply``; empty for others. What follows may be other people's."""
    return custom_id.split(":", 2)[1] if lasts(custom_id) else ""


def public_ids(components: Iterable[object]) -> Iterator[str]:
    """Yield the public id in each lasting button of a message."""
    for one in components:
        custom_id = str(getattr(one, "custom_id", ""))
        if lasts(custom_id):
            yield custom_id.rpartition(":")[2]
        yield from public_ids(getattr(one, "children", ()))


PUBLIC_ID = r"(?P<public_id>[A-Za-z0-9_-]{1,16})"
"""A public id in a template."""

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


ANSWER = re.compile(rf"t1:answer:{PUBLIC_ID}:(?P<question>\d{{1,20}})")
"""A question's button names the question last: no post is called so, and its message is taken for no card."""
REFOLLOW = re.compile(r"t1:refollow:(?P<following_id>\d{1,20})")
UNDO = re.compile(rf"t1:undo:{PUBLIC_ID}")
ASK_AGAIN = re.compile(rf"t1:askagain:{PUBLIC_ID}")


def read(public_id: str, language: Language) -> str:
    """The button that shows a post's article in ``language``."""
    return f"t1:read:{language}:{public_id}"


def reply(public_id: str) -> str:
    """The button that opens the dialog for a comment on a post."""
    return f"t1:reply:{public_id}"


def open_discussion(public_id: str) -> str:
    """The button that shows a post's discussion."""
    return f"t1:open:{public_id}"


def answer(public_id: str, question_id: int) -> str:
    """The button that opens the dialog for an answer to a question, in the thread of a post."""
    return f"t1:answer:{public_id}:{question_id}"


def ask_again(public_id: str) -> str:
    """The button that puts back the question that was removed from a discussion."""
    return f"t1:askagain:{public_id}"


def undo(public_id: str) -> str:
    """The button that puts a removed card back."""
    return f"t1:undo:{public_id}"


def refollow(following_id: int) -> str:
    """The button that puts a removed feed back."""
    return f"t1:refollow:{following_id}"


def page(public_id: str, way: str, source_id: int, below: int | None = None) -> str:
    """The button that shows another page of a discussion: comments ``older`` or ``newer`` than ``source_id``,
    or the ``latest``; with ``below``, answers to the comment with that source id.
    """
    return f"t1:page:{way}:{public_id}:{source_id}" + ("" if below is None else f":{below}")


def find(way: str, source_id: int, public_id: str | None, words: str) -> str:
    """The button that shows another page of a search for ``words``, at most 48 characters."""
    return f"t1:find:{way}:{source_id}:{public_id or ''}:{words}"


def mine(way: str, source_id: int) -> str:
    """The button that shows another page of the member's own comments."""
    return f"t1:mine:{way}:{source_id}"


QUEUE = re.compile(r"t1:queue")
"""The button that opens the queue for whoever presses it."""

REVIEW_ENTRY = re.compile(r"t1:feedreview:(?P<way>approve|discard|undo):(?P<announcement_id>\d{1,20})")


def review_entry(way: str, announcement_id: int) -> str:
    """The button that approves or discards an entry of a feed, or undoes that."""
    return f"t1:feedreview:{way}:{announcement_id}"


RESUME_FEED = re.compile(r"t1:resumefeed:(?P<following_id>\d{1,20})")


def resume_feed(following_id: int) -> str:
    """The button with which a manager has a paused feed of their server looked at again."""
    return f"t1:resumefeed:{following_id}"


APPEALS = re.compile(r"t1:appeals")
"""The button that opens the appeals that wait for whoever presses it."""
APPEAL = re.compile(r"t1:appeal:(?P<case_id>\d{1,20}):(?P<opened>\d{1,20})")


def appeal(case_id: int, opened_at: datetime) -> str:
    """The button with which a member appeals against a case. After a backup was restored the id may be that
    of another case, which was not opened at the same moment.
    """
    return f"t1:appeal:{case_id}:{milliseconds(opened_at)}"


def milliseconds(moment: datetime) -> int:
    """A moment as the database keeps it: in milliseconds since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


SOURCE_ID = r"(?P<source_id>\d{1,20})"
"""The id of the message or interaction that made a comment, in a template."""

HIDE = re.compile(rf"t1:hide:{SOURCE_ID}")
RESTORE = re.compile(rf"t1:restore:{SOURCE_ID}")
HIDE_AND_WARN = re.compile(rf"t1:warn:{SOURCE_ID}")
AUTHOR = re.compile(rf"t1:author:{SOURCE_ID}")
"""The button that shows a moderator the record of a comment's author."""
REPORTERS = re.compile(rf"t1:reporters:{SOURCE_ID}")
"""The button that shows a moderator who reported a comment."""
DISMISS = re.compile(rf"t1:dismiss:{SOURCE_ID}")
FEATURE = re.compile(rf"t1:feature:{SOURCE_ID}")
UNFEATURE = re.compile(rf"t1:unfeature:{SOURCE_ID}")
EDIT = re.compile(rf"t1:edit:{SOURCE_ID}")
DELETE = re.compile(rf"t1:delete:{SOURCE_ID}")
ERASE = re.compile(rf"t1:erase:{SOURCE_ID}")
TRANSLATE = re.compile(rf"t1:translate:{SOURCE_ID}")
ORIGINAL = re.compile(rf"t1:original:{SOURCE_ID}")


def of_comment(action: str, source_id: int) -> str:
    """The button that does ``action``, one of the words in the templates above, to a comment."""
    return f"t1:{action}:{source_id}"
