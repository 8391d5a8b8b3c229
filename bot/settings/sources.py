"""Where settings are given: the environment, files of systemd's credentials, and .env."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from dotenv import dotenv_values

from bot.domain.errors import BadInput
from bot.domain.message import message

CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Systemd's variable for the folder with the files that ``LoadCredential=`` and its like name."""


class Source(StrEnum):
    """Where the value of a setting is from."""

    ENVIRONMENT = "environment"
    CREDENTIAL = "credential"
    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Given:
    """A value that somebody gave, where, and in which file if it was one."""

    name: str
    value: str = field(repr=False)
    source: Source
    file: Path | None = None


def read_sources(env_file: str | None) -> list[Given]:
    """Everything that is given, also under names that no setting has; what counts more comes first.

    ``env_file`` is the path of .env; None: the environment counts alone.

    Raises:
        BadInput: a file or the folder of credentials cannot be read.
    """
    found = [Given(name.upper(), value, Source.ENVIRONMENT) for name, value in os.environ.items()]
    if env_file is not None:
        if folder := os.environ.get(CREDENTIALS):
            found += _credentials(Path(folder))
        found += _file(Path(env_file))
    return found


def in_force(given: Collection[Given], names: Collection[str]) -> Mapping[str, Given]:
    """What counts of everything that is given, by the names of settings. An empty value gives nothing."""
    found: dict[str, Given] = {}
    for one in given:
        if one.value and one.name in names:
            found.setdefault(one.name, one)
    return found


def credential(name: str) -> str:
    """The name of the credential that gives a setting: ``discord-token`` for ``DISCORD_TOKEN``."""
    return name.lower().replace("_", "-")


def _credentials(folder: Path) -> Iterator[Given]:
    try:
        files = sorted(one for one in folder.iterdir() if one.is_file()) if folder.is_dir() else []
    except OSError as error:
        detail = error.strerror or str(error)
        raise BadInput(
            message("The folder {folder} cannot be read: {detail}", folder=str(folder), detail=detail)
        ) from error
    for file in files:
        name = file.name.upper().replace("-", "_")
        yield Given(name, _read(file).strip(), Source.CREDENTIAL, file)


def _file(file: Path) -> Iterator[Given]:
    try:
        is_there = file.is_file()
    except OSError as error:
        raise _unreadable(file, error) from error
    if is_there:
        _read(file)
        for name, value in dotenv_values(file, encoding="utf-8").items():
            yield Given(name.upper(), value or "", Source.FILE, file.absolute())


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(message("The file {file} is not text in UTF-8.", file=str(file))) from error
    except OSError as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: OSError) -> BadInput:
    detail = error.strerror or str(error)
    return BadInput(message("The file {file} cannot be read: {detail}", file=str(file), detail=detail))
