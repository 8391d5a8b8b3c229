"""Whatever the schema names has words of its own in both languages."""

import pytest

from bot.domain.language import Language
from bot.domain.moderation import Action
from bot.i18n.catalog import Catalog
from bot.moderating.auditing.audit_words import ACTIONS


@pytest.mark.parametrize("language", Language)
def test_every_act_that_the_audit_names(language: Language) -> None:
    assert ACTIONS.keys() == set(Action)
    assert len({Catalog.load().say(name, language) for name in ACTIONS.values()}) == len(Action)
