"""Downloads models: each file is resumed where it broke off, checked, and only then gets its name."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import aiohttp

from bot.domain.errors import PlatformFailed, Refused, StorageFailed
from bot.domain.message import message
from bot.translation.models.pinned import PINNED, Model, ModelFile

Progress = Callable[[int, int], None]
"""Takes the bytes that are there, of how many."""
_CHUNK = 1 << 16
_IDLE_SECONDS = 60.0
_FULL = (errno.ENOSPC, errno.EDQUOT)
_PARTIAL = ".part"


class Installation:
    """The models in a folder."""

    def __init__(self, folder: Path, address: str, models: Sequence[Model] = PINNED) -> None:
        self.folder = folder
        self.models = models
        self._address = address.rstrip("/")

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for model in self.models for file in model.files)

    async def install(self, progress: Progress) -> int:
        """Download what is not there; returns how many files that were. What is damaged is downloaded anew.

        Raises:
            PlatformFailed: an address cannot be reached, or has something else.
            StorageFailed: the disk is full, or the folder cannot be written.
            Refused: another installation runs.
        """
        downloaded = done = 0
        try:
            with _alone(self.folder):
                async with aiohttp.ClientSession(trust_env=True) as session:
                    for model in self.models:
                        for file, path in model.paths(self.folder):
                            if not file.is_whole(path):
                                address = f"{self._address}/{model.pair}/{file.name}"
                                told = _from(progress, done, self.size)
                                await _download(session, address, file, path, told)
                                downloaded += 1
                            done += file.size
                            progress(done, self.size)
        except OSError as error:
            full = error.errno in _FULL
            raise StorageFailed(
                message("The disk is full. What was downloaded is kept: make room and try again.")
                if full
                else message("The folder {folder} cannot be written.", folder=str(self.folder))
            ) from error
        return downloaded

    def damaged(self) -> list[str]:
        """The names of files that are not there or not whole."""
        return [
            file.name
            for model in self.models
            for file, path in model.paths(self.folder)
            if not file.is_whole(path)
        ]

    def remove(self) -> None:
        """Remove the models, and what is left of downloads.

        Raises:
            StorageFailed: the folder cannot be written.
            Refused: an installation runs.
        """
        try:
            with _alone(self.folder):
                for model in self.models:
                    shutil.rmtree(self.folder / model.pair, ignore_errors=True)
        except OSError as error:
            sentence = message("The folder {folder} cannot be written.", folder=str(self.folder))
            raise StorageFailed(sentence) from error


def _from(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, total)


async def _download(
    session: aiohttp.ClientSession, address: str, file: ModelFile, path: Path, progress: Callable[[int], None]
) -> None:
    """Download a file, or the rest of it; all of it where the rest does not make it whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + _PARTIAL)
    begun = partial.stat().st_size if partial.exists() else 0
    if begun > file.size:
        begun = 0
    await _fetch(session, address, file, partial, begun, progress)
    if not file.is_whole(partial) and begun:
        await _fetch(session, address, file, partial, 0, progress)
    if not file.is_whole(partial):
        partial.unlink()
        raise PlatformFailed(message("The file at {address} is not the expected one.", address=address))
    partial.replace(path)


async def _fetch(
    session: aiohttp.ClientSession,
    address: str,
    file: ModelFile,
    partial: Path,
    begun: int,
    progress: Callable[[int], None],
) -> None:
    if begun == file.size:
        return
    headers = {"Range": f"bytes={begun}-"} if begun else {}
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=_IDLE_SECONDS, sock_read=_IDLE_SECONDS)
    try:
        async with session.get(
            address, headers={**headers, "Accept-Encoding": "identity"}, timeout=timeout
        ) as answer:
            if answer.status not in (200, 206):
                raise PlatformFailed(
                    message("{address} answered with error {status}.", address=address, status=answer.status)
                )
            done = begun if answer.status == 206 else 0
            with partial.open("ab" if done else "wb") as written:
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    done += len(chunk)
                    if done > file.size:
                        break
                    written.write(chunk)
                    progress(done)
                written.flush()
                os.fsync(written.fileno())
    except (aiohttp.ClientError, TimeoutError) as error:
        sentence = message(
            "{address} cannot be reached, or the connection was lost. What was "
            "downloaded is kept: try again.",
            address=address,
        )
        raise PlatformFailed(sentence) from error


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other installations out of ``folder``; the system drops the lock with the process.

    Raises:
        Refused: one is running.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "install.lock").open("a+b") as opened:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(opened.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise Refused(message("Another installation is running in this folder.")) from error
        yield
