"""What a container engine asks of the running bot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.upkeep.healthcheck import main


class Answering(BaseHTTPRequestHandler):
    """A bot that answers with its server's ``status``, and says which path it was asked for."""

    def do_GET(self) -> None:
        self.send_response(self.server.status)  # type: ignore[attr-defined]
        self.end_headers()
        self.wfile.write(f"asked for {self.path}\n".encode())

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@pytest.fixture
def bot() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_it_ends_as_the_bot_answers(
    bot: HTTPServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    host: str,
    status: int,
    code: int,
) -> None:
    bot.status = status  # type: ignore[attr-defined]
    monkeypatch.setenv("TERTULIA_METRICS", f"{host}:{bot.server_port}")
    assert main() == code
    assert capsys.readouterr().out == "asked for /healthz\n"


@pytest.mark.parametrize("address", ["127.0.0.1:1", "[::1]:1", "nonsense", ""])
def test_a_bot_that_cannot_be_asked_is_not_healthy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    monkeypatch.setenv("TERTULIA_METRICS", address)
    assert main() == 1
    assert "could not be asked" in capsys.readouterr().out
