"""Every table with people in it is in the register of what is held of a person, or excused with a reason."""

from __future__ import annotations

import huahua.boot.tables  # noqa: F401
from huahua.boot.personal import REGISTER
from huahua.infra.db import metadata
from huahua.infra.personal import Fate

PERSONAL = {"email", "owner_id", "actor_id", "created_by", "invited_by", "asked_by"}
"""Columns, beside those that end in `user_id`, that say who somebody is."""
SECRETS = ("hash", "secret", "password", "token")


def people_in(columns: list[str]) -> list[str]:
    return [name for name in columns if name.endswith("user_id") or name in PERSONAL]


def test_no_table_with_people_is_forgotten() -> None:
    known = {each.table.name for each in (*REGISTER.holdings, *REGISTER.excused)}
    forgotten = {
        name: people_in([column.name for column in table.c])
        for name, table in metadata.tables.items()
        if name not in known and people_in([column.name for column in table.c])
    }
    assert forgotten == {}, "put these tables into the personal.py of their area (see infra/personal.py)"


def test_no_secret_is_in_a_copy() -> None:
    shown = [
        f"{each.table.name}.{column.name}"
        for each in REGISTER.holdings
        if each.exported
        for column in each.table.c
        if any(word in column.name for word in SECRETS) and not column.name.endswith("tokens")
        if column.name not in each.hidden
    ]
    assert shown == []


def test_names_are_told_apart_and_reasons_are_given() -> None:
    names = [each.name for each in REGISTER.holdings]
    assert len(names) == len(set(names))
    assert all(len(each.reason) > 20 for each in REGISTER.excused)


def test_the_account_goes_last_and_pseudonyms_have_a_column() -> None:
    assert REGISTER.holdings[-1].name == "profile"
    for each in REGISTER.holdings:
        assert each.fate is Fate.KEPT or each.of is not None or each.owner in each.table.c
        assert all(name in each.table.c for name in each.hidden), each.name
