"""Whether the sandbox's answers have the shape that Discord's published OpenAPI description gives them."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from typing import Any

from jsonschema_rs import Draft202012, Draft202012Validator, Registry, ValidationError

from tests.discord.spec import OPENAPI

_URN = "urn:discord"


@dataclass(frozen=True)
class _Answer:
    pattern: re.Pattern[str]
    placeholders: int
    validator: Draft202012Validator | None


def faults(method: str, path: str, body: Any) -> list[str]:
    """What is wrong with ``body`` as the answer to that call; nothing where the description is missing."""
    if not OPENAPI.exists():
        return []
    hits = [one for one in _answers().get(method, []) if one.pattern.fullmatch(path.partition("?")[0])]
    if not hits:
        return [f"{method} {path}: Discord has no such route"]
    validator = min(hits, key=lambda one: one.placeholders).validator
    return [_told(error) for error in validator.iter_errors(body)] if validator else []


@functools.cache
def _answers() -> dict[str, list[_Answer]]:
    description = json.loads(OPENAPI.read_text())
    registry = Registry([(_URN, description)], draft=Draft202012)
    found: dict[str, list[_Answer]] = {}
    for template, item in description["paths"].items():
        pattern = re.compile(re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(template)))
        for method in ("get", "post", "put", "patch", "delete"):
            if method in item:
                validator = _validator(item[method]["responses"], registry)
                found.setdefault(method.upper(), []).append(_Answer(pattern, template.count("{"), validator))
    return found


def _validator(responses: dict[str, Any], registry: Registry) -> Draft202012Validator | None:
    for status, response in responses.items():
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        if status.startswith("2") and schema:
            located = json.loads(json.dumps(schema).replace('"#/', f'"{_URN}#/'))
            return Draft202012Validator(located, registry=registry)
    return None


def _told(error: ValidationError) -> str:
    while alternatives := getattr(error.kind, "context", None):
        inner = [one for alternative in alternatives for one in alternative]
        error = max(inner, key=lambda one: (len(one.instance_path), one.kind.name != "type"))
    return f"{'/'.join(map(str, error.instance_path))}: {error.message[:200]}"
