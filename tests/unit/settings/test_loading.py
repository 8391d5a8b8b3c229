"""Settings: what they are without any, and every wrong one named at once."""

from __future__ import annotations

from pathlib import Path
from traceback import format_exception

import pytest

from bot.domain.errors import WrongSettings
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.settings import DISCORD, load_settings
from bot.settings.described import described
from bot.settings.loading import presentable, read_settings
from bot.translation.engines.chosen import chosen_engines

TOKEN = "a-token-that-is-long-enough"
PASTED = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB"
"""What looks like a bot's token."""


@pytest.fixture(autouse=True)
def _only_what_the_test_sets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in described():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings()
    assert settings.token is None
    assert settings.api == DISCORD
    assert settings.database == Path("data/tertulia.sqlite3")
    assert settings.fetch_ports == {80, 443}
    assert settings.allowed_origin is None


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text(
        f"DISCORD_TOKEN={TOKEN}\nTERTULIA_LOG_LEVEL=DEBUG\nTERTULIA_FETCH_PORTS=80, 8080\n"
    )
    monkeypatch.setenv("TERTULIA_LOG_LEVEL", "ERROR")
    settings = load_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == TOKEN
    assert settings.log_level == "ERROR"
    assert settings.fetch_ports == {80, 8080}


def test_without_the_file_the_environment_counts_alone() -> None:
    Path(".env").write_text("TERTULIA_LOG_LEVEL=nonsense\n")
    assert load_settings(env_file=None).log_level == "INFO"


def test_what_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "")
    assert load_settings().token is None


def test_each_outside_engine_has_its_characters_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().translation_characters == {}
    monkeypatch.setenv("TERTULIA_TRANSLATION_CHARACTERS", "deepl:500000, azure: 2000000")
    assert load_settings().translation_characters == {"deepl": 500_000, "azure": 2_000_000}
    monkeypatch.setenv("TERTULIA_TRANSLATION_CHARACTERS", "firefox:1")
    with pytest.raises(WrongSettings):
        load_settings()


def test_translation_is_switched_off_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_TRANSLATORS", "off")
    assert chosen_engines(load_settings().engines) == []
    monkeypatch.setenv("TERTULIA_TRANSLATORS", "apertium,off")
    with pytest.raises(WrongSettings):
        load_settings()


