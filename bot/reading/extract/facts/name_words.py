"""Words in bylines, in both languages: those of names, of what people are, and of nobody."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _words("""
    de del la las los el lo y e i da do dos das di du des le van von der den ter ten zu zur af av al bin
    ibn ben bint san santa mc mac o d the of at and &
""")
"""Small words of names, of people and of agencies."""

BEGIN_BYLINES = _words("""
    by por words text texts texto textos story written reported reporting analysis opinion posted published
    updated contributed escrito publicado actualizado reportaje una crónica cronica artículo articulo nota
    informe análisis analisis opinión autor autora autores autoras author authors
""")
"""The first words of bylines: to ask for them first takes a tenth of the time."""

BEGIN_PLACES = _words("""
    la el los las san santo santa nueva nuevo puerto villa ciudad buenos costa río new north south east west
    saint st fort port lake mount
""")
"""How places of several words begin, and people do not."""

NEVER_IN_NAMES = _words("""
    you your yours we our ours us they their is are was were be been that this these those which who
    whom how why what when where can will would should get gets got more read here now every nobody
    everybody everything before not no yes if but so than then also all about into over after que quien
    como cuando donde cual con sin para nadie antes todo toda todos todas tu tus su sus mas más aqui
    aquí hoy nuestro nuestra nuestros somos son está están fue ha han hay se lo les nos ni pero si sí
    cada mejor siempre nunca noticias
""")
"""Words of sentences and slogans that stand in no name."""

ROLES = _words("""
    editor editors reporter reporters correspondent correspondents journalist journalists writer writers
    columnist columnists contributor contributors producer photographer critic analyst commentator
    blogger freelancer intern anchor presenter host bureau chief senior deputy associate assistant
    professor lecturer researcher fellow director founder ceo president vice manager officer head staff
    editora redactor redactora corresponsal corresponsales periodista periodistas columnista columnistas
    colaborador colaboradora colaboradores enviado enviada especial jefe jefa analista crítico critica
    crítica fotógrafo fotógrafa fotoperiodista cronista reportero reportera articulista directora
    presidente presidenta profesor profesora catedrático catedrática doctora investigador investigadora
    fundador fundadora becario becaria coordinador coordinadora subdirector subdirectora escritor
    escritora
""")
"""What people are; a part of a byline with one of them is no name."""

NOBODY = re.compile(
    r"null|undefined|none|nan|nil|n/?a|not available|no disponible"
    r"|(?:no|sin) (?:author|autor(?:a|es)?|name|nombre)"
    r"|unknown(?: author)?|(?:autor )?desconocid[oa]|an[óo]nim[oa]s?|anonymous"
    r"|(?:wp|super|site|web)?[-_ ]?admin\w*|authors?|autor(?:a|es)?|users?(?:name)?|usuari[oa]"
    r"|guest(?: author)?|invitad[oa]|editor(?:a|es|s|ial)?|staff|redacci[óo]n|redaction"
    r"|web ?masters?|root|test|default|name|nombre|by|por|false|true|object object|[-_.*#?\s]+"
    r"|\{\{?.*\}?\}|%.*%|\[.*\]|\$\{?.*\}?|<.*>"
    r"|agencias?|agencies|agency|wires?(?: services?)?|online|web|digital|news|noticias|diario"
    r"|peri[óo]dico|equipo|team|company|media|desk|newsroom|corresponsal(?:es)?|colaborador(?:es|a)?"
    r"|contributors?|reporters?|writers?",
    re.IGNORECASE,
)
"""What stands where a name should, and names nobody."""

NEWSROOM = re.compile(
    r"\b(?:redacci[óo]n|newsroom|news ?desk|web ?desk|online desk|editorial (?:board|team|staff|de)"
    r"|equipo (?:de|editorial|digital)|news (?:staff|team)|agencias)\b"
    r"|\b(?:staff|admin|editor(?:ial)?)\Z|\Astaff\b",
    re.IGNORECASE,
)
"""The site itself, by the name of those who work there."""

DEGREES = re.compile(
    r"(?:\A|[\s,]+)(?:Ph\.?\s?D|M\.?\s?D|[JDM]\.?[DOS]|M\.?B\.?A|[MB]\.?A|[MB]\.?Sc|[BM]\.S|[ELP]l\.?[LM]|LL\.?[BMD]|R\.?N|R\.?D(?:\.?N)?"
    r"|C\.?P\.?A|E[Ss][Qq]|D\.?D\.?S|D\.?V\.?M|Psy\.?D|Ed\.?D|Pharm\.?D|M\.?P\.?H|M\.?P\.?A|M\.?S\.?W|L\.?C\.?S\.?W|[OMC]BE|CF[AP]|FRCP|FRS)\.?\Z"
)
GENERATIONS = re.compile(r"(?:[JS]r|[JS]unior|II|III|IV|2nd|3rd)\.?", re.IGNORECASE)
"""What belongs to the name before it."""
