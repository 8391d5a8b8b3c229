"""The address that health and metrics are served at."""

from __future__ import annotations

import socket

import pytest

from bot.upkeep.metrics.address import Address, parse_address


@pytest.mark.parametrize(
    ("text", "host", "is_loopback"),
    [
        ("127.0.0.1:9464", "127.0.0.1", True),
        ("127.9.9.9:1", "127.9.9.9", True),
        ("[::1]:9464", "::1", True),
        ("localhost:65535", "localhost", True),
        ("0.0.0.0:9464", "0.0.0.0", False),
        ("[::]:9464", "::", False),
        ("metrics.example:9464", "metrics.example", False),
        ("localhost.example:9464", "localhost.example", False),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, host: str, is_loopback: bool) -> None:
    address = parse_address(text)
    assert (address.host, address.is_loopback, str(address)) == (host, is_loopback, text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "9464", ":9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:-1"),
        *("::1:9464", "[::1]", "[::g]:9464", "[127.0.0.1]:9464", "256.0.0.1:9464", "1.2.3:9464"),
        *("http://127.0.0.1:9464", "127.0.0.1:9464/metrics", "a b:9464", "-a:9464", "127.0.0.1:94 64"),
        *("127.0.0.1:９４６４", "127.0.0.1:9464\n"),
    ],
)
def test_anything_else_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_address(text)


def test_an_address_is_free_unless_a_program_serves_there() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        address = Address("127.0.0.1", other.getsockname()[1])
        other.listen()
        assert not address.is_free
    assert address.is_free
    assert not Address("192.0.2.1", 9464).is_free, "it is no address of this machine"
