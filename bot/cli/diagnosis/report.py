"""``report``: what a bug report needs, without secrets, names or texts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.cli.diagnosis.bug_report import bug_report
from bot.cli.terminal import Terminal
from bot.domain.errors import BadInput
from bot.domain.message import Message, message
from bot.logs.tokens import HIDDEN
from bot.settings.loading import read_settings
from bot.settings.sources import Source


def report(terminal: Terminal, *, as_json: bool, output: Path | None) -> None:
    """Print the report, or write it into ``output``.

    Raises:
        BadInput: a file with settings cannot be read, or ``output`` cannot be written.
    """
    with terminal.working(message("Looking at the database…")):
        found = _said(bug_report(read_settings()), terminal)
    text = json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(found, terminal))
    if output is None:
        terminal.write(f"{text}\n".encode())
        return
    try:
        output.write_text(f"{text}\n", "utf-8")
    except OSError as error:
        detail = error.strerror or str(error)
        raise BadInput(
            message("The file {file} cannot be written: {detail}", file=str(output), detail=detail)
        ) from error
    terminal.note(message("The report is in {file}.", file=str(output)))


def _said(report: dict[str, Any], terminal: Terminal) -> dict[str, Any]:
    """The report with its sentence in the language of the terminal."""
    database = report["database"]
    return {**report, "database": {**database, "message": terminal.say(database["message"])}}


def _lines(report: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    """The report as Markdown, to be pasted where bugs are reported."""
    say = terminal.say

    def part(title: Message, rows: Iterator[str]) -> Iterator[str]:
        lines = list(rows)
        if lines:
            yield from ("", f"## {say(title)}", "", *(f"- {line}" for line in lines))

    yield say(message("# Tertulia: report of {moment}", moment=report["made_at"]))
    yield from part(message("Versions"), _versions(report["versions"]))
    yield from part(message("Settings that are set"), _settings(report, terminal))
    yield from part(message("Health"), _health(report))
    yield from part(message("Last faults of the program"), _faults(report.get("faults", ())))
    failed = _failed_work(report.get("failed_work", ()), terminal)
    yield from part(message("Background work that failed"), failed)
    yield from part(message("What there is"), _numbers(report.get("counts", {})))
    yield from part(message("What is still to be done"), _numbers(report.get("pending", {})))


def _versions(versions: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name}: {value}" for name, value in versions.items() if name != "libraries")
    yield ", ".join(f"{name} {value}" for name, value in versions["libraries"].items())


def _settings(report: Mapping[str, Any], terminal: Terminal) -> Iterator[str]:
    for one in report["settings"]:
        value = HIDDEN if one["value"] is None else one["value"]
        if not one["right"]:
            yield terminal.say(message("{name} ({source}): wrong", name=one["name"], source=one["source"]))
        elif one["source"] != Source.DEFAULT:
            yield f"{one['name']} ({one['source']}): {value}"
    if unknown := report["unknown_settings"]:
        yield terminal.say(message("names that no setting has: {count}", count=unknown))


def _health(report: Mapping[str, Any]) -> Iterator[str]:
    yield report["database"]["message"]
    for one in report.get("health", ()):
        counts = ", ".join(f"{count} {status}" for status, count in one.items() if status != "id" and count)
        yield f"{one['id']}: {counts}"


def _faults(faults: Any) -> Iterator[str]:
    for one in faults:
        yield f"{one['worker']}: {one['fault'] or HIDDEN}, {one['count']} ×, {one['last_at']}"


def _failed_work(failed: Any, terminal: Terminal) -> Iterator[str]:
    given_up, tried = terminal.say(message("given up")), terminal.say(message("tried again"))
    for one in failed:
        yield f"{one['worker']}: {one['count']} × {given_up if one['given_up'] else tried}, {one['last_at']}"


def _numbers(numbers: Mapping[str, int]) -> Iterator[str]:
    if numbers:
        yield ", ".join(f"{name} {count}" for name, count in numbers.items())
