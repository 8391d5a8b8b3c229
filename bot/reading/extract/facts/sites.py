"""What a site is called: as its readers know it, not as the firm that owns it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from bot.reading.extract.facts.titles import HOST, plain_letters, without_slogan

_LEGAL = re.compile(
    r"[\s,]+(?:S\.? ?L\.?(?: ?U\.?)?|S\.? ?A\.?(?: ?[USC]\.?)?|S\.? ?A\.? ?de ?C\.? ?V\.?|S\.? ?R\.? ?L\.?"
    r"|S\.? ?C\.?(?: ?C\.?)?"
    r"|Inc\.?|L\.? ?L\.? ?C\.?|Ltda?\.?|Limited|GmbH|Corp(?:oration)?\.?|P\.? ?L\.? ?C\.?"
    r"|& ?Co\.?|Company|Holdings?|Pty\.?|Group|Publishing|Publications|Communications)\Z"
    r"|\A(?:Ediciones|Editorial|Editora|Grupo|Publicaciones|Prensa|Sociedad|Corporaci[óo]n|Unidad)\s",
)
_PLACEHOLDER = re.compile(
    r"null|undefined|none|my (?:site|blog|website)|mi sitio(?: web)?|site ?name|home(?:page)?|inicio|portada"
    r"|wordpress|blog|default|just another wordpress site|untitled"
    r"|website|sitio web|\{\{?.*|%.*%|\[.*\]|publisher|@\w+",
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
        without_slogan(name)
        for name in names
        if name and not _PLACEHOLDER.fullmatch(name.strip()) and plain_letters(name) not in ("", headline)
    ]
    names_of_it = [name for name in told if not HOST.match(name)]
    known = (name for name in names_of_it if not _LEGAL.search(name) and len(name) <= _LONGEST)
    firms = (_LEGAL.sub("", name) or name for name in names_of_it)
    return next(chain(known, firms, told), None)
