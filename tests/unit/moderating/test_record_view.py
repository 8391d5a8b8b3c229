"""A comment's record shows the original and its translation, whatever else it tells."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from bot.domain.discussion import Author, Comment, CommentOrigin, CommentStatus, DetectedLanguage
from bot.domain.language import Language
from bot.domain.moderation import ReportStatus
from bot.domain.notice import MessageRef
from bot.domain.rules import Consequence, Rule, StoredHit
from bot.domain.translation import MachineText
from bot.i18n.catalog import Catalog
from bot.moderating.record_view import record_view
from bot.moderating.review import Record
from bot.translating.translate_page import Translated

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def test_what_rules_found_takes_no_room_from_a_translation() -> None:
    text, made = "Nadie preguntó a los vecinos. " * 60, "Nobody asked the neighbours. " * 60
    origin, status = CommentOrigin.THREAD, CommentStatus.VISIBLE
    who = Author(41, "Elena")
    comment = Comment(1, 1, 1, None, 900, who, origin, status, text, DetectedLanguage.ES, NOW, None)
    found = dict.fromkeys(Language, "vecinos")
    hit = StoredHit(1, Rule.SUSPECT_WORDS, Consequence.REPORT, found, ReportStatus.OPEN, NOW)
    record = Record(
        comment, MessageRef(1, 2, 3), can_edit=False, can_erase=False, own=False, moderates=True, hits=(hit,)
    )
    translated = Translated({1: MachineText(made, Language.EN, "one", "1", rough=False)})
    shown = json.dumps(record_view(record, Catalog.load(), Language.EN, translated).to_components())
    assert shown.count("Nobody asked the neighbours") > 10
    assert shown.count("Nadie") > 10
    assert "By a rule: suspect words" in shown
