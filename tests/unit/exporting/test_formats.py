"""Exports keep every digit, every word and the order of a discussion, and do nothing to who opens them."""

import codecs
import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from bot.domain.article import Article, Headline
from bot.domain.discussion import Attachment, CommentStatus, Reaction, Revision
from bot.domain.export import ExportedComment, ExportFormat
from bot.domain.language import Language
from bot.domain.letters import slug
from bot.domain.translation import MachineEdition
from bot.exporting.formats import COLUMNS, writer
from bot.i18n.catalog import Catalog
from tests.unit.exporting.exported import BIG, EN, ES, EXPORTED, NOW, SPOILER, a_comment, an_edition, written

ENTRIES = (
    ExportedComment(
        a_comment(
            'She said "no",\nthen left',
            edited_at=NOW,
            attachments=(Attachment(BIG, "map.png", "image/png", 12, "https://cdn.example/map.png"),),
        ),
        0,
        None,
        (Revision(1, "She said no", NOW),),
    ),
    ExportedComment(a_comment("¿Y después?", number=1, status=CommentStatus.HIDDEN), 1, BIG),
)


def test_json_holds_everything_and_ids_are_strings():
    value = json.loads(written(ExportFormat.JSON, *ENTRIES))
    assert value["article"]["editions"]["es"]["title"] == "Sube el agua"
    assert value["article"]["editions"]["en"]["summary"] == [{"text": "The river rose.", "sentence": 0}]
    assert value["discussion"]["server_id"] == str(BIG)
    assert value["discussion"]["posts"][0]["message_id"] == str(BIG + 2)
    assert value["discussion"]["posts"][0]["thread_id"] is None
    first, second = value["comments"]
    assert first["id"] == str(BIG)
    assert first["text"] == 'She said "no",\nthen left'
    assert first["revisions"][0]["text"] == "She said no"
    assert first["attachments"][0]["filename"] == "map.png"
    assert (second["parent_id"], second["depth"], second["status"]) == (str(BIG), 1, "hidden")
    assert "revisions" not in second


def test_json_holds_what_spoilers_hide_and_which_attachments_are_some():
    (comment,) = json.loads(written(ExportFormat.JSON, SPOILER))["comments"]
    assert comment["text"] == SPOILER.comment.text
    assert [one["spoiler"] for one in comment["attachments"]] == [True]


@pytest.mark.parametrize("form", [ExportFormat.CSV, ExportFormat.MARKDOWN])
def test_csv_and_markdown_leave_out_what_spoilers_hide(form: ExportFormat):
    shown = written(form, SPOILER).replace("\\", "")
    assert "keeper" not in shown
    assert "It was [spoiler], `a || b`!" in shown


@pytest.mark.parametrize("language", Language)
def test_a_page_hides_spoilers_until_they_are_opened_without_any_script(language: Language):
    page = written(ExportFormat.HTML, SPOILER, language=language)
    summary = f'<summary lang="{language}">Spoiler</summary>'
    hidden = re.findall(r'<details class="spoiler">(.+?)<span>(.+?)</span></details>', page, re.DOTALL)
    words = ["the &lt;i&gt;keeper&lt;/i&gt;\nalone", "keeper.png", "keeper"]
    assert hidden == [(summary, one) for one in words]
    assert "keeper" not in re.sub(r"<details.+?</details>", "", page, flags=re.DOTALL)
    assert "`a || b`" in page


def test_json_of_a_silent_discussion_is_whole():
    assert json.loads(written(ExportFormat.JSON))["comments"] == []


FORMULA_STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def restored(cell: str) -> str:
    """A cell of a CSV as it was said: without the apostrophes that stand before what might be formulas."""
    formula = r"[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\0]"
    at_the_start = rf"\A'(?=[\s\"'\ufeff]*{formula})"
    within = rf"(?<=[;\t\r\n])'(?=(?:[^\S\t\r\n]|[\"'\ufeff])*{formula})"
    return re.sub(f"{at_the_start}|{within}", "", cell)


