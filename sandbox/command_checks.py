"""What Discord accepts as a command.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import re

from sandbox.errors import check_length, invalid
from sandbox.world import JSON

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
_NAME = re.compile(r"[-_'\w]{1,32}")
_MOST_CHARACTERS = 8000
_LOCALES = frozenset(
    [
        "id",
        "da",
        "de",
        "en-GB",
        "en-US",
        "es-ES",
        "es-419",
        "fr",
        "hr",
        "it",
        "lt",
        "hu",
        "nl",
        "no",
        "pl",
        "pt-BR",
        "ro",
        "fi",
        "sv-SE",
        "vi",
        "tr",
        "cs",
        "el",
        "bg",
        "ru",
        "uk",
        "hi",
        "th",
        "zh-CN",
        "ja",
        "zh-TW",
        "ko",
    ]
)


def check(body: JSON, kind: int, path: str) -> None:
    """Refuse a command that Discord would refuse; ``path`` is put before the faults' own.

    Raises:
        DiscordError: 50035.
    """
    name = str(body.get("name") or "")
    check_length(f"{path}name", name, 1, 32)
    _check_localizations(body, path)
    if kind != SLASH:
        if body.get("description"):
            raise invalid(
                f"{path}description",
                "APPLICATION_COMMAND_INVALID_DESCRIPTION",
                "Context menu commands cannot have description",
            )
        return
    _check_names(body, path)
    _check_options(body.get("options") or [], f"{path}options", 0)
    if _characters(body) > _MOST_CHARACTERS:
        raise invalid(
            f"{path}name".rstrip("."), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)"
        )


def _check_names(body: JSON, path: str) -> None:
    names = [str(body.get("name") or ""), *(body.get("name_localizations") or {}).values()]
    for name in names:
        if not _NAME.fullmatch(name) or name != name.lower():
            raise invalid(f"{path}name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    for text in [str(body.get("description") or ""), *(body.get("description_localizations") or {}).values()]:
        check_length(f"{path}description", text, 1, 100)


def _check_localizations(body: JSON, path: str) -> None:
    for key in ("name_localizations", "description_localizations"):
        if strange := set(body.get(key) or {}) - _LOCALES:
            raise invalid(f"{path}{key}", "BASE_TYPE_CHOICES", f"Unknown locale {min(strange)}")


def _check_options(options: list[JSON], path: str, depth: int) -> None:
    if len(options) > 25:
        raise invalid(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    optional_seen = False
    names: set[str] = set()
    for index, option in enumerate(options):
        here = f"{path}.{index}."
        _check_names(option, here)
        _check_localizations(option, here)
        if option["name"] in names:
            raise invalid(
                f"{here}name",
                "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                "Option names must be unique",
            )
        names.add(option["name"])
        if option.get("required") and optional_seen:
            sentence = "Required options must be placed before non-required options"
            raise invalid(f"{here}required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", sentence)
        optional_seen = optional_seen or not option.get("required")
        if option["type"] == GROUP and depth > 0:
            raise invalid(
                f"{here}type",
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                "Sub-command option type is invalid",
            )
        if option["type"] in (SUBCOMMAND, GROUP):
            _check_options(option.get("options") or [], f"{here}options", depth + 1)
        _check_choices(option.get("choices") or [], f"{here}choices")


def _check_choices(choices: list[JSON], path: str) -> None:
    if len(choices) > 25:
        raise invalid(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, choice in enumerate(choices):
        check_length(f"{path}.{index}.name", str(choice.get("name") or ""), 1, 100)


def _characters(body: JSON) -> int:
    own = len(str(body.get("name") or "")) + len(str(body.get("description") or ""))
    own += sum(len(str(one["value"])) for one in body.get("choices") or [])
    return own + sum(_characters(one) for one in body.get("options") or [])
