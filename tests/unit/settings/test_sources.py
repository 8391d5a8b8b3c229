"""Where settings are read from, and which source counts."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.domain.errors import BadInput, WrongSettings
from bot.settings import load_settings
from bot.settings.described import described
from bot.settings.loading import read_settings
from bot.settings.sources import CREDENTIALS, Source, credential

NOBODY = 65534
TOKEN = "a-token-that-is-long-enough"


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The empty folder of systemd's credentials, and no other setting."""
    for name in described():
        monkeypatch.delenv(name, raising=False)
    with tempfile.TemporaryDirectory() as name:  # not within pytest's, which others may not enter
        Path(name).chmod(0o755)
        monkeypatch.chdir(name)
        folder = Path(name, "credentials")
        folder.mkdir()
        monkeypatch.setenv(CREDENTIALS, str(folder))
        yield folder
        monkeypatch.undo()


def test_a_credential_gives_the_setting_of_its_name(credentials: Path) -> None:
    (credentials / "discord-token").write_text(f"{TOKEN}\n")
    (credentials / "tertulia-database").write_text("elsewhere.sqlite3\n")
    (credentials / "of-another-program").write_text("whatever")
    settings = load_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert settings.database == Path("elsewhere.sqlite3")


def test_the_environment_goes_before_credentials_and_those_before_the_file(
    monkeypatch: pytest.MonkeyPatch, credentials: Path
) -> None:
    Path(".env").write_text("TERTULIA_RECENT_DAYS=1\nTERTULIA_BACKUPS_KEPT=1\nTERTULIA_LOG_LEVEL=ERROR\n")
    (credentials / "tertulia-recent-days").write_text("2")
    (credentials / "tertulia-backups-kept").write_text("2")
    monkeypatch.setenv("TERTULIA_RECENT_DAYS", "3")
    monkeypatch.setenv("TERTULIA_BACKUPS_KEPT", "")
    reading = read_settings()
    assert reading.settings is not None
    assert reading.settings.recent_days == 3
    assert reading.settings.backups_kept == 2, "what is set to nothing is not set"
    assert {name: (one.source, one.file) for name, one in reading.given.items()} == {
        "TERTULIA_RECENT_DAYS": (Source.ENVIRONMENT, None),
        "TERTULIA_BACKUPS_KEPT": (Source.CREDENTIAL, credentials / "tertulia-backups-kept"),
        "TERTULIA_LOG_LEVEL": (Source.FILE, Path.cwd() / ".env"),
    }


def test_a_supervised_bot_reads_the_environment_alone(credentials: Path) -> None:
    (credentials / "discord-token").write_text(TOKEN)
    assert load_settings(env_file=None).token is None


def test_a_credential_that_no_setting_has_is_a_fault(credentials: Path) -> None:
    (credentials / credential("TERTULIA_DATABSE")).write_text("elsewhere.sqlite3")
    with pytest.raises(WrongSettings) as caught:
        load_settings()
    assert [str(fault) for fault in caught.value.faults] == [
        "TERTULIA_DATABSE: there is no such setting. Did you mean TERTULIA_DATABASE?"
    ]


@pytest.mark.parametrize("name", [".env", "credentials/discord-token"])
def test_a_file_that_is_no_text_is_named(name: str) -> None:
    Path(name).write_bytes(b"DISCORD_TOKEN=\xff\xfe")
    with pytest.raises(BadInput, match=f"The file .*{name} is not text in UTF-8"):
        load_settings()


def test_a_folder_of_credentials_that_is_gone_gives_nothing(credentials: Path) -> None:
    os.rmdir(credentials)
    assert load_settings().token is None


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """With the rights of a user who is not root, as root reads everything."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111], ids=["none", "only listed", "only entered"])
def test_a_folder_of_credentials_that_cannot_be_read_is_named(credentials: Path, mode: int) -> None:
    (credentials / "discord-token").write_text(TOKEN)
    credentials.chmod(mode)
    try:
        with as_somebody_else(), pytest.raises(BadInput) as caught:
            load_settings()
    finally:
        credentials.chmod(0o700)
    assert str(caught.value) == f"The folder {credentials} cannot be read: Permission denied"


def test_a_folder_of_settings_that_cannot_be_entered_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(CREDENTIALS)
    Path.cwd().chmod(0)
    try:
        with as_somebody_else(), pytest.raises(BadInput, match=r"The file \.env cannot be read: Permission"):
            load_settings()
    finally:
        Path.cwd().chmod(0o700)
