"""The opening note of a thread: what is stored of comments, how to have it erased, and who translates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.discordkit.command_names import command_name
from bot.domain.language import Language
from bot.domain.message import Message, message
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
READ_FIRST = message(
    "Moderators read every comment here before it appears. To take part, press “Leave a reply” below the "
    "article: what members write here themselves is taken down until it is approved."
)
OUTSIDE = message(
    "While everyone can read this channel, outside services may translate what is written here: {services}. "
    "They receive the text without the name of its author. `{command}` keeps yours from them."
)


def opening_note(
    catalog: Catalog,
    languages: Iterable[Language],
    reads_messages: bool,
    services: Sequence[Message],
    dialog_only: bool = False,
) -> str:
    """Return the note in these languages. ``reads_messages``: the bot has the message content intent;
    ``services``: the outside services that translate on the server; ``dialog_only``: members comment by
    dialog alone.
    """
    parts = [KEPT]
    if dialog_only:
        parts.append(READ_FIRST)
    elif not reads_messages:
        parts.append(UNREAD)
    return "\n\n".join(
        "\n".join(
            f"-# {catalog.say(part, language)}" for part in (*parts, *_outside(catalog, services, language))
        )
        for language in languages
    )


def _outside(catalog: Catalog, services: Sequence[Message], language: Language) -> Iterator[Message]:
    if services:
        command = command_name(catalog, "privacy translation", language)
        yield message(OUTSIDE.text, services=services, command=command)
