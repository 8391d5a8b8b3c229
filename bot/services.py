"""Everything the bot can do, as buttons and commands reach it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.browsing.choose_discussion import Choosing
from bot.browsing.read_discussion import Browser
from bot.browsing.search_comments import Finder
from bot.commenting.add_message import Adding
from bot.commenting.reply_by_dialog import Replies
from bot.moderating.hide_comment import Hiding
from bot.moderating.report_comment import Reports
from bot.moderating.review import Review
from bot.posting.card import Cards
from bot.posting.read_edition import Editions
from bot.servers.language_settings import Languages


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
