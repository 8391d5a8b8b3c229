"""Words that end in a full stop without ending a sentence, and words that tend to begin one.

Abbreviations are written in lower case, without accents being dropped and without their last full stop.
"""

from __future__ import annotations

import re

from bot.domain.language import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ALWAYS_BOTH = _words("""
    dr dra mr mrs ms mx st sr sra srta prof gral gen col lt sgt capt cmdr cpt maj rev hon gov sen rep pres fr
    mt ft vs ph viz al cf approx est ca no nos vol fig pp ed eds op cit tel ext messrs mme mlle mons monsig
""")
"""A name or a number follows them: they never end a sentence that goes on after them."""

ALWAYS = {
    Language.EN: (_ALWAYS_BOTH - _words("no al ca ed est st"))
    | _words("""
        adm amb asst atty brig cllr comdr cpl dep det dir ald esq gens govs insp lieut pfc pvt reps sens
        sgts supt supts surg treas secy sec rs e.g i.e eg ie vice-pres
    """),
    Language.ES: (_ALWAYS_BOTH - _words("no al est ed"))
    | _words("""
        dª dn dña dres dras sres sras srtas sto sta arq ing lic licda mtro mtra abog ldo lda lcdo lcda cnel
        cap tte alm comte cmte cmdte excmo excma ilmo ilma ilustr fco fdo fray hnos hno hna mgtr mag magtr mns
        mons pdte pdta prov pte admón adm av avda avd c/ ctra gob gobdor dip diput sen hble gta pza pl
        pº ptda urb núm núms nº n.º nro nros num art arts caps ej p.ej págs pág pag pags párr fasc
        véase cfr aprox máx mín tfno tlf tlfno tel telf apdo ee ff rr ss.mm jj pp. dpto depto vda ud vd
        uds vds s.a.r s.m
    """),
}

BEFORE_NUMBERS = {
    Language.EN: _words(
        "no nos jan feb mar apr jun jul aug sep sept oct nov dec p pg ch art c circa v para pt pts ca est"
    ),
    Language.ES: _words("p ene feb mar abr jun jul ago sep sept set oct nov dic c h v t"),
}
"""Abbreviations where a number follows."""

SOMETIMES = {
    Language.EN: _words("""
        inc corp co ltd jr bros llc plc cos intl dept univ assn ariz calif colo conn del fla ga ill ind
        kan ky mass md mich minn miss mo neb nev okla ore pa tenn tex va vt wash wis wyo a.m p.m am pm mph
        ft in lb lbs oz sq yd hr hrs min sec st ave blvd rd ph.d jan feb aug sept oct nov dec est al
    """),
    Language.ES: _words("""
        cía cia ltda ltd s.a s.l s.a.c s.r.l inc corp co jr esq univ dic oct nov sept ene feb al
    """),
}
"""Abbreviations that stand inside a sentence as often as at its end: what follows decides."""

BEFORE_CAPITALS = {
    Language.EN: _words("etc"),
    Language.ES: _words("etc uu ee.uu a.m p.m a.c d.c kg km cm mm hab min seg hs hrs"),
}
"""Abbreviations that end the sentence where a capital follows: Spanish seldom has one inside a sentence."""

