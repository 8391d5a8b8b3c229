"""Who wrote an article, in the shapes that bylines, tags and linked data tell it in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from bot.reading.extract.facts.dates import without_dates
from bot.reading.extract.facts.linked_data import html_free
from bot.reading.extract.facts.name_words import (
    BEGIN_BYLINES,
    BEGIN_PLACES,
    DEGREES,
    GENERATIONS,
    NEVER_IN_NAMES,
    NEWSROOM,
    NOBODY,
    PARTICLES,
    ROLES,
)
from bot.reading.extract.markup import squeezed

MOST = 8
"""Authors that are kept."""
_LONGEST_TEXT = 300
_NAME = range(3, 61)
"""Characters of a name."""
_MOST_WORDS, _MOST_NEWSROOM = 7, 4

BY = re.compile(
    r"\s*(?:(?:(?:words|texts?|textos?|story|written|reported|reporting|analysis|opinion|posted|published"
    r"|contributed|escrito|publicado|reportaje|una cr[óo]nica|art[íi]culo|nota|informe|an[áa]lisis|opini[óo]n"
    r"|autor(?:a|es|as)?|authors?)\s*(?:by\b|por\b|de\b(?!\s+la\b)|:))|by\b|por\b)\s*:?\s*",
    re.IGNORECASE,
)
"""What a byline begins with."""
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_OTHER_WORK = re.compile(
    r"(?:fotos?|fotograf\w+|photos?|photograph\w*|im[áa]gen(?:es)?|images?|pictures?|v[íi]deos?"
    r"|ilustraci\w+|illustrat\w+|gr[áa]ficos?|graphics?|edit(?:ed|ing|ado|ada|a|or|ora)?|traduc\w+|translat\w+"
    r"|(?:medically )?review\w*|revis\w+|fact[- ]check\w*|verific\w+|produc\w+|additional reporting"
    r"|con informaci[óo]n)\s*(?:(?:by|por|de)\b|:)",
    re.IGNORECASE,
)
"""What introduces somebody who did not write the text."""
_BEFORE_OTHER_WORK = re.compile(rf"(?<=[\s.;])(?={_OTHER_WORK.pattern})", re.IGNORECASE)
_NO_NAMES = re.compile(r"\([^()]*\)|https?://\S*|www\.\S*|\S*@\S*")
_APART = re.compile(
    r"(?<!\s)\s*+[|·•;/\n]\s*+|(?<!\s)\s++[-–—]+\s++|(?<=[^\W\d_]{4})(?<!\b[Pp]rof)(?<!\b[Ss]rta)\.\s++"
)
"""What parts a name from what else a byline says; the full stop of a title is none of that."""
_FOR_OR_FROM = re.compile(
    r"(?<!\s)\s++(?:(?:with|con|for|para|from|desde|in|en|at)\s.*|(?:on|el)\Z)", re.IGNORECASE
)
"""Who else helped, for whom, from where, or what stood before a date."""
_SAID_AFTER = re.compile(r"(?<!\s)\s++(?:says?|said|dice|dijo|escribe|writes)\b.*\Z", re.IGNORECASE)
_LISTED = re.compile(
    r"(?<!\s)\s*+,\s*+(?:(?:and|y|e|&)\s++)?|(?<!\s)\s++(?:(and|&)|([yei]))\s++", re.IGNORECASE
)
_FAMILY_FIRST = re.compile(r"([^,;]{2,40}),\s*([^,;]{2,40})")
_LETTERS = re.compile(r"[^\W\d_]+")


def clean_authors(names: Iterable[str], site: str | None, *, listed: bool = True) -> tuple[str, ...]:
    """Names of people (or agencies) in bylines and tags, each once; at most eight.

    ``listed`` is whether one text may name several people, joined by *and*; of the name of one thing only
    commas part several.
    """
    found: dict[str, str] = {}
    own = _letters((site or "")[:_LONGEST_TEXT])
    for text in names:
        for name in _people(text[:_LONGEST_TEXT], own, listed):
            found.setdefault(name.casefold(), name)
    return tuple(found.values())[:MOST]


def is_byline(line: str) -> bool:
    """Whether a line says who wrote the text, and nothing else."""
    line = line.strip("() ")
    first_word = _FIRST_WORD.match(line)
    if len(line) > _LONGEST_TEXT // 2 or first_word is None or first_word[0].lower() not in BEGIN_BYLINES:
        return False
    line = _NO_NAMES.sub(" | ", line)
    begun = BY.match(line)
    if begun is None:  # a date may stand before it: posted on 6 May by somebody
        line = without_dates(line).lstrip(" |,.:")
        begun = BY.match(line)
    if begun is None:
        return False
    parts = [part for part in _APART.split(without_dates(line[begun.end() :])) if any(map(str.isalnum, part))]
    if parts and (place := _FOR_OR_FROM.search(parts[0])) and len(place[0].split()) < _MOST_WORDS:
        parts[0] = parts[0][: place.start()]
    first = _LISTED.split(parts[0].strip(" .,:"))[0] if parts else ""
    if not first or not (_is_name(first) or NEWSROOM.search(first) or NOBODY.fullmatch(first)):
        return False
    ends = line.rstrip().endswith((".", "!", "?")) and len(line.split()) > _MOST_WORDS
    return not ends and all(map(_is_said_of_people, _words_after(parts, first)))


def _words_after(parts: list[str], first: str) -> Iterator[str]:
    for part in (parts[0].strip(" .,:")[len(first) :], *parts[1:]):
        for piece in _LISTED.split(part):
            if piece and (bare := piece.strip(" .,:")) and bare not in ("and", "&", "y", "e", "i"):
                yield bare


def _is_said_of_people(piece: str) -> bool:
    """Whether a piece of a byline is another name, a place, or what somebody is."""
    return len(piece.split()) <= _MOST_WORDS and (
        _is_name(piece) or _is_role(piece) or _OTHER_WORK.match(piece) is not None
    )


def is_newsroom(line: str) -> bool:
    """Whether a line names the newsroom, and nothing else."""
    return len(line.split()) <= _MOST_NEWSROOM and NEWSROOM.search(line) is not None


def is_signed(line: str, authors: Collection[str]) -> bool:
    """Whether a line is the name of one of the authors, alone or with what they are."""
    lowered = line.casefold()
    name = next((one for one in authors if lowered.startswith(one.casefold())), None)
    if name is None:
        return False
    rest = without_dates(line[len(name) :]).strip(" .,:|/·•–—-")
    if not rest or line.endswith((".", "!", "?")) or len(rest.split()) > _MOST_WORDS:
        return not rest
    parted = _PARTED.match(line, len(name))
    return _is_role(rest) or (parted is not None and _is_name(line[parted.end() :]))


_PARTED = re.compile(r"\s*[/|·•,]\s*|\s+[-–—]\s+|\.\s+|\s+(?:in|from|en|desde)\s+")
"""What stands between a name and a place."""


def given_first(name: str) -> str:
    """A name as libraries write it, the family's before a comma, as people write it."""
    parts = _FAMILY_FIRST.fullmatch(name.strip())
    return f"{parts[2]} {parts[1]}" if parts and not DEGREES.fullmatch(parts[2]) else name


