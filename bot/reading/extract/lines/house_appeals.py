"""What sites ask for besides money: to follow, share, comment, report errors; and their house rules."""

from __future__ import annotations

from bot.reading.extract.lines.appeal_words import START

HOUSE_APPEALS = (
    ("follow us|síguenos|síganos", r"\A\W*(?:follow us|s[íi]guenos|s[íi]ganos)\b"),
    (
        "your say|in touch|contacto con nos|contáctanos|contáctenos|join the conv|join the disc|join the deb"
        "|cuéntanos|cuéntenos|déjanos|déjenos|envíanos|envíenos|let us know|tell us wh|tell us y",
        START + r"(?:have your say|get in touch|p[óo]n(?:te|gase) en contacto con nosotros|cont[áa]ct[ae]nos"
        r"|join the (?:conversation|discussion|debate) (?:on|in|below|at|by|and)"
        r"|let us know (?:what|if|in|by)|tell us (?:what|your|why)"
        r"|(?:d[ée]j[ae]|cu[ée]nt[ae]|env[íi][ae])nos (?:tu|su|en|un|qu[ée]))\b",
    ),
    (
        "your thoughts|a comment|a reply|your views|your opinion|your stor|your experience|your comment"
        "|comment below|tu opinión|tu comentario|tu historia",
        START + r"(?:share|leave(?: us)?|post|add|comparte|deja|escribe)"
        r" (?:(?:your|tu|a) (?:thoughts|views|opinions?|stor(?:y|ies)|experiences?|comments?"
        r"|opini[óo]n|comentario|historia)\b|comment below)",
    ),
    (
        "share it|share this|compárt|comparte est|comparte el|comparte la|comparta est",
        START
        + r"(?:share (?:it|this (?:article|story|post|page))\b|comp[áa]rt(?:e|a)l[oa]\b|comp[áa]rt(?:e|a)"
        r" (?:est[ea]|el|la) (?:art[íi]culo|noticia|nota|texto|p[áa]gina)\b)",
    ),
    (
        "notifications|notificaciones",
        START + r"(?:turn on|enable|allow|switch on|activ[ae])\b.{0,20}\bnotifica\w+",
    ),
    (
        "podcast|pódcast",
        START + r"(?:listen to|esc[úu]ch[ae]|subscribe to|suscr[íi]b\w+)\b.{0,20}\b(?:our"
        r"|nuestro) p[óo]dcast\b",
    ),
    (
        "reproducción|reproduccion|recaptcha",
        r"\bprohibida (?:su|la) reproducci[óo]n\b|\bprotected by recaptcha\b",
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
    (
        "already a|already have|already sub|already reg",
        r"\balready (?:an? (?:\w+ )?(?:subscriber|member)|have an account|subscribed"
        r"|registered)\b",
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
        r"\b(?:be|keep it|keep (?:your )?comments|remain|stay) (?:polite|civil|respectful|on topic"
        r"|on-topic"
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
"""Patterns, each after what stands in lower case in all that it finds, parted by bars."""
