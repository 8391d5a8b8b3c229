"""Front matter of Markdown files is read as what it is: YAML, TOML or JSON, and within bounds."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.language import Language
from bot.reading.extract.drafts import Draft
from bot.reading.extract.facts.front_matter import LARGEST, front_matter
from bot.reading.extract.markdown import read_markdown
from tests.unit.reading_site import ENGLISH

TITLE = "Ferry company drops its oldest line"
BODY = "\n\n".join(ENGLISH)


def read(front: str) -> Draft:
    draft = read_markdown(f"{front}\n\n{BODY}\n")
    assert isinstance(draft, Draft), draft
    assert [block.text for block in draft.blocks] == [*ENGLISH]
    return draft


@pytest.mark.parametrize(
    "front",
    [
        f"---\ntitle: {TITLE}\nauthors:\n  - Marta Olmo\n  - Iker Lasa\ndate: 2021-07-14\n---",
        "---\ntitle: >-\n  Ferry company drops\n  its oldest line\n"
        "author: Marta Olmo and Iker Lasa\ndate: 14 July 2021\n---",
        f"---\ntitle: |\n  {TITLE}\nauthor: [Marta Olmo, Iker Lasa]\npubDate: 2021-07-14T09:15:00Z\n...",
        f"---\nTitle: '{TITLE}'  # as printed\n"
        "authors: [{name: Marta Olmo}, {name: Iker Lasa}]\ndate: 2021-7-14\n---",
        f'+++\ntitle = "{TITLE}"\nauthors = ["Marta Olmo", "Iker Lasa"]\ndate = 2021-07-14\n+++',
        f'+++\nheadline = """{TITLE}"""\npublished = 2021-07-14T09:15:00+02:00\n'
        '[extra]\nauthor = "Marta Olmo & Iker Lasa"\n+++',
        f'{{\n"title": "{TITLE}",\n"author": ["Marta Olmo", "Iker Lasa"],\n"date": "2021-07-14"\n}}',
    ],
)
def test_fields_are_read_in_any_form(front: str) -> None:
    draft = read(front)
    assert (draft.title, draft.authors) == (TITLE, ("Marta Olmo", "Iker Lasa"))
    assert draft.published == date(2021, 7, 14)


def test_what_else_a_file_says_of_itself_is_read() -> None:
    draft = read(
        f"---\ntitle: {TITLE}\nsubtitle: It ran for 80 years.\nlastmod: 2021-07-19\ncategories: [Transport]\n"
        "site: El Faro\nauthor: {name: Pío Baroja y Nessi}\nlang: en\n---"
    )
    assert (draft.standfirst, draft.section, draft.site) == ("It ran for 80 years.", "Transport", "El Faro")
    assert (draft.updated, draft.language) == (date(2021, 7, 19), Language.EN)
    assert draft.authors == ("Pío Baroja y Nessi",)


def test_a_value_is_the_text_that_stands_there() -> None:
    assert read("---\ntitle: 1984\nauthor: null\ndate: 2021-02-31\n---").title == "1984"
    assert read("---\ntitle: yes\nauthor: null\n---").authors == ()


def test_fields_that_are_no_yaml_are_read_line_by_line() -> None:
    assert (
        read("---\ntitle: Ferries: the last line\nauthor: Marta Olmo\n---").title == "Ferries: the last line"
    )
    assert read("+++\ntitle = Ferries\nauthor = Marta Olmo\n+++").authors == ("Marta Olmo",)


def test_a_first_heading_that_repeats_the_title_is_no_text() -> None:
    assert read(f"---\ntitle: {TITLE}\n---\n\n# {TITLE}").title == TITLE


@pytest.mark.parametrize(
    "hostile",
    [
        "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\ntitle: [*b,*b,*b,*b,*b,*b]",
        "a: " + "[" * 5_000,
        "a: " + "{a: " * 150,
        "- " * 3_000,
        "title: " + "9" * 7_000,
        "a: 2024-99-99",
        "a: !!python/object/apply:os.getcwd []",
        "x" * LARGEST * 2,
    ],
)
def test_front_matter_that_is_too_much_is_no_fault(hostile: str) -> None:
    fields, text = front_matter(f"---\n{hostile}\nname: El Faro\n---\n{BODY}")
    assert text == BODY
    assert fields.get("name") in ("El Faro", None)


def test_notes_and_struck_text_are_no_text() -> None:
    marked = f"{BODY}\n\nIt costs ~~30~~ 40 euros.[^1]\n\n[^1]: In 2020."
    draft = read_markdown(f"# {TITLE}\n\n{marked}")
    assert isinstance(draft, Draft)
    assert [block.text for block in draft.blocks] == [*ENGLISH, "It costs 40 euros."]
