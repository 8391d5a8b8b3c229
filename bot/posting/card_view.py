"""The card as a Discord message, cut to Discord's limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView, Section, Separator, TextDisplay, Thumbnail

from bot.discordkit import custom_ids
from bot.discordkit.escaping import escaped, link_target
from bot.discordkit.paged_view import MAX_CHARACTERS, framed
from bot.discussion.featuring.featured_view import featured_text
from bot.discussion.featuring.question_view import question_text
from bot.discussion.status_view import status_line
from bot.domain.article import Provenance
from bot.domain.card import Card, one_line, reading_minutes, trimmed
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message
from bot.domain.translation import engine_title
from bot.i18n.catalog import Catalog

MAX_TITLE_LENGTH = 300
MAX_SITE_LENGTH = 80
MAX_NAME_LENGTH = 60
MAX_NAMES = 4
MAX_REASON_LENGTH = 300
MEAN_CHARACTER_BYTES, MAX_CHARACTER_BYTES = 4, 16
"""Bytes that a character may take in JSON, on average and at most: a letter takes one, one with an accent
six, an emoji twelve."""
MAX_LINK_LENGTH = 1_500
MAX_PICTURE_LINK_LENGTH = 1_000
MAX_SENTENCE_LENGTH = 900
MAX_SENTENCES = 3
FIRST_LENGTHS = (250, 150, 80)
"""Characters of a question and of each featured comment: the first that leaves room for the summary."""
FOR_SUMMARY = (900, 1_800)
"""Characters and bytes that these leave for the summary."""
MAX_BYTES = 6_500
"""Bytes of text in JSON: Discord answered bodies near 10 KB with errors, and addresses need the rest."""
BY_DIALOG = message("✋ To comment, press *Leave a reply*. Moderators read each comment before it appears.")
TAKEN_DOWN = message("🚫 The publisher has taken this article down.")
READ_HERE = message("Read in English")
"""The label of the button that shows an edition, translated into that edition's language."""


def card_view(card: Card, catalog: Catalog, mention_role_id: int | None = None) -> LayoutView:
    """Draw the card that everybody sees in a room, below a mention of a role if there is one. A view belongs
    to one message: draw it for each send.
    """
    mention = f"<@&{mention_role_id}>" if mention_role_id is not None else None
    return framed(_body(card, catalog), _buttons(card, catalog), above=mention)


def reading_view(
    card: Card, catalog: Catalog, discussion_link: str | None, why: Message | None = None
) -> LayoutView:
    """Draw the edition that one reader asked for, for them alone; ``why`` it could not be made, if so."""
    links = [
        (message("Read the whole article"), _target(card.url)),
        (message("To the discussion"), discussion_link),
    ]
    buttons: list[Button[Any]] = [
        Button(label=catalog.say(label, card.language), url=url, style=discord.ButtonStyle.link)
        for label, url in links
        if url and len(url) <= 512  # Discord's limit for the address of a button
    ]
    if card.edition.provenance is Provenance.MACHINE:
        buttons.insert(0, _read_button(card, catalog, card.edition.language.other))
    return framed(_body(card, catalog, card.edition.standfirst, why), buttons)


def _body(
    card: Card, catalog: Catalog, standfirst: str | None = None, why: Message | None = None
) -> Iterator[Item[LayoutView]]:
    head, footer = _head(card, catalog, why), _footer(card, catalog)
    chosen = [sentence.text for sentence in card.edition.summary[:MAX_SENTENCES]]
    edited = "standfirst" in card.edition.edited
    lead = standfirst or (card.edition.standfirst if edited or not chosen else None) or ""
    # A page's text often begins with the standfirst: leave out its sentences.
    sentences = [lead, *(sentence for sentence in chosen if sentence not in lead)]
    first = _first(card, catalog, _size(head + footer))
    summary = _fitting([one for one in sentences if one.strip()], _size("".join([head, *first, footer])))
    if card.picture and len(card.picture) <= MAX_PICTURE_LINK_LENGTH:
        picture = Thumbnail[LayoutView](card.picture, description=trimmed(one_line(card.title), 80))
        yield Section(head, accessory=picture)
    else:
        yield TextDisplay(head)
    if summary:
        yield TextDisplay(summary)
    for text in first:
        yield Separator()
        yield TextDisplay(text)
    if footer:
        yield Separator()
        yield TextDisplay(footer)


def _head(card: Card, catalog: Catalog, why: Message | None) -> str:
    lines = [f"### {_linked(card.title, card.url)}"]
    if other := card.other:
        lines.append(f"**{_linked(other.title, other.url)}**")
    lines.append(f"-# {catalog.say(edition_line(card), card.language)}")
    if why is not None:
        lines.append(f"-# {_shown(catalog.say(why, card.language), MAX_REASON_LENGTH)}")
    return "\n".join(lines)


def _linked(title: str, url: str | None) -> str:
    shown, target = _shown(title, MAX_TITLE_LENGTH), _target(url)
    return f"[{shown}]({target})" if target else shown


def _target(url: str | None) -> str | None:
    target = link_target(url) if url else None
    return target if target and len(target) <= MAX_LINK_LENGTH else None


