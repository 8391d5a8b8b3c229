"""Where sites usually have their feeds, for those whose pages name none."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from bot.reading.feeds.found import absolute

_PLACES = (
    "feed/",
    "rss",
    "rss.xml",
    "feed.xml",
    "atom.xml",
    "index.xml",
    "feed.json",
    "feeds/posts/default",
    "?feed=rss2",
)


def usual_places(url: str) -> tuple[str, ...]:
    """Where the site at ``url`` may have its feed: in this page's first folder, then at the front page."""
    if absolute("", url) is None:
        return ()
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    first = parts.path.strip("/").split("/")[0]
    folders = [f"{root}{first}/"] if first and "." not in first else []
    return tuple(dict.fromkeys(urljoin(folder, place) for folder in (*folders, root) for place in _PLACES))
