"""Figures in words: the titles and axes of their chart, and all of it told for those who do not see it."""

from __future__ import annotations

from bot.domain.card import one_line, trimmed
from bot.domain.discussion import DetectedLanguage
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.i18n.catalog import Catalog
from bot.moderating.queue.waiting import Waiting
from bot.statistics.chart import Chart, Panel, Series
from bot.statistics.figures import HOURS, ByAge, ByHour, Figures

MAX_TOLD = 1_024
"""Discord's limit for the characters that describe an attachment."""
_LONGEST_HEADLINE = 80
_LANGUAGES = {
    (DetectedLanguage.EN,): message("{language}", language=Language.EN),
    (DetectedLanguage.ES,): message("{language}", language=Language.ES),
    (DetectedLanguage.OTHER, DetectedLanguage.UNKNOWN): message("another language, or unknown"),
}
_REASONS = {
    Waiting.HELD: message("held"),
    Waiting.REPORTED: message("reported"),
    Waiting.REFUSED: message("refused"),
}
_AGES = (
    message("under 1 hour"),
    message("1 to 6 hours"),
    message("6 to 24 hours"),
    message("1 to 3 days"),
    message("3 to 7 days"),
    message("over 7 days"),
)
"""The ages between :data:`bot.statistics.figures.AGES`."""
_THOUSANDS = {Language.EN: ",", Language.ES: "."}


_Counted = tuple[Message, tuple[int, ...]]


class ChartWords:
    """Words for one reader's chart."""

    def __init__(self, figures: Figures, catalog: Catalog, language: Language) -> None:
        self._figures = figures
        self._catalog = catalog
        self._language = language

    def chart(self) -> Chart:
        """The chart, ready to be drawn."""
        panels = [self._by_hour()] if self._figures.comments else []
        if self._figures.by_age and self._figures.waiting:
            panels.append(self._by_age(self._figures.by_age))
        title, said = self._say(self._title()), self._told()
        return Chart(title, tuple(panels), said, self._language.value, _THOUSANDS[self._language])

    def summary(self) -> Message:
        """What the chart is about, in a sentence or two."""
        figures = self._figures
        said = counted("{count} comment", "{count} comments", figures.comments)
        if figures.by_age is None:
            return said
        waits = counted("{count} waits for moderators", "{count} wait for moderators", figures.waiting)
        return message("{said}, {waits}", said=said, waits=waits)

    def _title(self) -> Message:
        figures = self._figures
        period = (
            message("since the beginning")
            if figures.days is None
            else counted("the last day", "the last {count} days", figures.days)
        )
        if figures.headline is None:
            return message("Discussions of this server: {period}", period=period)
        printable = "".join(filter(str.isprintable, one_line(figures.headline)))
        headline = trimmed(printable, _LONGEST_HEADLINE)
        return message("{headline}: {period}", headline=headline, period=period)

    def _by_hour(self) -> Panel:
        return Panel(
            self._say(message("Comments by hour of the day and language")),
            self._say(message("hour of the day, in UTC")),
            tuple(f"{hour:02}" for hour in range(HOURS)),
            self._series(_by_language(self._figures.by_hour)),
        )

    def _by_age(self, by_age: ByAge) -> Panel:
        return Panel(
            self._say(message("What waits for moderators, by age")),
            self._say(message("since the comment was written")),
            tuple(map(self._say, _AGES)),
            self._series(_by_reason(by_age), len(_LANGUAGES)),
        )

    def _series(self, series: list[_Counted], first: int = 0) -> tuple[Series, ...]:
        """Those that have anything, each with a look of its own, from the ``first`` on."""
        return tuple(
            Series(self._say(name), values, look)
            for look, (name, values) in enumerate(series, first)
            if any(values)
        )

    def _told(self) -> str:
        """All figures, in as many characters as describe a picture on Discord."""
        lines = [message("{title}.", title=self._title())]
        if self._figures.comments:
            lines += _hours_told(self._figures)
        if self._figures.by_age and self._figures.waiting:
            lines += _ages_told(self._figures.waiting, self._figures.by_age)
        return trimmed(" ".join(map(self._say, lines)), MAX_TOLD)

    def _say(self, sentence: Message) -> str:
        return self._catalog.say(sentence, self._language)


def _by_language(by_hour: ByHour) -> list[_Counted]:
    return [
        (name, tuple(map(sum, zip(*(by_hour[one] for one in languages), strict=True))))
        for languages, name in _LANGUAGES.items()
    ]


def _by_reason(by_age: ByAge) -> list[_Counted]:
    return [(name, by_age[why]) for why, name in _REASONS.items() if why in by_age]


def _hours_told(figures: Figures) -> list[Message]:
    hours, count = figures.hours, figures.comments
    most = hours.index(max(hours))
    parts = _parts([(name, sum(values)) for name, values in _by_language(figures.by_hour)])
    each = [f"{hour:02}: {number}" for hour, number in enumerate(hours) if number]
    return [
        counted("{count} comment: {parts}.", "{count} comments: {parts}.", count, parts=parts),
        message(
            "The busiest hour is from {first} to {last} UTC: {number}.",
            first=f"{most:02}:00",
            last=f"{(most + 1) % HOURS:02}:00",
            number=hours[most],
        ),
        message("By hour of the day, in UTC: {hours}.", hours=", ".join(each)),
    ]


def _ages_told(waiting: int, by_age: ByAge) -> list[Message]:
    told = [counted("{count} waits for moderators.", "{count} wait for moderators.", waiting)]
    for reason, values in _by_reason(by_age):
        if ages := _parts([*zip(_AGES, values, strict=True)]):
            told.append(message("Waiting as {reason}: {ages}.", reason=reason, ages=ages))
    return told


def _parts(named: list[tuple[Message, int]]) -> list[Message]:
    return [message("{name} ({number})", name=name, number=number) for name, number in named if number]
