"""Which sentences cannot stand alone: they point back at what stands before, or announce what follows."""

from __future__ import annotations

import re

from bot.domain.language import Language
from bot.reading.extract.facts.dates import is_date
from bot.reading.summarise.vocabulary import DANGLING, DANGLING_PHRASES, SAID

_FIRST_WORDS = re.compile(r"[\"'“”‘«(\[¿¡—–-]*+\s*+([^\W\d_]+(?:['’][^\W\d_]+)*+)")
_SPEAKER_UNNAMED = {
    Language.EN: re.compile(
        rf"[\"”’],?\s+(?:(?:he|she|they)\s+(?:\w+\s+)?(?:{SAID[Language.EN]})|said\s+(?:he|she))\b"
    ),
    Language.ES: re.compile(rf"[\"”’»],?\s+(?:{SAID[Language.ES]})(?:\s+(?:él|ella))?\s*[.,;]"),
}
_BEGINNING = 60
"""Characters of a sentence in which it points back."""

_NOW = {
    Language.EN: re.compile(
        r"this (?:week|weekend|month|year|morning|afternoon|evening|summer|autumn|fall|winter|spring"
        r"|season|time next"
        r"|mon|tues|wednes|thurs|fri|satur|sun)\w*\b"
    ),
    Language.ES: re.compile(
        r"est[ea] (?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|semana|fin de semana|mes"
        r"|año|mañana"
        r"|tarde|noche|madrugada|mediod[íi]a|jornada|verano|oto[ñn]o|invierno|primavera|temporada|lunes"
        r"|d[íi]a \d|\d)"
    ),
}
"""What names a time of now rather than something said before."""

_BACK = {
    Language.EN: re.compile(
        r"(?:(?:for|with|among|of|to|from|by|in|on|at|after|before|under|despite|behind|beside|like"
        r"|unlike|along with"
        r"|according to|thanks to|because of|as for|apart from|in addition to) (?:him|her|them|it|this"
        r"|that|these|those)\b"
        r"|(?:one|some|most|many|all|both|half|none|each|neither|either|several|few|two|three|four"
        r"|five) of (?:them|these"
        r"|those|whom|his|her|their|its)\b"
        r"|(?:by|in) (?:doing|so doing|this|that)\b|as such\b|to that end\b|at (?:this|that) (?:point"
        r"|time|stage)\b"
        r"|the (?:move|decision|announcement|comments?|remarks?|news|revelation|statement|incident"
        r"|figures?|pair|duo|trio"
        r"|latter|former|two|three|attack|measure|ruling|deal|change|vote|proposal|report"
        r"|allegations?) (?:comes?|came"
        r"|follow(?:s|ed)?|followed|was|were|is|are|will|would|has|had|have|said|also|sparked|drew|marks?|marked|means?)\b)"
    ),
    Language.ES: re.compile(
        r"(?:(?:a|con|de|en|para|por|entre|sobre|tras|ante|desde|sin|hacia|contra|seg[úu]n|junto a"
        r"|adem[áa]s de|gracias a"
        r"|debido a|frente a|respecto a|dentro de|fuera de|despu[ée]s de|antes de|pese a|a pesar de"
        r"|al igual que|como)"
        r" (?:él|ella|ellos|ellas|ello|esto|eso|aquello|est[aeo]s?|es[aeo]s?|aquel\w*|all[íi]|entonces"
        r"|dich[ao]s?|tal(?:es)?)"
        r"(?=\s|[,.;:])(?! (?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|semana|mes|año"
        r"|mañana|tarde|noche|verano))"
        r"|(?:lo|le|les|se lo|se la|se los|se las|se les|me|te|nos) (?!que\b|cual|m[áa]s|menos|mejor"
        r"|peor|[úu]ltimo|primero|malo|bueno)"
        r"(?:ha|han|hab[íi]an?|hizo|hicieron|dijo|dijeron|fue|fueron|sigui\w+|\w+(?:ó|aron|ieron|aban?|[íi]an))\b"
        r"|(?:la|los|las) (?:ha|han|hab[íi]an?|hizo|hicieron|dijo|dijeron|\w{3,}(?:ó|aron|ieron))\b"
        r"|(?:la|el|los) (?:medida|decisi[óo]n|anuncio|iniciativa|hecho|hechos|suceso|incidente|noticia"
        r"|cifra|propuesta|resoluci[óo]n)"
        r" (?:se|lleg[óa]|ocurri[óo]|ocurrieron|tuvo|viene|supone|supuso|fue|afecta|busca|entrar[áa]"
        r"|contempla|incluye)\b)"
    ),
}
"""Openings that point back at a person, a thing or an event that is not in the sentence."""

