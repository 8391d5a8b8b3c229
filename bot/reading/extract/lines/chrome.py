"""Lines in which a page speaks of itself, and the titles of what follows an article, in both languages.

Each rule must hold for a line on its own: it is short, and says one of a few things that sites say to readers
and articles do not: share, subscribe, accept cookies, leave a reply, skip to content.
"""

from __future__ import annotations

import re

from bot.reading.extract.lines.see_also import LONGEST, any_of, is_see_also

_NETWORKS = "whatsapp|facebook|twitter|linkedin|telegram|pinterest|instagram|flipboard|reddit|x|bluesky"
_CHROME = re.compile(
    r"\W*"
    + any_of(
        # Ways around the page
        r"skip to (?:main |the )?content",
        r"(?:saltar|ir|pasar) al contenido(?: principal)?",
        r"back to top|volver arriba|home|inicio|men[uú]|search|buscar|close|cerrar|next|previous",
        r"(?:next|previous) (?:article|post|story)|(?:(?:art[íi]culo|nota) )?(?:anterior|siguiente)",
        r"log ?in|sign in|iniciar sesi[óo]n|load more|show more|read more|(?:ver|leer|mostrar) m[áa]s",
        r"play video|reproducir|listen to (?:this|article|the podcast).{0,40}",
        r"escuchar? (?:este|la nota|el audio).{0,40}",
        # The other edition
        r"(?:leer|lee|l[ée]elo|disponible|versi[óo]n) en (?:espa[ñn]ol|ingl[ée]s)",
        r"(?:read|available|version) (?:this )?(?:story |article )?in (?:english|spanish)",
        r"(?:english|spanish) (?:version|edition)|versi[óo]n (?:espa[ñn]ola|inglesa)",
        # Reply boxes
        r"leave a (?:reply|comment)|cancel reply|post (?:a )?comment|reply|responder",
        r"(?:add|write|join) (?:a|your|the) (?:comment|conversation)",
        r"(?:\d+ )?comments?(?: \(\d+\)| closed)?|(?:\d+ )?comentarios?(?: \(\d+\))?",
        r"dejar? (?:un|tu|una) (?:comentario|respuesta)|cancelar respuesta|publicar comentario",
        r"escrib[ea] (?:un|tu) comentario|a[ñn]ad(?:e|ir) (?:un )?comentario",
        r"your e-?mail address will not be published.{0,80}|required fields are marked.{0,10}",
        r"tu (?:direcci[óo]n de )?(?:correo|e-?mail).{0,30}no ser[áa] publicad[ao].{0,80}",
        # Sharing and following
        r"share(?: (?:this|on|via|it)\b.{0,40})?",
        r"compart(?:e|ir|a)(?: (?:en|esta?|esto|por|la|el|v[íi]a)\b.{0,40})?",
        rf"(?:tweet|pin|e-?mail|print|imprimir|copy link|copiar enlace|{_NETWORKS})(?: (?:this|esto|it))?",
        r"follow (?:us|me)\b.{0,80}|s[íi]gue(?:nos|me)\b.{0,80}|s[íi]ganos\b.{0,80}|[úu]nete a\b.{0,100}",
        rf"follow .{{0,120}} on (?:{_NETWORKS})\b.{{0,120}}",
        # Newsletters, apps, advertising
        r"(?:for|get|read) (?:all )?(?:the|our) latest .{0,160}\b(?:apps?|newsletters?|inbox|phone)\b.{0,40}",
        r"this slideshow requires javascript|you must be logged in.{0,60}|please enable javascript.{0,80}",
        r"scroll to continue.{0,40}|\d+ min(?:ute)?s? read",
        r"tiempo de lectura:?.{0,20}|(?:table of )?contents|in this article|[íi]ndice|en este art[íi]culo",
        r"a version of this (?:article|story) (?:appears|appeared) in print.{0,200}",
        r"related|further reading|relacionad[ao]s|temas|etiquetas|tags|topics",
        # Datelines
        r"(?:(?:first |last )?(?:published|updated|modified|posted)|publicado|actualizado|actualizaci[óo]n)"
        r"(?: on| el)?\b(?:[^.]|\b[a-z]{3}\.(?= \d)){0,30}\b(?:19|20)\d\d\b"
        r"(?:[ ,|·–-]{0,4}(?:(?:at|a las|by|por)\b|[\d|(]).{0,60})?",
        r"(?:sign up|subscribe|register)\b.{0,160}",
        r"suscr[íi]b(?:e(?:te|se)|ase|irse|ete|ite)\b.{0,160}|reg[íi]strate\b.{0,120}",
        r"recib[ea] (?:en tu|nuestr|las? [úu]ltimas|el bolet[íi]n|gratis).{0,140}",
        r"get (?:the|our|all the|breaking) .{0,60}(?:newsletter|inbox|e-?mail|news alerts?).{0,60}",
        r"(?:our |daily |weekly |free )?newsletters?|bolet[íi]n(?:es)?",
        r"thank you for (?:signing|subscribing).{0,100}|gracias por (?:suscribirte|registrarte).{0,100}",
        r"(?:download|descarga) (?:our|the|nuestra|la) (?:\w+ )?app\b.{0,120}",
        r"advertisement(?: ?[-–—] ?.{0,40})?|publicidad|anuncio|sponsored(?: content)?|patrocinado|promoted",
        r"(?:story|article) continues.{0,40}|continue reading.{0,30}",
        r"(?:contin[úu]a|sigue|segu[íi]r?) leyendo.{0,30}",
        r"(?:la (?:nota|noticia|historia)|el (?:art[íi]culo|texto)) (?:contin[úu]a|sigue).{0,40}",
        r"by (?:signing up|subscribing|clicking|registering|continuing|submitting|providing|entering).{0,40}"
        r"\byou (?:agree|accept|consent)\b.{0,160}",
        r"al (?:suscribirte|registrarte|hacer clic|continuar|inscribirte|enviar"
        r"|facilitar).{0,40}\bacept[oa]s?\b.{0,160}",
        r"(?:already|not yet) (?:a |an )?(?:subscriber|member)\b.{0,60}",
        r"(?:ya|(?:todav[íi]a|a[úu]n) no) (?:eres|est[áa]s) (?:suscri\w+|soci[oa]|registrad[oa])\b.{0,60}",
        # Embedded posts
        r"view this post on \w+|ver esta publicaci[óo]n en \w+",
        r"a post shared by .{0,120}|una publicaci[óo]n (?:compartida|de) .{0,120}\(@.{0,80}",
        # What sites answer for
        r".{0,80}\bis not responsible for (?:the |any )?(?:opinion|content|statement|comment|view)s?\b"
        r".{0,180}",
        r"(?:the |any )?(?:views|opinions)(?:,? (?:and|or) \w+)? expressed\b.{0,240}",
        r"las (?:opiniones|ideas)(?: (?:vertidas|expresadas|contenidas)).{0,240}",
        r"(?:mir[ae]|visita) .{0,40}\bcanal de (?:youtube|whatsapp|telegram)\b.{0,40}",
        r"(?:with (?:additional )?(?:reporting|files)|additional reporting) (?:from|by)\b.{0,80}",
        r"con informaci[óo]n de\b.{0,60}",
        # Cookies, rights and rules
        r"our standards: .{0,60}",
        r"(?:we|this (?:site|website)) uses? cookies.{0,240}",
        r"(?:este sitio|esta (?:p[áa]gina|web)|usamos|utilizamos) .{0,40}cookies.{0,240}",
        r"accept(?: all)?(?: cookies)?|aceptar(?: (?:todas|cookies).{0,20})?",
        r"(?:privacy|cookie)s? (?:policy|settings)|pol[íi]tica de (?:privacidad|cookies)",
        r"(?:all rights reserved|todos los derechos reservados|copyright ©?|©).{0,120}",
        # Captions and credits
        r"(?:image|photo|picture) (?:credit|source|caption|by|copyright)s?\b.{0,160}",
        r"(?:foto|imagen|cr[ée]ditos?|credits?|fotograf[íi]a|pie de foto)\s*[:/].{0,160}"
        r"|fotograf[íi]as? (?:de|por) [^.]{3,50}",
        r"(?:photo(?:graph)?|getty images|file photo|afp|reuters|ap photo|efe|shutterstock|istock)"
        r"(?:\s*[:/|].{0,100})?",
    )
    + r"\W*\Z",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:(?:©|[(\[|/]\s*(?:foto|photo|image|imagen|cr[ée]ditos?|credits?)\s*[:/])[^.]{1,60}"
    r"|(?: [/|]|[(\[][\w .]{1,40}/)\s*(?:afp|efe|reuters|ap|getty(?: images)?|shutterstock))\W*\Z",
    re.IGNORECASE,
)
_CREDIT_SIGNS = re.compile(r"[©(\[/|]")
"""What captions end in, and what stands in all of that. Articles end in an agency alone in brackets too."""
_LONGEST_CAPTION, _LONGEST_CREDIT = 220, 110
_REPLY_BOX = re.compile(
    r"\W*"
    + any_of(
        r"leave a (?:reply|comment)",
        r"dejar? (?:una respuesta|un comentario|tu comentario)",
        r"escribe un comentario",
        r"post a comment",
    )
    + r"\b.{0,40}\Z",
    re.IGNORECASE,
)

_TITLE = 80
_COMMENTS = re.compile(
    r"\W*"
    + any_of(
        r"(?:top[ -]rated |latest |recent |all |reader )?comments?(?: section|\s*\(\d+\)|:)?",
        r"\d+ (?:comments?|comentarios?|responses?|respuestas)(?: (?:on|to|en|a)\b.{0,60})?",
        r"(?:[úu]ltimos |los )?comentarios(?:\s*\(\d+\)|:)?",
        r"join the (?:conversation|discussion)|[úu]nete a la conversaci[óo]n",
    )
    + r"\W*\Z",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"\W*"
    + any_of(
        r"related (?:stories|articles|news|posts|content|topics|coverage|links|reading)",
        r"(?:recommended|trending|popular|latest|top|more) (?:stories|articles|news|posts|reading|for you)",
        r"more (?:from|on|about)\b.{0,50}|explore further|up next|read next",
        r"you (?:may|might) (?:also )?like.{0,20}",
        r"about the author|privacy overview|also on \w.{0,30}",
        r"(?:noticias|art[íi]culos|notas|contenidos?|temas|enlaces) (?:relacionad[ao]s|recomendad[ao]s)",
        r"(?:tambi[ée]n )?[tl]e puede interesar|m[áa]s (?:noticias|le[íi]d[ao]s|en|sobre)\b.{0,40}",
        r"(?:lo )?m[áa]s (?:visto|le[íi]do)|sobre el autor|[úu]ltimas noticias",
    )
    + r"\W*\Z",
    re.IGNORECASE,
)


_BREAKS_OFF = re.compile(
    any_of(
        r"(?:subscribe|sign (?:in|up)|log ?in|register|create an account)\b.{0,60}"
        r"\b(?:(?:continue|keep|finish) reading|read (?:on|more|the (?:full|rest|whole))|unlock|full access)",
        r"to (?:continue|keep|finish) reading\b.{0,60}(?:subscri|log ?in|sign|regist)",
        r"(?:article|story|content|post) is (?:only )?(?:for|available (?:only |exclusively )?to"
        r"|reserved for|exclusive to)"
        r" (?:\w+ ){0,2}(?:subscribers|members)",
        r"(?:suscr[íi]b|reg[íi]str|abona)\w+.{0,60}"
        r"\b(?:(?:seguir|continuar) leyendo|leer (?:el|la|est[ea]) |complet)",
        r"\A\W*to read (?:the|this|more)\b.{0,60}(?:subscri|log ?in|sign|regist)",
        r"para (?:(?:seguir|continuar) leyendo|leer (?:el|la|est[ea]|m[áa]s)\b).{0,60}(?:suscr|reg[íi]str"
        r"|inici)",
        r"become (?:an? )?(?:\w+ ){0,2}(?:member|subscriber|supporter)\b.{0,60}\b(?:to (?:read|continue"
        r"|keep|unlock|access)|rest of)",
        r"h(?:azte|[áa]gase) (?:soci[oa]|miembro|suscriptor\w*|abonad[oa])\b.{0,60}\b(?:para|y) (?:leer"
        r"|seguir|continuar|acceder|lee)",
        r"(?:continue|keep) reading\b.{0,40}\bsubscri|\bwant to read (?:more|on|the)\b.{0,40}\bsubscri",
        r"(?:sig[au]e?|contin[úu][ae]) leyendo\b.{0,40}\bsuscri|quier[ea]s? (?:seguir )?le(?:er"
        r"|yendo)\b.{0,40}\bsuscr",
        r"you(?:['’]ve| have) (?:reached|used|hit|read all) .{0,40}\b(?:free|limit)\b"
        r"|start your (?:free )?trial",
        r"has (?:alcanzado|agotado|le[íi]do todos) .{0,40}(?:gratis|gratuit|l[íi]mite)",
        r"already (?:a|an) (?:\w+ )?(?:subscriber|member)\b.{0,20}(?:log|sign) ?in",
        r"¿ya (?:eres|tienes) .{0,40}(?:suscri|soci|abonad|cuenta).{0,40}(?:inicia|entra|accede|identif)",
        r"(?:contenido|art[íi]culo|nota|noticia)s? (?:es )?(?:exclusiv[oa]|s[óo]lo|reservad[oa])s?"
        r" (?:para|de|a) (?:\w+ )?(?:suscriptores|socios|abonados)",
    ),
    re.IGNORECASE,
)


def asks_to_subscribe(line: str) -> bool:
    """Whether a line says that the rest of an article is for subscribers."""
    if len(line) > LONGEST:
        return False
    lowered = line.lower()
    return any(word in lowered for word in SUBSCRIBING) and _BREAKS_OFF.search(line) is not None


SUBSCRIBING = (
    *("subscri", "suscri", "suscrí", "sign in", "sign up", "signin", "log in", "login", "regist", "regíst"),
    *(
        "abona",
        "soci",
        "member",
        "miembro",
        "trial",
        "free",
        "limit",
        "gratis",
        "gratuit",
        "límite",
        "leyendo",
    ),
    *("account", "cuenta", "supporter"),
)
"""What stands, in lower case, in every line that asks so."""


def is_chrome(line: str) -> bool:
    """Whether a line is the site speaking to its readers, or a caption, and no part of the article."""
    if len(line) > LONGEST:
        return False
    return (
        _CHROME.match(line) is not None
        or is_see_also(line)
        or (
            len(line) <= _LONGEST_CAPTION
            and _CREDIT_SIGNS.search(line, max(0, len(line) - _LONGEST_CREDIT)) is not None
            and _CREDIT.search(line, max(0, len(line) - _LONGEST_CREDIT)) is not None
        )
    )


def begins_reply_box(line: str) -> bool:
    """Whether a line is the title of a reply box: at an article's end nothing after it is the article's."""
    return len(line) <= LONGEST and _REPLY_BOX.match(line) is not None


def begins_comments(line: str) -> bool:
    """Whether a line is the title of what readers said."""
    return len(line) <= _TITLE and _COMMENTS.match(line) is not None


def begins_related(line: str) -> bool:
    """Whether a line is the title of a list of other articles, or of what a site says about itself."""
    return len(line) <= _TITLE and _RELATED.match(line) is not None
