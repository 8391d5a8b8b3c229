"""Every request the bot makes, checked against Discord's published OpenAPI description.

The description is large and not ours: ``TERTULIA_SHARED_DATA`` names the folder that has
``discord/openapi.json``; without it the requests are only checked for what they must never do.
"""

from __future__ import annotations

import copy
import functools
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012, Draft202012Validator, Registry, ValidationError
from simcord import HttpLogEntry

DATA = Path(os.environ.get("TERTULIA_SHARED_DATA", Path(__file__).parents[2].parent / "shared" / "data"))
OPENAPI = DATA / "discord" / "openapi.json"
MISSING = f"Discord's OpenAPI description is not at {OPENAPI}"
_URN = "urn:discord"
_ADDED = frozenset({"nsfw", "tts"})
_ADDED_PARAMETERS = frozenset({"use_nested_fields", "delete_message_seconds"})
"""discord.py puts the latter into the query, where Discord reads it too."""


@dataclass(frozen=True)
class _Operation:
    template: str
    pattern: re.Pattern[str]
    placeholders: int
    query: frozenset[str]
    validator: Draft202012Validator | None


@functools.cache
def _operations() -> dict[str, list[_Operation]]:
    """The operations of the description by method; objects with named properties take no others."""
    description = json.loads(OPENAPI.read_text())
    closed = copy.deepcopy(description)
    _close(closed["components"]["schemas"])
    registry = Registry([(_URN, closed)], draft=Draft202012)
    found: dict[str, list[_Operation]] = {}
    for template, item in closed["paths"].items():
        for method in ("get", "post", "put", "patch", "delete"):
            if (operation := item.get(method)) is not None:
                parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
                found.setdefault(method.upper(), []).append(
                    _Operation(
                        template,
                        re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(template))),
                        template.count("{"),
                        frozenset(one["name"] for one in parameters if one.get("in") == "query"),
                        _validator(operation, registry),
                    )
                )
    return found


def _close(node: Any) -> None:
    if isinstance(node, dict):
        if node.get("type") == "object" and "properties" in node:
            node.setdefault("additionalProperties", False)
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            _close(one)


def _validator(operation: dict[str, Any], registry: Registry) -> Draft202012Validator | None:
    content = operation.get("requestBody", {}).get("content", {})
    body = content.get("application/json") or content.get("multipart/form-data") or {}
    if "schema" not in body:
        return None
    schema = json.loads(json.dumps(body["schema"]).replace('"#/', f'"{_URN}#/'))
    return Draft202012Validator(schema, registry=registry)


def faults(request: HttpLogEntry) -> list[str]:
    """What is wrong with ``request``, in words; empty where it is right."""
    told = [*_pings(request)]
    if OPENAPI.exists():
        told += _against_description(request)
    return [f"{request.method} {request.path}: {fault}" for fault in told]


def _against_description(request: HttpLogEntry) -> list[str]:
    hits = [one for one in _operations().get(request.method, []) if one.pattern.fullmatch(request.path)]
    if not hits:
        return ["there is no such route"]
    operation = min(hits, key=lambda one: one.placeholders)
    known = operation.query | _ADDED_PARAMETERS
    told = [f"unknown parameter {name}" for name in request.params or {} if name not in known]
    if request.json is None:
        return told
    if operation.validator is None:
        return [*told, "takes no body"]
    body = _without_defaults(request.json)
    return told + [_told(_deepest(error)) for error in operation.validator.iter_errors(body)]


def _without_defaults(body: Any) -> Any:
    """Without what discord.py does on its own: it adds fields that the description does not know, and gives
    new files numbers for ids, and recipients and mentioned roles too, as Discord's own documentation shows
    them.
    """
    if isinstance(body, list):
        return [_without_defaults(one) for one in body]
    if not isinstance(body, dict):
        return body
    kept = {name: value for name, value in body.items() if value is not False or name not in _ADDED}
    for name in ("data", "message"):
        if isinstance(inside := kept.get(name), dict):
            kept[name] = _without_defaults(inside)
    if "message" in kept:
        kept.pop("type", None)  # of a forum post, which has but one
    if "recipient_id" in kept:
        kept["recipient_id"] = str(kept["recipient_id"])
    if isinstance(mentions := kept.get("allowed_mentions"), dict) and "roles" in mentions:
        kept["allowed_mentions"] = {**mentions, "roles": list(map(str, mentions["roles"]))}
    if isinstance(files := kept.get("attachments"), list):
        kept["attachments"] = [{**one, "id": str(one["id"])} for one in files]
    return kept


def _told(error: ValidationError) -> str:
    return f"{'/'.join(map(str, error.instance_path))}: {error.message[:200]}"


def _deepest(error: ValidationError) -> ValidationError:
    """Of the alternatives that all failed, the error of the one that was meant: its ``type`` fits."""
    while alternatives := getattr(error.kind, "context", None):
        meant = [
            inner
            for inner in alternatives
            if not any(one.instance_path[-1:] == ["type"] or one.kind.name == "type" for one in inner)
        ]
        error = max((meant or alternatives)[0], key=lambda one: len(one.instance_path))
    return error


def _pings(request: HttpLogEntry) -> list[str]:
    """Headlines and comments are other people's text: no message of ours may ping anybody."""
    return [
        f"may ping: allowed_mentions is {body.get('allowed_mentions')!r}"
        for body in _messages(request)
        if (body.get("content") or body.get("components"))
        and (body.get("allowed_mentions") or {}).get("parse") != []
    ]


def _messages(request: HttpLogEntry) -> list[dict[str, Any]]:
    body = request.json if isinstance(request.json, dict) else {}
    if request.path.endswith("/callback"):
        return [body.get("data") or {}] if body.get("type") in (4, 7) else []
    if request.path.endswith("/threads"):
        return [body["message"]] if "message" in body else []
    return [body] if request.method in ("POST", "PATCH") else []
