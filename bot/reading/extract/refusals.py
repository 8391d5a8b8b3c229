"""Why a page gives no article, in the order of how sure its own words are."""

from __future__ import annotations

import re

from lxml import etree

from bot.reading.extract.drafts import FEWEST_WORDS, Unreadable
from bot.reading.extract.lines.chrome import asks_to_subscribe
from bot.reading.extract.lines.see_also import LONGEST
from bot.reading.extract.markup import UNSEEN, shown_text, squeezed

_MOST_LOOKED_AT = 4_000
"""Characters of a page's text looked at: pages that say why they show nothing say little else."""
_MOST_WORDS = 300
"""Words of a page from which on it is none that only says why it shows nothing."""
_CHALLENGE = re.compile(
    r"(?:verif|check|confirm|prov|asegur|comprob)\w*\b.{0,60}\b(?:you are (?:a |not a )?(?:human|robot|bot)"
    r"|you['’]re (?:a |not a )?(?:human|robot|bot)|(?:eres|es usted) (?:un )?(?:humano|robot|persona)"
    r"|your browser|(?:tu|su|el) navegador)"
    r"|captcha|unusual traffic|tr[áa]fico (?:inusual|sospechoso)|access denied|acceso denegado"
    r"|access to this (?:page|site|website) (?:has been|is) denied|automat(?:ed|ion) (?:tools?|requests"
    r"|traffic|access)"
    r"|enable javascript and cookies|(?:no (?:eres|soy) un|are you a) robot|security check|bot detection",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(?:page|article|story|content)\b.{0,30}\b(?:not found|(?:can['’]?t|cannot|could not) be found"
    r"|(?:no longer|does ?n['’]t|does not) (?:exist|available)|has been (?:removed|deleted|moved))"
    r"|(?:can['’]?t|cannot|could(?: not|n['’]t)) find (?:that|the|this|your) page"
    r"|no encontramos (?:lo que|la p[áa]gina)"
    r"|\b(?:error )?404\b|page you (?:are|were|['’]re) looking for"
    r"|p[áa]gina (?:que buscas? )?no (?:encontrada|existe|se encuentra|ha sido encontrada|disponible)"
    r"|no (?:hemos|pudimos|se ha|se) (?:encontr\w+|podido encontrar) (?:la|esta|el|este)"
    r" (?:p[áa]gina|art[íi]culo|contenido)"
    r"|p[áa]gina no encontrada|(?:este|el) (?:art[íi]culo|contenido) ya no (?:est[áa] disponible|existe)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:not|un)\s?available\b.{0,20}\b(?:in|from|to|for)\b.{0,40}\b(?:regions?|countr(?:y|ies)"
    r"|locations?|europe\w*"
    r"|territor(?:y|ies))\b"
    r"|\bno est[áa] disponible (?:en|para|desde) (?:tu|su|este|la mayor[íi]a).{0,40}\b(?:regi[óo]n"
    r"|pa[íi]s(?:es)?"
    r"|ubicaci[óo]n|territorio)\b",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|inicia(?:r)? sesi[óo]n|identif[íi](?:cate|quese)|accede con tu cuenta)\b"
    r".{0,80}\b(?:to (?:continue|read|view|see|access)|para (?:continuar|leer|ver|acceder|seguir)|required"
    r"|obligatorio)"
    r"|\b(?:must|need to|have to|please) (?:be logged in|log ?in|sign ?in)"
    r"|(?:debes?|tienes? que|necesitas?|por favor,?) (?:iniciar? sesi[óo]n|identificarte|acceder)",
    re.IGNORECASE,
)


def why_not(tree: etree._Element, title: str, paywalled: bool) -> Unreadable:
    """Why there is no article on a page whose text has too few words for one."""
    if paywalled or has_subscribe_box(tree):
        return Unreadable.PAYWALL
    text = shown_text(tree)
    words = len(text.split())
    if words < _MOST_WORDS:
        said = f"{title} {text}"[:_MOST_LOOKED_AT]
        for reason, pattern in (
            (Unreadable.CHALLENGE, _CHALLENGE),
            (Unreadable.ELSEWHERE, _ELSEWHERE),
            (Unreadable.GONE, _GONE),
            (Unreadable.LOGIN, _LOGIN),
        ):
            if pattern.search(said):
                return reason
    if words >= FEWEST_WORDS:
        return Unreadable.NO_ARTICLE
    if any((box.get("type") or "").lower() == "password" for box in tree.iter("input")):
        return Unreadable.LOGIN
    runs = next(tree.iter("script"), None) is not None or "javascript" in text.lower()
    return Unreadable.EMPTY if runs or not words else Unreadable.NO_ARTICLE


def has_subscribe_box(tree: etree._Element) -> bool:
    """Whether some text on a page says that the rest is for subscribers."""
    for element in tree.iter():
        shown = element.text if element.tag not in UNSEEN else None
        if any(text and asks_to_subscribe(squeezed(text)[-LONGEST:]) for text in (shown, element.tail)):
            return True
    return False
