"""The picture of an entry: the one a feed names for it, else the first of its content."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_LONGEST_TAG = 4_000
_MOST_LOOKED_AT = 10
_SOURCE = re.compile(
    r"""\s(?:data-(?:lazy-)?)?src\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_TINY = re.compile(r"""\s(?:width|height)\s{0,5}=\s{0,5}["']?[0-3](?:px)?["'\s/>]""", re.IGNORECASE)
_NO_PICTURE = re.compile(
    r"/~[a-z]{1,2}/|[/._-](?:pixel|blank|spacer)\.|feedburner\.|doubleclick\.|/emoji/|/smilies/|stats\.wordpress",
    re.IGNORECASE,
)
"""What stands in the addresses of pictures that count readers, or stand for a word."""
_ENDS = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|\Z)", re.IGNORECASE)


@dataclass(slots=True)
class Pictures:
    """The pictures that a feed names for an entry, the best of each kind."""

    _content: list[tuple[int, str]] = field(default_factory=list)
    _thumbnail: str | None = None
    _enclosure: str | None = None
    _image: str | None = None

    def media_content(self, attributes: Mapping[str, str]) -> None:
        """Takes a ``media:content`` element, if it is a picture."""
        url = attributes.get("url")
        kind, medium = attributes.get("type", ""), attributes.get("medium", "")
        if not url or not (
            medium == "image" or kind.startswith("image/") or (not medium and not kind and _ENDS.search(url))
        ):
            return
        width = attributes.get("width", "")
        self._content.append(
            (int(width) if width.isascii() and width.isdigit() and len(width) < 6 else 0, url)
        )

    def thumbnail(self, url: str | None) -> None:
        """Takes a ``media:thumbnail``."""
        self._thumbnail = self._thumbnail or url

    def enclosure(self, url: str | None, kind: str | None) -> None:
        """Takes an enclosure, if it is a picture."""
        if (kind or "").lower().startswith("image/") or (not kind and url and _ENDS.search(url)):
            self._enclosure = self._enclosure or url

    def image(self, url: str | None) -> None:
        """Takes what an entry names as its image."""
        self._image = self._image or url

    def best(self) -> str | None:
        """The picture for a card: the widest, else what is named otherwise."""
        widest = max(self._content, key=lambda one: one[0], default=(0, None))[1]
        return widest or self._enclosure or self._thumbnail or self._image


def first_picture(content: str) -> str | None:
    """The address of the first picture in HTML that readers see as one."""
    place = 0
    for _ in range(_MOST_LOOKED_AT):
        place = content.find("<img", place)
        if place < 0:
            return None
        end = content.find(">", place, place + _LONGEST_TAG)
        tag = content[place : end + 1] if end >= 0 else ""
        place += 4
        source = _SOURCE.search(tag)
        if source and not _TINY.search(tag):
            address = html.unescape(source[1] or source[2] or source[3] or "")
            if address and not address.startswith("data:") and not _NO_PICTURE.search(address):
                return address
    return None
