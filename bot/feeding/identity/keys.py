"""What an entry of a feed is known by: keys that stay the same where feeds change what is around them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from yarl import URL

from bot.domain.errors import BadInput
from bot.reading.feeds.feed import Entry
from bot.reading.fetch.addresses import is_front_page, normalise, opened

LINK, GUID, PATH = "link", "guid", "path"
"""Kinds of keys; each key begins with its kind and a colon."""
SHARED = "shared"
"""A link that several stories had, and that therefore names none. Its row stays, to say so."""
_WEB = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one entry. ``link`` is its link as articles are known by, without scheme and ``www``;
    ``link_path`` and ``guid_path`` are link and guid without scheme and host, where they have more than
    those. ``hosts`` are those of both. ``has_anchor``: the link leads to a place on its page.
    """

    link: str | None
    guid: str | None
    link_path: str | None
    guid_path: str | None
    hosts: frozenset[str]
    has_anchor: bool = False

    @property
    def paths(self) -> frozenset[str]:
        """Those of link and guid."""
        return frozenset(one for one in (self.link_path, self.guid_path) if one is not None)


def keys_of(entry: Entry) -> Keys:
    """The keys of an entry, whether or not they can be trusted in its feed."""
    link, guid = _web_address(entry.link), (entry.guid or "").strip()
    address = _web_address(guid) if _WEB.match(guid) else None
    own, has_anchor = _link_key(link), bool(link and link.raw_fragment)
    return Keys(
        link=own,
        guid=_key(GUID, guid) if guid else None,
        link_path=_path_key(link) if own or has_anchor else None,
        guid_path=_path_key(address),
        hosts=frozenset(_host(one) for one in (link, address) if one is not None),
        has_anchor=has_anchor,
    )


def link_key(link: str | None) -> str | None:
    """The key of a link; None for a site's front page, which is no story's."""
    return _link_key(_web_address(link))


def _link_key(address: URL | None) -> str | None:
    if address is None or (is_front_page(str(address)) and not address.raw_query_string):
        return None  # with parameters, a front page is any page of some sites
    port = "" if address.is_default_port() else f":{address.port}"
    return _key(LINK, f"{_host(address)}{port}{_path(address.with_fragment(None))}")


def as_shared(key: str) -> str:
    """The key that says of a link's ``key`` that several stories had that link."""
    return f"{SHARED}:{key}"


def _key(kind: str, value: str) -> str:
    """A key of bounded length: guids and links may be as long as a page."""
    return f"{kind}:{hashlib.blake2b(value.encode(errors='replace'), digest_size=16).hexdigest()}"


def _path_key(address: URL | None) -> str | None:
    path = _path(address) if address is not None else ""
    return _key(PATH, path) if path else None


def _web_address(link: str | None) -> URL | None:
    """A link as articles are known by, with its fragment; None if it is none."""
    if not link:
        return None
    try:
        return URL(normalise(link), encoded=True).with_fragment(opened(link.strip()).fragment or None)
    except (BadInput, ValueError):
        return None


def _host(address: URL) -> str:
    return (address.raw_host or "").lower().removeprefix("www.")


def _path(address: URL) -> str:
    """Path, parameters and fragment; the slash at a path's end says nothing."""
    query = f"?{address.raw_query_string}" if address.raw_query_string else ""
    fragment = f"#{address.raw_fragment}" if address.raw_fragment else ""
    return f"{address.raw_path.rstrip('/')}{query}{fragment}"
