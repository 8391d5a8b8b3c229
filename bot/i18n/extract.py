"""``python -m bot.i18n.extract``: bring the Spanish catalog up to date with the source.

Every text marked for translation gets an entry; translations are kept, entries of removed texts are not. The
file is sorted and holds no dates or line numbers, so that its diff shows changed texts only.
"""

from __future__ import annotations

import string
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.i18n.catalog import PO_FILE

ROOT = Path(__file__).parents[2]
SOURCES = (ROOT / "bot", ROOT / "cogs")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"message": None, "counted": (1, 2), "locale_str": None}
"""The functions that mark a text, with the positions of the texts where these are not the first alone."""
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Tertulia\\n"
"Language: es\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def extract(sources: Sequence[Path] = SOURCES) -> Catalog:
    """Return every text that is marked in ``sources``, without translations.

    A text of parameters alone needs no translation and is left out.
    """
    found = Catalog(locale="es")
    for source in sources:
        for _file, _line, text, _comments, _context in extract_from_dir(
            source, [("**.py", "python")], keywords=KEYWORDS
        ):
            if has_words(text if isinstance(text, str) else text[0]):
                found.add(text)
    return found


def has_words(template: str) -> bool:
    """Whether ``template`` has letters outside its parameters."""
    return any(
        character.isalpha() for literal, *_ in string.Formatter().parse(template) for character in literal
    )


def updated(current: bytes, found: Catalog) -> bytes:
    """Return the catalog file ``current`` with exactly the entries of ``found``."""
    catalog = read_po(BytesIO(current), locale="es")
    catalog.update(found, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    written = BytesIO()
    write_po(written, catalog, width=110, no_location=True, omit_header=True, sort_output=True)
    return HEADER.encode() + written.getvalue()


def main() -> None:
    """Update the catalog in place and print how many texts need a translation."""
    text = updated(PO_FILE.read_bytes(), extract())
    PO_FILE.write_bytes(text)
    waiting = [entry for entry in read_po(BytesIO(text)) if entry.id and not all(_strings(entry.string))]
    sys.stdout.write(f"{len(waiting)} texts to be translated in {PO_FILE}\n")


def _strings(translation: str | Sequence[str] | None) -> Sequence[str]:
    return [translation] if isinstance(translation, str) else translation or [""]


if __name__ == "__main__":
    main()