def edition_line(card: Card) -> Message:
    """Return which edition the card shows and where its text comes from."""
    edition = card.edition
    if not card.is_in_its_language:
        if card.has_own_headline:
            return message(
                "Only the headline is known in {wanted}; the text is the original, in {original}.",
                wanted=card.language,
                original=edition.language,
            )
        return message(
            "This article is not available in {wanted}; this is the original, in {original}.",
            wanted=card.language,
            original=edition.language,
        )
    if edition.provenance is Provenance.MACHINE:
        template = (
            message("In {language} · rough translation from {original} ({engine})")
            if edition.rough
            else message("In {language} · machine translation from {original} ({engine})")
        )
        return message(
            template.text,
            language=edition.language,
            original=edition.language.other,
            engine=engine_title((edition.engine or "").partition(" ")[0]),
        )
    if edition.from_feed:
        return message("In {language} · text from the feed", language=edition.language)
    if edition.url is None:
        return message("In {language} · text posted here", language=edition.language)
    return message("In {language} · the publisher's own edition", language=edition.language)


def _footer(card: Card, catalog: Catalog) -> str:
    """That the discussion is locked, or how to comment; that the page is gone; site, authors, dates and
    reading time, where known.
    """
    edition = card.edition
    minutes = reading_minutes(edition)
    site = [_shown(edition.site, MAX_SITE_LENGTH)] if edition.site else []
    parts: list[Message] = []
    if edition.authors:
        names = [_shown(author, MAX_NAME_LENGTH) for author in edition.authors[:MAX_NAMES]]
        parts.append(message("by {authors}", authors=names))
    if edition.published:
        parts.append(message("published on {date}", date=edition.published))
    if edition.corrected_at:
        parts.append(message("updated {time}", time=in_figures(edition.corrected_at)))
    if minutes:
        parts.append(counted("{count}-minute read", "{count}-minute read", minutes))
    if not edition.complete:
        parts.append(message("only its beginning could be read"))
    if edition.edited:
        parts.append(message("edited by the moderators"))
    shown = site + [catalog.say(part, card.language) for part in parts]
    lines = [f"-# {' · '.join(shown)}"] if shown else []
    if edition.gone_at:
        lines.insert(0, catalog.say(TAKEN_DOWN, card.language))
    if status := status_line(card.status, card.reason, closed_after=card.closed_after):
        lines.insert(0, catalog.say(status, card.language))
    elif card.dialog_only:
        lines.insert(0, catalog.say(BY_DIALOG, card.language))
    return "\n".join(lines)


def _first(card: Card, catalog: Catalog, used: tuple[int, int]) -> list[str]:
    """The question and the comments that moderators put first, as far as there is room beside what is
    ``used``.
    """
    language = card.language
    say = partial(catalog.say, language=language)
    for longest in FIRST_LENGTHS if card.question or card.featured else ():
        question = [question_text(card.question, say, language, longest)] if card.question else []
        featured = [featured_text(card.featured, say, language, longest)] if card.featured else []
        texts = [*question, *featured]
        characters, size = _size("".join(texts))
        if (
            characters + used[0] + FOR_SUMMARY[0] <= MAX_CHARACTERS
            and size + used[1] + FOR_SUMMARY[1] <= MAX_BYTES
        ):
            return texts
    return []


def _shown(text: str, max_length: int) -> str:
    """Escape ``text`` as one line of at most ``max_length`` characters, fewer if they take many bytes."""
    max_bytes = max_length * MEAN_CHARACTER_BYTES + MAX_CHARACTER_BYTES
    line = one_line(text)
    while True:
        kept = trimmed(line, max_length)
        # Measured before escaping too: that is cheaper, and escaping never shortens.
        if _size(kept)[1] <= max_bytes and _size(shown := escaped(kept))[1] <= max_bytes:
            return shown
        max_length = max_length * 9 // 10


def _fitting(sentences: list[str], used: tuple[int, int]) -> str:
    """Join the sentences as paragraphs, cutting each until they fit beside what is ``used``."""
    max_length = MAX_SENTENCE_LENGTH
    while True:
        text = "\n\n".join(_shown(sentence, max_length) for sentence in sentences)
        characters, size = _size(text)
        if characters + used[0] <= MAX_CHARACTERS and size + used[1] <= MAX_BYTES:
            return text
        max_length = max_length * 9 // 10


def _size(text: str) -> tuple[int, int]:
    """Return the length of a text in characters, and in bytes of JSON."""
    return len(text), len(json.dumps(text))


def _buttons(card: Card, catalog: Catalog) -> list[Button[Any]]:
    open_label = (
        counted("Open discussion ({count})", "Open discussion ({count})", card.comments)
        if card.comments
        else message("Open discussion")
    )
    return [
        *([_read_button(card, catalog, card.offered)] if card.offered else []),
        _button(catalog.say(message("Leave a reply"), card.language), custom_ids.reply(card.public_id)),
        _button(catalog.say(open_label, card.language), custom_ids.open_discussion(card.public_id)),
    ]


def _read_button(card: Card, catalog: Catalog, language: Language) -> Button[Any]:
    label, custom_id = catalog.say(READ_HERE, language), custom_ids.read(card.public_id, language)
    return _button(label, custom_id, primary=True)


def _button(label: str, custom_id: str, *, primary: bool = False) -> Button[Any]:
    style = discord.ButtonStyle.primary if primary else discord.ButtonStyle.secondary
    return Button(label=trimmed(label, 80), custom_id=custom_id, style=style)
