"""A card stays within Discord's limits and harmless, whatever an article holds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bot.discordkit.escaping import escaped, link_target
from bot.discordkit.links import card_link, message_link, thread_link
from bot.domain.article import Article, Block, BlockKind, Edition, Headline, Provenance, SummarySentence
from bot.domain.card import (
    WORDS_A_MINUTE,
    Card,
    Featured,
    Question,
    card_of,
    may_be_shown,
    one_line,
    reading_minutes,
    thread_name,
    trimmed,
)
from bot.domain.discussion import (
    Attachment,
    Author,
    Comment,
    CommentOrigin,
    CommentStatus,
    DetectedLanguage,
    Post,
    PostStatus,
    RoomKind,
)
from bot.domain.language import Language
from bot.domain.translation import MachineEdition, MachineText
from bot.i18n.catalog import Catalog
from bot.posting.card_view import card_view, reading_view
from bot.translation.article_edition import with_machine_edition

CATALOG = Catalog.load()
NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
POST = Post(
    id=1,
    public_id="abcDEF123-_x",
    discussion_id=2,
    article_id=3,
    server_id=10,
    channel_id=20,
    kind=RoomKind.CHANNEL,
    status=PostStatus.POSTED,
    language=Language.EN,
    message_id=30,
    thread_id=30,
    joined=True,
    created_at=datetime(2026, 3, 1, tzinfo=UTC),
)
ENGLISH = Edition(
    language=Language.EN,
    title="The bridge reopens",
    blocks=(Block(BlockKind.PARAGRAPH, "word " * 441),),
    sentences=("One.", "Two.", "Three."),
    summary=(SummarySentence("One.", 0), SummarySentence("Two.", 1), SummarySentence("Three.", 2)),
    url="https://news.example/bridge",
    site="The Example",
    authors=("Ana Ruiz", "Tom Hill"),
    published=date(2026, 3, 2),
    picture="https://news.example/bridge.jpg",
)
SPANISH = replace(
    ENGLISH,
    language=Language.ES,
    title="Reabre el puente",
    url="https://news.example/es/puente",
    picture=None,
)


def card(article: Article | None = None, language: Language = Language.EN, comments: int = 0) -> Card:
    return card_of(POST, article or Article((ENGLISH, SPANISH)), comments=comments, language=language)


def texts(view: Any) -> list[str]:
    return [one["content"] for one in walk(view.to_components()) if one["type"] == 10]


def walk(components: Any) -> list[dict[str, Any]]:
    found = []
    for one in components:
        inner = [*one.get("components", []), *([one["accessory"]] if "accessory" in one else [])]
        found += [one, *walk(inner)]
    return found


def buttons(view: Any) -> list[dict[str, Any]]:
    return [one for one in walk(view.to_components()) if one["type"] == 2]


async def test_a_card_shows_the_edition_of_its_room_and_offers_the_other():
    view = card_view(card(), CATALOG)
    head, summary, footer = texts(view)
    assert head == (
        "### [The bridge reopens](https://news.example/bridge)\n-# In English · the publisher's own edition"
    )
    assert summary == "One.\n\nTwo.\n\nThree."
    assert footer == "-# The Example · by Ana Ruiz and Tom Hill · published on March 2, 2026 · 3-minute read"
    assert [(one["label"], one["custom_id"]) for one in buttons(view)] == [
        ("Leer en español", "t1:read:es:abcDEF123-_x"),
        ("Leave a reply", "t1:reply:abcDEF123-_x"),
        ("Open discussion", "t1:open:abcDEF123-_x"),
    ]


async def test_everything_around_the_article_is_in_the_rooms_language():
    view = card_view(card(language=Language.ES, comments=1200), CATALOG)
    head, _, footer = texts(view)
    assert "[Reabre el puente](https://news.example/es/puente)" in head
    assert "2 de marzo de 2026" in footer
    labels = [one["label"] for one in buttons(view)]
    assert labels[0] == "Read in English"
    assert labels[2].endswith("(1.200)")


async def test_the_number_of_comments_stands_on_the_button():
    assert buttons(card_view(card(comments=7), CATALOG))[2]["label"] == "Open discussion (7)"


@pytest.mark.parametrize(
    ("article", "line"),
    [
        (Article((SPANISH,)), "This article is not available in English; this is the original, in Spanish."),
        (
            Article((SPANISH,), (Headline(Language.EN, "The bridge", "https://news.example/b"),)),
            "Only the headline is known in English; the text is the original, in Spanish.",
        ),
        (
            Article((SPANISH, replace(ENGLISH, provenance=Provenance.MACHINE, engine="Engine *2*"))),
            "In English · machine translation from Spanish (Engine)",
        ),
        (Article((replace(ENGLISH, url=None),)), "In English · text posted here"),
    ],
)
async def test_it_is_said_whose_words_are_shown(article: Article, line: str):
    assert texts(card_view(card(article), CATALOG))[0].splitlines()[-1] == f"-# {line}"


async def test_a_known_headline_stands_over_the_original_and_leads_to_its_own_page():
    article = Article((SPANISH,), (Headline(Language.EN, "The bridge", "https://news.example/b"),))
    shown = card(article)
    assert (shown.title, shown.url, shown.edition) == ("The bridge", "https://news.example/b", SPANISH)
    assert card(Article((SPANISH,), (Headline(Language.EN, "The bridge"),))).url == SPANISH.url


async def test_an_article_with_nothing_but_a_text_still_makes_a_card():
    bare = Edition(Language.EN, "A note", (), (), (), complete=False)
    view = card_view(card(Article((bare,))), CATALOG)
    assert texts(view) == [
        "### A note\n-# In English · text posted here",
        "-# only its beginning could be read",
    ]
    standfirst = replace(bare, standfirst="In short.")
    assert texts(card_view(card(Article((standfirst,))), CATALOG))[1] == "In short."


async def test_a_reader_alone_sees_the_standfirst_and_links_to_the_whole():
    spanish = replace(SPANISH, standfirst="Tras dos años.")
    view = reading_view(
        card(Article((ENGLISH, spanish)), Language.ES), CATALOG, "https://discord.com/channels/1"
    )
    assert texts(view)[1].startswith("Tras dos años.\n\nOne.")
    assert [one["url"] for one in buttons(view)] == [SPANISH.url, "https://discord.com/channels/1"]
    pasted = Article((replace(ENGLISH, url=None),))
    assert buttons(reading_view(card(pasted), CATALOG, None)) == []


HOSTILE = (
    "[Click](https://evil.example) *@everyone* <@123456789012345678> `x` ||y|| # z\n# head\n- item\n1. one"
)


async def test_other_peoples_text_is_shown_and_does_nothing():
    edition = replace(
        ENGLISH,
        title=HOSTILE,
        site=HOSTILE,
        authors=(HOSTILE,),
        url="https://news.example/a_(b)?q=[x]&r=<y>",
        summary=(SummarySentence(HOSTILE, 0),),
    )
    shown = "\n".join(texts(card_view(card(Article((edition,))), CATALOG)))
    assert "](https://evil" not in shown
    assert "@everyone" not in shown
    assert "<@1" not in shown
    assert "](https://news.example/a_%28b%29?q=%5Bx%5D&r=%3Cy%3E)" in shown
    assert "\n# head" not in shown


@pytest.mark.parametrize("line", ["# head", "- item", "+ item", "> quote", "1. one", "12) two", "  # deep"])
def test_nothing_at_the_start_of_a_line_becomes_markup(line: str):
    assert "\\" in escaped(line)
    assert escaped(f"fine\n{line}").count("\\") >= 1


def test_plain_words_stay_as_they_are():
    assert escaped("A well-known 1.5 % of people, e.g. in Spain (2026)") == (
        "A well-known 1.5 % of people, e.g. in Spain (2026)"
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x.example/", "no address", "https://", "http://[x", "http://xn--a/"]
)
def test_only_web_addresses_are_linked(url: str):
    assert link_target(url) is None
    assert link_target("https://x.example/a b") == "https://x.example/a%20b"


@pytest.mark.parametrize(
    ("picture", "shown"),
    [
        ("https://x.example/a.jpg", True),
        ("http://x.example/a.jpg", False),
        ("http://127.0.0.1:8000/a.jpg", True),
        ("http://127.0.0.1:8001/a.jpg", False),
        ("data:image/png;base64,AAAA", False),
    ],
)
def test_pictures_come_encrypted_or_from_the_one_origin(picture: str, shown: bool):
    assert may_be_shown(picture, "http://127.0.0.1:8000") is shown


async def test_the_picture_is_the_originals_where_an_edition_has_none():
    pictures = [
        one for one in walk(card_view(card(language=Language.ES), CATALOG).to_components()) if "media" in one
    ]
    assert [one["media"]["url"] for one in pictures] == [ENGLISH.picture]
    endless = replace(ENGLISH, picture=f"https://x.example/{'a' * 1100}")
    view = card_view(card(Article((endless,))), CATALOG)
    assert not [one for one in walk(view.to_components()) if "media" in one]


def starred(text: str) -> Featured:
    """A featured comment that says ``text``, and so does its author's name, its file and its translation."""
    file = Attachment(1, text, None, 1, "https://cdn.example/x")
    comment = Comment(
        *(1, 1, 1, None, 1, Author(2, text), CommentOrigin.THREAD, CommentStatus.VISIBLE, text),
        *(DetectedLanguage.EN, NOON, NOON, (file, file)),
    )
    return Featured(comment, f"https://{'x' * 90}", MachineText(text, Language.ES, "one", "1", rough=True))