def test_csv_has_a_header_and_one_row_a_comment():
    text = written(ExportFormat.CSV, *ENTRIES)
    assert text.encode().startswith(codecs.BOM_UTF8), "without it Excel reads accents as something else"
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["text"] for row in rows] == ['She said "no",\nthen left', "¿Y después?"]
    assert rows[1]["parent_id"] == str(BIG)
    assert rows[0]["attachments"] == "map.png"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|'/c calc'!A0", "\n=HYPERLINK(1)"]
)
def test_no_cell_of_a_csv_is_a_formula(text: str):
    rows = list(
        csv.reader(
            io.StringIO(written(ExportFormat.CSV, ExportedComment(a_comment(text, name=text), 0, None)))
        )
    )
    row = dict(zip(COLUMNS, rows[1], strict=True))
    for cell in (row["text"], row["author"]):
        assert cell[0] == "'"


@pytest.mark.parametrize(
    "text",
    [
        "Yes;=cmd|'/c calc'!A0",
        "Yes; =1+1",
        'Yes;"=1+1"',
        "Yes;'\"=1+1",
        "Yes\n=1+1",
        "Yes\r\n\r\n@SUM(A1)",
        "Yes\t-1",
        "Yes;\uff1d1+1",
    ],
)
def test_no_part_of_a_cell_is_a_formula_where_spreadsheets_split_it(text: str):
    """In Spain Excel splits at semicolons, and quotes that begin within such a cell keep nothing together."""
    row = written(ExportFormat.CSV, ExportedComment(a_comment(text, name=text), 0, None)).split("\r\n", 1)[1]
    for part in re.split(r"[;\t\r\n]", row):
        assert not part.lstrip(' "').startswith(FORMULA_STARTS), part


@pytest.mark.parametrize("text", ["well-known; not - at all", "a=b; c+d @noon\nOh", "3 - 2; 1", "'Twas"])
def test_what_is_no_formula_is_left_as_it_is_in_csv(text: str):
    rows = csv.DictReader(
        io.StringIO(written(ExportFormat.CSV, ExportedComment(a_comment(text), 0, None)), newline="")
    )
    assert next(rows)["text"] == text


def test_every_cell_of_a_csv_is_quoted():
    rows = (
        written(ExportFormat.CSV, ExportedComment(a_comment("Yes; no"), 0, None))
        .removeprefix("\ufeff")
        .splitlines()
    )
    assert all(row.count('","') == len(COLUMNS) - 1 and row[0] == row[-1] == '"' for row in rows)


@given(
    st.text(max_size=50) | st.text(alphabet="a=-;'\" \t\r\n", max_size=50), st.text(min_size=1, max_size=20)
)
def test_whatever_is_said_stays_one_row_and_can_be_restored(text: str, name: str):
    entry = ExportedComment(a_comment(text, name=name), 0, None)
    rows = list(csv.reader(io.StringIO(written(ExportFormat.CSV, entry), newline="")))
    assert len(rows) == 2
    assert restored(rows[1][COLUMNS.index("text")]) == text
    assert restored(rows[1][COLUMNS.index("author")]) == name


def test_markdown_shows_words_and_never_their_markup():
    entry = ExportedComment(a_comment("# big\n<script>alert(1)</script> [x](javascript:1) &copy;"), 0, None)
    text = written(ExportFormat.MARKDOWN, entry)
    assert "# Water \\[rises\\]" in text
    assert "\\# big" in text
    assert "<script>" not in text
    assert "[x](" not in text
    assert "\\&copy;" in text


def test_ordinary_words_are_left_as_they_are_in_markdown():
    said = "Well, that was (almost) it: 3.5 m - not 4!"
    assert said in written(ExportFormat.MARKDOWN, ExportedComment(a_comment(said), 0, None))


@pytest.mark.parametrize("text", ["1. one", "- item", "+ item", "# title", "> quote", "12) twelve", "==="])
def test_a_line_of_a_comment_starts_no_block_in_markdown(text: str):
    written_line = written(ExportFormat.MARKDOWN, ExportedComment(a_comment(text), 0, None)).splitlines()[-1]
    assert "\\" in written_line.strip()[:3]


def test_markdown_nests_answers_and_marks_what_is_not_shown():
    text = written(ExportFormat.MARKDOWN, *ENTRIES, language=ES)
    assert text.startswith("# Sube el agua")
    lines = text.splitlines()
    assert any(line.startswith("- **Elena** (2026-03-01 09:30 UTC, editado)") for line in lines)
    assert any(line.startswith("  - **Elena** (2026-03-01 09:30 UTC, oculto)") for line in lines)
    assert any("~~She said no~~" in line for line in lines)
    assert any("map.png" in line for line in lines)


