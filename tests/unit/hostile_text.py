"""Every public function that takes text, found by its annotations, and hostile text to call it with.

The text is put wherever a type has room for some: in an argument, in the elements of a list, in each field of
a dataclass. So a new function is measured without anybody's naming it here.
"""

from __future__ import annotations

import collections
import contextlib
import functools
import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from types import MappingProxyType, ModuleType, UnionType
from typing import Any, Protocol, Union
from zoneinfo import ZoneInfo

from lxml import etree

import bot
from bot.i18n.catalog import Catalog
from bot.reading.extract.markup import tree_of
from bot.reading.language_model import LanguageModel

PACKAGES = tuple(
    importlib.import_module(f"bot.{room.name}")
    for room in pkgutil.iter_modules(bot.__path__)
    if room.ispkg and room.name not in ("cli", "jobs")
)
"""Every room but those whose text is the operator's and our own."""
NOT_WALKED = ("bot.database.migrations",)
"""Old tables, described once: they take no text."""

_PIECE = 400
"""Characters of each element, where a function takes many texts."""
_MOMENT = datetime(2026, 1, 2, tzinfo=UTC)
_SIMPLE: dict[object, object] = {
    bool: True,
    int: 7,
    float: 1.0,
    datetime: _MOMENT,
    date: _MOMENT.date(),
    timedelta: timedelta(1),
    type(None): None,
    object: None,
    ZoneInfo: ZoneInfo("Europe/Madrid"),
    Any: None,
}
_READ_ONCE = {Catalog: functools.cache(Catalog.load), LanguageModel: functools.cache(LanguageModel)}
"""What is read from a file of ours, which takes longer than most calls."""
_LISTS = (list, set, frozenset, Collection, Iterable, Iterator, Sequence)


class UNKNOWN:
    """A type whose name cannot be resolved."""


class CannotBuildError(Exception):
    """No value of a type can be made out of a text alone."""


Call = Callable[[str], Callable[[], None]]
"""Makes a text into a call of a function with it, which is then measured."""


@dataclass(frozen=True)
class Found:
    """A function under its full name, with what calls it; None where it cannot be called with text alone."""

    name: str
    call: Call | None


@functools.cache
def hint_of(owner: Any) -> dict[str, Any]:
    """The annotations of a function or a class. What is imported for type checkers alone is ``UNKNOWN``."""
    if inspect.isclass(owner):
        return {name: hint for one in owner.__mro__[::-1] for name, hint in _annotated(one).items()}
    return _annotated(owner)


def _annotated(owner: Any) -> dict[str, Any]:
    try:
        return inspect.get_annotations(owner, eval_str=True)
    except NameError:
        return dict.fromkeys(inspect.get_annotations(owner), UNKNOWN)


def takes_text(kind: Any) -> bool:
    """Whether a value of this type is a text, or holds one."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return False
    if kind in (str, bytes) or kind is etree._Element:
        return True
    if is_dataclass(kind):
        return _holds_text(kind)
    if typing.get_origin(kind) in (None, typing.Literal, type) or is_callable(kind):
        return False
    return any(takes_text(argument) for argument in typing.get_args(kind))


@functools.cache
def _holds_text(kind: Any) -> bool:
    return any(map(takes_text, hint_of(kind).values()))


def is_callable(kind: Any) -> bool:
    """Whether this is the type of functions."""
    return typing.get_origin(kind) is Callable


def value(kind: Any, text: str) -> Any:
    """A value of this type with ``text`` wherever it holds text.

    Raises:
        CannotBuildError: there is no such value.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind is str:
        return text
    if kind is bytes:
        return text.encode("utf-8", "replace")
    if kind is etree._Element:
        return page(text)
    if kind in _READ_ONCE:
        return _READ_ONCE[kind]()
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if origin in (Union, UnionType):
        return value(next((one for one in arguments if takes_text(one)), arguments[0]), text)
    if origin is typing.Literal:
        return arguments[0]
    if is_callable(kind):
        return lambda *_: value(arguments[1], "")
    if origin is tuple and arguments[1:] != (...,):
        return tuple(value(one, text) for one in arguments)
    if origin is tuple or origin in _LISTS:
        elements = list(_elements(arguments[0], text))
        return origin(elements) if origin in (tuple, set, frozenset) else elements
    if origin in (dict, Mapping):
        return MappingProxyType({value(arguments[0], text): value(arguments[1], text)})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and is_dataclass(kind):
        hints = hint_of(kind)
        return kind(**{one.name: value(hints[one.name], text) for one in fields(kind) if one.init})
    if inspect.isclass(kind) and kind.__module__.startswith("bot.") and not inspect.isabstract(kind):
        if kind.__init__ is object.__init__:
            return kind()
        positional, named = arguments_of(kind.__init__, "")  # a service is made of what is ours
        return kind(*positional, **named)
    raise CannotBuildError(str(kind))


