"""When an article was published and last changed, by all that its page says of it.

A date of publication that is only the last change's gives way to the one that two others agree on.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from bot.reading.extract.facts.dates import from_path, from_stamp
from bot.reading.extract.facts.head import Head
from bot.reading.extract.facts.linked_data import Node, string_of
from bot.reading.extract.facts.shown import Shown, shown_dates


def published_and_updated(
    article: Node, head: Head, shown: Shown, url: str, month_first: bool
) -> tuple[date | None, date | None]:
    """The dates of publication and of the last change."""
    of = partial(_first_date, month_first=month_first)
    candidates = (
        of(article.get("datePublished"), article.get("dateCreated"), article.get("uploadDate")),
        of(*(head.meta.get(name) for name in _PUBLISHED)),
        of(head.prop("datepublished"), head.prop("datecreated")),
        from_path(url),
    )
    updated = of(
        article.get("dateModified"),
        *(head.meta.get(name) for name in _UPDATED),
        head.prop("datemodified"),
    )
    found = [one for one in candidates if one]
    changed = None
    if not found or updated is None or min(found) < found[0]:
        seen, changed = shown_dates(shown, month_first)
        found += [seen] if seen else []
    return _published(found, updated), updated or changed


def _published(found: list[date], updated: date | None) -> date | None:
    """The first of ``found``, unless it is later than what two others agree on, as a last change is."""
    first = next(iter(found), None)
    for one in found[1:]:
        agreed = sum(abs((one - other).days) <= 1 for other in found) > 1
        if first and agreed and (first - one).days > 1 and (first == updated or updated is None):
            return one
    return first


_PUBLISHED = (
    *("article:published_time", "article:published", "og:article:published_time", "og:published_time"),
    *(
        "og:pubdate",
        "published_time",
        "datepublished",
        "date_published",
        "article.published",
        "article:publish_date",
    ),
    *(
        "date",
        "pubdate",
        "pub_date",
        "publish-date",
        "publish_date",
        "publishdate",
        "published",
        "publication_date",
    ),
    *("publication-date", "dc.date.issued", "dc.date.created", "dc.date", "dc.issued", "dc.created"),
    *("dcterms.created", "dcterms.date", "dcterms.issued", "parsely-pub-date", "sailthru.date", "bt:pubdate"),
    *("citation_publication_date", "citation_date", "citation_online_date", "cxenseparse:recs:publishtime"),
    *("displaydate", "originalpublicationdate", "article_date_original", "prism.publicationdate", "created"),
    *(
        "rnews:datepublished",
        "dateposted",
        "fecha",
        "fecha_publicacion",
        "article:post_date",
        "creation_date",
    ),
)
_UPDATED = (
    *("article:modified_time", "og:updated_time", "article:modified", "last-modified", "dcterms.modified"),
    *("lastmod", "datemodified", "dc.date.modified", "modified_time", "og:modified_time"),
)


def _first_date(*values: object, month_first: bool) -> date | None:
    told = (str(value) if isinstance(value, int) else string_of(value) for value in values)
    stamps = (from_stamp(value, month_first=month_first) for value in told)
    return next((found for found in stamps if found), None)
