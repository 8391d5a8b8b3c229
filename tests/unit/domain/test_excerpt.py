"""What was looked for is marked as it was written, and is always in the part that is shown."""

from __future__ import annotations

import pytest

from bot.domain.excerpt import excerpt


def marked(text: str, *words: str, longest: int = 400) -> str:
    return "".join(
        f"[{piece.text}]" if piece.found else piece.text for piece in excerpt(text, words, longest)
    )


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("La CANCIÓN del río.", ["cancion", "rio"], "La [CANCIÓN] del [río]."),
        ("La cancion del rio.", ["canción", "RÍO"], "La [cancion] del [rio]."),
        ("cancio\u0301n, pingu\u0308ino", ["canción", "pingüino"], "[cancio\u0301n], [pingu\u0308ino]"),
        ("Piers and a pier: pier-head, pier's.", ["pier"], "Piers and a [pier]: [pier]-head, [pier]'s."),
        ("Museo, museums, amuse.", ["mus*"], "[Museo], [museums], amuse."),
        ("El año de 1925", ["1925", "ano"], "El [año] de [1925]"),
        ("Nothing of it", ["pier"], "Nothing of it"),
        ("two\nlines  here", ["lines"], "two [lines] here"),
        ("", ["pier"], ""),
    ],
)
def test_words_are_marked_whole_accents_and_capitals_aside(text: str, words: list[str], shown: str) -> None:
    assert marked(text, *words) == shown


def test_a_long_text_is_cut_around_the_first_word_that_was_found() -> None:
    text = "before " * 100 + "the pier burned " + "after " * 100
    shown = marked(text, "pier", longest=80)
    assert "the [pier] burned" in shown
    assert shown.startswith("…before ")
    assert shown.endswith("after…")
    assert len(shown) <= 80 + len("[]")
    assert marked(text, "before", longest=80).startswith("[before] [before]")
    assert marked("before " * 100 + "pier", "pier", longest=80).endswith("before [pier]")


def test_a_text_without_spaces_is_cut_as_well() -> None:
    shown = marked("x" * 1000 + "-pier-" + "y" * 1000, "pier", longest=60)
    assert "[pier]" in shown
    assert len(shown) <= 60 + len("[]")
