"""What waits is told apart by its age, and the words for a chart hold all its figures in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.discussion import DetectedLanguage
from bot.domain.events import first_snowflake
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.moderating.queue.waiting import Waiting
from bot.statistics.chart_words import MAX_TOLD, ChartWords
from bot.statistics.figures import AGES, HOURS, ByAge, ByHour, Figures, ages_of

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
CATALOG = Catalog.load()


def hours(**counted: int) -> tuple[int, ...]:
    """So many comments in each hour: ``h9=3`` are three between 9 and 10."""
    return tuple(counted.get(f"h{hour}", 0) for hour in range(HOURS))


NOBODY: ByHour = dict.fromkeys(DetectedLanguage, hours())
SAID: ByHour = {
    DetectedLanguage.EN: hours(h9=3, h23=1),
    DetectedLanguage.ES: hours(h9=2),
    DetectedLanguage.OTHER: hours(h10=1),
    DetectedLanguage.UNKNOWN: hours(h10=1),
}
WAITS: ByAge = {
    Waiting.HELD: (1, 0, 0, 0, 0, 2),
    Waiting.REPORTED: (0, 1, 0, 0, 0, 0),
    Waiting.REFUSED: (0,) * 6,
}


def words(figures: Figures, language: Language = Language.EN) -> ChartWords:
    return ChartWords(figures, CATALOG, language)


def test_each_age_begins_where_the_younger_one_ends() -> None:
    moment = timedelta(milliseconds=1)
    source_ids = [first_snowflake(NOW - age + off) for age in AGES for off in (moment, -moment)]
    assert ages_of(source_ids, NOW) == (1, 2, 2, 2, 2, 1)
    assert ages_of([first_snowflake(NOW), 0], NOW) == (1, 0, 0, 0, 0, 1)
    assert ages_of([], NOW) == (0,) * 6


def test_a_chart_has_a_panel_for_what_there_is() -> None:
    both = words(Figures(SAID, WAITS, days=30)).chart()
    by_hour, by_age = both.panels
    assert [(one.name, sum(one.values)) for one in by_hour.series] == [
        ("English", 4),
        ("Spanish", 2),
        ("another language, or unknown", 2),
    ]
    assert [(one.name, one.values) for one in by_age.series] == [
        ("held", (1, 0, 0, 0, 0, 2)),
        ("reported", (0, 1, 0, 0, 0, 0)),
    ]
    assert not {one.look for one in by_hour.series} & {one.look for one in by_age.series}
    assert all(len(one.categories) == len(one.series[0].values) for one in both.panels)
    assert len(words(Figures(SAID)).chart().panels) == 1
    assert len(words(Figures(SAID, dict.fromkeys(WAITS, (0,) * 6))).chart().panels) == 1
    assert len(words(Figures(NOBODY, WAITS)).chart().panels) == 1


def test_it_is_told_in_words() -> None:
    assert words(Figures(SAID, WAITS, "The river", 1)).chart().said == (
        "The river: the last day. "
        "8 comments: English (4), Spanish (2), and another language, or unknown (2). "
        "The busiest hour is from 09:00 to 10:00 UTC: 5. "
        "By hour of the day, in UTC: 09: 5, 10: 2, 23: 1. 4 wait for moderators. "
        "Waiting as held: under 1 hour (1) and over 7 days (2). Waiting as reported: 1 to 6 hours (1)."
    )
    spanish = words(Figures(SAID, WAITS, days=30), Language.ES).chart()
    assert spanish.said.startswith(
        "Discusiones de este servidor: los últimos 30 días. 8 comentarios: inglés (4)"
    )
    assert spanish.panels[0].title == "Comentarios por hora del día e idioma"
    assert spanish.panels[0].axis == "hora del día, en UTC"


def test_what_waits_is_not_told_to_whom_it_does_not_concern() -> None:
    chart = words(Figures(SAID)).chart()
    assert "moderator" not in chart.said
    assert CATALOG.say(words(Figures(SAID)).summary(), Language.EN) == "8 comments"
    assert (
        CATALOG.say(words(Figures(SAID, WAITS)).summary(), Language.EN) == "8 comments, 4 wait for moderators"
    )


@pytest.mark.parametrize("language", Language)
def test_the_largest_figures_fit_into_a_description(language: Language) -> None:
    many = dict.fromkeys(DetectedLanguage, (9_999_999,) * HOURS)
    waits = dict.fromkeys(WAITS, (9_999_999,) * 6)
    chart = words(Figures(many, waits, "word " * 100, 365), language).chart()
    assert len(chart.said) <= MAX_TOLD
    assert len(chart.title) <= 120


def test_a_headline_holds_no_character_that_cannot_be_drawn() -> None:
    assert words(Figures(SAID, headline="The \x00\u202e\ud800river\n rose")).chart().title == (
        "The river rose: since the beginning"
    )
