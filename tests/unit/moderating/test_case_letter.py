"""A letter about a case says what was done, why, for how long, about which words, and how to appeal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.cases.case import Appeal, AppealStatus, Case, CaseKind, Evidence, LetterAbout
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.rules import Rule
from bot.domain.translation import MachineText
from bot.i18n.catalog import Catalog
from bot.moderating.letters.case_letter import Known, case_letter, mark_of
from bot.moderating.letters.letter_view import letter_view

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
CASE = Case(3, 10, 7, CaseKind.MUTE, 40, 20, "Insults *everybody*", Rule.FLOOD, 5, NOW, TOMORROW)
EVIDENCE = Evidence("You <@41>, @everyone, ||are fools||", {41: "Elena"}, NOW, None)
KNOWN = Known(CASE, "The *Harbour*", EVIDENCE, "The night the river rose", can_appeal=True)
APPEAL = Appeal(3, "It was a joke", NOW, AppealStatus.REFUSED, 21, "No, it was not.", NOW)
TOLD = [kind for kind in CaseKind if kind is not CaseKind.NOTE]


def text(about: LetterAbout, known: Known, language: Language = Language.EN) -> str:
    letter = case_letter(about, known)
    view = letter_view(letter, Catalog.load(), language)
    components = json.loads(json.dumps(view.to_components()))
    return "\n".join(one["content"] for one in components[0]["components"] if "content" in one)


def test_it_says_what_why_how_long_about_what_and_how_to_appeal() -> None:
    said = text(LetterAbout.OPENED, KNOWN)
    assert said.startswith("### The moderators of The \\*Harbour\\* muted you in its discussions")
    assert f"**Until:** {in_figures(TOMORROW)}" in said
    assert "**Why:** Insults \\*everybody\\*" in said
    assert "**Rule:** flood" in said
    assert "“The night the river rose”" in said
    assert "> You @Elena, @\N{WORD JOINER}everyone, ||are fools||" in said
    assert "press *Appeal*" in said
    assert said.endswith("-# Case 7")


@pytest.mark.parametrize("kind", TOLD)
@pytest.mark.parametrize("about", LetterAbout)
def test_each_kind_is_told_in_each_language_without_naming_a_moderator(
    kind: CaseKind, about: LetterAbout
) -> None:
    known = replace(KNOWN, case=replace(CASE, kind=kind, reversed_by=21), appeal=APPEAL)
    english, spanish = text(about, known), text(about, known, Language.ES)
    assert "The \\*Harbour" in english
    assert "moderators" in english.split("\n")[0]
    assert "moderadores" in spanish.split("\n")[0]
    assert not {"20", "21"} & {*english.split(), *spanish.split()}
    assert "<@2" not in english


def test_a_reason_from_a_template_is_told_in_the_members_language() -> None:
    case = replace(CASE, reason="Spam or advertising", reason_es="Spam o publicidad")
    assert "**Motivo:** Spam o publicidad" in text(LetterAbout.OPENED, replace(KNOWN, case=case), Language.ES)


def test_who_is_muted_reads_until_when_what_they_write_is_held() -> None:
    said = text(LetterAbout.HELD, KNOWN)
    assert "Nobody else reads it" in said
    assert f"**Until:** {in_figures(TOMORROW)}" in said
    assert case_letter(LetterAbout.HELD, KNOWN).button is not None


def test_who_cannot_appeal_any_more_is_not_told_how() -> None:
    letter = case_letter(LetterAbout.OPENED, replace(KNOWN, can_appeal=False))
    assert letter.button is None
    assert "Appeal" not in text(LetterAbout.OPENED, replace(KNOWN, can_appeal=False))


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(CASE, reason="", rule=None, expires_at=None, comment_id=None)
    said = text(LetterAbout.OPENED, Known(bare, None))
    assert said.split("\n")[0] == "### The moderators of a server muted you in its discussions"
    assert "**" not in said


def test_an_answer_is_told_as_it_was_written_and_translated_with_the_engine_named() -> None:
    made = MachineText("No, no lo fue.", Language.ES, "firefox", "1", rough=False)
    known = replace(KNOWN, appeal=APPEAL, translation=made)
    said = text(LetterAbout.ANSWERED, known, Language.ES)
    assert "Mantienen su decisión." in said
    assert "> No, it was not." in said
    assert "Traducido del inglés por Firefox Translations" in said
    assert "> No, no lo fue." in said
    granted = replace(known, appeal=replace(APPEAL, status=AppealStatus.GRANTED), translation=None)
    assert "You can add to discussions again." in text(LetterAbout.ANSWERED, granted)


@pytest.mark.parametrize("hostile", ["*" * 4_000, "||" * 2_000, "x" * 4_000, "`\n" * 2_000, "😀" * 2_000])
def test_it_fits_into_a_message_whatever_was_written(hostile: str) -> None:
    known = replace(
        KNOWN,
        case=replace(CASE, reason=hostile),
        server=hostile,
        headline=hostile,
        evidence=replace(EVIDENCE, text=hostile),
        appeal=replace(APPEAL, answer=hostile),
        translation=MachineText(hostile, Language.ES, "firefox", "1", rough=True),
    )
    for about in LetterAbout:
        view = letter_view(case_letter(about, known), Catalog.load(), Language.ES)
        assert view.content_length() <= 4_000


def test_each_letter_has_a_mark_of_its_own_that_discord_takes() -> None:
    keys = [(case_id, about) for case_id in (1, 2, 3, 2**40) for about in LetterAbout]
    marks = [mark_of(key) for key in keys]
    assert len({*marks}) == len(marks)
    assert all(0 < mark < 2**31 for mark in marks)
