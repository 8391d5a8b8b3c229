"""What a machine made of a comment stands in exports in fields of its own, labelled, never as said."""

from __future__ import annotations

import csv
import io
import json

import pytest

from bot.domain.export import ExportedComment, ExportFormat
from bot.domain.language import Language
from bot.domain.translation import MachineText
from bot.exporting.formats import COLUMNS
from tests.unit.exporting.exported import a_comment, written

SAID = "No me gusta <@5> ||nada||."
MADE = MachineText("I do not like <@5> ||at all||.", Language.EN, "one", "7", rough=True)


def entry(made: MachineText | None = MADE) -> ExportedComment:
    return ExportedComment(a_comment(SAID, names={5: "Emma"}), 0, None, translation=made)


def test_json_has_it_in_a_field_of_its_own():
    (comment,) = json.loads(written(ExportFormat.JSON, entry()))["comments"]
    assert comment["text"] == SAID
    assert comment["translation"] == {
        "text": MADE.text,
        "language": "en",
        "engine": "one",
        "version": "7",
        "rough": True,
    }
    (plain,) = json.loads(written(ExportFormat.JSON, entry(None)))["comments"]
    assert "translation" not in plain


@pytest.mark.parametrize(
    ("made", "cells"),
    [(MADE, ("I do not like @Emma [spoiler].", "en", "one", "7")), (None, ("", "", "", ""))],
)
def test_csv_has_columns_for_it(made: MachineText | None, cells: tuple[str, ...]):
    (row,) = csv.DictReader(io.StringIO(written(ExportFormat.CSV, entry(made)).removeprefix("\ufeff")))
    assert row["text"] == "No me gusta @Emma [spoiler]."
    assert tuple(row[name] for name in COLUMNS if "translation" in name) == cells


def test_a_formula_in_it_is_none_in_csv():
    made = MachineText("=cmd|'/c calc'!A0", Language.EN, "=one", "7", rough=False)
    (row,) = csv.DictReader(io.StringIO(written(ExportFormat.CSV, entry(made)).removeprefix("\ufeff")))
    assert row["translation"][0] == row["translation_engine"][0] == "'"


def test_markdown_labels_it():
    made = MachineText("# I do *not*", Language.EN, "one", "7", rough=False)
    text = written(ExportFormat.MARKDOWN, entry(made))
    assert "*machine translation · Translated from Spanish by one:*  \n  \\# I do \\*not\\*" in text


def test_the_page_labels_it_escaped_and_in_its_language():
    made = MachineText("<b>I do</b> ||not||", Language.EN, "one", "7", rough=True)
    text = written(ExportFormat.HTML, entry(made))
    assert '<p class="soft">machine translation · Rough translation from Spanish, by one</p>' in text
    assert '<div class="text machine" lang="en" dir="auto">&lt;b&gt;I do&lt;/b&gt; <details' in text
    assert "machine translation" not in written(ExportFormat.HTML, entry(None))
