"""Reads the settings. All wrong ones are reported at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from bot.database.place import is_server_address
from bot.domain.errors import WrongSettings
from bot.domain.message import Message, message
from bot.logs.tokens import HIDDEN, has_token
from bot.settings.described import Described, Settings, described
from bot.settings.masking import masked
from bot.settings.sources import Given, Source, in_force, read_sources
from bot.settings.translation_fields import ENGINES, NEEDED

_OURS, _DISCORDS = "TERTULIA_", "DISCORD_"
DATABASE, LEDGER = "TERTULIA_DATABASE", "TERTULIA_LEDGER"
TOKEN = "DISCORD_TOKEN"  # noqa: S105  # its name


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the settings, if nothing is wrong; what is given for each, and a sentence about each
    that is wrong, by its name; and a sentence about each name that no setting has.
    """

    settings: Settings | None
    given: Mapping[str, Given]
    wrong: Mapping[str, Message]
    unknown: Mapping[Given, Message]


def load_settings(env_file: str | None = ".env") -> Settings:
    """Read the settings from the environment, systemd's credentials and ``env_file``; if that is None, from
    the environment alone.

    Raises:
        BadInput: a file with settings cannot be read.
        WrongSettings: some are wrong or unknown. Its sentences never repeat a secret.
    """
    reading = read_settings(env_file)
    if reading.settings is None:
        unknown = {one.name: sentence for one, sentence in reading.unknown.items()}  # in two places, maybe
        raise WrongSettings([*reading.wrong.values(), *unknown.values()])
    return reading.settings


def read_settings(env_file: str | None = ".env") -> Reading:
    """Read the settings as :func:`load_settings` does, and tell what is wrong with which.

    Raises:
        BadInput: a file with settings cannot be read.
    """
    everything = read_sources(env_file)
    given = in_force(everything, described())
    by_name = sorted(everything, key=lambda one: one.name)
    unknown = {one: _unknown(one.name) for one in by_name if _is_unknown(one, given)}
    settings = None
    try:
        settings = Settings.model_validate({name: one.value for name, one in given.items()})
        wrong = {}
    except ValidationError as error:
        wrong = dict(_faults(error))
    wrong |= dict(_with_token(given))
    wrong |= {name: sentence for name, sentence in _lacking(given) if name not in wrong}
    return Reading(None if wrong or unknown else settings, given, wrong, unknown)


def unused(settings: Settings) -> Iterator[Message]:
    """What is set, and has no effect as the other settings are."""
    if settings.ledger is not None and isinstance(settings.place, Path):
        yield message(
            "{ledger} is not used, as the database is a file. Set {database} to the address of a database on "
            "a server, or take {ledger} out.",
            ledger=LEDGER,
            database=DATABASE,
        )


def _faults(error: ValidationError) -> Iterator[tuple[str, Message]]:
    """What is wrong with each setting that is, in the order of .env.example."""
    found: dict[str, dict[str, None]] = {}
    for fault in error.errors():
        if fault["type"] != "none_required":  # beside each fault of a setting that may be missing
            found.setdefault(str(fault["loc"][0]), {})[str(fault["input"])] = None
    for name in described():
        if name in found:
            yield name, _fault(name, ", ".join(found[name]))


def _with_token(given: Mapping[str, Given]) -> Iterator[tuple[str, Message]]:
    """Where a bot's token was pasted by mistake: other settings are shown, logged or sent to others."""
    for name, one in given.items():
        if name != TOKEN and has_token(one.value):
            sentence = message(
                "{name}: there is a bot's token in it. It belongs in DISCORD_TOKEN alone.", name=name
            )
            yield name, sentence


def _lacking(given: Mapping[str, Given]) -> Iterator[tuple[str, Message]]:
    """What is needed because of another setting, and is not given."""
    if DATABASE in given and is_server_address(given[DATABASE].value) and LEDGER not in given:
        yield LEDGER, message("{name}: a database on a server needs it.", name=LEDGER)
    engines = given[ENGINES].value if ENGINES in given else ""
    for engine in map(str.strip, engines.split(",")):
        for name in NEEDED.get(engine, ()):
            if name not in given:
                yield name, message("{name}: {engine} needs it.", name=name, engine=engine)


def _fault(name: str, given: str) -> Message:
    one = described()[name]
    if presentable(given, one, is_wrong=True) != given:
        return message("{name}: expected {expected}.", name=name, expected=one.expected)
    return message(
        "{name}: expected {expected}; it is {given!r}.", name=name, expected=one.expected, given=given
    )


def presentable(value: str, of: Described, *, is_wrong: bool) -> str:
    """A setting's value as it may be shown. A wrong one with an at sign is not shown: a password may stand
    before it.
    """
    return HIDDEN if of.secret or (is_wrong and "@" in value) else masked(value)


def _is_unknown(one: Given, given: Mapping[str, Given]) -> bool:
    """Whether a name of ours is no setting's. Of the environment, which other programs use too, only names
    that resemble a setting's count; and of names that begin as Discord's do, which other bots use too, those
    that resemble a setting that is not given.
    """
    if one.name in described():
        return False
    is_shared = one.source is Source.ENVIRONMENT
    if one.name.startswith(_OURS):
        return not is_shared or _near(one.name) is not None
    if not one.name.startswith(_DISCORDS) or is_shared:
        return False
    near = _near(one.name)
    return near is not None and near not in given


def _near(name: str) -> str | None:
    """The setting with the most similar name, if any is close."""
    close = difflib.get_close_matches(name, described(), n=1, cutoff=0.8)
    return close[0] if close else None


def _unknown(name: str) -> Message:
    if near := _near(name):
        return message("{name}: there is no such setting. Did you mean {near}?", name=name, near=near)
    return message("{name}: there is no such setting.", name=name)
