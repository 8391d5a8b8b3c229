"""The engine in use: all that is done with a database as a whole, and what its failures mean.

SQLite is the only one. Each of these takes the database's place, a file, or an error of its driver: another
engine is chosen here by what that is, and nothing else changes. What statements say is chosen by SQLAlchemy
(:mod:`bot.database.dialect`).
"""

from bot.database.engines.sqlite.connections import (
    damage as damage,
    inspecting as inspecting,
    migrating as migrating,
    orphans as orphans,
    reading as reading,
    writing as writing,
)
from bot.database.engines.sqlite.copying import Progress as Progress, copy as copy, settle as settle
from bot.database.engines.sqlite.faults import (
    BUSY as BUSY,
    ERRORS as ERRORS,
    is_failure as is_failure,
    is_full as is_full,
    sentence_of as sentence_of,
)
from bot.database.engines.sqlite.files import BESIDE as BESIDE, in_use as in_use, lock_for_bot as lock_for_bot
from bot.database.engines.sqlite.ledger_file import (
    ledger_fault as ledger_fault,
    require_ledger as require_ledger,
)
from bot.database.engines.sqlite.writer import Writer as Writer
