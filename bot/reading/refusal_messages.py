"""What is said to whoever asked for something that gives no article."""

from __future__ import annotations

from typing import assert_never

from bot.domain.message import Message, message
from bot.reading.extract.drafts import FEWEST_WORDS, LONGEST, Unreadable


def why(fault: Unreadable) -> Message:
    """The sentence for a reason, with what helps where something does."""
    match fault:
        case Unreadable.NO_ARTICLE:
            return message("There is no article on that page. If you see one, copy its text and paste it.")
        case Unreadable.OVERVIEW:
            return message("That page lists stories. Give me the link of one of them.")
        case Unreadable.GONE:
            return message("That page says that it does not exist, or no longer.")
        case Unreadable.PAYWALL:
            return message(
                "That article is behind a paywall, so I cannot read it. If you can, copy its text and paste"
                " it."
            )
        case Unreadable.LOGIN:
            return message(
                "That site shows the page only to those who log in. If you can, copy its text and paste it."
            )
        case Unreadable.CHALLENGE:
            return message(
                "That site first checks that a person is reading, so I cannot. Copy its text and paste it."
            )
        case Unreadable.EMPTY:
            return message(
                "That page is empty until a browser runs its programs, so I cannot read it. Copy its text and"
                " paste it."
            )
        case Unreadable.OTHER_LANGUAGE:
            return message("That text is neither in English nor in Spanish.")
        case Unreadable.TOO_SHORT | Unreadable.TOO_LONG | Unreadable.NOT_TEXT:
            return _of_a_text(fault)
    assert_never(fault)


def _of_a_text(fault: Unreadable) -> Message:
    if fault is Unreadable.TOO_SHORT:
        return message(
            "That text is too short for an article: it needs at least {words} words.", words=FEWEST_WORDS
        )
    if fault is Unreadable.TOO_LONG:
        return message("That text is too long: I read at most {characters} characters.", characters=LONGEST)
    return message("That file holds no text I can read.")
