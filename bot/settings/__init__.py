"""What an operator can set. Each setting is described once: in :mod:`bot.settings.bot_fields`, or in
:mod:`bot.settings.translation_fields`.
"""

from bot.settings.bot_fields import DISCORD as DISCORD
from bot.settings.described import Settings as Settings
from bot.settings.loading import load_settings as load_settings
