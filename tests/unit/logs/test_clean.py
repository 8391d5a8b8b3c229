"""What gives access to something is taken out of a line, and what helps to understand it stays."""

from __future__ import annotations

import pytest

from bot.logs.clean import clean

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.aB3dEfGhIjKlMnOpQrStUvWxYz012345678"
WEBHOOK = "aB3dEfGhIjKlMnOpQrStUvWxYz0123456789aB3dEfGhIjKlMnOpQrStUvWxYz012345"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "GET https://news.example/a/b?key=planted&x=1 gave 404",
            "GET https://news.example/a/b?*** gave 404",
        ),
        ("https://news.example/a#planted", "https://news.example/a?***"),
        ("https://user:planted@news.example:8080/a", "https://news.example:8080/a"),
        ("https://us@er:plan@ted@news.example/@editor", "https://news.example/@editor"),
        (r"https://u:planted@news.example\a?planted", r"https://news.example\a?***"),
        ("https://planted:planted@news.example", "https://news.example"),
        ("https://a.example/web/ftp://u:planted@b.example/c", "https://a.example/web/ftp://b.example/c"),
        ("https://news.example?planted", "https://news.example?***"),
        ("https://news.example/?q='planted' or", "https://news.example/?*** or"),
        ("URL('https://news.example/a')", "URL('https://news.example/a')"),
        ("wss://gateway.example/?v=10&token=planted", "wss://gateway.example/?***"),
        ("/feeds/all.xml?key=planted and more", "/feeds/all.xml?*** and more"),
        ("Is it there? No, key=planted", "Is it there? No, key=planted"),
        ("POST /api/v10/webhooks/123/planted?wait=true", "POST /api/v10/webhooks/123/***?***"),
        ("https://d.example/webhooks/1/planted/messages/2", "https://d.example/webhooks/1/***/messages/2"),
        (
            "https://d.example/interactions/1/planted/callback",
            "https://d.example/interactions/1/***/callback",
        ),
        (f"the token {TOKEN} is wrong", "the token *** is wrong"),
        (f"123+{WEBHOOK}", "123+***"),
        ("{'Authorization': 'Bot planted.planted'}", "{'Authorization': '***'}"),
        ("Authorization: DeepL-Auth-Key planted-planted:fx", "Authorization: ***"),
        ("Ocp-Apim-Subscription-Key: planted", "Ocp-Apim-Subscription-Key: ***"),
        ('{"api_key": "planted", "source": "en"}', '{"api_key": "***", "source": "en"}'),
        ("it sent Bearer planted-planted-planted to it", "it sent Bearer *** to it"),
    ],
)
def test_secrets_are_taken_out(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "mirrors: 1234567890123456789: Discord is having trouble. Please try again in a moment.",
        "Gave Discord 24 commands",
        "Backed the database up to data/backups/tertulia-2026-11-30T050000Z.sqlite3",
        "revision 3f786850e387550fdab836ed7e6dc881de23001b",
        'File "/srv/tertulia/bot/discordkit/errors.py", line 42, in show',
        "https://news.example/2026/11/30/city-council-saves-the-old-fish-market-after-all",
        "The translation engine deepl is switched off for now: its key was not accepted",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert clean(text) == text
