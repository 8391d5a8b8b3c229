"""Every act has words in both languages, and what people wrote in it does nothing."""

from datetime import UTC, datetime
from itertools import product

import pytest

from bot.audit.audit_log import AuditEntry, AuditFilter, AuditLine, AuditPage, OfDiscussion
from bot.discordkit.paged_view import MAX_CHARACTERS
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.moderation import Action, AuditOutcome, AuditRow, TargetKind
from bot.i18n.catalog import Catalog
from bot.moderating.auditing.action_option import action_of, named_actions
from bot.moderating.auditing.audit_reader import PAGE
from bot.moderating.auditing.audit_view import AuditPages
from bot.moderating.auditing.audit_words import audit_words

CATALOG = Catalog.load()
NOW = datetime(2026, 3, 14, tzinfo=UTC)
LINK = "https://discord.com/channels/1/2/3"
FAILED = AuditOutcome(1, False, "I am not allowed.", NOW, "No tengo permiso.")
DONE = AuditOutcome(1, True, "in 1 thread(s)", NOW)


def a_line(
    action: Action = Action.HIDE,
    kind: TargetKind = TargetKind.COMMENT,
    *,
    actor_id: int = 5,
    reason: str | None = None,
    outcome: AuditOutcome | None = DONE,
    headline: str = "",
    link: str | None = None,
    **entry: object,
) -> AuditLine:
    row = AuditRow(1, 1, actor_id, action, kind, 9, reason, NOW)
    return AuditLine(AuditEntry(row, outcome, **entry), headline, link)


def said(line: AuditLine, language: Language = Language.EN) -> str:
    return CATALOG.say(audit_words(line, 200, language), language)


def test_every_act_and_target_has_words_of_its_own_in_both_languages() -> None:
    for action, kind in product(Action, TargetKind):
        english, spanish = (said(a_line(action, kind), language) for language in Language)
        assert english != spanish


def test_a_line_says_who_did_what_why_and_that_it_is_done() -> None:
    text = said(a_line(reason="*insults* @everyone", link=LINK, member_id=7, source_id=100))
    assert text == (
        f"**Comment hidden** · [a comment]({LINK}) by <@7>\n"
        "-# <t:1773446400:d> <t:1773446400:t> · <@5> · \\*insults\\* @\N{WORD JOINER}everyone · done"
    )


def test_why_it_failed_is_told_in_the_readers_language() -> None:
    assert "failed: I am not allowed." in said(a_line(outcome=FAILED))
    assert "falló: No tengo permiso." in said(a_line(outcome=FAILED), Language.ES)
    assert "waiting" in said(a_line(outcome=None))


def test_the_bot_and_moderators_in_discord_are_told_apart() -> None:
    assert "a moderator, in Discord" in said(a_line(Action.HIDE, actor_id=0))
    assert "the bot" in said(a_line(Action.DELETE, TargetKind.DISCUSSION, actor_id=0))


def test_a_language_is_named() -> None:
    chosen = AuditOutcome(1, True, "es", NOW)
    assert "Spanish" in said(a_line(Action.LANGUAGE, TargetKind.SERVER, outcome=chosen))
    assert "inglés" in said(a_line(Action.LANGUAGE, reason="en"), Language.ES)
    assert "done" in said(a_line(Action.LANGUAGE, TargetKind.SERVER))


def test_what_is_no_more_is_told_without_a_link() -> None:
    assert "a comment that was erased" in said(a_line())
    assert "a discussion that is no more" in said(a_line(kind=TargetKind.ARTICLE))
    assert "a case that is no more" in said(a_line(kind=TargetKind.CASE))
    assert "case 12 of <@7>" in said(a_line(kind=TargetKind.CASE, case_number=12, member_id=7))


@pytest.mark.parametrize("language", Language)
def test_a_page_of_the_longest_lines_fits_into_a_message(language: Language) -> None:
    long = "`*_~|" * 200
    entry = {"discussion": OfDiscussion(1, "a", 1), "headline": long, "link": LINK * 2}
    outcome = AuditOutcome(1, False, long, NOW, long)
    lines = (a_line(Action.LOCK, TargetKind.DISCUSSION, reason=long, outcome=outcome, **entry),) * PAGE
    wanted = AuditFilter(10**19, 10**19, Action.LOCK, NOW, NOW)
    view = AuditPages(AuditPage(lines, has_older=True, has_newer=True), wanted, CATALOG, language)
    assert view.content_length() <= MAX_CHARACTERS
    assert len([*view.walk_children()]) <= 40


def test_a_kind_is_found_by_its_name_in_the_readers_language() -> None:
    assert list(named_actions(CATALOG, Language.EN, "hidden")) == [Action.HIDE]
    assert list(named_actions(CATALOG, Language.ES, "discusion bl")) == [Action.LOCK]
    assert len(named_actions(CATALOG, Language.EN, "")) == len(Action)
    assert action_of(CATALOG, Language.EN, "hide") is Action.HIDE
    assert action_of(CATALOG, Language.EN, " comment  HIDDEN") is Action.HIDE
    for unknown in ("nonsense", "comment"):
        with pytest.raises(BadInput, match="Choose one from the list"):
            action_of(CATALOG, Language.EN, unknown)
