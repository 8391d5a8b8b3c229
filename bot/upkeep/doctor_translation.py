"""The doctor's findings about translation engines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.database.reports.translation_report import EngineOff, TranslationReport
from bot.domain.message import Message, counted, message
from bot.domain.translation import engine_title
from bot.translation.engines.chosen import how_to_have_one
from bot.translation.engines.engine import Engine
from bot.upkeep.finding import Check, Finding, Level


def about_engines(
    engines: Sequence[Engine],
    report: TranslationReport | None = None,
    caps: Mapping[str, int] | None = None,
) -> Iterator[Finding]:
    """Findings about the engines that are set up: what each lacks, whether texts leave the machine, and how
    much. ``report``: what the database holds, None where it cannot be read; ``caps``: the operator's
    characters a month for each engine.
    """
    if not engines:
        yield Finding(Check.TRANSLATION, Level.HINT, how_to_have_one())
    off = {one.engine: one for one in report.off} if report else {}
    for engine in engines:
        title = engine_title(engine.name, at_the_start=True)
        if (lacking := engine.lacking()) is not None:
            yield Finding(Check.TRANSLATION, Level.FAULT, lacking)
        elif engine.local:
            yield Finding(
                Check.TRANSLATION,
                Level.FINE,
                message("{engine} is set up, and no text leaves your machines.", engine=title),
            )
        else:
            yield Finding(
                Check.TRANSLATION,
                Level.FINE,
                message("{engine} is set up. It receives the texts to translate.", engine=title),
            )
        if report is not None and not engine.local:
            yield from _outside(engine.name, report, (caps or {}).get(engine.name))
        if engine.name in off:
            yield _off(off[engine.name])


def _outside(engine: str, report: TranslationReport, cap: int | None) -> Iterator[Finding]:
    """In how many servers an outside engine is on, and what it was given of its characters."""
    title = engine_title(engine, at_the_start=True)
    if not (servers := report.servers.get(engine, 0)):
        yield Finding(
            Check.TRANSLATION,
            Level.FINE,
            message("{engine} is on in no server, so it receives nothing.", engine=title),
            message("A manager switches it on with `/settings translation`."),
        )
    else:
        yield Finding(
            Check.TRANSLATION,
            Level.FINE,
            counted(
                "{engine} is on in {count} server.",
                "{engine} is on in {count} servers.",
                servers,
                engine=title,
            ),
        )
    used = report.used.get(engine, 0)
    if cap is None:
        yield Finding(Check.TRANSLATION, Level.FINE, _used(title, used))
    elif used < cap:
        yield Finding(Check.TRANSLATION, Level.FINE, _used_of(title, used, cap))
    else:
        yield Finding(
            Check.TRANSLATION,
            Level.HINT,
            _used_of(title, used, cap),
            message("It is not asked again this month. TERTULIA_TRANSLATION_CHARACTERS sets the limit."),
        )


def _used(engine: Message, used: int) -> Message:
    return counted(
        "{engine} was given {count} character this month; there is no limit.",
        "{engine} was given {count} characters this month; there is no limit.",
        used,
        engine=engine,
    )


def _used_of(engine: Message, used: int, cap: int) -> Message:
    return counted(
        "{engine} was given {count} of {cap} characters this month.",
        "{engine} was given {count} of {cap} characters this month.",
        used,
        engine=engine,
        cap=cap,
    )


def _off(off: EngineOff) -> Finding:
    """That an engine is not asked for now, and why."""
    what = message(
        "{engine} has been switched off since {moment}: {why}",
        engine=engine_title(off.engine, at_the_start=True),
        moment=off.since,
        why=off.reason,
    )
    if off.lasting:
        return Finding(
            Check.TRANSLATION, Level.FAULT, what, message("Correct its settings, then start the bot again.")
        )
    return Finding(
        Check.TRANSLATION,
        Level.HINT,
        what,
        message("It will be asked again by itself; meanwhile the next one is."),
    )
