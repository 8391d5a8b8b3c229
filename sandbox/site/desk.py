"""The newspaper's desk: a page that publishes, corrects and withdraws stories, as an editor does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape

from aiohttp import web

from sandbox.site.articles import LANGUAGES, Article, Newsstand
from sandbox.site.pages import Pages
from sandbox.site.words import WORDS


class Desk:
    """Answers for the desk. What is done there lasts as long as the site does."""

    def __init__(self, stand: Newsstand, pages: Pages) -> None:
        self._stand = stand
        self._pages = pages
        self._acts: dict[str, Callable[[str], None]] = {
            "publish": stand.publish,
            "correct": stand.correct,
            "withdraw": stand.withdraw,
        }

    def routes(self) -> list[web.RouteDef]:
        """What to add to the site's router."""
        language = "{language:en|es}"
        return [
            web.get(f"/{language}/desk", self._show),
            web.post(f"/{language}/desk", self._act),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        language = request.match_info["language"]
        words = WORDS[language]
        rows = "".join(self._rows(language))
        page = self._pages.notice(
            language, words["desk"], words["desk_text"], f'<ul class="desk">{rows}</ul>'
        )
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def _act(self, request: web.Request) -> web.Response:
        language = request.match_info["language"]
        if request.headers.get("Origin") != str(request.url.origin()):
            raise web.HTTPForbidden  # another site's page sent it
        told = await request.post()
        try:
            self._acts[str(told.get("act"))](str(told.get("story")))
        except KeyError:
            words = WORDS[language]
            page = self._pages.notice(language, words["not_so"], words["not_so_text"])
            return web.Response(text=page, content_type="text/html", status=409)
        raise web.HTTPSeeOther(f"/{language}/desk")

    def _rows(self, language: str) -> Iterator[str]:
        words = WORDS[language]
        for draft in sorted(self._stand.drafts, key=lambda one: LANGUAGES.index(one.language)):
            now = self._stand.at(draft.path)
            shown = now or draft
            headline = f'<span lang="{shown.language}">{escape(shown.headline)}</span>'
            if now:
                headline = f'<a href="{now.path}">{headline}</a>'
            state, acts = self._state(draft, now)
            spoken = words["english" if draft.language == "en" else "spanish"]
            buttons = "".join(_button(act, words[label], draft.slug) for act, label in acts)
            yield (
                f'<li><p class="kicker">{escape(spoken)} · {escape(words[state])}</p>'
                f'<h2 id="{escape(draft.slug)}">{headline}</h2><form method="post">'
                f'<input type="hidden" name="story" value="{escape(draft.slug)}">{buttons}</form></li>'
            )

    def _state(self, draft: Article, now: Article | None) -> tuple[str, list[tuple[str, str]]]:
        """What state a draft is in, and what can be done then, each with its label."""
        if now is None:
            if self._stand.is_withdrawn(draft.path):
                return "withdrawn", [("publish", "publish_again")]
            return "draft", [("publish", "publish")]
        if now.correction is None:
            return "corrected", [("withdraw", "withdraw")]
        return "published", [("correct", "correct"), ("withdraw", "withdraw")]


def _button(act: str, label: str, heading: str) -> str:
    described = f'aria-describedby="{escape(heading)}"'
    return f'<button name="act" value="{act}" {described}>{escape(label)}</button>'
