"""What processes of :mod:`tests.warm` are forked with: what bots, commands and readers do once, slowly."""

from importlib import import_module

import bot.app
import bot.reading.preload
from bot.cli.application import COMMANDS

__all__ = ["bot"]

for module in COMMANDS.values():
    import_module(module)
