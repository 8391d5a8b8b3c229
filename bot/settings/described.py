"""Every setting with its description, in the order of .env.example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import get_args

from pydantic import ConfigDict, SecretStr
from pydantic.fields import FieldInfo

from bot.domain.message import Message
from bot.settings.bot_fields import BotFields
from bot.settings.translation_fields import TranslationFields


class Settings(TranslationFields, BotFields):
    """What an operator can set."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    @property
    def secrets(self) -> Mapping[str, str]:
        """The tokens and keys that are set, by the names of their environment variables."""
        return {
            str(type(self).model_fields[attribute].validation_alias): value.get_secret_value()
            for attribute, value in self
            if isinstance(value, SecretStr)
        }


@dataclass(frozen=True, slots=True)
class Described:
    """A setting: the name of its environment variable, its attribute of :class:`Settings`, its default as
    it would be written, what it is for, what it may be, and whether its value is never shown.
    """

    name: str
    attribute: str
    default: str
    about: str
    expected: Message
    secret: bool


@cache
def described() -> Mapping[str, Described]:
    """Every setting by its name."""
    every = (_described(attribute, field) for attribute, field in Settings.model_fields.items())
    return MappingProxyType({one.name: one for one in every})


def _described(attribute: str, field: FieldInfo) -> Described:
    [expected] = (one for one in field.metadata if isinstance(one, Message))
    return Described(
        name=str(field.validation_alias),
        attribute=attribute,
        default=_written(field.get_default()),
        about=field.description or "",
        expected=expected,
        secret=SecretStr in (field.annotation, *get_args(field.annotation)),
    )


def _written(value: object) -> str:
    """A value as it stands in .env."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return f"{value:g}"
        case frozenset():
            return ",".join(map(str, sorted(value)))
        case dict():
            return ",".join(f"{name}:{given}" for name, given in value.items())
        case Path():
            return value.as_posix()
    return str(value)
