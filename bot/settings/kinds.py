"""How a setting is described, and the types that settings have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic.fields import FieldInfo
from yarl import URL

from bot.database.place import is_server_address, tells_secrets_apart
from bot.domain.message import Message, message
from bot.translation.engines.addresses import guarded

_OPTIONS = re.compile(r"\b(?:host|dbname|user|password)\s*=")
"""PostgreSQL's other way to write where a database is, which is no file either."""


def setting(name: str, default: Any, about: str, expected: Message, **limits: Any) -> Any:
    """Describe a setting.

    ``name`` is its environment variable; ``about`` says in English what it is for, in .env.example, and is
    empty where the comment of the setting before it speaks of this one too; ``expected`` says what it may be,
    to whoever set it wrong; ``limits`` are pydantic's.
    """
    described: FieldInfo = Field(default, validation_alias=name, description=about, **limits)
    described.metadata.append(expected)
    return described


def _listed(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _pairs(value: object) -> object:
    """What is written as ``name:value,name:value``."""
    if not isinstance(value, str):
        return value
    pairs = [part.partition(":") for part in value.split(",") if part.strip()]
    return {name.strip(): given.strip() for name, _, given in pairs}


def _key(value: object) -> object:
    """A key as it can stand in a header."""
    if isinstance(value, str) and not (value.isascii() and value.isprintable() and " " not in value):
        raise ValueError("no key")
    return value


def _origin(value: str | None) -> str | None:
    if value is None:
        return None
    url = URL(value)
    if url.scheme not in ("http", "https") or not url.host or url.path not in ("", "/"):
        raise ValueError("no origin")
    return str(url.origin())


def _no_file(value: Path) -> Path:
    if value.exists() and not value.is_dir():
        raise ValueError("a file")
    return value


def _stored(value: object) -> object:
    """The address of a server as it is written; anything else names a file."""
    if isinstance(value, str) and is_server_address(value):
        return _server(value)
    path = Path(str(value))
    if path.is_dir() or "://" in str(value) or _OPTIONS.search(str(value)):
        raise ValueError("no file")
    return path


def _server(value: object) -> object:
    if isinstance(value, str) and is_server_address(value) and tells_secrets_apart(value.strip()):
        return value.strip()
    raise ValueError("no server")


ANY_ADDRESS = r"^https?://[^/\s]+(/\S*)?$"
LISTED, PAIRS = BeforeValidator(_listed), BeforeValidator(_pairs)
Port = Annotated[int, Field(ge=1, le=65535)]
Stored = Annotated[Path | str, BeforeValidator(_stored)]
"""A file, or the address of a PostgreSQL database."""
OnServer = Annotated[str, BeforeValidator(_server)]
"""The address of a PostgreSQL database."""
Folder = Annotated[Path, AfterValidator(_no_file)]
Key = Annotated[SecretStr | None, BeforeValidator(_key)]
Origin = Annotated[str | None, AfterValidator(_origin)]
Address = Annotated[str | None, Field(pattern=ANY_ADDRESS)]
Guarded = Annotated[Address, AfterValidator(guarded)]
A_FOLDER = message("a folder, not a file")
AN_ADDRESS = message("an address that begins with http:// or https://")
