"""Text that a page holds in its scripts alone is found there, whatever program wrote it."""

from __future__ import annotations

import json

import pytest

from bot.reading.extract.drafts import Draft
from bot.reading.extract.pages import read_page
from tests.unit.reading_site import ENGLISH, OTHER_ENGLISH


def texts(script: str) -> list[str]:
    head = "<head><title>Ferries at night</title></head>"
    page = f"<html lang=en>{head}<body><div id=app></div>{script}</body></html>"
    draft = read_page(page.encode(), "utf-8", "https://elfaro.example/a/ferry")
    assert isinstance(draft, Draft), draft
    return [block.text for block in draft.blocks]


@pytest.mark.parametrize(
    "script",
    [
        '<script id="__NEXT_DATA__" type="application/json">{json}</script>',
        "<script>window.__STATE__ = {json};</script>",
        "<script>Fusion.globalContent={json};Fusion.more=1</script>",
        "<script>window.app = JSON.parse({quoted})</script>",
        "<script>self.__next_f.push([1,{row}])</script>",
        "<script>self.__next_f.push([1,{half}])</script><script>self.__next_f.push([1,{other_half}])</script>",
    ],
)
@pytest.mark.parametrize("form", ["html", "blocks", "nested"])
def test_text_that_stands_in_a_script_alone_is_read(script: str, form: str) -> None:
    bodies: dict[str, object] = {
        "html": "".join(f"<p>{text}</p>" for text in (*ENGLISH, ENGLISH[0][::-1])),
        "blocks": [{"type": "text", "content": text} for text in (*ENGLISH, ENGLISH[0][::-1])],
        "nested": [{"children": [{"text": text}]} for text in (*ENGLISH, ENGLISH[0][::-1])],
    }
    others = [{"text": text} for text in OTHER_ENGLISH * 3]
    related = [{"title": f"Story {number} of them", "body": others} for number in (1, 2)]
    story = {"props": {"related": related, "page": {"headline": "Ferries at night", "body": bodies[form]}}}
    data = json.dumps(story)
    row = f"0:I[7,[]]\n5:{data}\n"
    forms = {"json": data, "quoted": data, "row": row, "half": row[:400], "other_half": row[400:]}
    told = script
    for name, written in forms.items():
        told = told.replace(f"{{{name}}}", written if name == "json" else json.dumps(written))
    found = texts(told)
    assert found[:3] == [*ENGLISH]
    assert len(found) == 4


MARKUP = "".join(f"<p>{text}</p>" for text in (*ENGLISH, *OTHER_ENGLISH))


def test_a_long_text_is_put_where_a_row_refers_to_it() -> None:
    size = f"{len(MARKUP.encode()):x}"
    story = json.dumps({"story": {"title": "Ferries at night", "body": "$5"}})
    rows = f"5:T{size},{MARKUP}6:{story}\n"
    assert texts(f"<script>self.__next_f.push([1,{json.dumps(rows)}])</script>") == [*ENGLISH, *OTHER_ENGLISH]


def test_elements_that_are_pushed_are_read_as_a_page() -> None:
    def element(tag: str, children: object) -> list[object]:
        return ["$", tag, None, {"children": children}]

    linked = [element("a", ENGLISH[0][:20]), ENGLISH[0][20:]]
    paragraphs = [element("p", linked), *(element("p", text) for text in (*ENGLISH[1:], *OTHER_ENGLISH))]
    row = json.dumps(element("main", [element("h1", "Ferries at night"), *paragraphs]))
    script = f"<script>self.__next_f.push([1,{json.dumps(f'2:{row}')}])</script>"
    assert texts(script) == [*ENGLISH, *OTHER_ENGLISH]


@pytest.mark.parametrize("script", ["var body = {quoted};", "const story = `{plain}`;"])
def test_markup_that_is_assigned_is_read(script: str) -> None:
    told = script.replace("{quoted}", json.dumps(MARKUP)).replace("{plain}", MARKUP)
    assert texts(f"<script>{told}</script>") == [*ENGLISH, *OTHER_ENGLISH]


@pytest.mark.parametrize("row", ["5:Tffffffff,", "5:T-1,x", "zz", "1:{", "::", '5:"$5"\n5:T3,"$5"'])
def test_broken_rows_are_passed_over(row: str) -> None:
    story = json.dumps({"title": "Ferries at night", "body": MARKUP})
    chunks = (json.dumps(f"1:{story}\n"), json.dumps(row), "{")
    broken = "".join(f"<script>self.__next_f.push([1,{chunk}])</script>" for chunk in chunks)
    assert texts(broken) == [*ENGLISH, *OTHER_ENGLISH]
