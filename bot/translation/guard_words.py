"""The words by which the guard tells negations and languages.

Measured on human translations and on what engines wrote (``benchmarks/translation.py``): people rephrase *not
possible* as *imposible*, so softer words are accepted in a translation, and never asked of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.language import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATIONS: Mapping[Language, frozenset[str]] = MappingProxyType(
    {
        Language.EN: _words("not cannot never nobody nothing nowhere neither nor none without no noone"),
        Language.ES: _words(
            "no nunca jamás nadie nada ningún ninguna ninguno ningunos ningunas ni tampoco sin"
        ),
    }
)
"""Words whose presence asks for a negation in the translation. English adds all that end in *n't*."""

SOFT_NEGATIONS: Mapping[Language, re.Pattern[str]] = MappingProxyType(
    {
        Language.EN: re.compile(
            r"""(?:un(?!der|i[oqtv]|til)\w{3,}
            |(?:in|im)(?:valid|correct|offens|appropri|cap|compet|complet|effect|suffic|access|accur|adequ|consist
              |curabl|defin|different|evitab|expens|poss|prob|mobil|perfect|patien|practic)\w*
            |dis(?:advant|agree|allow|appear|approv|connect|content|honest|like|obe|qualif|regard|respect|satisf
              |trust|appoint)\w*
            |non\w*|mis(?:underst|inform|judg|match|spell)\w*|fail\w*|lack\w*|refus\w*|declin\w*
            |den(?:y|ie[sd]|ying|ial)|reject\w*|avoid\w*|prevent\w*|prohibit\w*|forbid\w*|forbad\w*|ban(?:ned|s)?
            |stop(?:s|ped)?|hardly|barely|scarcely|rarely|seldom|few|absen\w*|unless|except|innocent|ill
            |\w{3,}less(?:ly|ness)?|free|inconclus\w*|rather|instead|wasted|zero|far|hard|difficult|quit)\Z""",
            re.VERBOSE,
        ),
        Language.ES: re.compile(
            r"""(?:in(?:acept|adecu|admis|capa|cómod|complet|concl|consci|correct|cre[íi]|cumpl|curabl|debid|defens
              |definid|dispuest|eficaz|esperad|estable|evitab|exist|explic|fiel|just|moral|móvil|necesari|oportun
              |segur|sensibl|soport|suficien|tolerab|usual|útil|válid|visib)\w*
            |im(?:pago|parabl|pas|pens|perdon|popul|posib|prob|proced|propi)\w*
            |i(?:legal|lícit|lóg|rregul|rrespons|rreal)\w*
            |des(?:acuerd|acert|agrad|aconsej|afortun|aprob|aprovech|autoriz|cart|conf|conoc|content|cort|cuid|encant
              |gana|honest|hech|igual|inter|leal|lig|ment|mint|obed|ocup|orden|organiz|pro|vent)\w*
            |falt\w*|carec\w*|carenc\w*|rehus\w*|rechaz\w*|neg(?:ar|ó|aron|aba|ado|arse)|nieg\w*|evit\w*|imped\w*
            |impid\w*|prohib\w*|dej(?:ó|ar|aron|an|ado|aba|a|en)|apenas|poc[oa]s?|escas\w*|salvo|excepto|inocen\w*
            |ausen\w*|fracas\w*|lejos|contrari\w*|difícil\w*|ajen[oa]s?|cero)\Z""",
            re.VERBOSE,
        ),
    }
)

IDIOMS: Mapping[Language, re.Pattern[str]] = MappingProxyType(
    {
        Language.EN: re.compile(
            r"""\b(?:not\ only|not\ just|no\ doubt|no\ longer\ than|no\ (?:fewer|less|more)\ than|nothing\ but
            |none\ other|whether\ or\ not|why\ not|no\ wonder|not\ to\ mention|no\ matter|if\ not|or\ not
            |not\ least|nothing\ (?:more|less)\ than
            |no\.\ ?\d|no\ one\ else\ than|not\ until|no\ sooner
            |without\ (?:a\ )?doubt|isn['’]t\ (?:it|that)|(?:couldn|can)['’]t\ help
            |aren['’]t\ you|don['’]t\ you|not\ all)\b""",
            re.IGNORECASE | re.VERBOSE,
        ),
        Language.ES: re.compile(
            r"""\b(?:no\ obstante|sin\ embargo|sin\ duda(?:\ alguna)?|no\ (?:solo|sólo|solamente)|nada\ más
            |nada\ menos|más\ que\ nada|ni\ siquiera|no\ (?:hay|cabe)\ duda|no\ más\ de|no\ menos\ de|si\ no
            |o\ no|de\ no\ ser|por\ no\ decir|sin\ (?:más|precedentes?|techo|hogar|fin|lugar\ a\ dudas)
            |no\ (?:fue|es|será|era)\ hasta
            |(?:más|mejor|peor|menos|antes)\ que\ (?:nunca|nadie|nada|ningun[oa])
            |más\ de\ lo\ que\ (?:nunca|jamás)|que\ nunca|así\ como\ así|no\.?\ ?º|de\ nada|nada\ que\ ver
            |sin\ ánimo\ de\ lucro|hasta\ que\ no|no\ bien|no\ dej\w{1,8}\ de
            |no\ (?:l[oae]s?\ )?(?:pued\w{1,8}|pod\w{1,8}|pud\w{1,8})\ (?:evitar|dejar\ de)|pues\ no
            |no\ es\ la\ primera\ vez|(?:queda\w{0,8}|sigue\w{0,4})\ sin|jamás\ (?:haya\w{0,4}|visto|hecho)
            |que\ jamás|para\ qué\ \w{1,20}\ nada|no\ (?:\w{1,20}\ ){1,4}(?:más\ que|sino))\b""",
            re.IGNORECASE | re.VERBOSE,
        ),
    }
)
"""What looks like a negation and is none, or needs none in the other language."""

COMMON: Mapping[Language, frozenset[str]] = MappingProxyType(
    {
        Language.EN: _words(
            """the of and to in is was that it for on with as he she they this by at from are were has have
            had not but his her which who will would been an or their be we you i my our your its there what
            when if so do does did can could about just"""
        ),
        Language.ES: _words(
            """el la los las de del y que en un una es fue por con para como se su sus al lo más pero ha han
            había este esta estos ser son era está están no le les si sí ya muy también o sobre entre cuando
            sin porque mi tu yo nos te me hay qué"""
        ),
    }
)
"""The words that tell the language of a sentence."""
