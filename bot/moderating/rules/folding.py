"""Text as word lists compare it: without the differences that do not count, and without disguises.

Case, accents, width, lookalike letters and characters that nobody sees never count. Letters that are
repeated, spaced, or replaced by digits and signs are a *disguise*: words that wear one are compared as what
they stand for, and all others as they are, so that no ordinary word is taken for another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from bot.domain.letters import composed

_TILDE = "\u0303"
_UNSEEN = re.compile(
    "[\u0300-\u0302\u0304-\u036f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]+"
)
"""Accents once they are taken apart, and what takes no room; the tilde stays for the letter ñ."""
_OTHER_TILDE = re.compile(f"(?<!n){_TILDE}")
_LOOKALIKES = str.maketrans(
    # Cyrillic, Greek and small capital letters, as in https://www.unicode.org/reports/tr39/
    "авекмнорстухіјѕԁԛԝһ" + "αβεηικνορτυχγω" + "ıɑɡᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "abekmhopctyxijsdqwh" + "abenikvoptuxyw" + "iagabcdefghijklmnoprstuvwyz",
)
_FOREIGN = re.compile(r"[^\W\d_a-zñ]")
_WORD = re.compile(r"[^\W_]+")
_REPEATED = re.compile(r"([^\W\d_])\1\1")
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_SIGNS = "@$!|€"
_SIGN = re.compile(r"[^\W_][0134578@$!|€]|[0134578@$!|€][^\W_]")
_TOKEN = re.compile(r"[\w@$!|€]+")
_MEASURE = re.compile(r"\d+[a-zñ]{1,2}|[a-zñ]{1,2}\d+")
"""A number with its unit, or a name with its number: ``20th``, ``5km``, ``mp3``."""
_STAND_FOR = (str.maketrans("0134578@$!|€", "oieastbasiie"), str.maketrans("0134578@$!|€", "oleastbasile"))
_LEFT_OVER = re.compile(r"[\d@$!|€]")
_ONE = r"(?:[^\W_]|[@$!|€])"
_SPACED = re.compile(
    rf"(?<![^\W_]){_ONE}(?:([\s\-_*·])\1{{0,2}}{_ONE}(?![^\W_])){{2,}}"
    rf"|(?<![^\W_]){_ONE}(?:\.{_ONE}(?![^\W_])){{3,}}"
)
"""Single letters in a row; between dots at least four of them, as fewer are an abbreviation."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is compared: its words, with one space between them and around them all.

    ``undisguised`` is the same with what disguised words may stand for, each way it can be read.
    """

    plain: str
    undisguised: tuple[str, ...] = ()


def fold(text: str) -> Folded:
    """``text`` as it is compared with terms that :func:`fold_term` folded."""
    letters = _letters(text)
    plain = _words(letters)
    found = dict.fromkeys(map(_words, _readings(letters)))
    return Folded(plain, tuple(one for one in found if one != plain))


def fold_term(term: str) -> str:
    """A term as it is compared: its words, with one space between them."""
    return _words(_letters(term)).strip()


def without_unseen(text: str) -> str:
    """``text`` without what takes no room, and in the usual width."""
    return text if text.isascii() else _UNSEEN.sub("", unicodedata.normalize("NFKC", composed(text)))


def _letters(text: str) -> str:
    """``text`` in small letters without accents, but for ñ, and without what nobody sees."""
    if text.isascii():
        return text.lower()
    folded = _UNSEEN.sub("", unicodedata.normalize("NFKD", composed(text)).casefold())
    if _TILDE in folded:
        folded = unicodedata.normalize("NFC", _OTHER_TILDE.sub("", folded))
    if _FOREIGN.search(folded):
        folded = _WORD.sub(_without_lookalikes, folded)
    return folded


def _without_lookalikes(word: re.Match[str]) -> str:
    """A word in Latin letters, if each of its letters is one or looks like one."""
    latin = word[0].translate(_LOOKALIKES)
    return word[0] if _FOREIGN.search(latin) else latin


def _words(letters: str) -> str:
    return f" {' '.join(_WORD.findall(letters))} "


def _readings(letters: str) -> Iterator[str]:
    """What the disguised words of a text may stand for: a sign for one letter or another, a repeated letter
    for one or two. Nothing where no word is disguised.
    """
    is_spaced = _SPACED.search(letters) is not None
    joined = [_SPACED.sub(join, letters) for join in _JOINS] if is_spaced else [letters]
    if _SIGN.search(letters) or (is_spaced and _LEFT_OVER.search(letters)):
        joined = [
            _TOKEN.sub(partial(_without_signs, table=table), one) for one in joined for table in _STAND_FOR
        ]
    elif not is_spaced and not _REPEATED.search(letters):
        return
    for one in dict.fromkeys(joined):
        if _REPEATED.search(one):
            yield _RUN.sub(r"\1", one)
            yield _RUN.sub(r"\1\1", one)
        else:
            yield one


def _joined(run: re.Match[str], first: int, last: int) -> str:
    """Spaced letters as a word, without as many of the ``first`` and the ``last`` of them."""
    word = "".join(one for one in run[0] if one.isalnum() or one in _SIGNS)
    end = len(word) - last
    return f"{word[:first]} {word[first:end]} {word[end:]}"


_JOINS = tuple(partial(_joined, first=first, last=last) for first, last in ((0, 0), (1, 0), (0, 1), (1, 1)))
"""A word of one letter may stand before or after a word that is spaced: ``you are a f o o l``."""


def _without_signs(token: re.Match[str], table: dict[int, int]) -> str:
    """A word with letters in place of signs, if it has more letters than signs and nothing else is left."""
    word = token[0].rstrip("!|")
    signs = len(_LEFT_OVER.findall(word))
    if not signs or 2 * signs > len(word) or word.isdigit() or _MEASURE.fullmatch(word):
        return token[0]
    bare = word.translate(table)
    return token[0] if _LEFT_OVER.search(bare) else bare
