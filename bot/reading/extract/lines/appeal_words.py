"""The words of appeals, in both languages: how they begin, and what they ask for or offer."""

from __future__ import annotations

import re


def _any(*alternatives: str) -> str:
    return "(?:" + "|".join(alternatives) + ")"


START = r"\A[\W_]*(?:(?:please|now|so|and|but|just|then|also|por favor|ya|y|o)[,:]? )?"
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
        r"suscr[íi]b(?:ete|ase|irte|irse|e|a)|suscripci[óo]n|ap[úu]nt(?:ate|ese|a)|reg[íi]str(?:ate|ese"
        r"|arte|arse)|rec[íi]b[ea]\w*|desc[áa]rg\w+|apoy[ae]\w*|don[ae]\b|colabora"
        r"|h[áa]zte|haz|haga|hag[áa]se|h[áa]gase|[úu]nete|[úu]nase|s[íi]gue(?:nos|me|le)?\b|s[íi]ga(?:nos"
        r"|me)?\b|activa|entra\b|accede|inicia"
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
