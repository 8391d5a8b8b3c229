"""Measures how many checks of feedparser's own suite each reader of feeds passes.

``python -m benchmarks.feed_conformance [--suite ARCHIVE] [--json]`` takes feedparser's source distribution,
which holds the suite, with pip into a temporary folder; ``--suite`` names one that is there already. Taken
are the checks of files that say what a title, a link, an id or a date is, but titles with markup in them,
which we leave out. Files that need an encoding which Python may lack count by themselves, as *code pages*.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.feed_readers import Reader, Reading, Said, installed, read
from benchmarks.measure import table

_EXPECTS = re.compile(r"Description:\s*(?:.*?)\s*Expect:\s*(.*)\s*-->")
_HEADER = re.compile(rb"Content-Location:\s*(\S+)")
_KEY = r"(title|link|id|published_parsed|updated_parsed)"
_WHERE = re.compile(rf"(feed|entries\[(\d+)\])(?:\['{_KEY}'\]|\.{_KEY}|\.get\('{_KEY}'\))")
_ENDINGS = frozenset((".xml", ".rss", ".rdf", ".html", ".json"))
_LEFT_OUT = frozenset(("sanitize", "cdf", "http"))
"""Folders of what no other reader does, or of what its own server answers."""
_OWN_SERVER = "127.0.0.1"
_WIDE = ((b"\0\0\0<", "utf-32-be"), (b"<\0\0\0", "utf-32-le"), (b"\0<", "utf-16-be"), (b"<\0", "utf-16-le"),
         (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"))  # fmt: skip


class NoSuiteError(Exception):
    """The source distribution cannot be had."""


@dataclass(frozen=True, slots=True)
class Check:
    """What a document must say at a place: of its feed (None), or of the entry with this number."""

    name: str
    document: bytes
    url: str
    entry: int | None
    key: str
    expected: object
    is_of_code_page: bool

    def is_passed(self, found: Reading) -> bool:
        """Whether a reader found what is expected."""
        said = found.feed if self.entry is None else next(iter(found.entries[self.entry :]), None)
        return said is not None and self._is_right(said)

    def _is_right(self, said: Said) -> bool:
        if self.key.endswith("_parsed"):
            moment = said.published if self.key == "published_parsed" else said.updated
            return isinstance(self.expected, tuple) and moment == self.expected[:6]
        return (str(getattr(said, self.key) or "")).strip() == str(self.expected).strip()


@dataclass(frozen=True, slots=True)
class Conformance:
    """Checks passed by each reader, and how many there are; the same for code pages."""

    passed: Mapping[str, int]
    total: int
    code_pages: Mapping[str, int]
    total_code_pages: int


def downloaded(folder: Path) -> Path:
    """feedparser's source distribution, of the version that is installed, taken into ``folder``.

    Raises:
        NoSuiteError: there is no pip, or it finds none.
    """
    wanted = f"feedparser=={version('feedparser')}"
    options = ["download", wanted, "--no-binary", ":all:", "--no-deps", "--quiet", "--dest", str(folder)]
    programs = [
        [sys.executable, "-m", "pip"],
        *([found] for found in map(shutil.which, ("pip", "pip3")) if found),
    ]
    for program in programs:
        done = subprocess.run([*program, *options], capture_output=True, check=False)
        if done.returncode == 0 and (archive := next(folder.glob("feedparser-*.tar.gz"), None)):
            return archive
    raise NoSuiteError(f"pip finds no source distribution of {wanted}")


def checks(archive: Path) -> list[Check]:
    """The checks of the suite in a source distribution."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
        files = sorted(path for path in Path(folder).glob("*/tests/**/*") if path.suffix in _ENDINGS)
        return [
            check
            for path in files
            if path.is_file() and not _LEFT_OUT & set(path.parts)
            for check in checks_of(path.name, path.read_bytes())
        ]


def checks_of(name: str, document: bytes) -> Iterator[Check]:
    """What a file of the suite expects of itself, as far as it is a title, a link, an id or a date."""
    says = _EXPECTS.search(_decoded(document))
    try:
        tree = ast.parse(says[1].strip() if says else "", mode="eval").body
    except SyntaxError:
        return
    location = _HEADER.search(document[:400])
    url = location[1].decode() if location else ""
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq)):
            continue
        where = _WHERE.fullmatch(ast.unparse(part.left))
        try:
            expected = ast.literal_eval(part.comparators[0])
        except ValueError:
            continue
        if where and not _is_left_out(expected):
            key = next(group for group in where.groups()[2:] if group)
            entry = int(where[2]) if where[2] else None
            yield Check(name, document, url, entry, key, expected, b"SkipUnless:" in document[:400])


def _is_left_out(expected: object) -> bool:
    return isinstance(expected, str) and (_OWN_SERVER in expected or "<" in expected or "&lt;" in expected)


def _decoded(document: bytes) -> str:
    """A file as far as its comment can be read."""
    encoding = next((name for sign, name in _WIDE if document.startswith(sign)), "utf-8")
    return document.decode(encoding, "ignore")


def conformance(readers: Mapping[str, Reader], suite: Sequence[Check]) -> Conformance:
    """How many checks of the suite each reader passes."""
    passed = {
        name: [check for check in suite if check.is_passed(read(reader, check.document, check.url))]
        for name, reader in readers.items()
    }
    return Conformance(
        {name: sum(not check.is_of_code_page for check in found) for name, found in passed.items()},
        sum(not check.is_of_code_page for check in suite),
        {name: sum(check.is_of_code_page for check in found) for name, found in passed.items()},
        sum(check.is_of_code_page for check in suite),
    )


def measured(archive: Path | None = None) -> Conformance:
    """How the installed readers conform.

    Raises:
        NoSuiteError: there is no suite.
    """
    with tempfile.TemporaryDirectory() as folder:
        return conformance(installed(), checks(archive or downloaded(Path(folder))))


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and print the table or the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", type=Path, metavar="ARCHIVE", help="feedparser's source distribution")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args(argv)
    try:
        found = measured(options.suite)
    except NoSuiteError as error:
        sys.exit(str(error))
    if options.json:
        print(json.dumps({"suite": found.passed, "total": found.total, "code_pages": found.code_pages}))
        return
    rows = [[name, str(found.passed[name]), str(found.code_pages[name])] for name in found.passed]
    print(table(["reader", f"of {found.total} checks", f"of {found.total_code_pages} code pages"], rows))


if __name__ == "__main__":
    main()
