"""The tree of an XML document that somebody else wrote: nothing is fetched for it, and no entity resolved."""

from __future__ import annotations

from lxml import etree


def strict_tree(text: str) -> etree._Element | None:
    """The tree of a document that is XML, else None."""
    return _tree(text, recover=False)


def recovered_tree(text: str) -> etree._Element | None:
    """The tree of what can be kept of a document that is not, or None."""
    return _tree(text, recover=True)


def _tree(text: str, *, recover: bool) -> etree._Element | None:
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
