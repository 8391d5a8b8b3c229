"""What managers read about the glossary of their server."""

from __future__ import annotations

from bot.discordkit.escaping import escaped
from bot.domain.message import Message, counted, message
from bot.translating.glossaries import Changed
from bot.translation.glossary import Glossary, Term

MAX_CHARACTERS = 1_700
"""Of all lines with terms: a message has 2,000."""
EMPTY = message("The glossary is empty. `{command}` adds a term.")


def term_line(term: Term) -> Message:
    """A term in one line."""
    if term.en == term.es:
        return message("- {term}: kept as it is", term=escaped(term.en))
    return message("- {english} → {spanish}", english=escaped(term.en), spanish=escaped(term.es))


def list_lines(glossary: Glossary, *, add: str, export: str) -> list[Message]:
    """The first terms by the alphabet, and how many there are. ``add`` and ``export`` name the commands."""
    if not glossary.terms:
        return [message(EMPTY.text, command=add)]
    terms = sorted(glossary.terms, key=lambda one: one.en.casefold())
    shown = []
    left = MAX_CHARACTERS
    for term in terms:
        left -= len(escaped(term.en)) + len(escaped(term.es)) + len("-  → \n")
        if left < 0:
            break
        shown.append(term_line(term))
    lines = [count_line(glossary), *shown]
    if more := len(terms) - len(shown):
        lines.append(
            counted(
                "… and {count} more. `{command}` gives you all of them.",
                "… and {count} more. `{command}` gives you all of them.",
                more,
                command=export,
            )
        )
    return lines


def count_line(glossary: Glossary) -> Message:
    """How many terms there are."""
    return counted("**Glossary:** {count} term", "**Glossary:** {count} terms", len(glossary.terms))


def taken_lines(changed: Changed, *, replaces: bool, option: str) -> list[Message]:
    """What became of a glossary that a file was added to, or put in place of. ``option`` names the one that
    puts it in place.
    """
    count = len(changed.after.terms)
    if replaces:
        done = counted(
            "The file replaces the glossary, which has {count} term now.",
            "The file replaces the glossary, which has {count} terms now.",
            count,
        )
    else:
        done = counted(
            "The terms of the file are added to the glossary, which has {count} term now.",
            "The terms of the file are added to the glossary, which has {count} terms now.",
            count,
        )
    undo = message(
        "To undo this, import the attached file with the option `{option}`. It is the glossary as it was "
        "before.",
        option=option,
    )
    return [done, undo]
