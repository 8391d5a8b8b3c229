"""A page that gives no article is refused for what it says itself."""

from __future__ import annotations

import pytest

from bot.reading.extract.drafts import Unreadable
from bot.reading.extract.pages import read_page

URL = "https://elfaro.example/a/ferry"
SCRIPT = "<script src=/app.js></script>"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Sorry, the page you are looking for could not be found.", Unreadable.GONE),
        ("Oops! We can’t find that page.", Unreadable.GONE),
        ("Página no encontrada", Unreadable.GONE),
        ("No encontramos lo que buscas.", Unreadable.GONE),
        ("Checking your browser before you can see elfaro.example.", Unreadable.CHALLENGE),
        ("Access to this page has been denied: you may be using automation tools.", Unreadable.CHALLENGE),
        ("Verifica que eres humano.", Unreadable.CHALLENGE),
        ("You must log in to see this page.", Unreadable.LOGIN),
        ("Inicia sesión para continuar.", Unreadable.LOGIN),
        ("<form><input name=user><input type=password><button>Go</button></form>", Unreadable.LOGIN),
        ("Our site is unavailable in most European countries.", Unreadable.ELSEWHERE),
        ("Este contenido no está disponible en tu región.", Unreadable.ELSEWHERE),
        ("Subscribe to keep reading.", Unreadable.PAYWALL),
        ("Contenido exclusivo para suscriptores.", Unreadable.PAYWALL),
        (f"<div id=root></div>{SCRIPT}", Unreadable.EMPTY),
        ("Please enable JavaScript.", Unreadable.EMPTY),
        ("We are down for maintenance.", Unreadable.NO_ARTICLE),
    ],
)
def test_a_page_is_refused_for_what_it_says(said: str, reason: Unreadable) -> None:
    text = f"<html lang=en><head><title>El Faro</title></head><body><p>{said}</p></body></html>"
    assert read_page(text.encode(), "utf-8", URL) is reason
