"""The opening note of a thread: what is stored of comments, and how to have it erased."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.language import Language
from bot.domain.message import message
from bot.i18n.catalog import Catalog

KEPT = message(
    "This is where the article above is discussed, in English and Spanish alike. What is written here, and "
    "in replies to the card, is stored by this bot: the text, its author and time, and what is attached. "
    "Delete your message and its text is erased there too, or ask a moderator to remove it."
)
UNREAD = message(
    "I cannot read ordinary messages in this server: only what is sent with the button “Leave a reply”, "
    "messages that mention me, and those that are added with “Add to discussion” in their menu under Apps "
    "become part of the discussion."
)


def opening_note(catalog: Catalog, languages: Iterable[Language], reads_messages: bool) -> str:
    """Return the note in these languages. ``reads_messages``: the bot has the message content intent."""
    parts = [KEPT] if reads_messages else [KEPT, UNREAD]
    return "\n\n".join(
        "\n".join(f"-# {catalog.say(part, language)}" for part in parts) for language in languages
    )