_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=3000) | st.sampled_from(
    ["🌉" * 3000, "á" * 5000, "*" * 4000, "@everyone " * 400, "word " * 1500, "]( " * 900]
)


def test_featured_comments_stand_between_the_summary_and_the_footer():
    first = starred("They promised this in 2019.")
    shown = card_of(POST, Article((ENGLISH, SPANISH)), comments=1, featured=(first,))
    _, summary, featured, footer = texts(card_view(shown, CATALOG))
    assert "Three." in summary
    assert featured.startswith("**⭐ Featured**\n**They promised this in 2019.** · [<t:")
    assert "edited" in featured
    assert "min" in footer
    spanish = card_of(POST, Article((ENGLISH, SPANISH)), comments=1, featured=(first,), language=Language.ES)
    assert any(text.startswith("**⭐ Destacados**") for text in texts(card_view(spanish, CATALOG)))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    title=_TEXT,
    sentences=st.lists(_TEXT, min_size=0, max_size=3),
    site=_TEXT,
    language=st.sampled_from(Language),
    featured=st.lists(_TEXT, max_size=3),
    question=st.none() | _TEXT,
)
async def test_a_card_is_within_discords_limits_whatever_it_shows(
    title: str,
    sentences: list[str],
    site: str,
    language: Language,
    featured: list[str],
    question: str | None,
):
    edition = replace(
        ENGLISH,
        title=title,
        site=site,
        authors=(site,) * 6,
        url=f"https://news.example/{'(' * 400}",
        standfirst=title,
        summary=tuple(SummarySentence(text, number) for number, text in enumerate(sentences)),
    )
    first = tuple(map(starred, featured))
    shown = card_of(POST, Article((edition,)), comments=123_456, language=language, featured=first)
    shown = replace(shown, question=Question(1, question, None) if question else None)
    for view in (card_view(shown, CATALOG), reading_view(shown, CATALOG, "https://discord.com/channels/1/2")):
        components = view.to_components()
        assert sum(len(text) for text in texts(view)) <= 4000
        assert len(walk(components)) <= 40
        assert len(json.dumps(components)) < 10_000
        assert all(text.strip() for text in texts(view))
        assert all(len(one["label"]) <= 80 for one in buttons(view))
        assert all(len(one.get("custom_id", "")) <= 100 for one in buttons(view))


