"""What managers read about the engines of their server, and before they switch an outside service on."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.message import Message, counted, message
from bot.domain.translation import MirrorTranslations
from bot.translating.outside_services import EngineState

NO_ENGINE = message("**Translation:** no engine is set up. Whoever runs this bot can install one.")
MIRRORS = {
    MirrorTranslations.OFF: message("**Copies in a channel of the other language:** not translated"),
    MirrorTranslations.BELOW: message(
        "**Copies in a channel of the other language:** with the translation below the original"
    ),
    MirrorTranslations.INSTEAD: message(
        "**Copies in a channel of the other language:** the translation instead of the original"
    ),
}
MIRRORS_SET = {
    MirrorTranslations.OFF: message(
        "From now on, copies in channels of the other language are not translated."
    ),
    MirrorTranslations.BELOW: message(
        "From now on, copies in channels of the other language have a translation below the original."
    ),
    MirrorTranslations.INSTEAD: message(
        "From now on, copies in channels of the other language show a translation instead of the original."
    ),
}


def engine_lines(engines: list[EngineState]) -> list[Message]:
    """What stands in ``/settings show`` about the engines."""
    if not engines:
        return [NO_ENGINE]
    return [message("**Translation engines:**"), *map(engine_line, engines)]


def engine_line(one: EngineState) -> Message:
    """An engine in one line: whether it is on, and what it was given this month."""
    if one.local:
        line = message("- {engine}, on the bot's own machine: on", engine=one.title)
    elif not one.on:
        line = message("- {engine}, an outside service: off", engine=one.title)
    else:
        line = message("- {engine}, an outside service: on. {used}", engine=one.title, used=_used(one))
    if one.off is None:
        return line
    return message("{line} (not used for now: {why})", line=line, why=one.off)


def _used(one: EngineState) -> Message:
    if one.cap is not None and one.used_everywhere >= one.cap:
        return counted(
            "{count} character this month; the limit of whoever runs this bot is reached",
            "{count} characters this month; the limit of whoever runs this bot is reached",
            one.used,
        )
    limit = min((bound for bound in (one.own, one.cap) if bound is not None), default=None)
    if limit is None:
        return counted("{count} character this month", "{count} characters this month", one.used)
    return counted(
        "{count} of {limit} characters this month",
        "{count} of {limit} characters this month",
        one.used,
        limit=limit,
    )


def question(one: EngineState, named: Callable[[str], str]) -> list[Message]:
    """What a manager is asked before a service is switched on. ``named`` names a command as they know it."""
    return [
        message("Let **{service}** translate what is written on this server?", service=one.title),
        message(
            "It is an outside service. It receives the text of articles and comments in channels that "
            "everyone can read, without the names of their authors. Mentions, links and code are replaced by "
            "placeholders."
        ),
        message(
            "It never receives what is written in private channels or threads, direct messages, or the "
            "comments of members who object with `{command}`.",
            command=named("privacy translation"),
        ),
        _bound(one, named("settings translation")),
        message(
            "New threads and `{command}` will name it. You can switch it off at any time; what it received "
            "until then stays with it.",
            command=named("privacy show"),
        ),
    ]


def _bound(one: EngineState, settings: str) -> Message:
    if one.cap is None:
        return message(
            "Whoever runs this bot pays for it, and has set no limit. You can set one with `{command}`.",
            command=settings,
        )
    return counted(
        "Whoever runs this bot pays for it, and allows {count} character a month for all servers together. "
        "You can set a lower limit with `{command}`.",
        "Whoever runs this bot pays for it, and allows {count} characters a month for all servers together. "
        "You can set a lower limit with `{command}`.",
        one.cap,
        command=settings,
    )


def limit_line(one: EngineState) -> Message:
    """How many characters a month a service may have from the server now."""
    if one.own is None:
        return message(
            "{service} may have as many characters a month as whoever runs this bot allows.",
            service=one.title,
        )
    if one.cap is not None and one.own > one.cap:
        return message(
            "{service} may have {own} characters a month from this server. Whoever runs this bot allows "
            "fewer: {cap}, for all servers together.",
            service=one.title,
            own=one.own,
            cap=one.cap,
        )
    return counted(
        "{service} may have {count} character a month from this server.",
        "{service} may have {count} characters a month from this server.",
        one.own,
        service=one.title,
    )
