"""The image, run as a container engine runs it: another user, a root that cannot be written, one volume.

``deploy/build-image`` makes it; ``TERTULIA_IMAGE`` is its name in buildah's store. It takes root.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.server import Sandbox

IMAGE = os.environ.get("TERTULIA_IMAGE", "")
pytestmark = [
    pytest.mark.contract,
    pytest.mark.skipif(not IMAGE, reason="TERTULIA_IMAGE names no image"),
]
PATIENCE = 120.0
INSIDE = """
set -e
mount --rbind "$ROOT_FOLDER" "$ROOT_FOLDER"
mount -o remount,ro,bind "$ROOT_FOLDER"
for folder in proc dev; do mount --rbind "/$folder" "$ROOT_FOLDER/$folder"; done
mount --bind "$VOLUME" "$ROOT_FOLDER/data"
exec chroot --userspec="$USER_IN_IMAGE" "$ROOT_FOLDER" /bin/sh -c 'cd "$0" && exec "$@"' "$FOLDER" "$@"
"""
"""What a container engine does for a container with a read-only root and a volume at /data."""
CHART = {
    "form": "png",
    "title": "Comments",
    "said": "",
    "language": "es",
    "thousands": ".",
    "panels": [
        {
            "title": "Por hora",
            "axis": "Hora",
            "categories": ["0", "1"],
            "series": [{"name": "español", "look": 0, "values": [1, 2]}],
        }
    ],
}
STORY = "The city opened its river park on Saturday. Some three thousand people walked along the water. " * 9
PAGE = f"<html lang=en><body><article><h1>The River Park Opens</h1><p>{STORY}</p></article></body></html>"


@dataclass(frozen=True)
class Image:
    """What the image says of itself, the folder with its files, and one that serves as its volume."""

    config: dict[str, Any]
    root: Path
    volume: Path

    @asynccontextmanager
    async def running(self, *command: str, **given: str) -> AsyncIterator[Process]:
        """A container of it that runs ``command``."""
        own = dict(one.split("=", 1) for one in self.config["Env"])
        told = {
            "ROOT_FOLDER": str(self.root),
            "VOLUME": str(self.volume),
            "USER_IN_IMAGE": self.config["User"],
            "FOLDER": self.config["WorkingDir"],
        }
        process = await asyncio.create_subprocess_exec(
            *("unshare", "--mount", "/bin/sh", "-c", INSIDE, "sh", *command),
            env={**own, **told, **given, "PATH": f"{own['PATH']}:/usr/sbin:/sbin"},
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.communicate(), PATIENCE)

    async def ran(self, *command: str, given: bytes = b"", **settings: str) -> tuple[int | None, bytes, str]:
        """How ``command`` ended, and what it printed."""
        async with self.running(*command, **settings) as process:
            out, err = await asyncio.wait_for(process.communicate(given), PATIENCE)
        return process.returncode, out, err.decode()


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    def buildah(*arguments: str) -> str:
        told = subprocess.run(["buildah", *arguments], capture_output=True, text=True, check=True)
        return told.stdout.strip()

    container = buildah("from", "--pull-never", IMAGE)
    try:
        yield Path(buildah("mount", container))
        buildah("umount", container)
    finally:
        buildah("rm", container)


@pytest.fixture
def image(root: Path, tmp_path: Path) -> Image:
    told = subprocess.run(
        ["buildah", "inspect", "--type", "image", IMAGE], capture_output=True, text=True, check=True
    )
    config = json.loads(told.stdout)["Docker"]["config"]
    volume = tmp_path / "volume"
    volume.mkdir()
    os.chown(volume, *map(int, config["User"].split(":")))
    return Image(config, root, volume)


def test_it_is_run_by_an_ordinary_user_with_one_volume(image: Image) -> None:
    assert image.config["User"] == "10001:10001"
    assert list(image.config["Volumes"]) == ["/data"]
    assert (image.config["Entrypoint"], image.config["Cmd"]) == (["tertulia"], ["run"])


async def test_its_bot_is_healthy_in_a_root_that_cannot_be_written(image: Image) -> None:
    ask = image.config["Healthcheck"]["Test"]
    assert ask[0] == "CMD"
    code, out, _ = await image.ran(*ask[1:])
    assert (code, b"could not be asked" in out) == (1, True)
    command = [*image.config["Entrypoint"], *image.config["Cmd"]]
    async with Sandbox.start() as sandbox:
        settings = {"DISCORD_API": sandbox.api, "DISCORD_TOKEN": sandbox.bot_token}
        async with image.running(*command, **settings) as process, asyncio.timeout(PATIENCE):
            while (await image.ran(*ask[1:]))[0] != 0:
                assert process.returncode is None
            code, out, err = await image.ran("tertulia", "doctor", **settings)
            assert code == 0, out.decode() + err
            assert b"No problems to fix." in out
            process.terminate()
            assert await process.wait() == 0
    assert (image.volume / "tertulia.sqlite3").exists()


async def test_what_was_taken_out_is_not_missed(image: Image) -> None:
    """Charts, pages, databases, languages: all that libraries were trimmed for."""
    for form, begins in (("png", b"\x89PNG"), ("svg", b"<svg")):
        asked = json.dumps({**CHART, "form": form}).encode()
        code, out, err = await image.ran(
            *("python", "-P", "-m", "bot.statistics.draw_child"), given=asked, MPLCONFIGDIR="/data"
        )
        assert (code, out[:4]) == (0, begins), err
    (image.volume / "story.html").write_text(PAGE)
    code, out, err = await image.ran("tertulia", "summarize", "story.html", COLUMNS="100")
    assert code == 0, err
    assert "river park" in out.decode()
    imports = "import fxtranslate, re2, ahocorasick, psycopg; assert psycopg.pq.__impl__ == 'binary'"
    assert (await image.ran("python", "-P", "-c", imports))[0] == 0
    assert (await image.ran("touch", "/opt/tertulia/new"))[0] != 0, "the root can be written"