def test_text_is_cut_between_words_where_there_are_some():
    assert trimmed("short", 10) == "short"
    assert trimmed("one two three", 10) == "one two…"
    assert trimmed("one, two, three", 10) == "one, two…"
    assert trimmed("a" * 20, 10) == "a" * 9 + "…"
    assert len(thread_name(f"The\n  bridge {'x' * 200}")) == 100
    assert one_line(" a \n b\t c ") == "a b c"


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (220, 1), (221, 2), (2200, 10)])
def test_reading_time_is_rounded_up(words: int, minutes: int):
    assert WORDS_A_MINUTE == 220
    edition = replace(ENGLISH, blocks=(Block(BlockKind.PARAGRAPH, "word " * words),))
    assert reading_minutes(edition) == minutes
    assert reading_minutes(replace(edition, complete=False)) is None


def test_links_lead_to_the_card_and_its_thread():
    assert card_link(POST) == "https://discord.com/channels/10/20/30"
    assert thread_link(POST) == "https://discord.com/channels/10/30"
    assert thread_link(replace(POST, thread_id=None)) == card_link(POST)
    assert card_link(replace(POST, kind=RoomKind.FORUM, thread_id=31)) == message_link(10, 31)


MADE = MachineEdition(
    Language.ES, "Reabre @everyone", "# En breve", ("Un **río** <@1>.",), "one", "1", rough=False
)


