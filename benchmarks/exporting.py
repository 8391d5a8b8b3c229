"""What it takes to export a discussion, however long it is: memory and time of the command that does it."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import text, update

from benchmarks import stock
from benchmarks.measure import table
from bot.database.engine import Connection, open_database
from bot.database.schema import comment
from bot.domain.export import ExportFormat

SIZES = (10_000, 100_000, 1_000_000)
"""Comments in one discussion."""
_HIGH_WATER = re.compile(r"VmHWM:\s*(\d+) kB")
_GLANCE = 0.02
FORMATS = (ExportFormat.CSV, ExportFormat.JSON, ExportFormat.HTML)


def measure(folder: Path, sizes: Sequence[int], formats: Sequence[ExportFormat]) -> dict[str, Any]:
    """For each format and size the most ``memory`` in MB and the ``seconds`` of ``python -m bot export``."""
    found: dict[str, Any] = {form.value: {} for form in formats}
    for size in sizes:
        path = folder / f"{size}.sqlite3"
        told = asyncio.run(_one_discussion(path, size))
        for form in formats:
            found[form.value][size] = _exported(path, told, form)
    return found


async def _one_discussion(path: Path, size: int) -> stock.Held:
    """Store so many comments in one discussion of a new database."""
    held = stock.elsewhere(size // stock.PER_DISCUSSION)
    await stock.store(path, held)
    database = await open_database(path)
    try:
        await database.write(_into_one)
    finally:
        await database.close()
    return held[0]


def _into_one(connection: Connection) -> None:
    # Nothing is searched here, and keeping the index takes longer than all the rest.
    for trigger in ("comment_changes", "comment_changed"):
        connection.execute(text(f"DROP TRIGGER {trigger}"))
    connection.execute(update(comment).values(discussion_id=1, post_id=1))


def _exported(path: Path, told: stock.Held, form: ExportFormat) -> dict[str, float]:
    output = path.with_suffix(f".{form.extension}")
    command = [sys.executable, "-m", "bot", "export", told.name, "--server", str(told.server_id)]
    began = time.perf_counter()
    with subprocess.Popen(
        [*command, "--format", form.value, "--output", str(output)],
        env=os.environ | {"TERTULIA_DATABASE": str(path)},
        stdout=subprocess.DEVNULL,
    ) as process:
        memory = _most_memory(process)
    taken = time.perf_counter() - began
    assert process.returncode == 0
    output.unlink()
    return {"memory": memory / 1024, "seconds": taken}


def _most_memory(process: subprocess.Popen[bytes]) -> int:
    """The most memory a process ever held, in KB, once it has ended."""
    # Not from what the system tells at the end: that counts the process that started it, too.
    most = 0
    while process.poll() is None:
        if found := _HIGH_WATER.search(Path(f"/proc/{process.pid}/status").read_text()):
            most = int(found[1])
        time.sleep(_GLANCE)
    return most


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="comments in the discussion")
    parser.add_argument("--data", help="as the other benchmarks take it; not needed here")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), asked.sizes, FORMATS)
    if asked.json:
        print(json.dumps(found, indent=1))
        return 0
    rows = [
        [form, f"{size:,}", f"{one['memory']:.0f}", f"{one['seconds']:.1f}"]
        for form, by_size in found.items()
        for size, one in by_size.items()
    ]
    print(table(["export", "comments", "MB of memory", "seconds"], rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
