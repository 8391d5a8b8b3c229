"""The commands where what speaks to PostgreSQL is not installed, and the settings name a server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.cli.commands import run

SENTENCE = "This installation cannot speak to PostgreSQL. Install it as tertulia[postgresql]."
IN_SPANISH = "Esta instalación no puede hablar con PostgreSQL."


@pytest.fixture(autouse=True)
def _server_without_driver(without_driver: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_DATABASE", "postgresql://me:hunter2@db.example/tertulia")
    monkeypatch.setenv("TERTULIA_LEDGER", "postgresql://me:hunter2@elsewhere.example/tertulia")


def test_the_doctor_tells_programs_what_is_missing() -> None:
    ended = run("doctor", "--json")
    assert (ended.code, ended.err) == (1, "")
    told: dict[str, Any] = json.loads(ended.out)
    assert told["status"] == "error"
    [database] = [one for one in told["checks"] if one["id"] == "database"]
    assert database == {"id": "database", "status": "error", "message": SENTENCE, "remedy": None}
    assert "token" in {one["id"] for one in told["checks"]}, "the rest is examined too"


def test_the_doctor_tells_people_the_same() -> None:
    ended = run("doctor", locale="es_ES.UTF-8")
    assert (ended.code, ended.err) == (1, "")
    assert IN_SPANISH in ended.out
    assert "2 problemas" in ended.out


@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_a_report_is_made(form: tuple[str, ...]) -> None:
    ended = run("report", *form)
    assert (ended.code, ended.err) == (0, "")
    assert "The database cannot be reached or used." in ended.out
    if form:
        told = json.loads(ended.out)
        assert told["database"]["state"] == "unreachable"
        assert {"id": "database", "ok": 0, "warning": 0, "error": 1} in told["health"]
    assert "hunter2" not in ended.out
