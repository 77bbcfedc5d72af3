"""A statement that one engine has compiled is compiled by no other of its kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, select
from sqlalchemy.sql.compiler import SQLCompiler

from huahua.infra.db import open_database
from tests import kept_statements

boats = Table("boats", MetaData(), Column("masts", Integer))


async def test_the_second_database_compiles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_statements, "_shared", {})
    compiled: list[Any] = []
    compile_it = SQLCompiler.__init__

    def count(self: SQLCompiler, dialect: Any, statement: Any, *rest: Any, **more: Any) -> None:
        compiled.append(statement)
        compile_it(self, dialect, statement, *rest, **more)

    monkeypatch.setattr(SQLCompiler, "__init__", count)

    async def masts(name: str, at_least: int) -> int:
        database = open_database(f"sqlite:///{tmp_path / name}")
        async with database.write() as connection:
            await connection.run_sync(boats.metadata.create_all)
            await connection.execute(boats.insert().values(masts=len(name)))
        async with database.read() as connection:
            query = select(func.sum(boats.c.masts)).where(boats.c.masts >= at_least)
            found: int | None = await connection.scalar(query)
        await database.close()
        return found or 0

    assert await masts("one.db", 1) == 6
    assert (
        sum(boats.insert().compare(one) or one.is_select for one in compiled if hasattr(one, "is_select"))
        >= 1
    )
    before = [one for one in compiled if getattr(one, "is_select", False) or getattr(one, "is_insert", False)]
    assert (await masts("three.db", 1), await masts("three2.db", 100)) == (8, 0)
    after = [one for one in compiled if getattr(one, "is_select", False) or getattr(one, "is_insert", False)]
    assert len(before) == len(after) == 2
