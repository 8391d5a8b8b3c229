"""What a site is called: as its readers know it, not as the firm that owns it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.reading.extract.facts.titles import plain_letters

_LEGAL = re.compile(
    r"[\s,]+(?:S\.? ?L\.?(?: ?U\.?)?|S\.? ?A\.?(?: ?[USC]\.?)?|S\.? ?A\.? ?de ?C\.? ?V\.?|S\.? ?R\.? ?L\.?"
    r"|S\.? ?C\.?(?: ?C\.?)?"
    r"|Inc\.?|L\.? ?L\.? ?C\.?|Ltda?\.?|Limited|GmbH|Corp(?:oration)?\.?|P\.? ?L\.? ?C\.?"
    r"|& ?Co\.?|Company|Holdings?|Pty\.?|Group|Publishing|Publications|Communications)\Z"
    r"|\A(?:Ediciones|Editorial|Editora|Grupo|Publicaciones|Prensa|Sociedad|Corporaci[óo]n|Unidad)\s",
)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,12}/?\Z", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"null|undefined|none|my (?:site|blog|website)|mi sitio(?: web)?|site ?name|home(?:page)?|inicio|portada"
    r"|wordpress|blog|default|just another wordpress site|untitled"
    r"|website|sitio web|\{\{?.*|%.*%|\[.*\]|publisher",
    re.IGNORECASE,
)
_LONGEST = 60
"""Characters of a name; what is longer says what the site is about."""


def chosen_site(names: Iterable[str | None], title: str) -> str | None:
    """The first of ``names`` that readers would know: no placeholder, and not the article's headline.

    A firm's name, a host and a slogan are only taken where there is nothing else.
    """
    headline = plain_letters(title)
    told = [
        name
        for name in names
        if name and not _PLACEHOLDER.fullmatch(name.strip()) and plain_letters(name) not in ("", headline)
    ]
    known = [
        name for name in told if not _LEGAL.search(name) and not _HOST.match(name) and len(name) <= _LONGEST
    ]
    if known:
        return known[0]
    return next(
        (_LEGAL.sub("", name) or name for name in told if not _HOST.match(name)), next(iter(told), None)
    )
