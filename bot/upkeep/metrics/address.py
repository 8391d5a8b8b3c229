"""The address that health and metrics are served at, as the setting gives it."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import NamedTuple

_ADDRESS = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*)):(?P<port>[0-9]{1,5})"
)


class Address(NamedTuple):
    """A host, by its name or number, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine reaches it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"

    @property
    def is_free(self) -> bool:
        """Whether no program serves at it."""
        try:
            found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
            for family, kind, protocol, _, place in found:
                with socket.socket(family, kind, protocol) as tried:
                    tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    tried.bind(place)
        except OSError:
            return False
        return True


def parse_address(text: str) -> Address:
    """The address in a text such as ``127.0.0.1:9464`` or ``[::1]:9464``.

    Raises:
        ValueError: there is none in it.
    """
    found = _ADDRESS.fullmatch(text)
    if found is None or not 1 <= int(found["port"]) <= 65_535:
        raise ValueError("no address")
    if found["six"]:
        return Address(str(ipaddress.IPv6Address(found["six"])), int(found["port"]))
    if re.fullmatch(r"[0-9.]+", found["host"]):
        return Address(str(ipaddress.IPv4Address(found["host"])), int(found["port"]))
    return Address(found["host"], int(found["port"]))


def spelled_out(text: str | None) -> str | None:
    """An address as :class:`Address` writes it.

    Raises:
        ValueError: as :func:`parse_address`.
    """
    return None if text is None else str(parse_address(text))