def test_what_a_machine_wrote_pings_nobody_and_breaks_no_markup():
    original = replace(ENGLISH, summary=(SummarySentence("A river.", 0),))
    article = with_machine_edition(Article((original,)), MADE)
    shown = card(article, language=Language.ES)
    for view in (card_view(shown, CATALOG), reading_view(shown, CATALOG, None)):
        said = "\n".join(texts(view))
        assert "@everyone" not in said
        assert "<@1>" not in said
        assert "**río**" not in said
        assert "\n# " not in said


@pytest.mark.parametrize("rough", [False, True])
def test_the_minutes_of_a_machine_edition_are_those_of_its_original(rough: bool):
    original = replace(ENGLISH, summary=(SummarySentence("A river.", 0),))
    made = with_machine_edition(Article((original,)), replace(MADE, rough=rough)).edition(Language.ES)
    assert made is not None
    assert reading_minutes(made) == reading_minutes(ENGLISH) == 3
    assert made.rough is rough


def test_no_name_and_no_second_headline_is_a_machines():
    original = replace(ENGLISH, summary=(SummarySentence("A river.", 0),))
    translated = with_machine_edition(Article((original,)), MADE)
    spanish, english = [card(translated, language=one) for one in (Language.ES, Language.EN)]
    assert spanish.title == MADE.title
    assert spanish.name == english.name == ENGLISH.title
    assert (spanish.other, english.other) == (None, None)
    twin = Headline(Language.ES, "Reabre el puente")
    spanish = card(
        with_machine_edition(Article((original,), (twin,)), MADE),
        language=Language.ES,
    )
    assert (spanish.title, spanish.name) == (twin.title, twin.title)


@pytest.mark.parametrize(
    ("article", "language", "translatable", "offered"),
    [
        (Article((ENGLISH, SPANISH)), Language.EN, True, Language.ES),
        (Article((ENGLISH,)), Language.EN, False, None),
        (Article((ENGLISH,)), Language.EN, True, Language.ES),
        (Article((ENGLISH,)), Language.ES, False, Language.EN),
        (Article((ENGLISH,)), Language.ES, True, Language.ES),
    ],
)
def test_the_button_names_a_language_that_there_is_an_edition_in_or_can_be(
    article: Article, language: Language, translatable: bool, offered: Language | None
):
    shown = card_of(POST, article, comments=0, language=language, translatable=translatable)
    assert shown.offered is offered
    assert shown.switches is (offered is not None)
    labels = [one["label"] for one in buttons(card_view(shown, CATALOG))]
    read = {Language.EN: "Read in English", Language.ES: "Leer en español"}
    assert [one for one in labels if one in read.values()] == ([read[offered]] if offered else [])
