"""What members read about outside translation services: which there are, what they get, and how to object."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.message import Message, message

STORED = message("Translations are stored with your comments, and deleted with them.")


def service_lines(services: Sequence[Message], *, translates: bool, choice: Message) -> list[Message]:
    """What stands in ``/privacy show``. ``services``: the names of those that are on; ``translates``: whether
    anything is translated at all; ``choice``: :func:`choice_line`.
    """
    if not translates:
        return []
    if not services:
        lines = [message("**Outside translation services on this server:** none")]
    else:
        lines = [
            message("**Outside translation services on this server:** {services}", services=services),
            message(
                "They receive the text of comments in channels that everyone can read, without the author's "
                "name. Nothing from private channels, private threads or direct messages goes there."
            ),
        ]
    return [*lines, choice, STORED]


def choice_line(*, objects: bool, command: str, option: str) -> Message:
    """What the member chose, and the command and its option that change it."""
    if objects:
        return message("Your comments are kept from outside services (`{command}`).", command=command)
    return message(
        "Your comments may go to outside services that a server uses. `{command}` with `{option}: False` "
        "keeps them back.",
        command=command,
        option=option,
    )


def chosen_line(*, objects: bool) -> Message:
    """What a member's choice does from now on."""
    if objects:
        return message(
            "From now on, what you write goes to no outside translation service, on any server. What a "
            "service has received already stays with it."
        )
    return message(
        "From now on, outside translation services that a server uses may receive your comments in channels "
        "that everyone can read."
    )
