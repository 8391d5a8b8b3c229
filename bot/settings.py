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
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from yarl import URL

from bot.domain.errors import WrongSettings
from bot.domain.message import Message, message
from bot.expected_settings import EXPECTED
from bot.translation.engines.addresses import guarded

if TYPE_CHECKING:
    from bot.privacy.retention_worker import Terms
    from bot.translation.engines.chosen import EngineSettings
    from bot.upkeep.backup_worker import Schedule

DISCORD = "https://discord.com/api/v10"


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


Port = Annotated[int, Field(ge=1, le=65535)]
Key = Annotated[SecretStr | None, BeforeValidator(_key)]
Outside = Literal["libretranslate", "deepl", "google", "azure", "chat"]
Translator = Literal["firefox", "apertium", Outside, "off"]
ADDRESS = r"^https?://[^/\s]+(/\S*)?$"
Origin = Annotated[str | None, AfterValidator(_origin)]
Address = Annotated[str | None, Field(pattern=ADDRESS)]
Guarded = Annotated[Address, AfterValidator(guarded)]
MODELS = "https://github.com/mozilla/firefox-translations-models/raw/e7957fc407441a5e3e35bbcbf9d60d9b35764618/models/base-memory"


class Settings(BaseSettings):
    """What an operator can set. Each field's environment variable is its ``validation_alias``."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    token: SecretStr | None = Field(None, validation_alias="DISCORD_TOKEN", min_length=20)
    api: str = Field(DISCORD, validation_alias="DISCORD_API", pattern=r"^https?://[^/\s]+/\S*$")
    database: Path = Field(Path("data/tertulia.sqlite3"), validation_alias="TERTULIA_DATABASE")
    contact: str | None = Field(
        None, validation_alias="TERTULIA_CONTACT", max_length=200, pattern=r"^[ -~]+$"
    )
    fetch_ports: Annotated[frozenset[Port], NoDecode, BeforeValidator(_listed)] = Field(
        frozenset({80, 443}), validation_alias="TERTULIA_FETCH_PORTS"
    )
    allowed_origin: Origin = Field(None, validation_alias="TERTULIA_ALLOWED_ORIGIN")
    redraw_seconds: float = Field(15.0, validation_alias="TERTULIA_REDRAW_SECONDS", ge=0, le=3600)
    feed_seconds: float | None = Field(None, validation_alias="TERTULIA_FEED_SECONDS", ge=1, le=86400)
    backup_folder: Path | None = Field(None, validation_alias="TERTULIA_BACKUP_FOLDER")
    backup_hours: float = Field(24.0, validation_alias="TERTULIA_BACKUP_HOURS", gt=0, le=8760)
    backups_kept: int = Field(7, validation_alias="TERTULIA_BACKUPS_KEPT", ge=1, le=1000)
    recent_days: float = Field(7.0, validation_alias="TERTULIA_RECENT_DAYS", ge=0, le=365)
    keep_closed_days: float | None = Field(None, validation_alias="TERTULIA_KEEP_CLOSED_DAYS", gt=0, le=36500)
    keep_deleted_days: float | None = Field(
        None, validation_alias="TERTULIA_KEEP_DELETED_DAYS", gt=0, le=36500
    )
    keep_evidence_days: float = Field(30.0, validation_alias="TERTULIA_KEEP_EVIDENCE_DAYS", ge=0, le=36500)
    translators: Annotated[tuple[Translator, ...] | None, NoDecode, BeforeValidator(_listed)] = Field(
        None, validation_alias="TERTULIA_TRANSLATORS", min_length=1
    )
    translation_seconds: float = Field(20.0, validation_alias="TERTULIA_TRANSLATION_SECONDS", ge=1, le=600)
    translation_characters: Annotated[
        Mapping[Outside, Annotated[int, Field(ge=0)]], NoDecode, BeforeValidator(_pairs)
    ] = Field(default_factory=dict, validation_alias="TERTULIA_TRANSLATION_CHARACTERS")
    models: Path = Field(Path("data/models"), validation_alias="TERTULIA_MODELS")
    models_url: str = Field(MODELS, validation_alias="TERTULIA_MODELS_URL", pattern=ADDRESS)
    libretranslate_url: Address = Field(None, validation_alias="TERTULIA_LIBRETRANSLATE_URL")
    libretranslate_key: Key = Field(None, validation_alias="TERTULIA_LIBRETRANSLATE_KEY")
    libretranslate_local: bool = Field(False, validation_alias="TERTULIA_LIBRETRANSLATE_LOCAL")
    deepl_key: Key = Field(None, validation_alias="TERTULIA_DEEPL_KEY")
    deepl_url: Guarded = Field(None, validation_alias="TERTULIA_DEEPL_URL")
    google_key: Key = Field(None, validation_alias="TERTULIA_GOOGLE_KEY")
    google_url: Guarded = Field(None, validation_alias="TERTULIA_GOOGLE_URL")
    azure_key: Key = Field(None, validation_alias="TERTULIA_AZURE_KEY")
    azure_region: str | None = Field(
        None, validation_alias="TERTULIA_AZURE_REGION", pattern=r"^[a-z0-9]{1,40}$"
    )
    azure_url: Guarded = Field(None, validation_alias="TERTULIA_AZURE_URL")
    chat_url: Address = Field(None, validation_alias="TERTULIA_CHAT_URL")
    chat_model: str | None = Field(None, validation_alias="TERTULIA_CHAT_MODEL", pattern=r"^[!-~]{1,200}$")
    chat_key: Key = Field(None, validation_alias="TERTULIA_CHAT_KEY")
    chat_local: bool = Field(False, validation_alias="TERTULIA_CHAT_LOCAL")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", validation_alias="TERTULIA_LOG_LEVEL"
    )

    @property
    def feed_interval(self) -> timedelta | None:
        """How often every feed is looked at; None: as often as it brings something."""
        return None if self.feed_seconds is None else timedelta(seconds=self.feed_seconds)

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
    def evidence_term(self) -> timedelta:
        """How long the evidence of a case is kept after its comment was deleted."""
        return timedelta(days=self.keep_evidence_days)

    @property
    def backups(self) -> Schedule | None:
        """When backups are taken; None if no folder is set."""
        if self.backup_folder is None:
            return None
        from bot.upkeep.backup_worker import Schedule  # as above

        return Schedule(
            self.database, self.backup_folder, timedelta(hours=self.backup_hours), self.backups_kept
        )

    @property
    def engines(self) -> EngineSettings:
        """The translation engines, and what they need."""
        from bot.translation.engines.chosen import EngineSettings, Service  # as above

        def bare(key: SecretStr | None) -> str:
            return key.get_secret_value() if key is not None else ""

        return EngineSettings(
            names=self.translators,
            seconds=self.translation_seconds,
            models=self.models,
            libretranslate=Service(
                self.libretranslate_url, bare(self.libretranslate_key), self.libretranslate_local
            ),
            deepl=Service(self.deepl_url, bare(self.deepl_key)),
            google=Service(self.google_url, bare(self.google_key)),
            azure=Service(self.azure_url, bare(self.azure_key)),
            azure_region=self.azure_region,
            chat=Service(self.chat_url, bare(self.chat_key), self.chat_local),
            chat_model=self.chat_model or "",
        )

    @field_validator("backup_folder", "models")
    @classmethod
    def _is_no_file(cls, value: Path | None) -> Path | None:
        if value is not None and value.exists() and not value.is_dir():
            raise ValueError("a file")
        return value

    @field_validator("translators")
    @classmethod
    def _off_stands_alone(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if value is not None and "off" in value and len(value) > 1:
            raise ValueError("both on and off")
        return value

    @field_validator("database")
    @classmethod
    def _has_no_folder_in_its_place(cls, value: Path) -> Path:
        if value.is_dir():
            raise ValueError("a folder")
        return value


NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "libretranslate": ("TERTULIA_LIBRETRANSLATE_URL",),
        "deepl": ("TERTULIA_DEEPL_KEY",),
        "google": ("TERTULIA_GOOGLE_KEY",),
        "azure": ("TERTULIA_AZURE_KEY",),
        "chat": ("TERTULIA_CHAT_URL", "TERTULIA_CHAT_MODEL"),
    }
)
"""What each translation engine needs, if it is named."""
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
        found = {
            (str(fault["loc"][0]), str(fault["input"]))
            for fault in error.errors()
            if fault["type"] != "none_required"  # beside each fault of a setting that may be missing
        }
        raise WrongSettings([_fault(*one) for one in sorted(found)] + faults) from error
    faults += _lacking(settings)
    if faults:
        raise WrongSettings(faults)
    return settings


def _lacking(settings: Settings) -> list[Message]:
    """What the named translation engines need and is not set."""
    given = {str(Settings.model_fields[name].validation_alias): value for name, value in settings}
    return [
        message("{name}: {engine} needs it.", name=name, engine=engine)
        for engine in settings.translators or ()
        for name in NEEDED.get(engine, ())
        if given[name] is None
    ]


def _fault(name: str, given: str) -> Message:
    if name == "DISCORD_TOKEN" or name.endswith("_KEY") or "@" in given:  # a password may stand before it
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
        return message("{name}: there is no such setting. Did you mean {near}?", name=name, near=near)
    return message("{name}: there is no such setting.", name=name)
