"""Other extractors behind one signature, for the measurements: a page's text in, its article's text out."""

from __future__ import annotations

import warnings
from collections.abc import Callable

Extractor = Callable[[str], str]


def trafilatura_default(page: str) -> str:
    """trafilatura as it comes, without what readers say below an article."""
    from trafilatura import extract

    return extract(page, include_comments=False) or ""


def trafilatura_fast(page: str) -> str:
    """trafilatura without its fallbacks."""
    from trafilatura import extract

    return extract(page, fast=True, include_comments=False) or ""


def readability(page: str) -> str:
    """readability-lxml; its HTML as text, a line for each block."""
    from lxml import html
    from readability import Document

    try:
        tree = html.fromstring(Document(page).summary())
    except Exception:  # whatever a peer fails with, it gave no text
        return ""
    for element in tree.iter("p", "div", "li", "h1", "h2", "h3", "h4", "blockquote", "br", "td"):
        element.tail = "\n" + (element.tail or "")
    return str(tree.text_content())


def newspaper(page: str) -> str:
    """newspaper4k's parse, without a download."""
    from newspaper import Article

    article = Article("https://example.org/", fetch_images=False, language="en")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            article.download(input_html=page)
            article.parse()
    except Exception:  # whatever a peer fails with, it gave no text
        return ""
    return str(article.text)


def installed() -> dict[str, Extractor]:
    """The peers that are installed, trafilatura's default first."""
    found: dict[str, Extractor] = {"trafilatura": trafilatura_default, "trafilatura fast": trafilatura_fast}
    for name, module, extractor in (
        ("readability-lxml", "readability", readability),
        ("newspaper4k", "newspaper", newspaper),
    ):
        try:
            __import__(module)
        except ImportError:
            continue
        found[name] = extractor
    return found
