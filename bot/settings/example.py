"""Makes ``.env.example`` from the settings: ``python -m bot.settings.example``."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from bot.settings.described import described

EXAMPLE = Path(__file__).parents[2] / ".env.example"
WIDTH = 110
_HEAD = "# Copy this file to .env and fill in what you need. What stands here behind a # is the default.\n"
_ASKED_FOR = "DISCORD_TOKEN"
"""The one setting that a bot on Discord cannot do without."""


def example() -> str:
    """The text of ``.env.example``: each setting with its default, after a comment about what it is for."""
    return _HEAD + "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    for one in described().values():
        if one.about:
            yield ""
            # Addresses, names of files and commands stay whole.
            yield from textwrap.wrap(
                one.about,
                WIDTH,
                initial_indent="# ",
                subsequent_indent="# ",
                break_long_words=False,
                break_on_hyphens=False,
            )
        yield f"{'' if one.name == _ASKED_FOR else '# '}{one.name}={one.default}"


if __name__ == "__main__":
    EXAMPLE.write_text(example(), "utf-8")
