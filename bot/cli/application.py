"""The commands of the command line, put together."""

from __future__ import annotations

import typer

from bot.cli import backup, doctor, export, running, sandbox, summarize, verify
from bot.cli.terminal import Terminal
from bot.domain.message import message


def make_app(terminal: Terminal) -> typer.Typer:
    """Everything ``python -m bot`` can do, told to ``terminal`` in its language."""
    app = typer.Typer(
        name="tertulia",
        help=terminal.say(message("Tertulia: articles, two languages and one discussion, on Discord.")),
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for command in (running, sandbox, summarize, export, backup, verify, doctor):
        command.add_to(app, terminal)
    for one in app.registered_commands:
        one.short_help = one.help  # in the list too, which would cut it off
    return app