STARTERS = {
    Language.EN: _words("""
        A About According After All Also Although Among An And Another Any As At Because Before Both But
        By Can Could Despite Did Do Does During Each Earlier Even Every For From Had Has Have He Her Here
        His How However I If In Instead Is It Its It's Just Last Later Many Maybe Meanwhile More Moreover
        Most Much My Nearly Neither Never Next No Nobody None Nor Not Nothing Now Of On Once One Only Or
        Other Others Our Over People Perhaps Police She Should Similarly Since So Some Soon Still Such
        That That's The Their Then There There's These They This Those Though Through Thus To Today Too
        Two Under Unlike Until Was We Were What When Where Whether Which While Who Why Will With Within
        Without Would Yes Yesterday Yet You Your He's She's We're They're I'm I've You're Let's Don't
    """),
    Language.ES: _words("""
        A Además Adicionalmente Ahora Al Algo Algunas Algunos Allí Ante Antes Aquí Así Asimismo Aun Aunque
        Ayer Bajo Cabe Cada Casi Como Con Contra Cuando Cualquier Cuatro De Debido Del Desde
        Después Donde Dos Durante El Él Ella Ellas Ellos En Entonces Entre Era Es Esa Esas Ese Eso Esos
        Esta Está Estas Este Esto Estos Finalmente Fue Fueron Ha Hace Hacia Han Hasta Hay Hoy Incluso La
        Las Le Les Lo Los Luego Más Mañana Mi Mientras Mis Mucha Muchas Mucho Muchos Muy Nada Nadie Ni
        Ningún Ninguna No Nos Nosotros Nuestra Nuestro Nunca O Otra Otras Otro Otros Para Pero Poco Por
        Porque Posteriormente Pues Que Quien Quienes Quizá Se Según Será Si Sí Sin Sino Sobre Solo Sólo
        Son Su Sus También Tampoco Tan Tanto Te Todas Todo Todos Tras Tres Tu Tú Un Una Unas Uno Unos
        Usted Varios Y Ya Yo
    """),
}
"""Words that, written with a capital after an acronym or an abbreviation, begin a sentence."""

FIRMS = _words("Inc Corp Ltd LLC Co Group GmbH Holdings")
"""What follows the mark in the name of a firm."""

EXCLAIMED = _words(
    "Yahoo Jeopardy Joomla Kahoot Wham Panic Hulu Oklahoma Chips Ahoy Kapow Bingo Toys Zumba Yum ¡Hola Hola"
)
"""Names that a mark belongs to; what begins a sentence may follow them all the same."""

_SPEECH = (
    "said|says|asked|asks|told|tells|wondered|wonders|shouted|added|adds|replied|replies|cried|wrote|writes|tweeted"
    "|joked|recalled|continued|insisted|exclaimed|yelled|posted|demanded|answered|screamed|quipped|declared"
    "|pregunt[óa]|dijo|dice|exclam[óa]|grit[óa]|escribi[óo]|respondi[óo]|añadi[óo]|coment[óa]"
    "|insisti[óo]|se pregunt[óa]"
)
_NO_NAME = r"(?!(?:He|She|They|We|I|It|You|The|This|That|But|And)\b)"
SPEAKS = re.compile(
    rf"{_NO_NAME}(?:[A-ZÁÉÍÓÚÑ][\w’'.-]*+,?\s++(?:(?:de|del|la|van|von)\s++)?){{1,4}}(?:{_SPEECH})\b"
)
"""Somebody named, and a verb of speech: what stands before it in quotes is the same sentence."""

OFFICE = re.compile(
    r"\b(?:(?:vice|ex|sub)?-?(?:president|embajador|c[óo]nsul|ministr|secretari|senador|congresist|representant|general\b"
    r"|almirante|coronel|jef[ea]|portavo[zc]|candidat|fiscal|director|analist|actor|actri[zc]|cantante|m[úu]sic[oa]|escritor"
    r"|periodist|economist|cient[íi]fic|investigador|profesor|catedr[áa]tic|atleta|tenista|golfista|nadador|ciclista"
    r"|boxeador|jugador|entrenador|seleccionador|t[ée]cnic|empresari|magnate|l[íi]der|ciudadan|juez|abogad|historiador"
    r"|astronauta|piloto|soldado|militar|diplom[áa]tic|enviad|mandatari|gobernador|alcald|legislador|diputad|funcionari"
    r"|expert[oa]|poeta|pintor|cineasta|modelo|rapero|estrella|campe[óo]n|ingenier|m[ée]dic[oa]|rival|agente|delegad))\w*"
    r"(?:\s\w+){0,6}\sde\s(?:los\s)?(?:EE\.\s?UU|E\.\s?E\.\s?U\.\s?U|E\.\s?U|EUA|U\.\s?S|[A-Z]\.\s?[A-Z])\Z",
    re.IGNORECASE,
)
"""What somebody is in a country whose name is abbreviated, up to its last full stop: a name may follow."""
