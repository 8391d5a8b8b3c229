"""Many rows that are stored at once, whatever their texts hold; and statements that are asked again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.database.dialect import insert_once
from bot.database.engine import Connection, Database
from bot.database.place import Place
from bot.database.schema import article
from bot.domain.language import Language

MADE = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXTS = ["", "NULL", "{a,b}", '"quoted"', "back\\slash", "two\nlines", "it's", "%(id)s", ":id", "ñandú", " "]


def row(number: int, text: str) -> dict[str, object]:
    return {
        "id": number,
        "public_id": text,
        "original": Language.ES if number % 2 else Language.EN,
        "created_at": MADE,
    }


async def test_many_rows_are_stored_as_they_are(database: Database):
    rows = [row(number, text) for number, text in enumerate(TEXTS, 1)]

    def store(connection: Connection) -> list[tuple[object, ...]]:
        connection.execute(insert(article), rows)
        wanted = article.c.id, article.c.public_id, article.c.original, article.c.created_at
        return [tuple(found) for found in connection.execute(select(*wanted).order_by(article.c.id))]

    assert await database.write(store) == [tuple(one.values()) for one in rows]


async def test_rows_that_are_stored_already_are_left_out_and_the_others_told_of(database: Database):
    first = [row(number, text) for number, text in enumerate(TEXTS[:6], 1)]
    later = [row(number, text) for number, text in enumerate(TEXTS, 1)]
    statement = insert_once(article).returning(article.c.public_id)

    def store(connection: Connection, rows: list[dict[str, object]]) -> list[str]:
        return list(connection.execute(statement, rows).scalars())

    assert await database.write(store, first) == TEXTS[:6]
    assert await database.write(store, later) == TEXTS[6:]


async def test_ids_that_are_not_given_follow_the_order_of_the_rows(database: Database):
    def store(connection: Connection) -> list[str]:
        given = [{name: one for name, one in row(0, text).items() if name != "id"} for text in TEXTS]
        connection.execute(insert(article), given)
        return list(connection.execute(select(article.c.public_id).order_by(article.c.id)).scalars())

    assert await database.write(store) == TEXTS


async def test_a_server_keeps_what_is_read_again_prepared(database: Database, stored_at: Place):
    if isinstance(stored_at, Path):
        pytest.skip("a file has no server")

    def read(connection: Connection) -> int:
        connection.execute(select(article.c.id).where(article.c.public_id == "x")).all()
        prepared = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%FROM article%%public_id =%%'"
        )
        return int(prepared.scalar_one())

    assert all([await database.read(read) for _ in range(40)][-4:])
