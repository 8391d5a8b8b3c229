"""What moderators changed stands on an article of any later version, and changes nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.article import Article, Block, BlockKind, Edition, SummarySentence
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.posting.editing.edit_card import named_sentences
from bot.posting.editing.edited import CardEdit, edit_between, fields_of, with_edits

SENTENCES = (
    "It rained all day.",
    "The river rose.",
    "It rained all day.",
    "Nobody was hurt, says the mayor.",
)


def edition(language: Language = Language.EN, sentences: tuple[str, ...] = SENTENCES) -> Edition:
    return Edition(
        language,
        "Rain",
        (Block(BlockKind.PARAGRAPH, " ".join(sentences)),),
        sentences,
        (SummarySentence(sentences[0], 0),),
        standfirst="A wet day",
    )


def test_only_what_was_changed_is_changed_and_only_in_its_language() -> None:
    article = Article((edition(), edition(Language.ES)))
    shown = with_edits(article, {Language.EN: CardEdit(title="Floods")})
    assert shown.editions == (replace(edition(), title="Floods", edited=("title",)), edition(Language.ES))
    assert with_edits(article, {}) is article


def test_chosen_sentences_are_in_the_order_of_the_text_each_once() -> None:
    edit = CardEdit(sentences=("Nobody was hurt, says the mayor.", "It rained all day."))
    [shown] = with_edits(Article((edition(),)), {Language.EN: edit}).editions
    assert [(one.text, one.sentence) for one in shown.summary] == [
        ("It rained all day.", 0),
        ("Nobody was hurt, says the mayor.", 3),
    ]


def test_sentences_that_a_correction_took_away_are_left_out() -> None:
    edit = CardEdit(title="Floods", sentences=("The river rose.", "Nobody was hurt, says the mayor."))
    corrected = edition(sentences=("It snowed.", "The river rose."))
    [shown] = with_edits(Article((corrected,)), {Language.EN: edit}).editions
    assert ([one.text for one in shown.summary], shown.title) == (["The river rose."], "Floods")
    gone = edition(sentences=("It snowed.",))
    [shown] = with_edits(Article((gone,)), {Language.EN: edit}).editions
    assert ([one.text for one in shown.summary], shown.edited) == (["It snowed."], ("title",))


def test_an_edit_holds_what_differs_alone() -> None:
    own = fields_of(edition())
    assert edit_between(own, own).fields == ()
    assert edit_between(own, replace(own, title="Floods", picture="https://a.example/b")) == CardEdit(
        title="Floods", picture="https://a.example/b"
    )


def test_sentences_are_named_by_number_or_beginning() -> None:
    assert named_sentences(SENTENCES, [1], "4") == (SENTENCES[1], SENTENCES[3])
    assert named_sentences(SENTENCES, [], "nobody was hurt") == (SENTENCES[3],)
    assert named_sentences(SENTENCES, [], "  The   river rose.\n\n") == (SENTENCES[1],)
    assert named_sentences(SENTENCES, [], "") == ()


@pytest.mark.parametrize("typed", ["5", "0", "The", "the river fell", "٤٤٤٤٤", "1\n2\n3\n4"])
def test_what_names_no_sentence_or_too_many_is_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        named_sentences(SENTENCES, [], typed)