def test_a_file_is_named_after_its_format():
    assert [form.extension for form in ExportFormat] == ["json", "csv", "md", "html"]


class Page(HTMLParser):
    """What a browser makes of a page: its elements with their attributes, and the words between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.balanced = True
        self.feed(text)
        self.close()
        self.balanced = self.balanced and not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.balanced = self.balanced and bool(self._open) and self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&copy;</p></li></ol><style>*{display:none}"


def test_a_page_is_whole_in_itself_and_shows_what_people_wrote_letter_by_letter():
    entries = (
        ExportedComment(
            a_comment(
                HOSTILE,
                name=HOSTILE,
                attachments=(Attachment(BIG, HOSTILE, None, 12, "https://cdn.example/x"),),
            ),
            0,
            None,
            (Revision(1, HOSTILE, NOW),),
        ),
    )
    page = Page(written(ExportFormat.HTML, *entries))
    assert page.balanced
    assert page.words.count(HOSTILE) >= 3
    names = {name for name, _ in page.elements}
    assert not names & {"script", "img", "iframe", "link", "object", "form", "base"}
    for name, attributes in page.elements:
        assert not any(key.startswith("on") or key in ("src", "style") for key in attributes), name
    policy = next(attributes for _, attributes in page.elements if "http-equiv" in attributes)
    assert str(policy["content"]).startswith("default-src 'none'")
    links = [str(attributes["href"]) for name, attributes in page.elements if name == "a"]
    assert all(link.startswith(("https://news.example/", "#c")) for link in links)


def test_a_page_has_both_editions_side_by_side_the_readers_first():
    for language in (EN, ES):
        page = Page(written(ExportFormat.HTML, *ENTRIES, language=language))
        assert page.elements[0] == ("html", {"lang": str(language)})
        shown = [one["lang"] for name, one in page.elements if one.get("class") == "edition"]
        assert shown == [str(language), str(language.other)]
        assert "Sube el agua" in page.words
        assert "Water [rises]" in page.words
        assert ("2 comments" if language is EN else "2 comentarios") in page.words


def test_a_headline_alone_stands_beside_the_edition_and_leads_only_to_web_pages():
    article = Article((an_edition(EN, "Water"),), (Headline(ES, "Agua", "javascript:alert(1)"),))
    writing = writer(ExportFormat.HTML, Catalog.load(), ES)
    page = Page(writing.head(replace(EXPORTED, article=article)) + writing.tail())
    assert page.words.count("Agua") == 2, "the tab's title and the heading"
    assert page.words.count("Water") == 1, "the card of the edition"
    assert not any("javascript" in str(attributes.get("href")) for _, attributes in page.elements)


def test_a_page_has_one_headline_and_text_in_its_own_direction():
    arabic = "هذا تعليق"
    entry = ExportedComment(a_comment(arabic, name="Zoë de la Cruz"), 0, None)
    for language in (EN, ES):
        page = Page(written(ExportFormat.HTML, entry, language=language))
        assert sum(name == "h1" for name, _ in page.elements) == 1
        title = EXPORTED.article.title(language)
        assert page.words.count(title) == 2, "the tab's title and the heading"
        directed = [one for name, one in page.elements if one.get("class") == "text"]
        assert all(one["dir"] == "auto" for one in directed)
        assert "ZC" in page.words
        assert arabic in page.words


def test_markdown_has_what_a_page_has():
    edition = replace(an_edition(EN, "Water"), site="The Riverside", authors=("Tom Hill",))
    article = Article((edition,), (Headline(ES, "Agua", "https://news.example/agua"),))
    writing = writer(ExportFormat.MARKDOWN, Catalog.load(), EN)
    text = writing.head(replace(EXPORTED, article=article))
    assert text.startswith("# Water\n\n## English\n")
    assert "The Riverside · Tom Hill" in text
    assert "## Agua (Spanish)\n\n<https://news.example/agua>" in text
    assert "Exported by Tertulia on" in text
    file = Attachment(BIG, "map.png", "image/png", 1_200, "https://cdn.example/map.png")
    deep = ExportedComment(a_comment("x", attachments=(file,)), 9, BIG, (), "Elena")
    assert "↪ to Elena" in writing.comment(deep)
    assert "📎 map.png (1,200 B)" in writing.comment(deep)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("¿La noche en que subió el río?", "la-noche-en-que-subio-el-rio"),
        ("../../etc/passwd\0", "etc-passwd"),
        ("洪水", ""),
        ("word " * 40, "word-" * 15 + "word"),
    ],
)
def test_files_are_named_after_the_article(title: str, name: str):
    assert slug(title) == name


@given(st.lists(st.integers(0, 3), max_size=30))
def test_the_tree_of_a_page_is_closed_wherever_it_ends(steps: list[int]):
    depth, entries = 0, []
    for number, step in enumerate(steps):
        depth = 0 if not number else max(0, depth + 1 - step)
        entries.append(ExportedComment(a_comment("x", number=number), depth, None))
    page = Page(written(ExportFormat.HTML, *entries))
    assert page.balanced
    assert sum(name == "article" for name, _ in page.elements) == len(steps)


def test_very_deep_answers_stay_readable_and_name_what_they_answer():
    entries = [
        ExportedComment(
            a_comment("x", number=number), number, BIG + number - 1 if number else None, (), "Elena"
        )
        for number in range(1_000)
    ]
    page = Page(written(ExportFormat.HTML, *entries))
    assert page.balanced
    assert sum(name == "ol" for name, _ in page.elements) < 10
    assert any("↪ to Elena" in word for word in page.words)


def test_reactions_are_told_in_every_format_a_servers_own_by_their_name():
    entry = ExportedComment(
        a_comment("x"), 0, None, reactions=(Reaction("👍", 3), Reaction("<:big_wave:7>", 1))
    )
    (comment,) = json.loads(written(ExportFormat.JSON, entry))["comments"]
    assert comment["reactions"] == [{"emoji": "👍", "count": 3}, {"emoji": "<:big_wave:7>", "count": 1}]
    (row,) = csv.DictReader(io.StringIO(written(ExportFormat.CSV, entry)))
    assert row["reactions"] == "👍 3; :big_wave: 1"
    assert "👍 3 · :big\\_wave: 1" in written(ExportFormat.MARKDOWN, entry)
    assert ">👍 3 · :big_wave: 1<" in written(ExportFormat.HTML, entry)


MADE = MachineEdition(
    ES, "Sube *el* agua", "En breve.", ("El río <b>subió</b>.",), "apertium", "0.8", rough=True
)
TRANSLATED = replace(
    EXPORTED,
    article=Article((an_edition(EN, "Water"),), (), ()),
    machine_edition=MADE,
)


def test_json_holds_a_machine_edition_in_fields_of_its_own():
    writing = writer(ExportFormat.JSON, Catalog.load(), EN)
    article = json.loads(writing.head(TRANSLATED) + writing.tail())["article"]
    assert list(article["editions"]) == ["en"]
    assert article["machine_editions"] == {
        "es": {
            "title": "Sube *el* agua",
            "standfirst": "En breve.",
            "summary": ["El río <b>subió</b>."],
            "engine": "apertium",
            "engine_version": "0.8",
            "rough": True,
        }
    }
    assert json.loads(written(ExportFormat.JSON))["article"]["machine_editions"] == {}


def test_pages_and_markdown_say_what_a_machine_wrote_and_take_no_headline_from_it():
    for language, said in (
        (EN, "rough translation from English (Apertium)"),
        (ES, "traducción aproximada del inglés (Apertium)"),
    ):
        writing = writer(ExportFormat.HTML, Catalog.load(), language)
        page = Page(writing.head(TRANSLATED) + writing.tail())
        assert page.words.count("Water") >= 2, "the tab's title and the heading"
        assert page.words.count("Sube *el* agua") == 1
        assert "El río <b>subió</b>." in page.words
        assert any(said in one for one in page.words)
        text = writer(ExportFormat.MARKDOWN, Catalog.load(), language).head(TRANSLATED)
        assert text.startswith("# Water\n")
        assert "## Sube \\*el\\* agua (" in text
        assert said in text
    csv_head = writer(ExportFormat.CSV, Catalog.load(), ES).head(TRANSLATED)
    assert "agua" not in csv_head
