"""The project's own files, as the tests about them read them."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = ("bot", "cogs", "sandbox")
CODE = (*PROGRAM, "tests", "benchmarks")
DIALECT = re.compile(
    r"(?i)\b(sqlite_\w|sqlite\+|sqlite:/|pragma\b|json_each|json_extract|zeroblob|rowid\b|fts5|julianday"
    r"|insert or |indexed by"
    r"|postgresql\+|\bpg_\w|to_regclass|tsvector|tsquery|plpgsql|json_array_elements|\bunnest\b|::[a-z])"
    r"|(?-i:\b(MATCH|ATTACH|RAISE)\b)"
)
"""Words of SQL that only one of the engines understands."""


def modules(*folders: str) -> list[Path]:
    """The Python files in ``folders``, as paths within the project."""
    return sorted(path.relative_to(ROOT) for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def tree(module: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse((ROOT / module).read_text(encoding="utf-8"), str(module))


def imports(module: Path) -> set[str]:
    """The full names of the modules that ``module`` imports, anywhere in it."""
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            base = node.module or ""
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return found


@cache
def texts() -> dict[str, str]:
    """Every text file that belongs to the project, by its path."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    found = {}
    for name in names or [
        str(path.relative_to(ROOT)) for path in ROOT.rglob("*.*") if ".venv" not in path.parts
    ]:
        path = ROOT / name
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content:
                found[name] = content.decode("utf-8")
    return found
