"""The process that runs Firefox's models: ``python -m bot.translation.engines.firefox_child``.

The first line it reads names the files, each with its sum; each line after it asks for translations. It ends
when its standard input ends. It imports nothing of the bot's.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import zlib
from pathlib import Path
from typing import Any

import fxtranslate

_ROLES = {"model": ("model",), "vocabulary": ("src_vocab", "trg_vocab"), "shortlist": ("shortlist",)}


def main() -> int:
    """Load what the first line names, and answer the others. Returns the exit code."""
    translators: dict[str, Any] = {}
    try:
        for direction, files in json.loads(sys.stdin.readline()).items():
            translators[direction] = fxtranslate.Translator(**_parts(files))
    except (OSError, EOFError, zlib.error, ValueError) as error:
        _tell({"damaged": type(error).__name__})
        return 1
    _tell({"ready": sorted(translators)})
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            told = [translators[asked["direction"]].translate_long(text) for text in asked["texts"]]
        except (ValueError, RuntimeError, KeyError) as error:
            _tell({"id": asked["id"], "fault": type(error).__name__})
        else:
            _tell({"id": asked["id"], "texts": told})
    return 0


def _parts(files: list[dict[str, str]]) -> dict[str, bytes]:
    parts = {}
    for file in files:
        packed = Path(file["path"]).read_bytes()
        if hashlib.sha256(packed).hexdigest() != file["sha256"]:
            raise ValueError(file["path"])
        content = gzip.decompress(packed)
        parts.update(dict.fromkeys(_ROLES[file["role"]], content))
    return parts


def _tell(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
