"""Two links to one article are known to be the same; what is no link is refused with a sentence."""

import pytest

from bot.domain.errors import BadInput
from bot.reading.fetch.addresses import LONGEST_LINK, is_front_page, joined, normalise, same_site


@pytest.mark.parametrize(
    ("link", "form"),
    [
        ("https://News.Example.org/a/Story", "https://news.example.org/a/Story"),
        ("HTTPS://news.example.org:443/a", "https://news.example.org/a"),
        ("http://news.example.org:80", "http://news.example.org/"),
        ("http://news.example.org:8080/a", "http://news.example.org:8080/a"),
        ("https://news.example.org/a?utm_source=x&fbclid=1&id=7#top", "https://news.example.org/a?id=7"),
        ("https://news.example.org/a?b=2&a=1", "https://news.example.org/a?a=1&b=2"),
        ("https://news.example.org./a", "https://news.example.org/a"),
        (" <https://news.example.org/a> ", "https://news.example.org/a"),
        ("https://español.example/niños", "https://xn--espaol-zwa.example/ni%C3%B1os"),
        ("http://XN--u3ej./a", "http://xn--u3ej/a"),
        ("http://[2001:db8::1]:80/a", "http://[2001:db8::1]/a"),
    ],
)
def test_links_to_one_article_have_one_form(link: str, form: str) -> None:
    assert normalise(link) == form
    assert normalise(form) == form


@pytest.mark.parametrize(
    "link",
    [
        "",
        "news",
        "news.example.org/a",
        "ftp://news.example.org/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///a",
        "https://news.example.org/a b",
        "https://user:secret@news.example.org/",
        "https://user@news.example.org/",
        "http://news.example.org:99999/",
        "http://xn--a/es",
        "https://news.example.org/" + "a" * LONGEST_LINK,
    ],
)
def test_what_is_no_link_is_refused(link: str) -> None:
    with pytest.raises(BadInput):
        normalise(link)


def test_references_are_read_on_their_page() -> None:
    base = "https://news.example.org/en/a"
    assert joined(base, "../es/b") == "https://news.example.org/es/b"
    assert joined(base, "//other.example/b") == "https://other.example/b"
    assert joined(base, "mailto:somebody@example.org") is None
    assert joined(base, "http://xn--a/es") is None
    assert joined(base, None) is None
    assert joined("", "/relative") is None
    assert joined("", "https://news.example.org/a#b") == "https://news.example.org/a"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.example.org/a", "https://example.org/b", True),
        ("https://es.example.org/a", "https://www.example.org/b", True),
        ("https://m.example.org", "http://example.org", True),
        ("https://ana.blogs.example/a", "https://luis.blogs.example/a", False),
        ("https://example.org:8443/", "https://example.org/", False),
        ("https://example.org.evil.example/", "https://example.org/", False),
    ],
)
def test_sites_are_told_apart(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


@pytest.mark.parametrize("path", ["", "/", "/es", "/es-419/", "/english", "/index.html", "/es/inicio"])
def test_front_pages_are_known(path: str) -> None:
    assert is_front_page(f"https://example.org{path}")
    assert not is_front_page(f"https://example.org{path.rstrip('/')}/a-story")
