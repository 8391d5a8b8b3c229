"""What is shown of a setting's value: nothing that may be a password."""

from __future__ import annotations

import pytest

from bot.settings.masking import masked


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("data/tertulia.sqlite3", "data/tertulia.sqlite3"),
        (r"C:\Tertulia\a.sqlite3", r"C:\Tertulia\a.sqlite3"),
        ("me@example.com", "me@example.com"),
        ("https://discord.com/api/v10", "https://discord.com/api/v10"),
        ("http://[::1]:8080/v2", "http://[::1]:8080/v2"),
        ("postgresql:///tertulia", "postgresql:///tertulia"),
        ("postgresql://localhost:5432/tertulia", "postgresql://localhost:5432/tertulia"),
        ("postgresql://tertulia:hunter2@db.example:5432/a", "postgresql://***@db.example:5432/a"),
        ("postgresql+psycopg://hunter2@a:1,b:2/t?sslmode=hunter2", "postgresql+psycopg://***@a:1,b:2/t?***"),
        ("https://hunter2:@news.example/feed?key=hunter2#hunter2", "https://***@news.example/feed?***#***"),
    ],
)
def test_an_address_is_shown_without_who_signs_in(value: str, expected: str) -> None:
    assert masked(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "postgresql://me:hunter2/with-a-slash@db.example/a",
        "postgresql://me:hunter2#more@db.example/a",
        "postgresql://me:hunter2?more@db.example/a",
        "postgresql://me:5?hunter2@db.example/a",
        "postgresql://me:hunter@2@db.example/a",
        "postgresql://me:hunter2 @db.example/a",
        "postgresql://me:hunter2",
        "me:hunter2@db.example/a",
        "see https://me:hunter2@db.example",
        "https://db.example/\nhunter2@x",
        "host=db.example password = hunter2 dbname=a",
    ],
)
def test_what_may_hold_a_password_anywhere_is_not_shown(value: str) -> None:
    assert masked(value) == "***"
