"""The rules for buttons, selects, layouts and dialogs.

Limits: https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.errors import check_length, invalid
from sandbox.world import JSON

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
LABEL, FILE_UPLOAD = 18, 19
SELECTS = frozenset({3, 5, 6, 7, 8})
_LINK, _PREMIUM = 5, 6
_TOP_LEVEL = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
_IN_CONTAINER = _TOP_LEVEL - {CONTAINER}
_IN_LABEL = SELECTS | {TEXT_INPUT, FILE_UPLOAD, 21, 22, 23}
_MOST_COMPONENTS = 40
_MOST_TEXT = 4000

Media = Callable[[str, str], JSON]
"""From a media item's URL and its path in the body to what Discord shows of it."""


def walk(components: list[JSON]) -> Iterator[JSON]:
    """Every component, each before those inside it."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        for key in ("accessory", "component"):
            if key in component:
                yield from walk([component[key]])


def texts(components: list[JSON]) -> str:
    """All the text that components of a message show, one piece a line."""
    return "\n".join(one["content"] for one in walk(components) if one["type"] == TEXT)


def find(components: list[JSON], custom_id: str) -> JSON | None:
    """The component that answers to ``custom_id``."""
    return next((one for one in walk(components) if one.get("custom_id") == custom_id), None)


def check_message(components: list[JSON], *, layout: bool, media: Media) -> list[JSON]:
    """The components of a message as Discord stores them: numbered, their media resolved.

    ``layout`` says whether the message carries the Components V2 flag.

    Raises:
        DiscordError: 50035, with the path of the fault.
    """
    checker = _Checker(media)
    allowed = _TOP_LEVEL if layout else frozenset({ROW})
    if not layout and len(components) > 5:
        raise invalid("components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    checker.all_of(components, "components", allowed)
    if checker.count > _MOST_COMPONENTS:
        raise invalid("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The limit is 40 components.")
    if checker.text > _MOST_TEXT:
        raise invalid(
            "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The limit is 4000 characters."
        )
    return number(components)


def check_dialog(dialog: JSON) -> JSON:
    """A dialog's title, custom_id and components, numbered.

    Raises:
        DiscordError: 50035.
    """
    check_length("data.title", str(dialog.get("title") or ""), 1, 45)
    check_length("data.custom_id", str(dialog.get("custom_id") or ""), 1, 100)
    components = dialog.get("components") or []
    if not 1 <= len(components) <= 5:
        raise invalid("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    _Checker(lambda _url, path: _refuse_type(path)).all_of(
        components, "data.components", frozenset({ROW, TEXT, LABEL})
    )
    return {"title": dialog["title"], "custom_id": dialog["custom_id"], "components": number(components)}


def number(components: list[JSON]) -> list[JSON]:
    """Give every component without an id the next free one."""
    taken = {one["id"] for one in walk(components) if one.get("id")}
    following = iter(range(1, 1000))
    for one in walk(components):
        if not one.get("id"):
            one["id"] = next(free for free in following if free not in taken)
    return components


def _refuse_type(path: str) -> Any:
    raise invalid(path, "UNION_TYPE_CHOICES", 'Value of field "type" must be one that is allowed here.')


class _Checker:
    def __init__(self, media: Media) -> None:
        self.count = 0
        self.text = 0
        self._media = media
        self._ids: set[str] = set()
        self._rules: dict[int, Callable[[JSON, str], None]] = {
            ROW: self._row,
            BUTTON: self._button,
            TEXT_INPUT: self._input,
            SECTION: self._section,
            TEXT: self._text,
            THUMBNAIL: self._picture,
            GALLERY: self._gallery,
            FILE: self._file,
            SEPARATOR: self._separator,
            CONTAINER: self._container,
            LABEL: self._label,
        }

    def all_of(self, components: Any, path: str, allowed: frozenset[int]) -> None:
        if not isinstance(components, list):
            raise invalid(path, "LIST_TYPE_CONVERT", "Only lists may be used.")
        for index, component in enumerate(components):
            self.one(component, f"{path}.{index}", allowed)

    def one(self, component: Any, path: str, allowed: frozenset[int]) -> None:
        if not isinstance(component, dict) or component.get("type") not in allowed:
            _refuse_type(f"{path}.type")
        self.count += 1
        kind = component["type"]
        if kind in SELECTS:
            self._select(component, path)
        elif kind in self._rules:
            self._rules[kind](component, path)
        elif "custom_id" in component:
            self._custom_id(component, path)

    def _custom_id(self, component: JSON, path: str) -> None:
        custom_id = str(component.get("custom_id") or "")
        check_length(f"{path}.custom_id", custom_id, 1, 100)
        if custom_id in self._ids:
            raise invalid(
                f"{path}.custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        self._ids.add(custom_id)

    def _row(self, row: JSON, path: str) -> None:
        inside = row.get("components") or []
        kinds = {one.get("type") for one in inside if isinstance(one, dict)}
        most = 5 if kinds == {BUTTON} else 1
        if not 1 <= len(inside) <= most:
            raise invalid(
                f"{path}.components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {most} in length."
            )
        self.all_of(inside, f"{path}.components", SELECTS | {BUTTON, TEXT_INPUT})

    def _button(self, button: JSON, path: str) -> None:
        label, style = button.get("label") or "", button.get("style")
        if style not in range(1, 7):
            raise invalid(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
        if len(label) > 80:
            raise invalid(f"{path}.label", "BASE_TYPE_MAX_LENGTH", "Must be 80 or fewer in length.")
        if style == _LINK:
            check_length(f"{path}.url", button.get("url") or "", 1, 512)
            if not button["url"].startswith(("http://", "https://", "discord://")):
                raise invalid(
                    f"{path}.url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of http, https or discord."
                )
        elif style != _PREMIUM:
            self._custom_id(button, path)
        if style != _PREMIUM and not label and not button.get("emoji"):
            raise invalid(
                path, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", "A label or an emoji is required."
            )
        button.setdefault("disabled", False)

    def _select(self, select: JSON, path: str) -> None:
        self._custom_id(select, path)
        low, high = select.setdefault("min_values", 1), select.setdefault("max_values", 1)
        if not (0 <= low <= 25 and 1 <= high <= 25 and low <= high):
            raise invalid(
                f"{path}.min_values", "NUMBER_TYPE_MAX", "Must be between 0 and 25, and not above max_values."
            )
        if len(select.get("placeholder") or "") > 150:
            raise invalid(f"{path}.placeholder", "BASE_TYPE_MAX_LENGTH", "Must be 150 or fewer in length.")
        if select["type"] != STRING_SELECT:
            return
        options = select.get("options") or []
        if not 1 <= len(options) <= 25 or high > len(options):
            raise invalid(f"{path}.options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
        seen: set[str] = set()
        for index, option in enumerate(options):
            here = f"{path}.options.{index}"
            check_length(f"{here}.label", option.get("label") or "", 1, 100)
            check_length(f"{here}.value", option.get("value") or "", 1, 100)
            if len(option.get("description") or "") > 100:
                raise invalid(
                    f"{here}.description", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length."
                )
            if option["value"] in seen:
                raise invalid(
                    f"{here}.value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is already used"
                )
            seen.add(option["value"])

    def _input(self, field: JSON, path: str) -> None:
        self._custom_id(field, path)
        low, high = field.get("min_length") or 0, field.get("max_length") or 4000
        if not 0 <= low <= high <= 4000:
            raise invalid(
                f"{path}.max_length", "NUMBER_TYPE_MAX", "int value should be less than or equal to 4000."
            )
        if len(field.get("value") or "") > high:
            raise invalid(f"{path}.value", "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        if len(field.get("placeholder") or "") > 100:
            raise invalid(f"{path}.placeholder", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
        if "label" in field and field["label"] is not None:
            check_length(f"{path}.label", field["label"], 1, 45)

    def _section(self, section: JSON, path: str) -> None:
        inside = section.get("components") or []
        if not 1 <= len(inside) <= 3:
            raise invalid(f"{path}.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 3 in length.")
        self.all_of(inside, f"{path}.components", frozenset({TEXT}))
        self.one(section.get("accessory"), f"{path}.accessory", frozenset({BUTTON, THUMBNAIL}))

    def _text(self, text: JSON, path: str) -> None:
        check_length(f"{path}.content", text.get("content") or "", 1, _MOST_TEXT)
        self.text += len(text["content"])

    def _picture(self, picture: JSON, path: str) -> None:
        media = picture.get("media") or {}
        if len(picture.get("description") or "") > 1024:
            raise invalid(f"{path}.description", "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length.")
        picture |= {"description": picture.get("description"), "spoiler": bool(picture.get("spoiler"))}
        picture["media"] = self._media(str(media.get("url") or ""), f"{path}.media.url")

    def _gallery(self, gallery: JSON, path: str) -> None:
        items = gallery.get("items") or []
        if not 1 <= len(items) <= 10:
            raise invalid(f"{path}.items", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
        for index, item in enumerate(items):
            self._picture(item, f"{path}.items.{index}")

    def _file(self, file: JSON, path: str) -> None:
        url = str((file.get("file") or {}).get("url") or "")
        if not url.startswith("attachment://"):
            raise invalid(
                f"{path}.file.url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('attachment',)."
            )
        file["file"] = self._media(url, f"{path}.file.url")
        file |= {
            "name": file["file"]["filename"],
            "size": file["file"]["size"],
            "spoiler": bool(file.get("spoiler")),
        }

    def _separator(self, separator: JSON, path: str) -> None:
        if separator.setdefault("spacing", 1) not in (1, 2):
            raise invalid(f"{path}.spacing", "BASE_TYPE_CHOICES", "Value must be one of (1, 2).")
        separator.setdefault("divider", True)

    def _container(self, container: JSON, path: str) -> None:
        container.setdefault("accent_color", None)
        container["spoiler"] = bool(container.get("spoiler"))
        self.all_of(container.get("components") or [], f"{path}.components", _IN_CONTAINER)

    def _label(self, label: JSON, path: str) -> None:
        check_length(f"{path}.label", label.get("label") or "", 1, 45)
        if len(label.get("description") or "") > 100:
            raise invalid(f"{path}.description", "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
        self.one(label.get("component"), f"{path}.component", _IN_LABEL)
