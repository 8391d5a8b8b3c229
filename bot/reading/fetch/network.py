"""Connections to public addresses only, checked on the address that is connected to, as it is connected to.

Checking a host name beforehand is not enough: a name server may answer differently the next time it is asked.
The check stands in the socket factory, which sees each numeric address right before ``connect``; so it holds
for names, for literal addresses in any notation and for every redirect alike.
"""

from __future__ import annotations

import errno
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import aiohttp

_REFUSED = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's own services, inside each of its machines
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_REFUSED_V6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo, ORCHID, benchmarking and other special purposes
        "2001:db8::/32",
        "2002::/16",  # 6to4, which carries an IPv4 address
        "3fff::/20",
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All IPv6 addresses that are assigned to the public internet. What lies outside (loopback, link-local,
unique local, multicast, IPv4-mapped, NAT64) is refused whole."""


class AddressRefused(OSError):
    """A connection to an address that is not of the public internet."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, "not a public address")


def is_public(address: str) -> bool:
    """Whether a numeric address belongs to a host on the public internet."""
    try:
        parsed = ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        return parsed in _GLOBAL_UNICAST and not any(parsed in network for network in _REFUSED_V6)
    assert isinstance(parsed, IPv4Address)
    return not any(parsed in network for network in _REFUSED)


def may_be_public(host: str) -> bool:
    """Whether a host may be on the public internet by what it is called: it is a public address, or a name
    whose last label is none of those kept for the inside.
    """
    host = host.rstrip(".")
    if is_public(host):
        return True
    last = host.rpartition(".")[2].lower()
    return ":" not in host and last[:1].isalpha() and last not in _INSIDE


_INSIDE = frozenset(("localhost", "local", "internal", "intranet", "lan", "home", "corp"))


def public_socket(info: aiohttp.AddrInfoType) -> socket.socket:
    """A socket for a connection to the address in ``info``.

    Raises:
        AddressRefused: if the address is not public.
    """
    family, kind, protocol, _, address = info
    if family not in (socket.AF_INET, socket.AF_INET6) or not is_public(str(address[0])):
        raise AddressRefused
    return socket.socket(family, kind, protocol)
