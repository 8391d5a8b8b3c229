"""What the processes of :mod:`tests.warm` are forked with: what a bot does once, and slowly."""

import bot.app
from bot.reading.detection import detect

__all__ = ["bot"]

detect("Reads the model that tells languages apart.")
