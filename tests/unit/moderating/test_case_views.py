"""Cases and members' records fit into a message, whatever people wrote into them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.discordkit.paged_view import MAX_CHARACTERS
from bot.domain.cases.case import (
    Appeal,
    AppealStatus,
    Case,
    CaseKind,
    CaseLetterState,
    CaseNote,
    Evidence,
    LetterAbout,
)
from bot.domain.language import Language
from bot.domain.rules import Rule
from bot.i18n.catalog import Catalog
from bot.moderating.acting.case_view import case_view
from bot.moderating.acting.member_record_view import MemberPanel
from bot.moderating.cases.read_cases import PAGE, CaseFile, MemberRecord
from bot.moderating.queue.waiting import AuthorRecord

ID = 10**19
NOW = datetime(2026, 11, 29, tzinfo=UTC)
LONG = "*Nobody* asked the <@1>, _they_ said \n# so: " * 100
MOST_COMPONENTS = 40


def a_case(number: int) -> Case:
    undone = {"reversed_at": NOW, "reversed_by": ID, "reversal_reason": LONG}
    return Case(
        *(number, ID, number, CaseKind.DISCUSSION_BAN, ID, ID),
        *(LONG, Rule.BANNED_WORDS, 1, NOW, NOW),
        **undone,
    )


@pytest.mark.parametrize("language", Language)
def test_a_case_fits(language: Language) -> None:
    appeal = Appeal(1, LONG, NOW, AppealStatus.REFUSED, ID, LONG, NOW)
    notes = tuple(CaseNote(number, 1, ID, LONG, NOW) for number in range(30))
    file = CaseFile(
        a_case(10**9),
        notes,
        Evidence(LONG, {}, NOW, None),
        f"https://discord.com/channels/{ID}/{ID}/{ID}",
        withheld=False,
        letters=dict.fromkeys(LetterAbout, CaseLetterState.CLOSED),
        appeal=appeal,
        may_undo=True,
        at=NOW,
    )
    view = case_view(file, Catalog.load(), language)
    assert view.content_length() <= MAX_CHARACTERS
    assert view.total_children_count <= MOST_COMPONENTS


@pytest.mark.parametrize("language", Language)
def test_a_record_fits(language: Language) -> None:
    record = MemberRecord(
        ID,
        here=False,
        said=AuthorRecord(10**9, 10**9, 10**9, NOW),
        cases=tuple(a_case(10**8 + number) for number in range(PAGE)),
        number=1,
        total=10**6,
        warnings=10**6,
        elsewhere=10**6,
        latest=10**9,
        acts=tuple(CaseKind),
        at=NOW,
        source_id=ID,
        rules=tuple(Rule),
    )
    panel = MemberPanel(record, Catalog.load(), language)
    assert panel.content_length() <= MAX_CHARACTERS
    assert panel.total_children_count <= MOST_COMPONENTS