def _elements(kind: Any, text: str) -> Iterator[Any]:
    """Elements that hold ``text`` piece by piece; one of what holds lists itself, or no text."""
    many = takes_text(kind) and not (is_dataclass(kind) and any(map(_is_list, hint_of(kind).values())))
    step = _PIECE if many else max(1, len(text))
    for start in range(0, max(1, len(text)), step):
        yield value(kind, text[start : start + step])


def _is_list(kind: Any) -> bool:
    return typing.get_origin(kind) in (tuple, *_LISTS) or is_dataclass(kind)


def page(text: str) -> etree._Element:
    """A page whose body is ``text``."""
    tree = tree_of(f"<html><body><h1>{text}</h1><article><p>{text}</p></article></body></html>")
    assert tree is not None
    return tree


def arguments_of(function: Callable[..., object], text: str) -> tuple[list[Any], dict[str, Any]]:
    """Arguments for a function: those that may be left out are, unless they take text."""
    hints = hint_of(function)
    positional, named = [], {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name in ("self", "cls") or parameter.kind is parameter.VAR_KEYWORD:
            continue
        if name not in hints:
            raise CannotBuildError(name)
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.VAR_POSITIONAL):
            positional.append(value(hints[name], text))
        elif parameter.default is parameter.empty or takes_text(hints[name]):
            named[name] = value(hints[name], text)
    return positional, named


def modules() -> Iterator[ModuleType]:
    """Every module of the packages that text comes through."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.startswith(NOT_WALKED):
                yield importlib.import_module(found.name)


def functions() -> Iterator[Found]:
    """Every public function and method that takes text."""
    for module in modules():
        for name, member in vars(module).items():
            member = inspect.unwrap(member) if callable(member) else member
            if name.startswith("_") or getattr(member, "__module__", None) != module.__name__:
                continue
            if inspect.isfunction(member):
                yield from _found(f"{module.__name__}.{name}", member)
            elif inspect.isclass(member) and Protocol not in member.__bases__:
                yield from _methods(f"{module.__name__}.{name}", member)


def _found(name: str, function: Callable[..., object]) -> Iterator[Found]:
    hints = {key: hint for key, hint in hint_of(function).items() if key != "return"}
    if any(map(takes_text, hints.values())) and not _is_async_of_objects(function, hints):
        yield Found(name, None if inspect.iscoroutinefunction(function) else _call(function))


def _is_async_of_objects(function: Callable[..., object], hints: Mapping[str, Any]) -> bool:
    """Whether an asynchronous function takes none but our own objects: what they hold was text of another."""
    return inspect.iscoroutinefunction(function) and not any(
        takes_text(hint) and not is_dataclass(hint) for hint in hints.values()
    )


def _call(function: Callable[..., object]) -> Call | None:
    try:
        arguments_of(function, "a")
    except CannotBuildError:
        return None
    return lambda text: prepared(function, *arguments_of(function, text))


def _methods(name: str, kind: type) -> Iterator[Found]:
    """The methods of a class that take text."""
    for key, member in vars(kind).items():
        function = getattr(member, "__func__", member)
        if not key.startswith("_") and inspect.isfunction(function):
            for one in _found(f"{name}.{key}", function):
                yield Found(one.name, one.call and _bound(kind, key))


def _bound(kind: type, key: str) -> Call | None:
    def call(text: str) -> object:
        member = vars(kind)[key]
        if isinstance(member, classmethod | staticmethod):
            function = getattr(kind, key)
            return prepared(function, *arguments_of(function, text))
        owner = value(kind, text)
        return prepared(getattr(owner, key), *arguments_of(member, text))

    try:
        call("a")
    except (CannotBuildError, TypeError):
        return None
    return call


def prepared(
    function: Callable[..., object], positional: Sequence[object], named: Mapping[str, object]
) -> Callable[[], None]:
    """A call with everything it needs: it alone is measured. What it answers, or raises, is not looked at."""

    def run() -> None:
        with contextlib.suppress(Exception):
            result = function(*positional, **named)
            if isinstance(result, Iterator):
                collections.deque(result, 0)

    return run
