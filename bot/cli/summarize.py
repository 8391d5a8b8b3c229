"""``summarize``: the sentences that carry an article, without Discord."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from bot.cli.terminal import Terminal
from bot.domain.article import Article, Edition, Provenance
from bot.domain.card import reading_minutes
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.message import counted, message
from bot.reading.extract.drafts import ENDINGS
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.reader import Reader, Step
from bot.reading.worker_pool import Workers
from bot.settings import Settings, load_settings

STEPS = {
    Step.FETCHING: message("Loading the page"),
    Step.EXTRACTING: message("Reading the article"),
    Step.OTHER_EDITION: message("Looking for it in the other language"),
    Step.SUMMARISING: message("Choosing sentences"),
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def summarize(terminal: Terminal, source: str, *, language: Language | None, as_json: bool) -> None:
    """Print the summary of the article in ``source``, a link, a file or ``-`` for standard input."""
    settings = load_settings()
    article = asyncio.run(_read(source, _file(source), settings, terminal))
    if language is not None and article.edition(language) is None:
        article = asyncio.run(_translated(article, settings, terminal))
    if as_json:
        terminal.write_json(as_object(article))
    else:
        _show(article, language, terminal)


def _file(source: str) -> tuple[str, bytes] | None:
    """Name and content of the file that ``source`` names, or None where it can only be a link.

    Raises:
        BadInput: there is no such file, or it cannot be read.
    """
    if source == "-":
        content = sys.stdin.buffer.read()
        return ("input.html" if content.lstrip().startswith(b"<") else "input.txt"), content
    path = Path(source)
    if "://" in source or (not path.exists() and path.suffix.lower().removeprefix(".") not in ENDINGS):
        return None
    try:
        return path.name, path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(message("The file {file} does not exist.", file=source)) from error
    except OSError as error:
        detail = error.strerror or str(error)
        raise BadInput(
            message("The file {file} cannot be read: {detail}", file=source, detail=detail)
        ) from error


async def _read(
    source: str, file: tuple[str, bytes] | None, settings: Settings, terminal: Terminal
) -> Article:
    fetcher = Fetcher(
        contact=settings.contact, allowed_origin=settings.allowed_origin, ports=settings.fetch_ports
    )
    with terminal.working(STEPS[Step.EXTRACTING if file else Step.FETCHING]) as status:

        async def progress(step: Step) -> None:
            status.update(terminal.say(STEPS[step]))

        async with fetcher, Workers(count=1) as workers:
            reader = Reader(fetcher, workers)
            if file is not None:
                return await reader.from_file(*file, progress=progress)
            return await reader.from_link(source, progress=progress)


async def _translated(article: Article, settings: Settings, terminal: Terminal) -> Article:
    """``article`` with a machine edition in the other language, if an engine can make one."""
    # Not above: a summary in the article's own language needs no engine.
    from bot.domain.translation import MachineEdition
    from bot.translation.article_edition import lines_of, with_machine_edition
    from bot.translation.chain import NO_ENGINE, Chain, Untranslated
    from bot.translation.direction import Direction
    from bot.translation.engines.chosen import chosen_engines, how_to_have_one

    chain = Chain(chosen_engines(settings.engines))
    try:
        original = article.original
        told = await chain.translate(lines_of(original), Direction.into(original.language.other))
    finally:
        await chain.close()
    if isinstance(told, Untranslated):
        terminal.note(how_to_have_one() if told.reason is NO_ENGINE else told.reason)
        return article
    terminal.note(told.made.provenance)
    return with_machine_edition(article, MachineEdition.of(told.made))


def as_object(article: Article) -> dict[str, Any]:
    """The article for a program: what its original edition says of itself, and every edition's summary.

    A language of which only the headline is known has that headline and an empty summary.
    """
    original = article.original
    editions: dict[str, Any] = {}
    for language in Language:
        if (edition := article.edition(language)) is not None:
            editions[language.value] = {
                "title": edition.title,
                "url": edition.url,
                "provenance": edition.provenance.value,
                **({"engine": edition.engine} if edition.engine else {}),
                "summary": [{"text": one.text, "sentence": one.sentence} for one in edition.summary],
            }
        elif (
            headline := next((one for one in article.headlines if one.language is language), None)
        ) is not None:
            editions[language.value] = {
                "title": headline.title,
                "url": headline.url,
                "provenance": Provenance.PUBLISHER.value,
                "summary": [],
            }
    return {
        "url": original.url,
        "site": original.site,
        "authors": list(original.authors),
        "published": original.published.isoformat() if original.published else None,
        "language": original.language.value,
        "editions": editions,
    }


def _show(article: Article, language: Language | None, terminal: Terminal) -> None:
    editions = list(article.editions)
    if language is not None:
        if (wanted := article.edition(language)) is None:
            terminal.note(
                message(
                    "This article is not available in {language}; this is the original.", language=language
                )
            )
        editions = [wanted or article.original]
    for edition in editions:
        _show_edition(edition, terminal)
    for headline in article.headlines:
        if language in (None, headline.language) and article.edition(headline.language) is None:
            said = message("In {language}: {title}", language=headline.language, title=headline.title)
            terminal.out.print(Text(_harmless(terminal.say(said)), style="italic"))


def _show_edition(edition: Edition, terminal: Terminal) -> None:
    out = terminal.out
    if out.is_terminal:
        out.print(Rule(escape(terminal.say(message("{language}", language=edition.language))), align="left"))
    out.print(Text(_harmless(edition.title), style="bold"))
    out.print(Text(_harmless(_about(edition, terminal)), style="dim"))
    for sentence in edition.summary:
        out.print()
        text = Text.assemble(_harmless(sentence.text), " ", (f"[{sentence.sentence}]", "dim"))
        if out.is_terminal:
            out.print(Padding(text, (0, 0, 0, 2)), soft_wrap=False)  # else what does not fit would be cut off
        else:
            out.print(text)
    out.print()


def _harmless(text: str) -> str:
    """Somebody's text without what a terminal would take for an order."""
    return _CONTROL.sub("", text)


def _about(edition: Edition, terminal: Terminal) -> str:
    minutes = reading_minutes(edition)
    published = edition.published and message("{date}", date=edition.published)
    parts = [
        edition.site,
        ", ".join(edition.authors),
        published and terminal.say(published),
        terminal.say(
            counted("{count}-minute read", "{count}-minute read", minutes)
            if minutes
            else message("only its beginning could be read")
        ),
        edition.url,
    ]
    return " · ".join(part for part in parts if part)
