"""Models are downloaded whole or not at all, go on where they broke off, and are checked."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from bot.domain.errors import PlatformFailed, Refused, StorageFailed
from bot.translation.models.install import Installation
from bot.translation.models.pinned import PINNED, Model
from tests import tiny_firefox


class Mirror:
    """A server of models. ``cut``: bytes after which answers break off; ``moved``: where it redirects to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = ""
        self.asked: list[tuple[str, str | None]] = []
        self.cut: int | None = None
        self.moved: str | None = None
        self.ranges = True
        self.waits: Callable[[], Awaitable[None]] | None = None

    async def answer(self, request: web.Request) -> web.StreamResponse:
        asked = request.headers.get("Range")
        self.asked.append((request.path, asked))
        if self.waits is not None:
            await self.waits()
        if self.moved is not None and not request.path.startswith("/new/"):
            raise web.HTTPFound(self.moved + request.path)
        path = self._folder / request.path.lstrip("/")
        if not path.exists():
            return web.Response(status=404)
        content = path.read_bytes()
        begun = int(asked.removeprefix("bytes=").rstrip("-")) if asked and self.ranges else 0
        answer = web.StreamResponse(status=206 if begun else 200)
        answer.content_length = len(content) - begun
        await answer.prepare(request)
        await answer.write(content[begun:][: self.cut])
        if self.cut is not None:
            assert request.transport is not None
            request.transport.close()
        return answer


@pytest.fixture
def models(tmp_path: Path) -> tuple[Model, ...]:
    return tiny_firefox.models(tmp_path / "mirror")


@pytest.fixture
async def mirror(tmp_path: Path, models: tuple[Model, ...]) -> AsyncIterator[Mirror]:
    mirror = Mirror(tmp_path / "mirror")
    app = web.Application()
    app.router.add_get("/{path:.*}", mirror.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    mirror.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield mirror
    await runner.cleanup()


@pytest.fixture
def installation(tmp_path: Path, mirror: Mirror, models: tuple[Model, ...]) -> Installation:
    return Installation(tmp_path / "models", mirror.url, models)


def _nothing(done: int, total: int) -> None:
    pass


async def test_what_is_there_is_not_downloaded_again(installation: Installation, mirror: Mirror) -> None:
    told: list[tuple[int, int]] = []
    assert await installation.install(lambda done, total: told.append((done, total))) == 4
    assert installation.damaged() == []
    assert all(model.is_there(installation.folder) for model in installation.models)
    assert told[-1] == (installation.size, installation.size)
    assert told == sorted(told)
    assert await installation.install(_nothing) == 0
    assert len(mirror.asked) == 4


async def test_a_download_goes_on_where_it_broke_off(installation: Installation, mirror: Mirror) -> None:
    mirror.cut = 300
    with pytest.raises(PlatformFailed):
        await installation.install(_nothing)
    assert len(installation.damaged()) == 4, "nothing has its name before it is whole"
    mirror.cut = None
    await installation.install(_nothing)
    assert mirror.asked[1][1] == "bytes=300-"
    assert installation.damaged() == []


async def test_a_server_that_always_begins_anew(installation: Installation, mirror: Mirror) -> None:
    mirror.cut, mirror.ranges = 300, False
    with pytest.raises(PlatformFailed):
        await installation.install(_nothing)
    mirror.cut = None
    await installation.install(_nothing)
    assert installation.damaged() == []


async def test_a_beginning_that_is_damaged_is_thrown_away(installation: Installation, mirror: Mirror) -> None:
    folder = installation.folder / "enes"
    folder.mkdir(parents=True)
    (folder / "model.gz.part").write_bytes(b"x" * 300)
    await installation.install(_nothing)
    assert installation.damaged() == []


async def test_another_file_than_the_pinned_one_is_refused(
    installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "mirror" / "enes" / "model.gz"
    path.write_bytes(b"x" * path.stat().st_size)
    with pytest.raises(PlatformFailed, match="is not the expected one"):
        await installation.install(_nothing)
    assert not (installation.folder / "enes" / "model.gz").exists()
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1")
    with pytest.raises(PlatformFailed):
        await installation.install(_nothing)


@pytest.mark.parametrize(
    ("moved", "content"), [("", b""), ("file:///etc", b""), ("http://127.0.0.1:9", b""), ("/new", b"x" * 500)]
)
async def test_wherever_a_mirror_sends_us_only_the_pinned_file_is_kept(
    installation: Installation, mirror: Mirror, tmp_path: Path, moved: str, content: bytes
) -> None:
    mirror.moved = moved
    path = tmp_path / "mirror" / "new" / "enes" / "model.gz"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(PlatformFailed):
        await installation.install(_nothing)
    assert len(installation.damaged()) == 4


async def test_a_damaged_file_is_named_and_mended(installation: Installation) -> None:
    await installation.install(_nothing)
    path = installation.folder / "esen" / "vocabulary.gz"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert installation.damaged() == ["vocabulary.gz"]
    assert await installation.install(_nothing) == 1
    assert installation.damaged() == []


async def test_a_full_disk_keeps_what_there_is(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(StorageFailed, match="disk is full"):
            await installation.install(_nothing)
    await installation.install(_nothing)
    assert installation.damaged() == []


async def test_two_installations_at_once(installation: Installation, mirror: Mirror) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        begun.set()
        await go_on.wait()

    mirror.waits = wait
    first = asyncio.create_task(installation.install(_nothing))
    await begun.wait()
    with pytest.raises(Refused):
        await installation.install(_nothing)
    with pytest.raises(Refused):
        installation.remove()
    go_on.set()
    assert await first == 4


async def test_removed_models_are_gone(installation: Installation) -> None:
    await installation.install(_nothing)
    installation.remove()
    assert len(installation.damaged()) == 4


def test_pinned_files_are_pinned_by_size_and_sum() -> None:
    files = [file for model in PINNED for file in model.files]
    assert len({file.sha256 for file in files}) == len(files) == 6
    assert all(len(file.sha256) == 64 and file.size > 400_000 for file in files)
