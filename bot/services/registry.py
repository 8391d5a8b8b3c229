"""Everything the bot can do, as buttons and commands reach it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.services.adding import Adding
from bot.services.browse import Browser
from bot.services.cards import Cards
from bot.services.choosing import Choosing
from bot.services.editions import Editions
from bot.services.find import Finder
from bot.services.hide import Hiding
from bot.services.languages import Languages
from bot.services.reply import Replies
from bot.services.report import Reports
from bot.services.review import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services of one running bot, made once by the composition root."""

    adding: Adding
    languages: Languages
    cards: Cards
    editions: Editions
    choosing: Choosing
    hiding: Hiding
    reports: Reports
    review: Review
    replies: Replies
    browser: Browser
    finder: Finder
