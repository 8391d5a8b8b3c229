"""What each setting may be, in words: for whoever set it wrong."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.domain.message import Message, message

EXPECTED: Mapping[str, Message] = MappingProxyType(
    {
        "DISCORD_TOKEN": message("the bot's token, as the developer portal shows it"),
        "DISCORD_API": message("an address that begins with http:// or https://"),
        "TERTULIA_DATABASE": message("a file, not a folder"),
        "TERTULIA_CONTACT": message("an e-mail address or a link of at most 200 characters, without accents"),
        "TERTULIA_FETCH_PORTS": message("numbers from 1 to 65535, separated by commas"),
        "TERTULIA_ALLOWED_ORIGIN": message("an origin such as http://10.0.0.5:8000"),
        "TERTULIA_REDRAW_SECONDS": message("a number of seconds from 0 to 3600"),
        "TERTULIA_FEED_SECONDS": message("a number of seconds from 1 to 86400"),
        "TERTULIA_BACKUP_FOLDER": message("a folder, not a file"),
        "TERTULIA_BACKUP_HOURS": message("a number of hours above 0, up to 8760"),
        "TERTULIA_BACKUPS_KEPT": message("a whole number from 1 to 1000"),
        "TERTULIA_RECENT_DAYS": message("a number of days from 0 to 365"),
        "TERTULIA_KEEP_CLOSED_DAYS": message("a number of days above 0, up to 36500"),
        "TERTULIA_KEEP_DELETED_DAYS": message("a number of days above 0, up to 36500"),
        "TERTULIA_KEEP_EVIDENCE_DAYS": message("a number of days from 0 to 36500"),
        "TERTULIA_TRANSLATORS": message(
            "names of engines, separated by commas: {names}; or {off} for none",
            names="firefox, apertium, libretranslate, deepl, google, azure, chat",
            off="off",
        ),
        "TERTULIA_TRANSLATION_SECONDS": message("a number of seconds from 1 to 600"),
        "TERTULIA_TRANSLATION_CHARACTERS": message("engines and numbers, such as deepl:500000,azure:2000000"),
        "TERTULIA_MODELS": message("a folder, not a file"),
        **dict.fromkeys(
            ("TERTULIA_MODELS_URL", "TERTULIA_LIBRETRANSLATE_URL", "TERTULIA_CHAT_URL"),
            message("an address that begins with http:// or https://"),
        ),
        **dict.fromkeys(
            ("TERTULIA_DEEPL_URL", "TERTULIA_GOOGLE_URL", "TERTULIA_AZURE_URL"),
            message("an address that begins with https://, or with http:// within your own network"),
        ),
        **dict.fromkeys(
            (
                "TERTULIA_LIBRETRANSLATE_KEY",
                "TERTULIA_DEEPL_KEY",
                "TERTULIA_GOOGLE_KEY",
                "TERTULIA_AZURE_KEY",
                "TERTULIA_CHAT_KEY",
            ),
            message("a key of plain characters, without spaces"),
        ),
        "TERTULIA_LIBRETRANSLATE_LOCAL": message("true or false"),
        "TERTULIA_AZURE_REGION": message("a region such as westeurope"),
        "TERTULIA_CHAT_MODEL": message("the name of a model, without spaces"),
        "TERTULIA_CHAT_LOCAL": message("true or false"),
        "TERTULIA_LOG_LEVEL": message("DEBUG, INFO, WARNING or ERROR"),
    }
)
