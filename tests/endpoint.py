"""The HTTP endpoint for health and metrics, as a monitoring system asks it."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp
from prometheus_client.parser import text_string_to_metric_families


class Answer(NamedTuple):
    """What was answered."""

    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def free_port(host: str = "127.0.0.1") -> int:
    """A port of this machine that nobody uses."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as taken:
        taken.bind((host, 0))
        port: int = taken.getsockname()[1]
    return port


async def ask(url: str, method: str = "GET", **headers: str) -> Answer:
    """Ask the endpoint."""
    async with aiohttp.ClientSession() as session, session.request(method, url, headers=headers) as answer:
        return Answer(answer.status, await answer.text(), answer.headers)


class Scraped:
    """What ``/metrics`` answered: the families by name, and the samples by name and label."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.families = {one.name: one for one in text_string_to_metric_families(text)}
        self.samples = {
            (sample.name, *sample.labels.values()): sample.value
            for family in self.families.values()
            for sample in family.samples
        }

    def __getitem__(self, name: str | tuple[str, ...]) -> float:
        return self.samples[(name,) if isinstance(name, str) else name]
