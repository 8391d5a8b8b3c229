"""The opening note of a thread: what is stored of comments, and how to have it erased."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog

KEPT = message(
    "Discuss the article above here, in English or Spanish. This bot stores what is "
    "written here and in replies to the card: the text, its author and time, and the "
    "names of attachments. If you delete your message, the bot erases its text too. "
    "You can also ask a moderator to remove it."
)
UNREAD = message(
    "I cannot read ordinary messages on this server. To take part, use the button "
    "“Leave a reply”, mention me in your message, or choose “Add to discussion” in its "
    "menu under Apps."
)


def opening_note(catalog: Catalog, languages: Iterable[Language], reads_messages: bool) -> str:
    """Return the note in these languages. ``reads_messages``: the bot has the message content intent."""
    parts = [KEPT] if reads_messages else [KEPT, UNREAD]
    return "\n\n".join(
        "\n".join(f"-# {catalog.say(part, language)}" for part in parts) for language in languages
    )
