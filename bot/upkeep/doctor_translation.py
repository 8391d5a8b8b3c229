"""The doctor's findings about translation engines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.message import message
from bot.translation.engines.chosen import how_to_have_one
from bot.translation.engines.engine import Engine
from bot.upkeep.doctor import Finding, Level


def about_engines(engines: Sequence[Engine]) -> Iterator[Finding]:
    """Findings about the engines that are set up: what each lacks, and whether texts leave the machine."""
    if not engines:
        yield Finding(Level.HINT, how_to_have_one())
    for engine in engines:
        if (lacking := engine.lacking()) is not None:
            yield Finding(Level.FAULT, lacking)
        elif engine.local:
            yield Finding(
                Level.FINE,
                message("{engine} translates, and no text leaves your machines.", engine=engine.name),
            )
        else:
            yield Finding(
                Level.FINE,
                message("{engine} translates; it receives the texts to translate.", engine=engine.name),
            )