def test_every_wrong_setting_is_named_and_no_token_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = {
        "DISCORD_TOKEN": "short-secret",
        "DISCORD_API": "me:short-secret@discord",
        "TERTULIA_DATABASE": str(tmp_path),
        "TERTULIA_LEDGER": "elsewhere.sqlite3",
        "TERTULIA_CONTACT": "ünsendable",
        "TERTULIA_FETCH_PORTS": "80,99999",
        "TERTULIA_ALLOWED_ORIGIN": "http://127.0.0.1:8000/a/path",
        "TERTULIA_REDRAW_SECONDS": "-1",
        "TERTULIA_FEED_SECONDS": "0",
        "TERTULIA_BACKUP_FOLDER": str(Path(__file__)),
        "TERTULIA_BACKUP_HOURS": "0",
        "TERTULIA_BACKUPS_KEPT": "none",
        "TERTULIA_RECENT_DAYS": "366",
        "TERTULIA_KEEP_CLOSED_DAYS": "0",
        "TERTULIA_KEEP_DELETED_DAYS": "-1",
        "TERTULIA_KEEP_EVIDENCE_DAYS": "-1",
        "TERTULIA_METRICS": "9464",
        "TERTULIA_LOG_LEVEL": "LOUD",
        "TERTULIA_LOG_FORMAT": "xml",
        "TERTULIA_TRANSLATORS": "firefox,babelfish",
        "TERTULIA_TRANSLATION_SECONDS": "0",
        "TERTULIA_TRANSLATION_CHARACTERS": "deepl:-1",
        "TERTULIA_MODELS": str(Path(__file__)),
        **{
            f"TERTULIA_{name}_URL": "ftp://me:short-secret@nowhere.example"
            for name in ("MODELS", "LIBRETRANSLATE", "DEEPL", "GOOGLE", "AZURE", "CHAT")
        },
        **{
            f"TERTULIA_{name}_KEY": "a short-secret"
            for name in ("LIBRETRANSLATE", "DEEPL", "GOOGLE", "AZURE", "CHAT")
        },
        "TERTULIA_LIBRETRANSLATE_LOCAL": "perhaps",
        "TERTULIA_AZURE_REGION": "West Europe",
        "TERTULIA_CHAT_MODEL": "a model",
        "TERTULIA_CHAT_LOCAL": "perhaps",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as caught:
        load_settings()
    assert [fault.params["name"] for fault in caught.value.faults] == list(described())
    assert set(wrong) == set(described()), "each setting can be wrong, and says what it may be"
    assert "short-secret" not in repr(caught.value.faults)
    assert "short-secret" not in "".join(format_exception(caught.value))


@pytest.mark.parametrize("around", ["{}", " {}\n", "Bot {}", "https://me.example/{}", "data/{}.sqlite3"])
def test_a_token_is_repeated_of_no_setting(monkeypatch: pytest.MonkeyPatch, around: str) -> None:
    value = around.format(PASTED)
    for name, one in described().items():
        monkeypatch.setenv(name, value)
        wrong = read_settings().wrong
        assert PASTED not in repr(wrong)
        assert PASTED not in presentable(value, one, is_wrong=name in wrong)
        if name != "DISCORD_TOKEN":
            told = f"{name}: there is a bot's token in it. It belongs in DISCORD_TOKEN alone."
            assert str(wrong[name]) == told
        monkeypatch.delenv(name)


def test_what_only_has_the_shape_of_a_token_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "TERTULIA_CHAT_URL", "http://translations-of-tertulia.default.svc-cluster-of-our-house/v1"
    )
    assert load_settings()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:hunter@2@db.example/a",
        "postgresql://me:hunter/2@db.example/a",
        "postgresql://me:hunter#2@db.example/a",
        "host=db.example user=me password=hunter2",
    ],
)
@pytest.mark.parametrize("name", ["TERTULIA_DATABASE", "TERTULIA_LEDGER"])
def test_an_address_whose_password_cannot_be_told_from_its_host_is_refused_unseen(
    monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    monkeypatch.setenv("TERTULIA_DATABASE", "postgresql://me:%40%2F@db.example/a?sslmode=require")
    monkeypatch.setenv("TERTULIA_LEDGER", "postgresql://me@db.example/b")
    assert load_settings().database == "postgresql://me:%40%2F@db.example/a?sslmode=require"
    monkeypatch.setenv(name, address)
    with pytest.raises(WrongSettings) as caught:
        load_settings()
    assert [fault.params["name"] for fault in caught.value.faults] == [name]
    assert "hunter" not in repr(caught.value.faults)


def test_an_engine_that_there_is_not_is_named_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_TRANSLATORS", "apertium,babelfish")
    with pytest.raises(WrongSettings) as caught:
        load_settings()
    assert [fault.params["given"] for fault in caught.value.faults] == ["babelfish"]


def test_an_engine_that_is_named_needs_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_TRANSLATORS", "apertium, deepl,chat")
    monkeypatch.setenv("TERTULIA_CHAT_URL", "http://127.0.0.1:8080/v1")
    with pytest.raises(WrongSettings) as caught:
        load_settings()
    assert [str(fault) for fault in caught.value.faults] == [
        "TERTULIA_DEEPL_KEY: deepl needs it.",
        "TERTULIA_CHAT_MODEL: chat needs it.",
    ]
    monkeypatch.setenv("TERTULIA_DEEPL_KEY", TOKEN)
    monkeypatch.setenv("TERTULIA_CHAT_MODEL", "small")
    settings = load_settings()
    assert settings.translators == ("apertium", "deepl", "chat")
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize("name", ["TERTULIA_DEEPL_URL", "TERTULIA_GOOGLE_URL", "TERTULIA_AZURE_URL"])
@pytest.mark.parametrize(
    ("address", "is_fine"),
    [
        ("https://translate.example", True),
        ("http://127.0.0.1:8080/v2", True),
        ("http://localhost:8080", True),
        ("http://[::1]:8080", True),
        ("http://10.0.0.5", True),
        ("http://relay:8080", True),
        ("http://translate.example", False),
        ("http://localhost.example", False),
        ("http://8.8.8.8", False),
        ("http://134744072", False),
        ("http://[2001:4860:4860::8888]", False),
    ],
)
def test_a_key_is_sent_over_https_or_within_the_own_network(
    monkeypatch: pytest.MonkeyPatch, name: str, address: str, is_fine: bool
) -> None:
    monkeypatch.setenv(name, address)
    if is_fine:
        assert load_settings()
        return
    with pytest.raises(WrongSettings) as caught:
        load_settings()
    assert [fault.params["name"] for fault in caught.value.faults] == [name]


def test_a_fault_says_in_the_operators_language_what_was_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_BACKUPS_KEPT", "none")
    monkeypatch.setenv("TERTULIA_FETCH_PORTS", "80,web")
    with pytest.raises(WrongSettings) as caught:
        load_settings()
    catalog = Catalog.load()
    assert [catalog.say(fault, Language.EN) for fault in caught.value.faults] == [
        "TERTULIA_FETCH_PORTS: expected numbers from 1 to 65535, separated by commas; it is 'web'.",
        "TERTULIA_BACKUPS_KEPT: expected a whole number from 1 to 1000; it is 'none'.",
    ]
    spanish = catalog.say(caught.value.faults[1], Language.ES)
    assert spanish == "TERTULIA_BACKUPS_KEPT: se espera un número entero de 1 a 1000; vale 'none'."


def test_a_setting_that_there_is_not_is_a_fault_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("TERTULIA_DATABSE=elsewhere.sqlite3\nTERTULIA_COLOUR=red\nOTHER_PROGRAM=1\n")
    monkeypatch.setenv("TERTULIA_FOR_ANOTHER_PROGRAM", "1")
    monkeypatch.setenv("TERTULIA_RECENT_DAY", "1")
    with pytest.raises(WrongSettings) as caught:
        load_settings()
    assert [Catalog.load().say(fault, Language.EN) for fault in caught.value.faults] == [
        "TERTULIA_COLOUR: there is no such setting.",
        "TERTULIA_DATABSE: there is no such setting. Did you mean TERTULIA_DATABASE?",
        "TERTULIA_RECENT_DAY: there is no such setting. Did you mean TERTULIA_RECENT_DAYS?",
    ]


def test_a_token_under_a_name_of_no_setting_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKENS", TOKEN)
    assert load_settings().token is None, "it is perhaps another program's"
    Path(".env").write_text(f"DISCORD_TOKN={TOKEN}\n")
    with pytest.raises(WrongSettings) as caught:
        load_settings()
    assert [str(fault) for fault in caught.value.faults] == [
        "DISCORD_TOKN: there is no such setting. Did you mean DISCORD_TOKEN?"
    ]
    Path(".env").write_text(f"DISCORD_TOKN={TOKEN}\nDISCORD_TOKEN={TOKEN}\n")
    assert load_settings().token is not None, "it is perhaps another bot's"


@pytest.mark.parametrize(
    ("given", "kept"),
    [("http://127.0.0.1:8000/", "http://127.0.0.1:8000"), ("https://news.example", "https://news.example")],
)
def test_an_origin_is_kept_without_its_slash(monkeypatch: pytest.MonkeyPatch, given: str, kept: str) -> None:
    monkeypatch.setenv("TERTULIA_ALLOWED_ORIGIN", given)
    assert load_settings().allowed_origin == kept
