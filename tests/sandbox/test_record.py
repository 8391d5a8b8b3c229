"""The record has everything that happened, and the command line starts and ends as it should."""

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.__main__ import main
from sandbox.server import PortBusy, Sandbox
from tests.sandbox.conftest import Connect, Rest


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


async def test_messages_edits_deletions_and_interactions_are_recorded(
    tmp_path: Path, connect: Connect
) -> None:
    path = tmp_path / "record.jsonl"
    async with Sandbox.start(record=path) as sandbox, connect(sandbox) as client:
        await client.tree.sync()
        emma, marta = sandbox.member("Emma"), sandbox.member("Marta")
        message = await emma.send("news", "¿Qué tal?", files=[("a.txt", b"a")])
        await emma.edit(message, "changed")
        await marta.delete(message)
        asked = await emma.command("news", "slow", hidden=True)
        await asked.answer_where(lambda answer: answer["content"] == "more")
        await emma.delete(emma.messages("news")[-1])
        ids = [(await emma.send("news", text))["id"] for text in ("one", "two")]
        await client.text_channel("news").delete_messages(
            [client.text_channel("news").get_partial_message(int(one)) for one in ids]
        )

    record = lines(path)
    assert [one["what"] for one in record[:4]] == ["message", "edit", "deletion", "interaction"]
    first, edited, deleted, asked_line = record[:4]
    assert (first["content"], first["by"], first["author"]["name"]) == ("¿Qué tal?", emma.id, "emma")
    assert first["attachments"] == [{"id": message["attachments"][0]["id"], "filename": "a.txt", "size": 1}]
    assert (edited["id"], edited["content"]) == (message["id"], "changed")
    assert (deleted["ids"], deleted["by"]) == ([message["id"]], marta.id)
    assert (asked_line["data"]["name"], asked_line["by"], asked_line["locale"]) == ("slow", emma.id, "en-US")
    answer = [one for one in record if one.get("only") == emma.id]
    assert [one["what"] for one in answer] == ["message", "edit", "edit", "message", "deletion"]
    assert record[-1]["ids"] == ids
    assert [one["at"] for one in record] == sorted(one["at"] for one in record)


@contextlib.asynccontextmanager
async def started(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_the_sandbox_alone_prints_what_is_needed_and_ends_when_told(
    tmp_path: Path, connect: Connect, number: signal.Signals
) -> None:
    path = tmp_path / "record.jsonl"
    async with started("--record", str(path)) as process:
        assert process.stdout
        printed = [(await process.stdout.readline()).decode().strip() for _ in range(4)]
        assert "/?token=" in printed[0]
        assert printed[2].startswith("DISCORD_API=http://127.0.0.1:")
        assert printed[3].startswith("DISCORD_TOKEN=")
        process.send_signal(number)
        async with asyncio.timeout(30):
            assert await process.wait() == 0
    assert path.exists()


async def test_a_port_in_use_is_said_in_one_sentence(sandbox: Sandbox, rest: Rest) -> None:
    port = sandbox.origin.rpartition(":")[2]
    async with started("--port", port) as process:
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode() == f"Port {port} is in use by another program.\n"
    with pytest.raises(PortBusy, match="in use"):
        async with Sandbox.start(int(port)):
            pass


@pytest.mark.parametrize("port", ["70000", "-1", "many"])
def test_a_port_that_is_none_is_said(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["sandbox", f"--port={port}"])
    with pytest.raises(SystemExit):
        main()
    assert "--port" in capsys.readouterr().err


async def test_an_address_that_may_not_be_used_is_no_busy_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.server.HOST", "192.0.2.1")
    with pytest.raises(OSError, match="192") as caught:
        async with Sandbox.start():
            pass
    assert not isinstance(caught.value, PortBusy)


def test_a_record_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["sandbox", "--record", str(tmp_path / "none" / "record")])
    assert main() == 1
    assert capsys.readouterr().err == "No such file or directory\n"