def _people(text: str, site: str, listed: bool) -> Iterator[str]:
    """The people in one text. Of the ``site`` its :func:`_letters` are given."""
    text = _NO_NAMES.sub(" | ", squeezed(html_free(text)))
    text = _BEFORE_OTHER_WORK.sub("| ", without_dates(text))
    found = 0
    for piece in _APART.split(text):
        piece = piece.strip(" .,:-–—*|·•;/\"'“”")
        if not piece or _OTHER_WORK.match(piece):
            continue
        begun = BY.match(piece)
        piece = _SAID_AFTER.sub("", piece[begun.end() if begun else 0 :])
        names = list(_listed(given_first(piece) if _is_family_first(piece) else piece, listed))
        if not names or not _is_somebody(names[0], site):
            if names and not begun and not found and not _is_role(piece) and _letters(piece) != site:
                return  # a slogan or a headline: what follows it is no name either
            continue
        for number, name in enumerate(names):
            if (number or found) and not (_is_another(name) or (number and " " not in names[0])):
                continue
            if _is_somebody(name, site):
                found += 1
                yield name


def _is_family_first(piece: str) -> bool:
    """Whether one word, a comma and a given name stand for one person."""
    parts = _FAMILY_FIRST.fullmatch(piece)
    return (
        parts is not None and " " not in parts[1].strip() and not parts[2].isupper() and not _is_role(piece)
    )


def _listed(piece: str, listed: bool) -> Iterator[str]:
    """The names in a list of them, with what belongs to a name kept with it."""
    name = ""
    parts = _LISTED.split(piece)
    for number in range(0, len(parts), 3):
        part = _without_degrees(_FOR_OR_FROM.sub("", f" {parts[number]}").strip(" ."))
        english, spanish = parts[number - 2 : number] if number else (None, None)
        if not part:
            continue
        if name and GENERATIONS.fullmatch(part):
            name = f"{name} {part}"
        elif name and (english or spanish) and not _are_two(name, part, bool(spanish), listed):
            name = f"{name} {english or spanish} {part}"
        else:
            if name:
                yield name
            name = part
    if name:
        yield name


def _are_two(name: str, part: str, spanish: bool, listed: bool) -> bool:
    """Whether two people stand around *and*: Ramón y Cajal is one, and so is what one thing is called."""
    full = " " in part and " " in name
    if not listed:
        return full and not spanish
    return not spanish or " " in part or " " not in name or part.isupper()


def _without_degrees(part: str) -> str:
    while found := DEGREES.search(part):
        part = part[: found.start()].rstrip(" .,")
    return part


def _is_another(name: str) -> bool:
    """Whether what follows a name is another one, rather than a place or a role."""
    if " " in name:
        return name.split(" ", 1)[0].casefold() not in BEGIN_PLACES
    return (name.isupper() and len(name) <= 5) or name in ("Reuters", "Efe", "Bloomberg")


def _is_somebody(name: str, site: str) -> bool:
    if not _is_name(name) or NOBODY.fullmatch(name) or NEWSROOM.search(name) or _is_role(name):
        return False
    return _letters(name) not in ("", site)


def _letters(name: str) -> str:
    words = (word.casefold() for word in _LETTERS.findall(name))
    return "".join(word for word in words if not NOBODY.fullmatch(word) and word not in PARTICLES)


def _is_name(text: str) -> bool:
    """Whether a text can be a name: words with capitals, and none that names do not have."""
    words = text.split()
    if len(text) not in _NAME and not (len(text) == 2 and text.isupper()):
        return False
    if len(words) > _MOST_WORDS or sum(map(str.isdigit, text)) > 2:
        return False
    folded = [word.strip(".,:'’\"").casefold() for word in words]
    if any(word in NEVER_IN_NAMES for word in folded) or text[-1:] in "!?":
        return False
    small = [
        word for word, low in zip(words, folded, strict=True) if word[:1].islower() and low not in PARTICLES
    ]
    return not small or (len(small) == len(words) in (2, 3) and all(map(str.isalpha, words)))


def _is_role(text: str) -> bool:
    return any(word.casefold() in ROLES for word in _LETTERS.findall(text[:_LONGEST_TEXT]))