_SUBJECTLESS = re.compile(
    r"(?:[^\W\d_]{2,}(?:aron|ieron|aban|[íi]an|ar[áa]n|er[áa]n|ir[áa]n)|(?:apunt|consider|busc|pid|exig|denunci|reclam|asegur|afirm"
    r"|indic|explic|señal|advi[er]+t|record|añad|sosti[e]?n|pretend|esper|cre|acus|propon|insist|lament|critic|subray|destac)[ae]n"
    r"|(?:hizo|hicieron|dijo|fue|fueron|era|eran|ten[íi]a|ten[íi]an|tiene|tienen|hab[íi]a sido|ha sido"
    r"|han sido|estuvo|estaba|est[áa]n|está"
    r"|pudo|quiso|puso|vino|trajo|logr[óo]|consigui[óo]|quiere|quieren|dice|dicen|asegura|afirma|explica|señala|sostiene|considera|cree"
    r"|recuerda|añade|insiste|apunta|advierte|reconoce|admite|espera|pide|exige|busca"
    r"|pretende))\b(?! (?:que (?:ver|decir)|un[ao]? |el |la "
    r"|los |las |[A-ZÁÉÍÓÚ]))"
)
"""Spanish verbs that open a sentence whose subject stands in another one."""

_NEVER = {
    Language.EN: re.compile(
        r"(?:(?:this|that|it|these|those|which) (?:is|was|are|were) (?:how|why|what|when|where|because"
        r"|not the|the|an?|only|just|in)\b"
        r"|(?:this|that|it|these) (?:comes?|came|follow(?:s|ed)?|happened|means?|meant|marks?|includes?"
        r"|led|leads|made|makes|also)\b"
        r"|that['’]s (?:how|why|what|when|because)\b|here(?:['’]s| is| are)\b|hence\b|thus\b"
        r"|see (?:below|above)\b"
        r"|(?:read|find|click|watch|scroll|listen|welcome|hello|hi|thanks|thank you|good (?:morning"
        r"|evening|afternoon))\b"
        r"(?=.{0,60}(?:\b(?:you|us|on|more|back|below|here|everyone|joining)\b|[!.:]\Z)))"
    ),
    Language.ES: re.compile(
        r"(?:as[íi] (?:es|fue) (?:como|que)\b|(?:esto|eso|ello|esta|ese|este) (?:es|fue|son|supone"
        r"|significa|ocurre|ocurri[óo]|se debe|sucede|viene|implica|lleg[óa])\b"
        r"|aqu[íi] (?:est[áa]|tienes|puedes|te|los|las)\b|(?:estas?|estos|estas|est[eo]) (?:es|son)\b"
        r"|(?:bienvenid[oa]s|hola|buen(?:os|as) (?:d[íi]as|tardes|noches)|(?:muchas )?gracias(?! a la"
        r"| al| a los| a las| a un))\b)"
    ),
}
"""Openings that say nothing without what stands before or after them, even beside it."""


def points_back(sentence: str, language: Language) -> bool:
    """Whether a sentence cannot stand alone: it opens with something that points back, or quotes somebody
    whom it does not name.
    """
    if _SPEAKER_UNNAMED[language].search(sentence):
        return True
    first = _FIRST_WORDS.match(sentence)
    if first is None:
        return False
    opening = sentence[first.start(1) : first.start(1) + _BEGINNING]
    lowered = opening.lower()
    if _NOW[language].match(lowered):
        return False
    if first[1].lower() in DANGLING[language] or lowered.startswith(DANGLING_PHRASES[language]):
        return True
    return _is_about_others(opening, language)


def names_nobody(sentence: str) -> bool:
    """Whether the first sentence of an article opens with somebody whom it does not name."""
    first = _FIRST_WORDS.match(sentence)
    return first is not None and first[1].lower() in _PRONOUNS


_PRONOUNS = frozenset(
    ("he", "she", "they", "him", "her", "his", "their", "él", "ella", "ellos", "ellas", "ambos")
)


def _is_about_others(opening: str, language: Language) -> bool:
    """Whether a sentence opens with what is told of somebody or something that stands in another."""
    if _BACK[language].match(opening.lower()):
        return True
    return language is Language.ES and _SUBJECTLESS.match(opening[:1].lower() + opening[1:]) is not None


def is_fit(sentence: str, language: Language) -> bool:
    """Whether a sentence may be in a summary at all: it announces nothing, greets nobody, is no date, and
    tells of nothing that stands in another.
    """
    if sentence.rstrip('"”’») ').endswith((":", ",", ";")) or is_date(sentence):
        return False
    first = _FIRST_WORDS.match(sentence)
    opening = sentence[first.start(1) : first.start(1) + 2 * _BEGINNING] if first else ""
    if _NEVER[language].match(opening.lower()):
        return False
    beginning = opening[:_BEGINNING]
    return _NOW[language].match(beginning.lower()) is not None or not _is_about_others(beginning, language)
