"""What an audit row of a changed card says."""

from __future__ import annotations

from functools import reduce

from bot.domain.language import Language
from bot.domain.message import Message, message

_FIELDS = {
    "title": message("headline"),
    "standfirst": message("standfirst"),
    "picture": message("picture"),
    "sentences": message("key sentences"),
}


def edit_words(reason: str) -> Message:
    """Return what was changed, for the reason of an audit row: a language and the names of fields, as in
    ``en: title, picture``. Without fields, the publisher's own were put back.
    """
    tag, _, names = reason[:100].partition(": ")
    language = Language.from_tag(tag) or Language.EN
    fields = [_FIELDS[name] for name in names.split(", ") if name in _FIELDS]
    if not fields:
        return message("the publisher's own text in {language}", language=language)
    return message("{fields}, in {language}", fields=reduce(_with, fields), language=language)


def _with(first: Message, second: Message) -> Message:
    return message("{first}, {second}", first=first, second=second)
