"""The reasons that come with the bot, until a server has its own."""

from __future__ import annotations

from bot.domain.cases.case import Reason, Template
from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog

_SHIPPED = {
    "spam": message("Spam or advertising"),
    "insult": message("Insults or threatens somebody"),
    "hate": message("Degrades people for what they are"),
    "off topic": message("Has nothing to do with the article"),
    "private data": message("Reveals private data"),
    "false": message("States as a fact what is false"),
    "illegal": message("May be against the law"),
    "repeated": message("Repeats what was said before"),
}


def shipped(catalog: Catalog) -> list[Template]:
    """Them, in both languages."""
    return [
        Template(name, Reason(catalog.say(text, Language.EN), catalog.say(text, Language.ES)))
        for name, text in _SHIPPED.items()
    ]
