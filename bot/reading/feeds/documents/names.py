"""What elements of feeds are called, whatever prefixes, case and namespaces a document uses."""

from __future__ import annotations

_KNOWN = {
    "www.w3.org/2005/atom": "atom:",
    "purl.org/atom/ns#": "atom:",
    "purl.org/dc/elements/1.0": "dc:",
    "purl.org/dc/elements/1.1": "dc:",
    "purl.org/dc/terms": "dcterms:",
    "purl.org/rss/1.0/modules/content": "content:",
    "purl.org/rss/1.0/modules/syndication": "sy:",
    "search.yahoo.com/mrss": "media:",
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "www.w3.org/1999/xhtml": "xhtml:",
    "www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "purl.org/rss/1.0": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "channel.netscape.com/rdf/simple/0.9": "",
    "backend.userland.com/rss2": "",
    "backend.userland.com/rss": "",
    "blogs.law.harvard.edu/tech/rss": "",
}
"""Namespaces, in lower case and without scheme and last slash, and the prefix that is usual for each."""


class Names(dict[str, str]):
    """The name of each tag of one document: in lower case, with the usual prefix of its namespace. RSS has
    none, nor has Atom in an Atom document. The name of a tag of an unknown namespace is empty.
    """

    def __init__(self, root: str) -> None:
        super().__init__()
        own = _parts(root)[0]
        # A feed's own elements are in the namespace of its first element, whatever that is.
        self._own = own if _KNOWN.get(own, "") in ("", "atom:") else ""

    def __missing__(self, tag: object) -> str:
        if not isinstance(tag, str):
            return ""  # a processing instruction or a reference to an entity
        namespace, local = _parts(tag)
        if not namespace or namespace == self._own:
            name = local
        else:
            prefix = _KNOWN.get(namespace)
            name = "" if prefix is None else prefix + local
        self[tag] = name
        return name


def local_name(tag: object) -> str:
    """The name of a tag without its namespace, in lower case."""
    return _parts(tag)[1] if isinstance(tag, str) else ""


def _parts(tag: str) -> tuple[str, str]:
    if not tag.startswith("{"):
        return "", tag.lower()
    namespace, _, local = tag[1:].lower().partition("}")
    return namespace.removeprefix("http://").removeprefix("https://").rstrip("/"), local
