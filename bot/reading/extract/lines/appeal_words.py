"""What sites say to their readers: the words of appeals and house rules, in both languages."""

from __future__ import annotations

import re


def _any(*alternatives: str) -> str:
    return "(?:" + "|".join(alternatives) + ")"


_START = r"\A[\W_]*(?:(?:please|now|so|and|but|just|then|also|por favor|ya|y|o)[,:]? )?"
"""Where an appeal begins that is one only at the beginning of a sentence."""
ASKING = re.compile(
    r"[\W_]*(?:(?:please|now|so|and|but|just|then|also|por favor|ya|y|o|si quieres?|adem[áa]s)[,:]? )?"
    + _any(
        r"subscribe|sign(?:ing)? (?:up|in)|log ?in|register|join|become|get|download|follow(?!-)"
        r"|support (?:us|our|the|this|independent|local|quality|journalism)|donate|contribute"
        r"|help (?:us|keep|fund)|click|tap|stay (?:up|inform|tuned|in the know|connected|ahead)"
        r"|(?:don['’]t|never) miss|try"
        r"|start|unlock|create|buy|consider|keep (?:up|reading)|receive|find us|like us|listen|check out"
        r"|enter|choose|read more"
        r"|continue reading|make a|give|want (?:more|to (?:read|support))|enjoy(?:ed|ing)?|love"
        r"|like what|love what|for more"
        r"|interested in|give us|share your",
        r"suscr[íi]b(?:ete|ase|irte|irse|e|a)|suscripci[óo]n|ap[úu]nt(?:ate|ese|a)|reg[íi]str(?:ate|ese|arte|arse)|rec[íi]b[ea]\w*|desc[áa]rg\w+|apoy[ae]\w*|don[ae]\b|colabora"
        r"|h[áa]zte|haz|haga|hag[áa]se|h[áa]gase|[úu]nete|[úu]nase|s[íi]gue(?:nos|me|le)?\b|s[íi]ga(?:nos|me)?\b|activa|entra\b|accede|inicia"
        r"|consigue|disfrut[ae]|prueba|aprovecha|ay[úu]d[ae]\w*|no (?:te|se) (?:pierd\w+|lo pierd\w+)"
        r"|crea|escucha|int[ée]grate"
        r"|lee\b|lea\b|contin[úu]a|puedes? (?:seguir|suscrib|apoyar|recibir)\w*|¿?quier[ea]s?"
        r"|¿?te (?:gusta|ha gustado)"
        r"|¿?le gusta|ent[ée]rate|mantente",
    )
    + r"\b",
    re.IGNORECASE,
)
"""How a sentence begins that asks its readers for something."""
ASKED_FOR = re.compile(
    r"\b"
    + _any(
        r"newsletters?|(?:your|daily|our) (?:inbox|e-?mail)|subscri(?:be|ption|ptions|ber|bers)"
        r"|member(?:ship|s)?|supporters?"
        r"|(?:our|the|free|mobile|news) (?:[\w’']{1,12} ){0,2}apps?\b(?! store)|app store|google play"
        r"|free trial|(?:an?|your"
        r"|free) account|premium"
        r"|(?:the )?(?:full|whole|rest of (?:the|this)) (?:story|article|access|report)|unlimited|ad-free"
        r"|(?:us|me|him|her|them|@\w+|[A-Z]\w+) on (?:twitter|x|facebook|instagram|whatsapp|telegram"
        r"|youtube|linkedin|bluesky|threads|tiktok)"
        r"|(?:whatsapp|telegram|youtube) channel|(?:push )?notifications|(?:news|breaking|e-?mail"
        r"|text) alerts"
        r"|(?:our|independent|quality|local|this|fund) journalism|our (?:work|reporting|coverage|podcast"
        r"|newsroom|stories)"
        r"|donations?|patreon|free articles?|keep reading|continue reading|log ?in|sign ?in",
        r"bolet[íi]n(?:es)?|(?:tu|su|el) (?:correo|e-?mail|bandeja)|suscripci[óo]n|suscriptor\w*"
        r"|suscr[íi]b\w+|soci[oa]s?\b|abonad[oa]s?"
        r"|nuestr[oa]s? (?:app|aplicaci[óo]n|canal\w*|podcast|periodismo|trabajo|web|p[áa]gina|redes|grupo)"
        r"|(?:la|de) app\b|canal (?:de|en)|whatsapp|telegram|notificaciones|alertas|(?:una|tu|su) cuenta"
        r"|(?:art[íi]culo|contenido|nota|noticia|reportaje|texto) (?:completo|[íi]ntegro)|completa\b"
        r"|(?:seguir|contin[úu]ar|sigue) leyendo"
        r"|en (?:tu|su) (?:m[óo]vil|tel[ée]fono|celular)|acceso|ilimitad\w+|contenidos? exclusiv\w+"
        r"|en (?:twitter|x|facebook|instagram|youtube|tiktok"
        r"|redes sociales)"
        r"|periodismo (?:independiente|de calidad|local|libre)|donaci[óo]n\w*|sesi[óo]n",
    )
    + r"\b",
    re.IGNORECASE,
)
"""What sites ask for, or offer."""
ASKED_NEEDLES = (
    *("newsletter", "inbox", "your email", "your e-mail", "subscri", "member", "supporter"),
    *("the app", "our app", "free app", "mobile app", "news app", "app store", "google play"),
    *("trial", "account", "premium", "full story", "full article", "full access", "whole story"),
    *("whole article", "rest of th", "unlimited", "ad-free", " on twitter", " on x"),
    *(" on facebook", "instagram", "whatsapp", "telegram", "youtube", "linkedin", "bluesky"),
    *("threads", "tiktok", "notifications", "alerts", "journalism", "our work", "our reporting"),
    *("our coverage", "our podcast", "newsroom", "our stories", "donation", "patreon"),
    *("free article", "keep reading", "continue reading", "log in", "login", "sign in", "signin"),
    *("bolet", "correo", "bandeja", "suscri", "suscrí", "soci", "abonad", "nuestra", "nuestro"),
    *("la app", "de app", "canal de", "canal en", "notificaciones", "alertas", "una cuenta"),
    *("tu cuenta", "su cuenta", "completo", "íntegro", "completa", "leyendo", "acceso", "ilimitad"),
    *(
        "exclusiv",
        "en twitter",
        "en x",
        "en facebook",
        "redes sociales",
        "periodismo",
        "donaci",
        "móvil",
        "movil",
        "teléfono",
        "celular",
    ),
    *("sesión", "sesion"),
)
"""What stands, in lower case, in every sentence with something of ``ASKED_FOR``."""
RULES = tuple(
    (tuple(needles.split("|")), re.compile(pattern, re.IGNORECASE))
    for needles, pattern in (
        ("follow us|síguenos|síganos", r"\A\W*(?:follow us|s[íi]guenos|s[íi]ganos)\b"),
        ("amazon associate|qualifying purchase", r"\bamazon associate\b|\bqualifying purchases?\b"),
        (
            "correct at the time|correctos en el momento|correctos al cierre",
            r"\bcorrect at the time of\b|\bcorrectos (?:en el momento|al cierre) de\b",
        ),
        (
            "donat|dona |done |chip in|contribut|donación|aport|pitch in|your gift",
            _START + r"(?:donate|chip in|contribute|pitch in|give|don[ae]|aport[ae]|contribu(?:ye|ya)"
            r"|haz(?:nos)? (?:una|tu)|haga (?:una|su))\b.{0,80}"
            r"\b(?:us|our|now|today|here|gift|nos|nuestr\w+|ahora|hoy|aqu[íi]|\w+[áeé]nos|seguir|sigamos"
            r"|donaci[óo]n|aportaci[óo]n)\b",
        ),
        (
            "please|consider|por favor",
            r"\b(?:please|consider|por favor,?|considera|considere)\b.{0,24}"
            r"\b(?:contribut|donat|giving|give (?:today|now|what)|chip(?:ping)? in|subscrib|becom(?:e|ing) a"
            r"|support(?:ing)? (?:us|our)|don[ae]r|aport|apoyar(?:nos)?|suscrib|hacerte|hacer una)\w*",
        ),
        (
            "if you value|if you enjoy|if you like|if you can|if you appreciate|if you believe"
            "|si valoras|si valora|si te gust|si te ha|si crees|si puedes|si le",
            _START + r"(?:if you (?:value|enjoy\w*|like\w*|can|appreciate|believe in)"
            r"|si (?:valoras?|te (?:gusta|ha gustado)|le (?:gusta|ha gustado)|crees? en|puedes?))\b.{0,60}"
            r"\b(?:us|our|this (?:article|story|post|reporting|work)|support|donat\w*|chip in|contribut\w*"
            r"|subscri\w*|share it|nos|nuestr\w+|este (?:art[íi]culo|trabajo|reportaje|texto)|aport\w+"
            r"|don[ae]\w*|ap[óo]y\w*|suscr[íi]b\w*|comp[áa]rt\w*|informando)\b",
        ),
        (
            "month|week|year|mes|año|semana",
            r"\b(?:just|only|as little as|solo|s[óo]lo|apenas|desde|menos de) (?:[£$€]\s?\d+|\d+ ?(?:[£$€]"
            r"|euros?|d[óo]lares|pesos|pounds?|dollars?|cents))\S*.{0,20}\b(?:a|per|each|every|al|cada|por)"
            r" (?:month|week|year|mes|semana|año)\b.{0,60}\b(?:us|our|you|nos|nuestr\w+|tu|ay[úu]d\w+)\b",
        ),
        (
            "we need your|we need you|necesitamos t|necesitamos s|we can't do|we can’t do",
            _START + r"(?:we need you(?:r (?:help|support|donations?))?\W*\Z|we need your (?:help|support)"
            r"|necesitamos (?:tu|su) (?:ayuda|apoyo|colaboraci[óo]n|aportaci[óo]n)"
            r"|we can['’]t do (?:this|it) without you)",
        ),
        (
            "donation|contribution|support|gift|membership|donaci|aportaci|apoyo|cuota",
            _START + r"(?:with |con )?(?:your|tu|su|(?:every|each) (?:reader['’]?s? )?|reader|cada) ?"
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
            _START + r"(?:please )?(?:support|fund|ap[óo]y\w+|colabora|don[ae])\b.{0,60}"
            r"\b(?:patreon|ko-?fi|paypal|bizum)\b",
        ),
        (
            "ayúdanos|ayudanos|ayúdenos",
            _START + r"ay[úu]d(?:a|e)nos a (?:seguir|ser|mantener)",
        ),
        (
            "sin ánimo de lucro|nonprofit|non-profit|independent",
            r"\b(?:nonprofit|non-profit|independent|medio (?:independiente|sin [áa]nimo de lucro))\b.{0,60}"
            r"\b(?:(?:we|newsroom) (?:rely|depend)|(?:depend|viv)\w+ (?:de|gracias a) (?:nuestr|sus|tu))",
        ),
        (
            "your say|in touch|contacto|contáct|conversation|discussion|debate|cuéntanos|cuéntenos|déjanos"
            "|déjenos|envíanos|envíenos|let us know|tell us wh|tell us y",
            _START
            + r"(?:have your say|get in touch|p[óo]n(?:te|gase) en contacto con nosotros|cont[áa]ct[ae]nos"
            r"|join the (?:conversation|discussion|debate) (?:on|in|below|at|by|and)"
            r"|let us know (?:what|if|in|by)|tell us (?:what|your|why)"
            r"|(?:d[ée]j[ae]|cu[ée]nt[ae]|env[íi][ae])nos (?:tu|su|en|un|qu[ée]))\b",
        ),
        (
            "thoughts|your views|your opinion|your stor|your experience|your comment|comment below|tu opinión"
            "|tu comentario|tu historia",
            _START + r"(?:share|leave(?: us)?|post|add|comparte|deja|escribe)"
            r" (?:(?:your|tu|a) (?:thoughts|views|opinions?|stor(?:y|ies)|experiences?|comments?"
            r"|opini[óo]n|comentario|historia)\b|comment below)",
        ),
        (
            "share|compart|compárt",
            _START
            + r"(?:share (?:it|this (?:article|story|post|page))\b|comp[áa]rt(?:e|a)l[oa]\b|comp[áa]rt(?:e|a)"
            r" (?:est[ea]|el|la) (?:art[íi]culo|noticia|nota|texto|p[áa]gina)\b)",
        ),
        (
            "articles left|stories left|article left|story left|articles remaining|te quedan|te queda|le quedan",
            r"\byou have .{0,20}\b(?:articles?|stories|story) (?:left|remaining)\b"
            r"|\b[tl]e quedan? .{0,20}\b(?:art[íi]culos?|noticias?|textos?) (?:gratis|gratuit\w+|libres?|este mes)",
        ),
        (
            "mes gratis|semana gratis|días gratis|sin límites|meses gratis",
            _START + r"(?:prueba|disfruta|consigue|aprovecha|empieza|accede|obt[ée]n|ten)\b.{0,60}"
            r"\b(?:mes(?:es)? gratis|semanas? gratis|d[íi]as gratis|sin l[íi]mites)\b",
        ),
        (
            "notifications|notificaciones",
            _START + r"(?:turn on|enable|allow|switch on|activ[ae])\b.{0,20}\bnotifica\w+",
        ),
        (
            "podcast|pódcast",
            _START
            + r"(?:listen to|esc[úu]ch[ae]|subscribe to|suscr[íi]b\w+)\b.{0,20}\b(?:our|nuestro) p[óo]dcast\b",
        ),
        (
            "reproducción|reproduccion|recaptcha",
            r"\bprohibida (?:su|la) reproducci[óo]n\b|\bprotected by recaptcha\b",
        ),
        (
            "readers like you|thanks to readers|thanks to our|lectores|nuestros socios",
            r"\b(?:readers like you|(?:free|possible)(?: to (?:read|all|everyone))? thanks to (?:our )?(?:readers|members|supporters))\b"
            r"|\b(?:posible|libre|gratis) gracias a (?:sus|tus|nuestros|nuestras) (?:lectores|socios"
            r"|socias)\b",
        ),
        (
            "@",
            r"\A\W*(?:contact|e-?mail|write to|reach|send)\b.{0,80}\S@\S"
            r"|\bescr[íi]b(?:enos|anos|e|a|ir)\b.{0,40}\S@\S",
        ),
        (
            "originally|originalmente",
            r"\b(?:article|story|post|piece) (?:was )?(?:first |originally )(?:published|appeared)\b"
            r"|\b(?:art[íi]culo|texto|nota) (?:se public[óo]|fue publicad[oa]|apareci[óo]) originalmente\b",
        ),
        (
            "privacy|privacidad|cookies",
            r"\A\W*(?:read|see|view|consult\w+|lee|lea|ver)\b.{0,20}\b(?:privacy|cookies?|privacidad)\b",
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
            "already a|already have|already sub|already reg",
            r"\balready (?:an? (?:\w+ )?(?:subscriber|member)|have an account|subscribed"
            r"|registered)\b",
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
        (
            "inbox|bandeja",
            r"\b(?:your|tu|su) (?:inbox|bandeja de entrada)\b",
        ),
        (
            "comments |comment is|comment will|comment may",
            r"\bcomments? (?:are|is|will be|may be|that) (?:\w+ )?(?:moderated|reviewed|closed"
            r"|subject to|removed|deleted)",
        ),
        (
            "polite|civil|respectful|on topic|on-topic|be kind|keep it kind|stay kind|remain kind",
            r"\b(?:be|keep it|keep (?:your )?comments|remain|stay) (?:polite|civil|respectful|on topic|on-topic"
            r"|kind)\b(?=.{0,40}\Z)",
        ),
        (
            "comment|communit|moderation|correction|editorial|ethics",
            r"\b(?:our|the|read|see|these) (?:comment(?:ing)?|community|moderation|corrections?"
            r"|editorial|ethics) (?:polic(?:y|ies)|guidelines|rules|standards|code)\b",
        ),
        (
            " an error|any error|mistake|typo|inaccura|something wrong",
            r"\b(?:spot(?:ted)?|see|seen|found|find|notice[d]?) (?:an?|any|something) (?:error"
            r"|mistake|typo|inaccurac\w+|wrong)\b.{0,80}(?:\?|\b(?:us|contact|e-?mail|let|report"
            r"|write|tell)\b)",
        ),
        (
            " an error|any error|correction|typo",
            r"\b(?:report|request|submit|suggest) (?:an?|any) (?:error|correction|typo)s?\b",
        ),
        (
            " tip|have a story|have a news",
            r"\b(?:got|have) an? (?:news |story )?tip\b|\bdo you have a (?:story|tip)\b",
        ),
        (
            "comentarios",
            r"\blos comentarios (?:son|ser[áa]n|est[áa]n|se|que|ofensivos|pasan) .{0,30}(?:moderad"
            r"|revisad|sujet|public|eliminad|borrad)",
        ),
        (
            "normas|política|politica",
            r"\bnormas (?:de (?:la comunidad|participaci[óo]n|uso|conducta|convivencia)"
            r"|editoriales)\b|\bpol[íi]tica de (?:comentarios|correcci\w+)\b",
        ),
        (
            " error| fallo",
            r"\b(?:has|ha|han) (?:visto|encontrado|detectado) (?:un|alg[úu]n) (?:error|fallo)\b"
            r"|\bsi (?:detectas?|encuentras?|ves?) (?:un|alg[úu]n) (?:error|fallo)\b",
        ),
        (
            "código|codigo|criterios|respetuos",
            r"\bnuestro c[óo]digo [ée]tico\b|\bcriterios editoriales\b|\b(?:s[ée]"
            r"|sea) respetuos[oa]\b",
        ),
    )
)
"""What a site says, each with what stands in it in lower case: most sentences have none of that."""
