"""The command line's own processes: the sandbox and its bot, the doctor, and exports beside a running bot."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp

from bot.cli.running import EX_CONFIG
from sandbox import channels
from sandbox.permissions import Permission
from sandbox.server import Sandbox
from tests.endpoint import ask, free_port

PATIENCE = 60.0
OURS = ("DISCORD_", "TERTULIA_")


def environment(**settings: str) -> dict[str, str]:
    """What a process of ours is given: ``settings``, and none that the tests run with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**kept, "LANG": "en_US.UTF-8", "PYTHONPATH": str(Path(__file__).parents[3]), **settings}


async def bot(folder: Path, *arguments: str, **settings: str) -> Process:
    """``python -m bot`` in ``folder``."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        cwd=folder,
        stdout=PIPE,
        stderr=PIPE,
        env=environment(**settings),
    )


async def ended(process: Process) -> tuple[int | None, str, str]:
    """How a process ended: exit code, and what it printed."""
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode, out.decode(), err.decode()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Process, str]]:
    """What `make run` starts without a token, once its first article is posted; and the address it prints."""
    process = await bot(folder, "start")
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            url = (await process.stdout.readline()).decode().split()[-1]
            notes = [await process.stderr.readline()]
            while b"is posted" not in notes[-1]:
                assert notes[-1], b"".join(notes)
                notes.append(await process.stderr.readline())
        assert b"DISCORD_TOKEN is not set" in notes[0]
        yield process, url
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.communicate(), PATIENCE)


async def test_the_sandbox_says_what_it_is_and_is_open_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as (process, url):
        code, _, err = await ended(await bot(tmp_path, "sandbox"))
        assert code == 1
        assert "already using" in err

        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        port = url.split(":")[2].split("/")[0]
        code, _, err = await ended(await bot(elsewhere, "sandbox", "--port", port))
        assert code == 1
        assert f"Port {port}" in err
        code, _, err = await ended(await bot(elsewhere, "sandbox", "--record", "no/such/file"))
        assert code == 1
        assert len(err.splitlines()) == 1

        await _exports(tmp_path)
        process.terminate()
        code, out, _ = await ended(process)
        assert code == 0
        assert not out, "it prints one address and nothing else"


async def test_the_bot_of_the_sandbox_serves_metrics_where_the_environment_says(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TERTULIA_METRICS=127.0.0.1:1\n")
    address = f"127.0.0.1:{free_port()}"
    process = await bot(tmp_path, "sandbox", TERTULIA_METRICS=address)
    async with asyncio.timeout(PATIENCE):
        while not await is_healthy(address):  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.1)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    second = await bot(elsewhere, "sandbox", TERTULIA_METRICS=address)
    assert second.stderr is not None
    said = (await asyncio.wait_for(second.stderr.readline(), PATIENCE)).decode()
    assert said.startswith(f"The bot serves no metrics: {address} of TERTULIA_METRICS is in use")
    for one in (second, process):
        one.terminate()
        code, _, _ = await ended(one)
        assert code == 0
    assert not await is_healthy(address)


async def is_healthy(address: str) -> bool:
    try:
        return (await ask(f"http://{address}/healthz")).status == 200
    except aiohttp.ClientError:
        return False


async def _exports(folder: Path) -> None:
    """Beside the running bot."""
    database = "data/sandbox.sqlite3"
    with closing(sqlite3.connect(folder / database)) as connection:
        (server,) = connection.execute("SELECT DISTINCT server_id FROM discussion").fetchone()
        (article,) = connection.execute("SELECT public_id FROM article").fetchone()
    asked = ("export", article, "--server", str(server), "--format", "json")
    code, out, err = await ended(await bot(folder, *asked, TERTULIA_DATABASE=database))
    assert code == 0, err
    assert json.loads(out)["version"] == 1


async def test_the_bot_ends_with_whoever_supervises_it(tmp_path: Path) -> None:
    async with Sandbox.start() as sandbox:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--supervised"),
            cwd=tmp_path,
            stdin=PIPE,
            env=environment(DISCORD_API=sandbox.api, DISCORD_TOKEN=sandbox.bot_token),
        )
        async with asyncio.timeout(PATIENCE):
            while not sandbox.gateway.online:  # noqa: ASYNC110  # it tells nobody
                await asyncio.sleep(0.05)
            assert process.stdin is not None
            process.stdin.close()
            assert await process.wait() == 0


async def test_the_doctor_names_faults_and_what_to_do(tmp_path: Path) -> None:
    async with Sandbox.start(message_content=False) as sandbox:
        news = sandbox.world.channel_named("news")
        channels.set_overwrite(
            sandbox.world, news, sandbox.world.guild_id, deny=Permission.CREATE_PUBLIC_THREADS
        )
        settings = {"DISCORD_API": sandbox.api, "DISCORD_TOKEN": sandbox.bot_token}
        code, out, err = await ended(await bot(tmp_path, "doctor", **settings))
        assert code == 0, err
        assert "Intent is off" in out
        assert "#news: the bot needs Create Public Threads" in out
        assert "#noticias: no permissions are missing" in out
        assert "No problems to fix." in out

        settings["LANG"] = "es_ES.UTF-8"
        code, out, err = await ended(await bot(tmp_path, "doctor", "--json", **settings))
        assert (code, err) == (0, "")
        told = json.loads(out)
        assert told["status"] == "warning"
        [intent] = [one for one in told["checks"] if one["id"] == "message_content"]
        assert intent["status"] == "warning"
        assert "portal de desarrolladores" in intent["remedy"]
        assert {one["id"] for one in told["checks"]} >= {"settings", "database", "token", "permissions"}
        settings["LANG"] = "en_US.UTF-8"

        settings["DISCORD_TOKEN"] = "not-the-token-of-this-bot"
        code, out, err = await ended(await bot(tmp_path, "doctor", **settings))
        assert code == 1
        assert "does not accept DISCORD_TOKEN" in out
        code, _, err = await ended(await bot(tmp_path, "run", **settings))
        assert code == EX_CONFIG
        assert "does not accept DISCORD_TOKEN" in err
        assert len(err.splitlines()) == 1


async def test_where_discord_cannot_be_reached_it_is_said(tmp_path: Path) -> None:
    settings = {"DISCORD_API": "http://127.0.0.1:9/api/v10", "DISCORD_TOKEN": "a-token-that-is-long-enough"}
    code, out, _ = await ended(await bot(tmp_path, "doctor", **settings))
    assert code == 1
    assert "cannot be reached" in out
    code, _, err = await ended(await bot(tmp_path, "run", **settings))
    assert code == 1
    assert "cannot be reached" in err
    assert len(err.splitlines()) == 1
