"""What processes of :mod:`tests.warm` are forked with: what a bot and the commands do once, and slowly."""

from importlib import import_module

import bot.app
from bot.cli.application import COMMANDS
from bot.reading.language_detection import detect

__all__ = ["bot"]

for module in COMMANDS.values():
    import_module(module)
detect("Reads the model that tells languages apart.")
