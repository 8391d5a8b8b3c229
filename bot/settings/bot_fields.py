"""What an operator can set of the bot itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, SecretStr

from bot.database.place import Place, ServerPlace
from bot.domain.message import message
from bot.logs.setup import LogFormat
from bot.settings.kinds import A_FOLDER, AN_ADDRESS, LISTED, Folder, OnServer, Origin, Port, Stored, setting
from bot.upkeep.metrics.address import Address as ListenAddress, parse_address, spelled_out

if TYPE_CHECKING:
    from bot.privacy.retention_worker import Terms
    from bot.upkeep.backup_worker import Schedule

DISCORD = "https://discord.com/api/v10"


class BotFields(BaseModel):
    """All settings but those of translation."""

    token: SecretStr | None = setting(
        "DISCORD_TOKEN",
        None,
        "The bot's token, from https://discord.com/developers/applications under Bot. "
        "Without it `make run` opens the sandbox.",
        message("the bot's token, as the developer portal shows it"),
        min_length=20,
    )
    database: Stored = setting(
        "TERTULIA_DATABASE",
        Path("data/tertulia.sqlite3"),
        "Where everything is kept: a file, or a database on a PostgreSQL server: "
        "postgresql://user:password@host/name",
        message(
            "a file, or an address such as {example}, in a password of which %40 stands for @ and %2F for /",
            example="postgresql://user:password@host/name",
        ),
    )
    ledger: OnServer | None = setting(
        "TERTULIA_LEDGER",
        None,
        "Only with PostgreSQL: the second database, which remembers what was erased when the first is "
        "restored from a backup. Best on another server: postgresql://user:password@elsewhere/name",
        message(
            "an address such as {example}, in a password of which %40 stands for @ and %2F for /",
            example="postgresql://user:password@elsewhere/name",
        ),
    )
    contact: str | None = setting(
        "TERTULIA_CONTACT",
        None,
        "Shown to the sites articles are fetched from, so that they can write to you: "
        "an e-mail address or a URL.",
        message("an e-mail address or a link of at most 200 characters, without accents"),
        max_length=200,
        pattern=r"^[ -~]+$",
    )
    fetch_ports: Annotated[frozenset[Port], LISTED] = setting(
        "TERTULIA_FETCH_PORTS",
        frozenset({80, 443}),
        "The ports articles may be fetched from, separated by commas.",
        message("numbers from 1 to 65535, separated by commas"),
    )
    allowed_origin: Origin = setting(
        "TERTULIA_ALLOWED_ORIGIN",
        None,
        "One origin that may be on a private address, such as a newsroom's staging site: http://10.0.0.5:8000",
        message("an origin such as http://10.0.0.5:8000"),
    )
    redraw_seconds: float = setting(
        "TERTULIA_REDRAW_SECONDS",
        15.0,
        "The number of comments on a card is updated at most once in so many seconds, 0 to 3600.",
        message("a number of seconds from 0 to 3600"),
        ge=0,
        le=3600,
    )
    feed_seconds: float | None = setting(
        "TERTULIA_FEED_SECONDS",
        None,
        "Every feed is looked at once in so many seconds, 1 to 86400. Without it, each as often as it brings "
        "something: every 5 minutes to every 24 hours. For trying things out with a site of your own: others "
        "would block a bot that asks too often.",
        message("a number of seconds from 1 to 86400"),
        ge=1,
        le=86400,
    )
    backup_folder: Folder | None = setting(
        "TERTULIA_BACKUP_FOLDER",
        None,
        "Where the running bot saves backups; without it, it makes none.",
        A_FOLDER,
    )
    backup_hours: float = setting(
        "TERTULIA_BACKUP_HOURS",
        24.0,
        "Hours between two backups, up to 8760.",
        message("a number of hours above 0, up to 8760"),
        gt=0,
        le=8760,
    )
    backups_kept: int = setting(
        "TERTULIA_BACKUPS_KEPT",
        7,
        "How many backups are kept, 1 to 1000; older ones are deleted.",
        message("a whole number from 1 to 1000"),
        ge=1,
        le=1000,
    )
    recent_days: float = setting(
        "TERTULIA_RECENT_DAYS",
        7.0,
        "How many days back the bot looks for edits and deletions after it was offline, 0 to 365.",
        message("a number of days from 0 to 365"),
        ge=0,
        le=365,
    )
    keep_closed_days: float | None = setting(
        "TERTULIA_KEEP_CLOSED_DAYS",
        None,
        "How many days after a discussion was closed its comments are erased for good; "
        "without it, they are kept.",
        message("a number of days above 0, up to 36500"),
        gt=0,
        le=36500,
    )
    keep_deleted_days: float | None = setting(
        "TERTULIA_KEEP_DELETED_DAYS",
        None,
        "The same after a discussion's last card was removed.",
        message("a number of days above 0, up to 36500"),
        gt=0,
        le=36500,
    )
    keep_evidence_days: float = setting(
        "TERTULIA_KEEP_EVIDENCE_DAYS",
        30.0,
        "How many days the text of a comment that moderators acted on is kept in their case "
        "after its author deleted it; 0: not at all.",
        message("a number of days from 0 to 36500"),
        ge=0,
        le=36500,
    )
    metrics: Annotated[str | None, AfterValidator(spelled_out)] = setting(
        "TERTULIA_METRICS",
        None,
        "Where health and metrics for Prometheus are served, such as 127.0.0.1:9464 or [::1]:9464; without "
        "it, nowhere. docs/metrics.md names them. Nobody is asked for a password there: let it be reached "
        "from this machine or your own network alone.",
        message("an address and a port such as 127.0.0.1:9464 or [::1]:9464"),
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = setting(
        "TERTULIA_LOG_LEVEL",
        "INFO",
        "How much the log says: DEBUG, INFO, WARNING or ERROR.",
        message("DEBUG, INFO, WARNING or ERROR"),
    )
    log_format: LogFormat = setting(
        "TERTULIA_LOG_FORMAT",
        "plain",
        "The form of the log: plain for people, or json, one object a line, for machines.",
        message("plain or json"),
    )
    api: str = setting(
        "DISCORD_API",
        DISCORD,
        "The API of another server that speaks Discord's protocol, such as the sandbox.",
        AN_ADDRESS,
        pattern=r"^https?://[^/\s]+/\S*$",
    )

    @property
    def place(self) -> Place:
        """Where the database is."""
        if isinstance(self.database, Path):
            return self.database
        assert self.ledger is not None, "loading the settings has made sure of it"
        return ServerPlace(self.database, self.ledger)

    @property
    def feed_interval(self) -> timedelta | None:
        """How often every feed is looked at; None: as often as it brings something."""
        return None if self.feed_seconds is None else timedelta(seconds=self.feed_seconds)

    @property
    def metrics_address(self) -> ListenAddress | None:
        """Where health and metrics are served; None: nowhere."""
        return None if self.metrics is None else parse_address(self.metrics)

    @property
    def recent(self) -> timedelta:
        """How far back comments are compared with Discord after a downtime."""
        return timedelta(days=self.recent_days)

    @property
    def terms(self) -> Terms:
        """How long comments of discussions that ended are kept."""
        from bot.privacy.retention_worker import Terms  # not above: `summarize` needs no database

        closed, deleted = self.keep_closed_days, self.keep_deleted_days
        return Terms(
            None if closed is None else timedelta(days=closed),
            None if deleted is None else timedelta(days=deleted),
        )

    @property
    def evidence_term(self) -> timedelta:
        """How long the evidence of a case is kept after its comment was deleted."""
        return timedelta(days=self.keep_evidence_days)

    @property
    def backups(self) -> Schedule | None:
        """When backups are taken; None if no folder is set."""
        if self.backup_folder is None:
            return None
        from bot.upkeep.backup_worker import Schedule  # as above

        return Schedule(self.place, self.backup_folder, timedelta(hours=self.backup_hours), self.backups_kept)
