"""The commands of the command line, with their arguments and modules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from bot.cli.arguments import Parser, Version, one_of, translate_argparse, whole_number
from bot.cli.terminal import Terminal
from bot.domain.export import ExportFormat
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.i18n.program import called

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "start": "bot.cli.running",
        "run": "bot.cli.running",
        "sandbox": "bot.cli.sandbox",
        "summarize": "bot.cli.summarize",
        "translate": "bot.cli.translate",
        "models": "bot.cli.models",
        "export": "bot.cli.export",
        "backup": "bot.cli.backup",
        "restore": "bot.cli.backup",
        "move": "bot.cli.move",
        "verify": "bot.cli.verify",
        "feeds": "bot.cli.feeds",
        "doctor": "bot.cli.diagnosis.doctor",
        "config": "bot.cli.diagnosis.config",
        "report": "bot.cli.diagnosis.report",
    }
)
"""The module of each command, imported only when the command runs, to save time and memory. Its function of
the command's name takes the terminal and the parsed arguments."""


class ModelsAction(StrEnum):
    """What is to be done with the translation engine's models."""

    INSTALL = "install"
    LIST = "list"
    REMOVE = "remove"
    VERIFY = "verify"


class FeedsAction(StrEnum):
    """What is to be done with the feeds that servers follow."""

    EXPORT = "export"
    IMPORT = "import"
    LIST = "list"
    SHOW = "show"


_JSON = message("Print JSON.")
_LANGUAGES, _FORMATS = "|".join(Language), "|".join(ExportFormat)


def execute(arguments: Sequence[str], terminal: Terminal) -> None:
    """Run the command that ``arguments`` name.

    Raises:
        SystemExit: the command failed, or ``arguments`` are wrong.
    """
    parser = make_parser(terminal)
    if not arguments:
        terminal.note(message("{help}", help=parser.format_help().rstrip()))
        raise SystemExit(2)
    given = vars(parser.parse_args(arguments))
    name = given.pop("command")
    terminal.log("WARNING")  # a bot sets its own log up, by its settings
    with terminal.reporting():
        getattr(import_module(COMMANDS[name]), name)(terminal, **given)


def make_parser(terminal: Terminal) -> Parser:
    """The parser of all arguments of ``tertulia``, in the terminal's language."""
    translate_argparse(terminal)
    about = message("Tertulia: articles in two languages with one discussion each, on Discord.")
    parser = Parser(terminal, prog=called(), description=terminal.say(about))
    parser.add_argument("--version", action=Version, help=terminal.say(message("Show the version and exit.")))
    commands = parser.add_subparsers(
        title=terminal.say(message("commands")),
        metavar=terminal.say(message("COMMAND")),
        dest="command",
        required=True,
    )

    def command(name: str, what: Message) -> Parser:
        text = terminal.say(what)
        added: Parser = commands.add_parser(name, terminal=terminal, help=text, description=text)
        return added

    command("start", message("Start the bot, or the sandbox if DISCORD_TOKEN is not set."))
    # Hidden: for programs that supervise the bot. With it the bot reads settings from the environment alone,
    # and stops when standard input ends.
    command("run", message("Start the bot on Discord.")).flag("--supervised")
    _take_sandbox(command("sandbox", message("Try everything on this machine, without a Discord account.")))
    _take_summarize(command("summarize", message("Summarise an article, without Discord.")))
    _take_translate(
        command("translate", message("Translate a text between English and Spanish, without Discord."))
    )
    models = command("models", message("Manage the models of the translation engine firefox."))
    models.argument("action", message("install, list, remove or verify."), one_of(ModelsAction))
    _take_export(command("export", message("Export an article's discussion on one server.")))
    _take_feeds(command("feeds", message("List, export and import the feeds that servers follow.")))
    backup = command("backup", message("Back up the database to a file, also while the bot runs."))
    backup.argument("file", message("The file for the backup; it must not exist yet."), Path)
    restore = command("restore", message("Replace the database with a backup; stop the bot first."))
    restore.argument("file", message("The file with the backup."), Path)
    restore.flag("--older", message("Even if the database is more recent than the backup."))
    _take_move(
        command("move", message("Copy the database to a PostgreSQL server or a file; stop the bot first."))
    )
    verify = command("verify", message("Compare everything stored with Discord."))
    verify.argument("article", message("Only this article: one of its links or its id."), optional=True)
    verify.flag("--repair", message("Fix the differences."))
    _add_diagnosis(command)
    return parser


def _add_diagnosis(command: Callable[[str, Message], Parser]) -> None:
    doctor = command(
        "doctor", message("Check settings, database, token, intents and permissions, and say what to do.")
    )
    doctor.flag("--json", _JSON, dest="as_json")
    config = command("config", message("Show every setting and where its value is from, without secrets."))
    config.flag("--json", _JSON, dest="as_json")
    what = message("Make a report for whoever helps with a problem: without secrets, names or texts.")
    report = command("report", what)
    report.flag("--json", _JSON, dest="as_json")
    report.option("--output", "PATH", message("Write to this file instead of the screen."), Path)


def _take_sandbox(sandbox: Parser) -> None:
    port = message("The port of the page on this machine; 0 takes any free port.")
    record = message("Record everything that happens in this file, as JSON lines.")
    sandbox.option("--port", "N", port, whole_number(0, 65535), default=0)
    sandbox.option("--record", "PATH", record, Path)


def _take_summarize(summarize: Parser) -> None:
    language = message("Show only the article in this language: en or es.")
    summarize.argument("source", message("A link, a file (.txt, .md, .html), or - for standard input."))
    summarize.option("--language", _LANGUAGES, language, one_of(Language))
    summarize.flag(
        "--json", message("Print JSON, with the article in every language there is."), dest="as_json"
    )


def _take_translate(translate: Parser) -> None:
    language = message("The language to translate to: en or es. Without it, the one the text is not in.")
    translate.argument("source", message("A text, a file, or - for standard input."))
    translate.option("--to", _LANGUAGES, language, one_of(Language))
    translate.flag("--compare", message("Show the translation of every engine."))


def _take_export(export: Parser) -> None:
    form = message("json, csv, markdown or html.")
    hidden = message("Also hidden, refused and deleted comments, and earlier versions.")
    export.argument("article", message("The article: one of its links or its id."))
    export.option("--server", "ID", message("The id of the Discord server."), whole_number(), required=True)
    export.option("--format", _FORMATS, form, one_of(ExportFormat), dest="form", default=ExportFormat.JSON)
    export.option("--output", "PATH", message("Write to this file instead of the screen."), Path)
    export.option("--language", _LANGUAGES, message("The language of headings: en or es."), one_of(Language))
    export.flag("--include-hidden", hidden)


def _take_feeds(feeds: Parser) -> None:
    what = message("The OPML file to import, or the link of the feed or article to show.")
    feeds.argument("action", message("export, import, list or show."), one_of(FeedsAction))
    feeds.argument("what", what, optional=True)
    feeds.option("--server", "ID", message("The id of the Discord server."), whole_number())
    feeds.option("--channel", "ID", message("The id of the channel to post articles in."), whole_number())


def _take_move(move: Parser) -> None:
    where = message("The database to copy: a file, or an address such as postgresql://user@host/name.")
    to = message("Where to copy it, in the same form; nothing may be stored there yet.")
    ledger = message(
        "The address of the list of erasures of a database on a server, if it is not TERTULIA_LEDGER. "
        "If both databases are on servers, it is TO's."
    )
    move.argument("source", where, shown="FROM")
    move.argument("target", to, shown="TO")
    move.option("--ledger", "ADDRESS", ledger, str)
