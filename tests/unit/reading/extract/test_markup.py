"""Bytes and dates are read as their writers meant them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.reading.extract.facts.dates import from_path, from_stamp, from_words
from bot.reading.extract.facts.linked_data import html_free
from bot.reading.extract.markup import decoded, plain


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("señal".encode(), None, "señal"),
        ("señal".encode("latin-1"), None, "señal"),
        ("“señal”".encode("windows-1252"), "iso-8859-1", "“señal”"),
        ("\ufeffseñal".encode("utf-16"), None, "señal"),
        (b"\xef\xbb\xbfse\xc3\xb1al", "latin-1", "señal"),
        (b'<meta charset="iso-8859-15"> \xa4', None, '<meta charset="iso-8859-15"> €'),
        (
            "señal".encode(),
            "latin-1",
            "señal",
        ),  # says the wrong thing; no Latin-1 text is valid UTF-8 by chance
        (b"se\xf1al", "no-such-charset", "señal"),
        (b"se\xf1al", "hex", "señal"),
        (b"se\xf1al", "utf-8", "señal"),
        (b"se\xf1al de la ma\xc3\xb1ana \x93ya\x94", "utf-8", "señal de la mañana “ya”"),
        (b"la se\xc3", "utf-8", "la se\ufffd"),
        ("señal de la mañana".encode("utf-16-le"), "utf-16-le", "señal de la mañana"),
        ("señal de la mañana".encode("utf-16-be"), None, "señal de la mañana"),
        (
            b'<?xml version="1.0" encoding="iso-8859-15"?><p>\xa4',
            None,
            '<?xml version="1.0" encoding="iso-8859-15"?><p>€',
        ),
        (b'<meta charset="macintosh">se\x96al', "utf-8", '<meta charset="macintosh">señal'),
        ("mañana de otoño, señor, aquí".encode("latin-1"), "windows-1251", "mañana de otoño, señor, aquí"),
        (b"se\xf1al", '"latin-1"; q=1', "señal"),
    ],
)
def test_encodings_are_read_as_browsers_do(body: bytes, charset: str | None, text: str) -> None:
    assert decoded(body, charset).lstrip("\ufeff") == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("La maÃ±ana del seÃ±or MuÃ±oz", "La mañana del señor Muñoz"),
        ("Muñoz dijo: la maÃ±ana del seÃ±or", "Muñoz dijo: la mañana del señor"),
        ("The mayorâ€™s planâ€”â€œat lastâ€\u009d", "The mayor’s plan—“at last”"),
        ("El rÃ­o y el camiÃ³n, un paÃs", "El río y el camión, un país"),
        ("maÃƒÂ±ana, niÃƒÂ±o y aÃƒÂ±o", "mañana, niño y año"),
        (
            "ma&Atilde;&plusmn;ana, the mayor&acirc;&euro;&trade;s ni&ntilde;o",
            "mañana, the mayor’s ni&ntilde;o",
        ),
        ("caf&amp;eacute;, &amp;iquest;qu&amp;eacute;?", "caf&eacute;, &iquest;qu&eacute;?"),
        (
            "R&amp;D; &amp;eacute; is written &amp;amp;eacute;",
            "R&amp;D; &amp;eacute; is written &amp;amp;eacute;",
        ),
        ("A page that says maÃ±ana once", "A page that says maÃ±ana once"),
        ("Ya nada. Âmbito e ânimo “así” «qué»”, dijo", "Ya nada. Âmbito e ânimo “así” «qué»”, dijo"),
    ],
)
def test_text_that_was_encoded_twice_is_read_as_it_was_meant(text: str, meant: str) -> None:
    assert decoded(text.encode(), "utf-8") == meant
    assert plain(text.encode()) == meant


def test_files_that_hold_no_text_are_told() -> None:
    assert plain("señal\n".encode()) == "señal\n"
    assert plain("señal".encode("windows-1252")) == "señal"
    assert plain("señal".encode("utf-16")) == "señal"
    assert plain(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") is None


def test_dates_are_read_in_both_languages() -> None:
    assert from_stamp("2022-01-28T23:30:00-05:00") == date(2022, 1, 28)
    assert from_stamp("20220128") == date(2022, 1, 28)
    assert from_stamp("Fri, 28 Jan 2022 10:00:00 GMT") == date(2022, 1, 28)
    assert from_stamp("yesterday") is None
    assert from_stamp("2022-13-45") is None
    assert from_words("el 3 de marzo del 2021") == date(2021, 3, 3)
    assert from_words("Mar. 3rd, 2021") == date(2021, 3, 3)
    assert from_words("3/4/2022", month_first=True) == date(2022, 3, 4)
    assert from_words("3/4/2022") == date(2022, 4, 3)
    assert from_words("on 2022-04-03 at noon") == date(2022, 4, 3)
    assert from_path("https://a.example/2022/01/28/story") == date(2022, 1, 28)
    assert from_path("https://a.example/story-20221") is None


def test_a_reference_to_no_character_is_no_fault_however_long_it_is() -> None:
    assert html_free("<b>Fish</b> &amp; &#" + "1" * 5_000 + "; chips").split()[1::2] == ["&", "chips"]
