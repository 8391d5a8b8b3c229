"""What is said to whoever asked for something that gives no article."""

from __future__ import annotations

from typing import assert_never

from bot.domain.message import Message, message
from bot.reading.extract.drafts import FEWEST_WORDS, LONGEST, Unlike, Unreadable


def why(fault: Unreadable) -> Message:
    """The sentence for a reason, with what helps where something does."""
    match fault:
        case Unreadable.NO_ARTICLE:
            return message("There is no article on that page. If you see one, copy its text and paste it.")
        case Unreadable.OVERVIEW:
            return message("That page is a list of stories. Give me the link of one of them.")
        case Unreadable.GONE:
            return message("That page says that it does not exist (any more).")
        case Unreadable.ELSEWHERE:
            return message(
                "That site does not show the page in the country where I run. If you can see it, copy its"
                " text and paste it."
            )
        case Unreadable.PAYWALL:
            return message(
                "That article is only for subscribers, so I cannot read it. If you "
                "can, copy its text and paste it."
            )
        case Unreadable.LOGIN:
            return message(
                "That site only shows the page after logging in. If you can, copy its text and paste it."
            )
        case Unreadable.CHALLENGE:
            return message(
                "That site first checks that you are a person, so I cannot read the "
                "page. Copy its text and paste it."
            )
        case Unreadable.EMPTY:
            return message(
                "That page is empty without a browser, so I cannot read it. Copy its text and paste it."
            )
        case Unreadable.OTHER_LANGUAGE:
            return message("That text is neither in English nor in Spanish.")
        case Unreadable.TOO_SHORT | Unreadable.TOO_LONG | Unreadable.NOT_TEXT:
            return _of_a_text(fault)
    assert_never(fault)


def _of_a_text(fault: Unreadable) -> Message:
    if fault is Unreadable.TOO_SHORT:
        return message(
            "That text is too short for an article. It needs at least {words} words.", words=FEWEST_WORDS
        )
    if fault is Unreadable.TOO_LONG:
        return message("That text is too long. The limit is {characters} characters.", characters=LONGEST)
    return message("That file has no text that I can read.")


def why_left(fault: Unlike) -> Message:
    """The sentence for why what a page shows now does not take the place of what was read there before."""
    match fault:
        case Unlike.OTHER_LANGUAGE:
            return message("The page is in the other language now. I keep the text that I read before.")
        case Unlike.BEGINNING:
            return message("The page shows only the beginning of the article now. I keep the whole text.")
        case Unlike.SHORTER:
            return message("The text on the page is much shorter now. I keep the one that I read before.")
        case Unlike.ANOTHER:
            return message("The page shows another article now. I keep the one that I read before.")
    assert_never(fault)
