"""A small news site on loopback, of pages written here, for tests that read real links."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Self

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ENGLISH = (
    "The council of Valdemar approved on Tuesday a plan of 40 million euros to rebuild the old harbour,"
    " the mayor Lucía Ferrán said at the town hall.",
    "Work begins in March 2023 and should take 18 months, according to the engineer Tomás Arce, who "
    "leads the project in Puerto Claro for the firm Obras Marea.",
    "Residents of Puerto Claro asked for 120 parking places and a footbridge to the lighthouse of San "
    "Telmo, which Ferrán promised to study before the summer.",
)
SPANISH = (
    "El concejo de Valdemar aprobó el martes un plan de 40 millones de euros para reconstruir el viejo "
    "puerto, dijo la alcaldesa Lucía Ferrán en el ayuntamiento.",
    "Las obras comienzan en marzo de 2023 y deben durar 18 meses, según el ingeniero Tomás Arce, que "
    "dirige el proyecto en Puerto Claro para la empresa Obras Marea.",
    "Los vecinos de Puerto Claro pidieron 120 plazas de aparcamiento y una pasarela hasta el faro de "
    "San Telmo, que Ferrán prometió estudiar antes del verano.",
)
OTHER_ENGLISH = (
    "The theatre of Montalbo opens its season on Friday with a comedy by the young writer Inés Robledo,"
    " who finished it in a village in the mountains during the winter.",
    "Tickets cost 25 euros and the first 300 were sold within an hour, the director Bruno Salas told "
    "this paper, adding that the queue reached the river.",
    "The company will travel to Oporto, Bilbao and Toulouse in May with 14 actors and a small orchestra"
    " that plays instruments built by its own members.",
)
OTHER_SPANISH = (
    "El teatro de Montalbo abre su temporada el viernes con una comedia de la joven escritora Inés "
    "Robledo, que la terminó en un pueblo de la sierra durante el invierno.",
    "Las entradas cuestan 25 euros y las primeras 300 se vendieron en una hora, contó el director Bruno"
    " Salas a este diario, y añadió que la cola llegaba hasta el río.",
    "La compañía viajará a Oporto, Burdeos y Toulouse en mayo con 14 actores y una pequeña orquesta que"
    " toca instrumentos construidos por sus propios miembros.",
)


def page(
    language: str,
    title: str,
    paragraphs: Sequence[str],
    *,
    head: str = "",
    before: str = "",
    after: str = "",
) -> str:
    """A page with the clutter such pages have; ``head``, ``before``, ``after`` go where they say."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<title>{title} | El Faro</title><meta property="og:site_name" content="El Faro">
<meta property="og:type" content="article">{head}</head><body><a href="#main">Skip to content</a>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sports">Sports</a></li></ul></nav>
<main id="main"><article><h1>{title}</h1>{before}<div class="story">{body}</div>{after}</article></main>
<div class="cookie-notice">We use cookies to make this site better. Accept all</div>
<div id="respond"><h3>Leave a Reply</h3><p>Your email address will not be published.</p></div>
</body></html>"""


class Site:
    """Serves pages by path. ``requests`` are the paths asked for, robots.txt left out.

    robots.txt is what ``robots`` says, or a page like the others where that is not set.
    """

    def __init__(self) -> None:
        self.pages: dict[str, str | bytes | Handler] = {}
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.robots: str | None = None
        self.origin = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("GET", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if request.path != "/robots.txt":
            self.requests.append(request.path_qs)
            self.headers.append(dict(request.headers))
        elif self.robots is not None:
            return web.Response(text=self.robots)
        found = self.pages.get(request.path_qs, self.pages.get(request.path))
        if found is None:
            return web.Response(status=404, text="not here")
        if callable(found):
            return await found(request)
        if isinstance(found, bytes):
            return web.Response(body=found, headers={"Content-Type": "text/html"})
        return web.Response(text=found, content_type="text/html")


def redirect(to: str, status: int = 302) -> Handler:
    """A page that leads elsewhere."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": to})

    return answer
