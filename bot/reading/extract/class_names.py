"""What sites call the elements of their pages, in the words of their classes and ids."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

LONGEST = 300
"""Characters of a class and id that are looked at and remembered."""
_CLUTTER = re.compile(
    r"""[\s_-](?:
      comments?(?:[\s_-]?(?:list|area|section|form|thread|box|wrapper|container))?|disqus\w*|respond
    | related\w*|recommend\w*|recirc\w*|more[-_]?(?:stories|news|from|articles)
    | read[-_]?(?:also|more|next)|also[-_]?read
    | share\w*|sharing|social\w*|addthis\w*|sharedaddy|follow[-_]?us
    | newsletters?\w*|subscri(?:be|ption)\w*|sign[-_]?up|paywall\w*|promo\w*|marketing|cta
    | side[-_]?bar\w*|footer|breadcrumbs?|cookies?\w*|gdpr|consent|banner\w*|popup|modal|overlay
    | ad|ads|advert\w*|adsbygoogle|sponsor\w*|outbrain|taboola\w*
    | tags?[-_]?(?:list|cloud|links)?|post[-_]?tags|topics?|categories
    | log[-_]?in|sign[-_]?in|regist(?:er|ration)|password
    | author[-_]?(?:bio|box|info|card|tool[-_]?tip)|about[-_]?the[-_]?author|tool[-_]?tip|disclosures?
    | disclaimers?|(?:next|prev(?:ious)?)[-_]?(?:stor(?:y|ies)|posts?|articles?)|caption\w*|credits?|copyright
    | relacionad[ao]s?|noticias?[-_]?rel\w*|recomendad[ao]s?|(?:lee|lea|leer|ver|mira)[-_]?(?:tambien|mas)
    | te[-_]?puede[-_]?interesar|(?:lo[-_]?)?mas[-_]?(?:noticias|leid[ao]s?|vist[ao]s?)|ultimas[-_]?noticias
    | compartir|redes(?:[-_]?sociales)?|comentarios?|suscri\w*|bolet[ií]n\w*|publicidad|patrocinad[ao]s?
    | migas|etiquetas|leyenda|pie[-_]?(?:de[-_]?)?foto|creditos?|(?:image|photo|media|img)[-_]?legend
    | toc|table[-_]of[-_]contents
    | instagram[-_]media|tiktok[-_]embed|fb[-_]post
    | nav|navigation|navbar|menu|pagination|pager|skip[-_]?link\w*|print[-_]?only
    | fact-?box\w*|(?:news[-_]?)?ticker\w*|marquee|breaking[-_]?(?:news|bar)|ultima[-_]?hora
    | latest[-_]?(?:news|stories|posts|articles)
    | (?:most|mas)[-_]?(?:read|popular|viewed|leido)|trending\w*|popular[-_]?(?:posts|stories|articles)
    )(?=\Z|[\s_-])""",
    re.VERBOSE,
)
_UNSEEN = re.compile(
    r"[\s_-](?:sr[-_]?only|screen[-_]?reader\w*|visually[-_]?hidden|visuallyhidden|hidden[-_]visually|assistive[-_]?text"
    r"|a11y[-_]?(?:text|hidden)|off[-_]?screen|element[-_]invisible|is[-_]vishidden|vh|show[-_]for[-_]sr)(?=\Z|[\s_-])"
)
"""What only programs that read a page aloud say."""
_OF_THEMES = re.compile(
    r"\b(?:tag|category|cat|post_tag|product_cat)-(?!list|cloud|links?\b)[^\s]+",
)
"""What WordPress writes into the class of a post: the names of its tags and categories."""
_LAYER = re.compile(r"cookie|consent|gdpr|popup|modal|overlay", re.IGNORECASE)
_BODY = re.compile(
    r"""[\s_-](?:
      (?:article|story|post|entry|news|single|nota|noticia|articulo)
      (?:__|--|[-_])?(?:body|content|text|texto|cuerpo|contenido)
    | (?:cuerpo|texto|contenido)[-_](?:(?:de|la|el|del)[-_])*(?:nota|noticia|articulo)
    | (?:field--name|node)-body
    )(?=\Z|[\s_-])""",
    re.VERBOSE,
)
"""What sites call the element that holds an article's text."""


@lru_cache(maxsize=4096)
def is_body(name: str) -> bool:
    """Whether an element of this class and id says that it holds an article's text."""
    return _BODY.search(_parted(name)) is not None


class Kind(Enum):
    """What an element is by its class and id."""

    TEXT = "text"
    CLUTTER = "clutter"
    """The site's and not the article's."""
    UNSEEN = "unseen"
    """Read aloud, and not shown."""


@lru_cache(maxsize=4096)
def kind_of(name: str) -> Kind:
    """What an element of this class and id is; what is read aloud and not shown is that before all."""
    parted = _parted(name)
    if _UNSEEN.search(parted):
        return Kind.UNSEEN
    if "tag-" in parted or "cat" in parted:
        parted = _OF_THEMES.sub("", parted)
    return Kind.CLUTTER if _CLUTTER.search(parted) else Kind.TEXT


@lru_cache(maxsize=4096)
def is_unseen(name: str) -> bool:
    """Whether an element of this class and id is read aloud, and not shown."""
    return _UNSEEN.search(_parted(name)) is not None


def is_layer(name: str) -> bool:
    """Whether an element is laid over the page: a cookie notice, a window that asks to subscribe."""
    return _LAYER.search(name) is not None


def _parted(name: str) -> str:
    """``RelatedStories`` as ``-related-stories``: each word begins with a sign."""
    return f"-{name}" if name.islower() else "-" + _INSIDE.sub("-", name).lower()


_INSIDE = re.compile(r"(?<=[a-z])(?=[A-Z])")
