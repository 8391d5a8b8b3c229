"""Settings from the environment and ``.env``. All wrong ones are reported at once."""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from yarl import URL

from bot.domain.errors import WrongSettings
from bot.domain.message import Message, message

if TYPE_CHECKING:
    from bot.privacy.retention_worker import Terms
    from bot.upkeep.backup_worker import Schedule

DISCORD = "https://discord.com/api/v10"


def _ports(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _origin(value: str | None) -> str | None:
    if value is None:
        return None
    url = URL(value)
    if url.scheme not in ("http", "https") or not url.host or url.path not in ("", "/"):
        raise ValueError("no origin")
    return str(url.origin())


Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """What an operator can set. Each field's environment variable is its ``validation_alias``."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    token: SecretStr | None = Field(None, validation_alias="DISCORD_TOKEN", min_length=20)
    api: str = Field(DISCORD, validation_alias="DISCORD_API", pattern=r"^https?://[^/\s]+/\S*$")
    database: Path = Field(Path("data/tertulia.sqlite3"), validation_alias="TERTULIA_DATABASE")
    contact: str | None = Field(
        None, validation_alias="TERTULIA_CONTACT", max_length=200, pattern=r"^[ -~]+$"
    )
    fetch_ports: Annotated[frozenset[Port], NoDecode, BeforeValidator(_ports)] = Field(
        frozenset({80, 443}), validation_alias="TERTULIA_FETCH_PORTS"
    )
    allowed_origin: Annotated[str | None, Field(validation_alias="TERTULIA_ALLOWED_ORIGIN")] = None
    redraw_seconds: float = Field(15.0, validation_alias="TERTULIA_REDRAW_SECONDS", ge=0, le=3600)
    backup_folder: Path | None = Field(None, validation_alias="TERTULIA_BACKUP_FOLDER")
    backup_hours: float = Field(24.0, validation_alias="TERTULIA_BACKUP_HOURS", gt=0, le=8760)
    backups_kept: int = Field(7, validation_alias="TERTULIA_BACKUPS_KEPT", ge=1, le=1000)
    recent_days: float = Field(7.0, validation_alias="TERTULIA_RECENT_DAYS", ge=0, le=365)
    keep_closed_days: float | None = Field(None, validation_alias="TERTULIA_KEEP_CLOSED_DAYS", gt=0, le=36500)
    keep_deleted_days: float | None = Field(
        None, validation_alias="TERTULIA_KEEP_DELETED_DAYS", gt=0, le=36500
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", validation_alias="TERTULIA_LOG_LEVEL"
    )

    @property
    def recent(self) -> timedelta:
        """How far back comments are compared with Discord after a downtime."""
        return timedelta(days=self.recent_days)

    @property
    def terms(self) -> Terms:
        """How long comments of discussions that ended are kept."""
        from bot.privacy.retention_worker import Terms  # not above: `summarize` needs no database

        closed, deleted = self.keep_closed_days, self.keep_deleted_days
        return Terms(
            None if closed is None else timedelta(days=closed),
            None if deleted is None else timedelta(days=deleted),
        )

    @property
    def backups(self) -> Schedule | None:
        """When backups are taken; None if no folder is set."""
        if self.backup_folder is None:
            return None
        from bot.upkeep.backup_worker import Schedule  # as above

        return Schedule(
            self.database, self.backup_folder, timedelta(hours=self.backup_hours), self.backups_kept
        )

    @field_validator("allowed_origin")
    @classmethod
    def _is_origin(cls, value: str | None) -> str | None:
        return _origin(value)

    @field_validator("backup_folder")
    @classmethod
    def _is_no_file(cls, value: Path | None) -> Path | None:
        if value is not None and value.exists() and not value.is_dir():
            raise ValueError("a file")
        return value

    @field_validator("database")
    @classmethod
    def _has_no_folder_in_its_place(cls, value: Path) -> Path:
        if value.is_dir():
            raise ValueError("a folder")
        return value


EXPECTED: Mapping[str, Message] = MappingProxyType(
    {
        "DISCORD_TOKEN": message("the bot's token, as the developer portal shows it"),
        "DISCORD_API": message("an address that begins with http:// or https://"),
        "TERTULIA_DATABASE": message("a file, not a folder"),
        "TERTULIA_CONTACT": message("an e-mail address or a link, of at most 200 plain letters and signs"),
        "TERTULIA_FETCH_PORTS": message("numbers from 1 to 65535, separated by commas"),
        "TERTULIA_ALLOWED_ORIGIN": message("an origin such as http://10.0.0.5:8000"),
        "TERTULIA_REDRAW_SECONDS": message("a number of seconds from 0 to 3600"),
        "TERTULIA_BACKUP_FOLDER": message("a folder, not a file"),
        "TERTULIA_BACKUP_HOURS": message("a number of hours above 0, up to 8760"),
        "TERTULIA_BACKUPS_KEPT": message("a whole number from 1 to 1000"),
        "TERTULIA_RECENT_DAYS": message("a number of days from 0 to 365"),
        "TERTULIA_KEEP_CLOSED_DAYS": message("a number of days above 0, up to 36500"),
        "TERTULIA_KEEP_DELETED_DAYS": message("a number of days above 0, up to 36500"),
        "TERTULIA_LOG_LEVEL": message("DEBUG, INFO, WARNING or ERROR"),
    }
)
"""What each setting may be."""
_OURS = "TERTULIA_"


def load_settings(env_file: str | None = ".env") -> Settings:
    """Read the settings from the environment and ``env_file``, if that is not None.

    Raises:
        WrongSettings: some are wrong or unknown. Its sentences never repeat a token.
    """
    faults = [_unknown(name) for name in _unknown_names(env_file)]
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        found = {(str(fault["loc"][0]), str(fault["input"])) for fault in error.errors()}
        raise WrongSettings([_fault(*one) for one in sorted(found)] + faults) from error
    if faults:
        raise WrongSettings(faults)
    return settings


def _fault(name: str, given: str) -> Message:
    if name == "DISCORD_TOKEN":
        return message("{name}: expected {expected}.", name=name, expected=EXPECTED[name])
    return message(
        "{name}: expected {expected}; it is {given!r}.", name=name, expected=EXPECTED[name], given=given
    )


def _unknown_names(env_file: str | None) -> list[str]:
    """Names in the file with our prefix that no setting has. Of the environment, which other programs use
    too, only names that resemble a setting's.
    """
    given = dotenv_values(env_file) if env_file else {}
    unknown = {name for name in given if name.startswith(_OURS) and name not in EXPECTED}
    return sorted(unknown | {name for name in os.environ if name not in EXPECTED and _near(name)})


def _near(name: str) -> str | None:
    """The setting with the most similar name, if any is close."""
    close = difflib.get_close_matches(name, EXPECTED, n=1, cutoff=0.8) if name.startswith(_OURS) else []
    return close[0] if close else None


def _unknown(name: str) -> Message:
    if near := _near(name):
        return message("{name}: there is no such setting. Is it {near}?", name=name, near=near)
    return message("{name}: there is no such setting.", name=name)
