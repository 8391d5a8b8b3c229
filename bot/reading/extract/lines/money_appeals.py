"""How sites ask for money: support, subscriptions, memberships; and how they say that they earn some."""

from __future__ import annotations

from bot.reading.extract.lines.appeal_words import START

MONEY_APPEALS = (
    ("amazon associate|qualifying purchase", r"\bamazon associate\b|\bqualifying purchases?\b"),
    (
        "correct at the time|correctos en el momento|correctos al cierre",
        r"\bcorrect at the time of\b|\bcorrectos (?:en el momento|al cierre) de\b",
    ),
    (
        "donat|dona |chip in|contribut|donación|aport|pitch in|your gift",
        START + r"(?:donate|chip in|contribute|pitch in|give|don[ae]|aport[ae]|contribu(?:ye|ya)"
        r"|haz(?:nos)? (?:una|tu)|haga (?:una|su))\b.{0,80}"
        r"\b(?:us|our|now|today|here|gift|nos|nuestr\w+|ahora|hoy|aqu[íi]|\w+[áeé]nos|seguir|sigamos"
        r"|donaci[óo]n|aportaci[óo]n)\b",
    ),
    (
        "please|consider |por favor|considera |considere ",
        r"\b(?:please|consider|por favor,?|considera|considere)\b.{0,24}"
        r"\b(?:contribut|donat|giving|give (?:today|now|what)|chip(?:ping)? in|subscrib|becom(?:e|ing) a"
        r"|support(?:ing)? (?:us|our)|don[ae]r|aport|apoyar(?:nos)?|suscrib|hacerte|hacer una)\w*",
    ),
    (
        "if you value|if you enjoy|if you like|if you can|if you appreciate|if you believe"
        "|si valoras|si valora|si te gust|si te ha|si crees|si puedes|si le",
        START + r"(?:if you (?:value|enjoy\w*|like\w*|can|appreciate|believe in)"
        r"|si (?:valoras?|te (?:gusta|ha gustado)|le (?:gusta|ha gustado)|crees? en|puedes?))\b.{0,60}"
        r"\b(?:us|our|this (?:article|story|post|reporting|work)|support|donat\w*|chip in|contribut\w*"
        r"|subscri\w*|share it|nos|nuestr\w+|este (?:art[íi]culo|trabajo|reportaje|texto)|aport\w+"
        r"|don[ae]\w*|ap[óo]y\w*|suscr[íi]b\w*|comp[áa]rt\w*|informando)\b",
    ),
    (
        "a month|per month|each month|every month|a week|per week|a year|al mes|por mes|cada mes|al año"
        "|a la semana",
        r"\b(?:just|only|as little as|solo|s[óo]lo|apenas|desde|menos de) (?:[£$€]\s?\d+|\d+ ?(?:[£$€]"
        r"|euros?|d[óo]lares|pesos|pounds?|dollars?|cents))\S*.{0,20}\b(?:a|per|each|every|al|cada|por)"
        r" (?:month|week|year|mes|semana|año)\b.{0,60}\b(?:us|our|you|nos|nuestr\w+|tu|ay[úu]d\w+)\b",
    ),
    (
        "we need your|we need you|necesitamos t|necesitamos s|we can't do|we can’t do",
        START + r"(?:we need you(?:r (?:help|support|donations?))?\W*\Z|we need your (?:help|support)"
        r"|necesitamos (?:tu|su) (?:ayuda|apoyo|colaboraci[óo]n|aportaci[óo]n)"
        r"|we can['’]t do (?:this|it) without you)",
    ),
    (
        "your donation|your contribution|your support|your gift|your membership|reader support|every gift"
        "|tu donaci|su donaci|tu aportaci|su aportaci|tu apoyo|su apoyo|tu cuota"
        "|tu donativo|su donativo|cada aportaci",
        START + r"(?:with |con )?(?:your|tu|su|(?:every|each) (?:reader['’]?s? )?|reader|cada) ?"
        r"(?:donations?|contributions?|support|gifts?|membership|donaci[óo]n|donativo|aportaci[óo]n|apoyo"
        r"|cuota) (?:\w+ ){0,2}(?:keeps?|helps?|makes?|funds?|pays|sustains?|powers?|will be|goes"
        r"|mantiene|hace(?:mos)?|sostiene|financia|nos|permite|ayuda|cuenta)\b",
    ),
    (
        "coffee|café|cafe",
        r"\b(?:buy (?:us|me) an? (?:\w+ )?coffee|inv[íi]t[ae](?:nos|me) a un caf[ée])\b",
    ),
    (
        "patreon|ko-fi|paypal|bizum",
        START + r"(?:please )?(?:support|fund|ap[óo]y\w+|colabora|don[ae])\b.{0,60}"
        r"\b(?:patreon|ko-?fi|paypal|bizum)\b",
    ),
    (
        "ayúdanos|ayudanos|ayúdenos",
        START + r"ay[úu]d(?:a|e)nos a (?:seguir|ser|mantener)",
    ),
    (
        "sin ánimo de lucro|nonprofit|non-profit|independent",
        r"\b(?:nonprofit|non-profit|independent|medio (?:independiente|sin [áa]nimo de lucro))\b.{0,60}"
        r"\b(?:(?:we|newsroom) (?:rely|depend)|(?:depend|viv)\w+ (?:de|gracias a) (?:nuestr|sus|tu))",
    ),
    (
        "articles left|stories left|article left|story left|articles remaining|te quedan|te queda|le quedan",
        r"\byou have .{0,20}\b(?:articles?|stories|story) (?:left|remaining)\b"
        r"|\b[tl]e quedan? .{0,20}\b(?:art[íi]culos?|noticias?|textos?) (?:gratis|gratuit\w+|libres?"
        r"|este mes)",
    ),
    (
        "mes gratis|semana gratis|días gratis|sin límites|meses gratis",
        START + r"(?:prueba|disfruta|consigue|aprovecha|empieza|accede|obt[ée]n|ten)\b.{0,60}"
        r"\b(?:mes(?:es)? gratis|semanas? gratis|d[íi]as gratis|sin l[íi]mites)\b",
    ),
    (
        "readers like you|thanks to readers|thanks to our|lectores|nuestros socios",
        r"\b(?:readers like you|(?:free|possible)(?: to (?:read|all"
        r"|everyone))? thanks to (?:our )?(?:readers|members|supporters))\b"
        r"|\b(?:posible|libre|gratis) gracias a (?:sus|tus|nuestros|nuestras) (?:lectores|socios"
        r"|socias)\b",
    ),
    ("unlock", r"\A\W*unlock (?:this|the|full|unlimited)\b"),
    ("acceso ilimitado|unlimited access", r"\A\W*(?:get |con )?(?:unlimited access|acceso ilimitado)\b"),
    (
        "available only|available exclusively",
        r"\bis available (?:only|exclusively) to\b.{0,40}\bsubscribers\b",
    ),
    (
        "commission",
        r"\b(?:earn|receive|get|make|paid|collect)s? (?:an?|some|a small|any)? ?(?:small "
        r"|affiliate |sales |referral )*commissions?\b",
    ),
    (
        "affiliate|commission",
        r"\baffiliate (?:links?|commissions?|partners?|program\w*)\b|\bcommissions? (?:from|on"
        r"|if|when|for) (?:\w+ ){0,4}(?:links?|purchases?|sales)",
    ),
    (
        "comisi",
        r"\b(?:recib|obten|gan|percib|cobr"
        r"|llev)\w+ (?:una?s? )?(?:peque[ñn]as? )?comisi[óo]n(?:es)?\b",
    ),
    (
        "afiliad|affiliate|patrocinad",
        r"\b(?:enlaces?|links?) (?:de )?(?:afiliad\w+|patrocinad\w+)\b|programa de afiliad\w+",
    ),
    (
        "free|monthly|limit",
        r"\byou(?:['’]ve| have) (?:now )?(?:read|reached|used|hit) .{0,50}\b(?:free|monthly"
        r"|limit)\b",
    ),
    (
        "subscribers|members|registered",
        r"\b(?:article|story|content|post|report|page)s? (?:is|are) (?:only |exclusively "
        r"|reserved |free )?(?:for|available (?:only )?to"
        r"|exclusive to) (?:(?!the\b)\w+ ){0,2}(?:subscribers|members|registered)",
    ),
    (
        "gratis|gratuit|límite|limite",
        r"\bha(?:s|n)? (?:le[íi]do|alcanzado|agotado|llegado) .{0,50}(?:grat(?:is|uit\w+)"
        r"|l[íi]mite)",
    ),
    (
        "suscriptor|socios|socias|abonad|registrad",
        r"\b(?:art[íi]culo|contenido|nota|noticia|reportaje|texto)s? (?:es|son"
        r"|est[áa]n?) (?:solo|s[óo]lo|[úu]nicamente|exclusiv\w+|reservad\w+"
        r"|disponibles? (?:solo|s[óo]lo))? ?(?:para|de) (?:(?:nuestr\w+"
        r"|l[oa]s) )?(?:suscriptor\w+|soci[oa]s|abonad[oa]s|(?:lectores|usuarios) registrad\w+)",
    ),
    (
        "¿ya |¿todav|¿aún|¿aun",
        r"¿(?:ya|todav[íi]a no|a[úu]n no) (?:eres|tienes|es|tiene"
        r"|est[áa]s)\b.{0,40}(?:suscri\w+|soci\w+|abonad\w+|cuenta|registrad\w+)",
    ),
    (
        "exclusivo|exclusiva",
        r"\bexclusiv[oa]s? (?:para|de) (?:\w+ )?(?:suscriptor|soci|abonad)\w+",
    ),
    (
        " rely| relies|depends on|depend on|funded|supported by|supported on|made possible",
        r"\b(?:we|our (?:work|journalism|newsroom|reporting)) (?:rely|relies|depends?"
        r"|is (?:funded|supported|made possible)) (?:on|by|upon) (?:\w+ ){0,3}(?:readers?"
        r"|donations|support|members|you)\b",
    ),
    (
        "your support|your contribution|your donation|tu apoyo|su apoyo|aportaci|donativo",
        r"\b(?:your|su|tu) (?:support|contribution|donation|apoyo|aportaci[óo]n"
        r"|donativo) (?:helps|makes|means|nos|hace|ayuda|permite)\b",
    ),
    (
        "donation|thank you fo",
        r"\bdonations? (?:can|could|may|is|are) (?:be )?(?:made|done|welcome)"
        r"|\bthank you for your (?:support|donation)",
    ),
    (
        "reader-|reader |as little|cancel",
        r"\breader[- ](?:supported|funded)\b|\bfor as little as\b|\bcancel (?:any ?time"
        r"|whenever)\b|\bcancel[ae] cuando\b",
    ),
)
"""Patterns, each after what stands in lower case in all that it finds, parted by bars."""
