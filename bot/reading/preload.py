"""What every worker needs, loaded once: importing this module imports the parsers and reads their models.

The server process that workers are forked from imports it, so that no page's deadline pays for it.
"""

from __future__ import annotations

from bot.domain.language import Language
from bot.reading.extract.drafts import Draft
from bot.reading.extract.pages import read_page
from bot.reading.extract.plain_text import read_text
from bot.reading.feeds.read_feed import read_feed
from bot.reading.summarise.finish_edition import edition_of

_WORDS = {
    Language.EN: "The ferry to the island leaves at nine and comes back before night, the captain said. ",
    Language.ES: "El barco a la isla sale a las nueve y vuelve antes de la noche, dijo el capitán. ",
}


def _read_once() -> None:
    for language, words in _WORDS.items():
        draft = read_text("\n\n".join(f"{number}: {words}" for number in range(4)))
        if isinstance(draft, Draft):
            edition_of(draft)
        read_feed(f"<rss><channel><title>{words}</title></channel></rss>".encode(), None, "")
        read_page(f"<html lang={language}><body><p>{words * 3}</p></body></html>".encode(), None, "")


_read_once()
