"""Which encoding bytes are in, whatever their header or their page says, and text that was encoded twice."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from html import unescape

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_AS_WINDOWS = re.compile(
    r"(?:iso[-_]?8859[-_]?1|latin[-_]?1|us-ascii|ascii|l1|cp819|ansi\S*|cp1252)\Z", re.IGNORECASE
)
"""Labels that browsers take for windows-1252, whatever they say."""
_LABEL = re.compile(r"[\"'\s]*+([\w.:-]{2,40})")
_SAMPLE = 2_000
"""Bytes looked at for the zeros that UTF-16 has in every letter of English or Spanish."""
_MOSTLY = 0.4
_MIXED_LETTERS = re.compile(r"[a-z][\u0370-\u1fff\u2e80-\uffdc]|[\u0370-\u1fff\u2e80-\uffdc][a-z]")
_MOST_MIXED = 3
"""Letters of another script within Latin words from which on an encoding is the wrong one."""


def text_in(body: bytes, labels: Iterable[str | None]) -> str:
    """The text of ``body``: by its byte order mark; as UTF-16 or UTF-8 where it is that; else by the first of
    ``labels`` that names another encoding and gives no mixture of scripts; else as windows-1252.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    if wide := _wide(body):
        return body.decode(wide, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for label in labels:
        if label and (codec := _codec(label)) and codec != "utf-8":
            text = body.decode(codec, "replace")
            if len(_MIXED_LETTERS.findall(text, 0, 100 * _SAMPLE)) < _MOST_MIXED:
                return text
    return body.decode("utf-8", _AS_WINDOWS_1252)


def _wide(body: bytes) -> str | None:
    """The kind of UTF-16 that bytes without a mark are in, or None."""
    sample = body[:_SAMPLE]
    half = len(sample) // 2
    if half and sample[1::2].count(0) > _MOSTLY * half and not sample[::2].count(0):
        return "utf-16-le"
    if half and sample[::2].count(0) > _MOSTLY * half and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _codec(label: str) -> str | None:
    named = _LABEL.match(label)
    if named is None:
        return None
    if _AS_WINDOWS.match(named[1]):
        return "windows-1252"
    try:
        name = codecs.lookup(named[1]).name
    except (LookupError, ValueError):
        return None
    # What Python calls a codec may be no encoding of text (hex, zip); UTF-16 is told by its bytes.
    return None if name.startswith(("utf-16", "utf-32", "utf-7")) or not _is_text_codec(name) else name


def _is_text_codec(name: str) -> bool:
    return bool(getattr(codecs.lookup(name), "_is_text_encoding", True)) and name not in (
        "idna",
        "punycode",
        "unicode_escape",
        "raw-unicode-escape",
        "undefined",
        "mbcs",
        "oem",
    )


def _from_windows(error: UnicodeError) -> tuple[str, int]:
    """Bytes that are no UTF-8 as windows-1252, but for those that begin a character of UTF-8 cut short."""
    assert isinstance(error, UnicodeDecodeError)
    found = error.object[error.start : error.end]
    cut = found[0] in _BEGINNINGS and (
        len(found) > 1 or not error.object[error.end : error.end + 1].isalpha()
    )
    return "\ufffd" if cut else found.decode("windows-1252", "replace"), error.end


_BEGINNINGS = b"\xc2\xc3\xe2"
"""What the letters and marks of English and Spanish begin with in UTF-8; neither writes these as letters."""
_AS_WINDOWS_1252 = "tertulia-windows-1252"
codecs.register_error(_AS_WINDOWS_1252, _from_windows)

_CONTINUED = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
"""What the bytes 80 to BF are in windows-1252 and in Latin-1."""
_TWICE = re.compile(rf"[ÂÃÄÅ]{_CONTINUED}|â{_CONTINUED}{{2}}|ðŸ{_CONTINUED}{{2}}")
_FEWEST_TWICE = 2
_ENTITIES_TWICE = re.compile(r"&(?:Acirc|Atilde|acirc|eth);(?:&\w{2,8};){1,3}")
_SOFT_HYPHEN_LOST = re.compile(r"Ã(?=[a-z])")


def encoded_once(text: str) -> str:
    """``text`` as it was before its UTF-8 was taken for windows-1252 and encoded again, if that was so."""
    text = _once_escaped(text)
    for _ in range(2):
        if "Ã" not in text and "â" not in text and "Â" not in text and "&A" not in text and "&a" not in text:
            return text
        if "&" in text:
            text = _ENTITIES_TWICE.sub(lambda found: unescape(found[0]), text)
        fixed, times = _TWICE.subn(_once, text)
        if times < _FEWEST_TWICE or fixed == text:
            return text
        text = _SOFT_HYPHEN_LOST.sub("í", fixed)
    return text


def _once_escaped(text: str) -> str:
    """``text`` with the entities of letters and quotes that were escaped once more."""
    if "&amp;" not in text:
        return text
    fixed, times = _ESCAPED_TWICE.subn(r"&\1;", text)
    return fixed if times >= _FEWEST_ESCAPED else text


_ESCAPED_TWICE = re.compile(
    r"&amp;([A-Za-z](?:acute|grave|uml|tilde|cedil|circ)|nbsp|iquest|iexcl|[lr][sd]quo|[mn]dash|hellip"
    r"|[lr]aquo|#(?:160|39|8\d{3}|2[2-5]\d));"
)
_FEWEST_ESCAPED = 3


def _once(found: re.Match[str]) -> str:
    packed = b"".join(
        letter.encode("latin-1") if letter <= "\u00ff" else letter.encode("windows-1252")
        for letter in found[0]
    )
    try:
        return packed.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
