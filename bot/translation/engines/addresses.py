"""Where a key may be sent."""

from __future__ import annotations

from ipaddress import ip_address

from yarl import URL


def guarded(address: str | None) -> str | None:
    """An address that a key is safe on its way to: over https, or within the operator's own network.

    Raises:
        ValueError: it is another.
    """
    if address is not None:
        url = URL(address)
        if url.scheme != "https" and not _is_near(url.host or ""):
            raise ValueError("a key could be read on its way")
    return address


def _is_near(host: str) -> bool:
    """Whether a host is this machine or one of its network, where alone a name without a dot is known."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host[:1].isalpha() and "." not in host
