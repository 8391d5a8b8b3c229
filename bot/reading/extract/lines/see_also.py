"""Lines that name another story: a label such as *read also* or *in other news*, with a headline after it."""

from __future__ import annotations

import re

LONGEST = 280
"""Characters: no line longer than this is dropped for what it says."""


def any_of(*alternatives: str) -> str:
    """A pattern of one of ``alternatives``."""
    return "(?:" + "|".join(alternatives) + ")"


_TOO = "tambi[ée]n"
_SEE_ALSO = re.compile(
    r"\W*"
    + any_of(
        # "Puedes ver: …", "Lea también …", "Mira: …"
        r"(?:te |le )?(?:puede[ns]?|podr[íi]a) (?:que [tl]e )?(?:ver|leer|interesar(?:te|le)?|revisar)\b",
        r"(?:le[eéa]|leer|vea?|mir[aáe]|revis[aáe]|conoc[eéa]|descubr[eía]|consult[aáe]) "
        rf"(?:{_TOO}|adem[áa]s|m[áa]s|aqu[íi]|el especial|la nota)\b",
        rf"{_TOO} (?:lee|lea|puedes?|te puede|mira|ve|en)\b(?=.{{0,40}}[:|»]| (?:leer|ver|interesar))",
        r"(?:mir[aá]|le[eé]|lea|ver|vea|v[íi]deo|fotos?|galer[íi]a|relacionad[ao]s?)\s*[:|»>]",
        r"te puede interesar\s*[:|»>]",
        r"(?:nota|noticias?|art[íi]culos?) relacionad[ao]s?\s*[:|»>]",
        r"(?:m[áa]s (?:informaci[óo]n|noticias)|contenido (?:recomendado|patrocinado))\s*[:|»>]",
        r"ver m[áa]s\s*[:|»>]",
        r"(?:no (?:te|se) (?:lo )?pierda[s]?|en contexto|contexto|de inter[ée]s"
        r"|lectura recomendada)\s*[:|»>]",
        r"(?:[tl]e |les |os )?(?:recomendamos|sugerimos|aconsejamos"
        r"|invitamos)(?: a)?(?: tambi[ée]n)?(?: (?:leer|ver|esta|este|la|el) ?\w*)?\s*[:|»>]",
        r"(?:sig[au]e?|contin[úu][ae]|segu[íi]r?) (?:leyendo|viendo|informad\w+)(?: (?:en"
        r"|sobre)\b.{0,40})?\s*[:|»>]",
        r"(?:en|y) otr[ao]s? (?:noticias?|temas?|cosas?|asuntos?)\s*[:|»>]|(?:en"
        r"|m[áa]s) otro orden de cosas\s*[:|»>]",
        r"(?:lo|las?|los) (?:[úu]ltim[oa]s?|m[áa]s (?:le[íi]d[oa]s?|vist[oa]s?|nuev[oa]s?|reciente)"
        r"|[úu]ltima hora)(?: (?:en|sobre)\b.{0,40})?\s*[:|»>]",
        r"(?:adem[áa]s|tambi[ée]n|otras noticias|m[áa]s|recomendad[oa]s?|recuerda|ojo|atenci[óo]n"
        r"|an[áa]lisis|opini[óo]n"
        r"|especial|reportaje|entrevista)\s*[:|»>]",
        r"(?:[tl]e|les|os) (?:puede|podr[íi]a|puedes?|podr[íi]an?) interesar\s*(?:[:|»>]|\Z)|(?:tal vez"
        r"|quiz[áa]s?) te interese\s*[:|»>]",
        r"(?:ent[ée]rate|inf[óo]rmate)(?: m[áa]s)?\s*[:|»>]|[úu]ltima hora\s*[:|»>]",
        r"tambi[ée]n [tl]e (?:puede|podr[íi]a) interesar\s*[:|»>]",
        r"(?:para )?(?:leer|saber|conocer|ver) m[áa]s(?: (?:sobre|en|de)\b.{0,40})?\s*[:|»>]|no dej(?:e"
        r"|es) de (?:leer|ver)\b",
        r"(?:lee|lea|leer|ver|vea|mira|mire|consulta|descubre|conoce|conozca)(?: (?:la|el|esta"
        r"|este))?(?: (?:nota|noticia|art[íi]culo|reportaje|historia|entrevista))?"
        r"(?: (?:completa|completo|anterior|relacionad\w+|tambi[ée]n|adem[áa]s|m[áa]s))?\s*[:|»>]",
        r"(?:temas?(?: relacionados)?|etiquetas|archivado en|fuente|v[íi]a)\s*[:|»>]",
        # "Read also …", "Related: …", "More from …"
        r"(?:see|watch|listen) (?:also|more|next|now)\b.{0,160}\Z",
        r"read (?:also|more|next|now)\b.{0,160}\Z",
        r"also (?:read|see|watch|on)\b",
        r"(?:related|more|recommended|trending|up next|next up|don['’]t miss|must[- ]read"
        r"|editor['’]?s['’]? picks?)(?: \w+){0,3}\s*[:|»>]",
        r"(?:in|and in) (?:other|related) (?:news|stories|developments)\s*[:|»>]"
        r"|elsewhere(?: \w+){0,3}\s*[:|»>]",
        r"(?:keep|continue) reading\s*[:|»>]|check out\s*[:|»>]|(?:the )?latest(?: news| on \w+)?\s*[:|»>]",
        r"the latest (?:news )?(?:on|in|from|about)\b[^.!?]{0,120}\Z|don['’]t miss\W*\Z"
        r"|no te (?:lo )?pierdas\W*\Z",
        r"(?:(?:what to )?(?:read|watch) )?next\s*[:|»>]|from (?:our|the) archives?\s*[:|»>]",
        r"(?:analysis|opinion|explainer|explained|from the archives?|you might also like|we recommend"
        r"|see|for more)\s*[:|»>]",
        r"(?:read|watch|see|listen|in pictures|in photos|photos?|video|gallery)\s*[:|»>]",
        r"(?:tags|topics|categor(?:y|ies)|categor[íi]as?|filed under|explore more)\s*[:|»>]",
        r"(?:news|post|publication|publishing) date\s*:",
        r"(?:related|recommended|more) (?:stories|articles|coverage|content|posts|topics|from)\b.{0,60}\Z",
        r"you (?:may|might) (?:also )?(?:like|be interested)",
        r"(?:click|tap|press) here\b",
        r"ha(?:z|ga) clic\b",
        r"(?:clic|click|pincha|pulsa) aqu[íi]\b",
    ),
    re.IGNORECASE,
)


_ARROW = re.compile(r"\s*(?:>{1,3}|[►▶➤➡→▸»])\s*[^\s>][^.!?]{10,160}\Z")
"""A headline with an arrow before it."""


def is_see_also(line: str) -> bool:
    """Whether a line names another story."""
    return len(line) <= LONGEST and (_SEE_ALSO.match(line) is not None or _ARROW.match(line) is not None)
