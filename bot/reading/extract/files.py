"""A file becomes a draft of its article, by the ending of its name. Runs in a worker process."""

from __future__ import annotations

from bot.reading.extract.drafts import LONGEST, Draft, Unreadable
from bot.reading.extract.markdown import read_markdown
from bot.reading.extract.markup import plain
from bot.reading.extract.pages import read_page
from bot.reading.extract.plain_text import read_text


def read_file(ending: str, content: bytes) -> Draft | Unreadable:
    """The article in a file whose name ends in one of ``ENDINGS``, or why there is none."""
    if ending in ("html", "htm"):
        return read_page(content, None, "")
    if (text := plain(content)) is None:
        return Unreadable.NOT_TEXT
    if len(text) > LONGEST:
        return Unreadable.TOO_LONG
    return read_text(text) if ending == "txt" else read_markdown(text)
