"""Stories of a little newspaper for the bot that is killed: each in one language or in both, no two alike."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

LANGUAGES = ("en", "es")
_SENTENCES = {
    "en": (
        "The {a} was closed at noon, because nobody had brought the {b} that the {c} needs.",
        "Those who live beside the {a} have asked the council for a new {b} since the spring.",
        "Without the {a}, the owner of the {b} told us, no {c} will be sold before October.",
        "It took two men and a {a} to lift the {b} out of the water below the {c}.",
        "The mayor promised that every {a} will have its own {b} by the end of the year.",
        "Children from the school drew the {a} as they saw it from the {b} near the {c}.",
        "Nobody could say on Monday who pays for the {a}, the {b} and the old {c}.",
        "A judge will hear in June whether the {a} may stand so close to the {b}.",
    ),
    "es": (
        "El {a} cerró a mediodía, porque nadie había traído el {b} que necesita el {c}.",
        "Quienes viven junto al {a} piden al ayuntamiento un {b} nuevo desde la primavera.",
        "Sin el {a}, nos dijo la dueña del {b}, no se venderá ningún {c} antes de octubre.",
        "Hicieron falta dos hombres y un {a} para sacar el {b} del agua, debajo del {c}.",
        "La alcaldesa prometió que cada {a} tendrá su propio {b} antes de que acabe el año.",
        "Los niños de la escuela dibujaron el {a} tal como se ve desde el {b}, cerca del {c}.",
        "Nadie supo decir el lunes quién paga el {a}, el {b} y el viejo {c}.",
        "Una jueza decidirá en junio si el {a} puede estar tan cerca del {b}.",
    ),
}
_THINGS = {
    "en": "harbour crane market bridge lighthouse ferry tower mill station library theatre garden bakery "
    "clock tram fountain chapel kiosk warehouse orchard",
    "es": "puerto molino mercado puente faro barco teatro jardín reloj tranvía quiosco almacén huerto taller "
    "cine museo pozo hospital camino tejado",
}
_HEADLINES = {"en": "{tag}: the {a} and the {b} by the {c}", "es": "{tag}: el {a} y el {b} junto al {c}"}
_SAID = {"en": " So said {} of {} neighbours.", "es": " Así lo dijeron {} de {} vecinos."}
_NUMBERS = 10_000
_PARAGRAPHS, _LENGTH = 4, 3


@dataclass
class Story:
    """One story. ``languages`` are those that it has a page in; its headline has ``tag`` in each of them.
    ``edits`` counts how often it was edited.
    """

    number: int
    languages: tuple[str, ...]
    published: datetime
    edits: int = 0
    _texts: dict[str, tuple[str, list[str]]] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """What its headlines begin with, and no other's."""
        return f"s{self.number:04d}"

    def path(self, language: str) -> str:
        """Where its page in a language is."""
        return f"/{language}/{self.number}/story-of-the-day"

    def headline(self, language: str) -> str:
        """Its headline; once it was edited it says so."""
        return self._text(language)[0] + (f" ({self.edits})" if self.edits else "")

    def paragraphs(self, language: str) -> list[str]:
        """Its text."""
        return self._text(language)[1]

    def page(self, language: str, origin: str) -> str:
        """Its page, which leads to the one in the other language if there is one."""
        headline, text = escape(self.headline(language)), self.paragraphs(language)
        links = "".join(
            f'<link rel="alternate" hreflang="{one}" href="{origin}{self.path(one)}">'
            for one in self.languages
            if len(self.languages) > 1
        )
        body = "".join(f"<p>{escape(one)}</p>" for one in text)
        return (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{headline}</title>'
            f'<link rel="canonical" href="{origin}{self.path(language)}">{links}'
            f'<meta property="og:type" content="article"><meta property="og:title" content="{headline}">'
            f'<meta property="article:published_time" content="{self.published.isoformat()}"></head>'
            f"<body><main><article><h1>{headline}</h1>{body}</article></main></body></html>"
        )

    def _text(self, language: str) -> tuple[str, list[str]]:
        if language not in self._texts:
            chance = random.Random(f"{self.number} {language}")
            things = _THINGS[language].split()

            def filled(pattern: str) -> str:
                # Numbers keep two texts on one pattern from being much the same text.
                first, second, third = (
                    f"{one} {chance.randrange(_NUMBERS)}" for one in chance.sample(things, 3)
                )
                return pattern.format(tag=self.tag, a=first, b=second, c=third)

            def sentence() -> str:
                said = _SAID[language].format(chance.randrange(_NUMBERS), chance.randrange(_NUMBERS))
                return filled(chance.choice(_SENTENCES[language])) + said

            sentences = [sentence() for _ in range(_PARAGRAPHS * _LENGTH)]
            text = [" ".join(sentences[at : at + _LENGTH]) for at in range(0, _PARAGRAPHS * _LENGTH, _LENGTH)]
            self._texts[language] = filled(_HEADLINES[language]), text
        return self._texts[language]
