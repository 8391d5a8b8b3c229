"""The models we use, pinned by size and SHA-256: Mozilla's for Firefox, under the MPL 2.0.

Each file is kept as it is downloaded, packed, so that the pinned sum tells at any time whether it is whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.domain.language import Language
from bot.translation.direction import Direction

VERSION = "base-memory e7957fc4"
"""The kind of models, and the commit of Mozilla's repository whose files are pinned."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of a model. ``role``: model, vocabulary or shortlist."""

    role: str
    name: str
    sha256: str
    size: int

    def is_whole(self, path: Path) -> bool:
        """Whether the file at ``path`` is this one."""
        try:
            if path.stat().st_size != self.size:
                return False
            summed = hashlib.sha256()
            with path.open("rb") as opened:
                while chunk := opened.read(_CHUNK):
                    summed.update(chunk)
        except OSError:
            return False
        return summed.hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Model:
    """What translates in one direction."""

    direction: Direction
    files: tuple[ModelFile, ...]

    @property
    def pair(self) -> str:
        """The name of its folder."""
        return f"{self.direction.source}{self.direction.target}"

    def paths(self, folder: Path) -> Iterator[tuple[ModelFile, Path]]:
        """Its files, and where they are within ``folder``."""
        for file in self.files:
            yield file, folder / self.pair / file.name

    def is_there(self, folder: Path) -> bool:
        """Whether its files are there, by their sizes."""
        return all(path.is_file() and path.stat().st_size == file.size for file, path in self.paths(folder))


PINNED = (
    Model(
        Direction(Language.EN, Language.ES),
        (
            ModelFile(
                "model",
                "model.enes.intgemm.alphas.bin.gz",
                "fe4025fde24a4d5f80533cfb7acd53d0eb7f194dfc2d8f427f0d4563cfb6ac06",
                22_698_792,
            ),
            ModelFile(
                "shortlist",
                "lex.50.50.enes.s2t.bin.gz",
                "37a067966f28ff0ba430fddb7412bc5b07afa2cd2fd5a46d9ad74045a1a06380",
                2_265_250,
            ),
            ModelFile(
                "vocabulary",
                "vocab.enes.spm.gz",
                "ae2760c04bc6eb5362b16e5c2f145c376bb04bac421c33ba3c0766805e6f03b3",
                409_312,
            ),
        ),
    ),
    Model(
        Direction(Language.ES, Language.EN),
        (
            ModelFile(
                "model",
                "model.esen.intgemm.alphas.bin.gz",
                "54247f1e057180bca1d404dfd5c12836f65bc96cef7af98e59e55acb8bd093b1",
                23_288_494,
            ),
            ModelFile(
                "shortlist",
                "lex.50.50.esen.s2t.bin.gz",
                "3d7856bfa3b12804bdc80f12fd828fd9062c462113ab73fbf87c5c3b68420813",
                2_543_246,
            ),
            ModelFile(
                "vocabulary",
                "vocab.esen.spm.gz",
                "1658b529b8858cf2e1e8cef2c4e2d69654d77b5f714ac52205864b336dfeb3ee",
                409_312,
            ),
        ),
    ),
)
