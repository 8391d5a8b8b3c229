"""Random messages as people write them on Discord: words with mentions, links, code and marks among them."""

from __future__ import annotations

import random
from collections.abc import Sequence

SENTENCES = {
    "en": (
        "The council did not approve the plan for the old harbour on Tuesday.",
        "Nobody knows why the train was late, but the driver said it would leave at nine.",
        "She has never lived in Mexico and her 3 brothers have. They moved there in 2011!",
        "Is the bridge open again? I heard that it costs 40 million and takes two years.",
        "We walked along the river without seeing anybody from the town.",
    ),
    "es": (
        "El concejo no aprobó el martes el plan para el viejo puerto.",
        "Nadie sabe por qué llegó tarde el tren, pero el conductor dijo que saldría a las nueve.",
        "Ella nunca ha vivido en México y sus 3 hermanos sí. ¡Se mudaron en 2011!",
        "¿Está abierto otra vez el puente? Oí que cuesta 40 millones y dura dos años.",
        "Caminamos junto al río sin ver a nadie del pueblo.",
    ),
}
_FIXED = (
    "<@{id}>", "<@!{id}>", "<@&{id}>", "<#{id}>", "<:blob:{id}>", "<a:dance:{id}>", "<t:1700000000:R>",
    "<t:1700000000>", "</play song:{id}>", "<id:customize>", "https://example.com/a_b*c?q=%20&x=1#no",
    "<https://example.org/no-preview>", "`rm -rf no_se`", "``a ` b``", '```py\nprint("no")\n# nunca\n```',
    "@everyone", "user@mail.example", ":smile:", "\\*", "😀", "👩‍👧", "#tag", "@somebody", "XQ0Z",
)  # fmt: skip
_WRAPS = (
    ("**", "**"), ("*", "*"), ("__", "__"), ("~~", "~~"), ("||", "||"), ("***", "***"), ("_", "_"),
    ("[", "](https://example.com/x_y)"), ('"', '"'), ("(", ")"),
)  # fmt: skip
_LINES = ("", "", "", "> ", "# ", "- ", "1. ", "-# ", "> - ", "### ", ">>> ")


def message(chance: random.Random, sentences: Sequence[str]) -> str:
    """A message of one to three lines."""
    lines = []
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        words = chance.choice(sentences).split()[: chance.randint(2, 18)]
        for _ in range(chance.randint(0, 2)):
            first = chance.randrange(len(words))
            last = min(len(words), first + chance.randint(1, 3)) - 1
            opened, closed = chance.choice(_WRAPS)
            words[first] = opened + words[first]
            words[last] += closed
        for _ in range(chance.randint(0, 3)):
            token = chance.choice(_FIXED).replace("{id}", str(chance.randint(10**17, 10**19)))
            words.insert(chance.randint(0, len(words)), token)
        lines.append(chance.choice(_LINES) + " ".join(words))
    return "\n".join(lines)
