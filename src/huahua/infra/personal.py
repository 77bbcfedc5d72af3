"""What is held of a person, table by table: the port through which every area says it.

An area lists its tables in its `personal.py`; `boot/personal.py` puts the lists together. A copy for the person, the
deletion of everything and retention all work from that one list, and a test fails while a table with people in it is
neither listed nor excused with a reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, ColumnElement, Table, select


class Fate(StrEnum):
    """What becomes of the rows when the person wants everything deleted."""

    ERASED = "erased"
    PSEUDONYMISED = "pseudonymised"
    """They stay, as law and books need, and name nobody any more."""
    KEPT = "kept"
    """They stay as they are: they lead to the person only through rows that do not any more."""


class RetentionClass(StrEnum):
    """Kinds of data that the settings may keep for so long and no longer (`privacy.retention`)."""

    CONVERSATIONS = "conversations"
    PICTURES = "pictures"
    RUNS = "runs"
    BATCHES = "batches"
    USAGE_LINES = "usage_lines"
    CASES = "cases"


Condition = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Holding:
    name: str
    """The file in a person's copy."""
    table: Table
    owner: str = "user_id"
    """The column with the person's id; it gets a pseudonym where the rows stay."""
    of: Condition | None = None
    """Which rows are the person's, where that is not said by `owner` alone."""
    hidden: tuple[str, ...] = ()
    """Columns that are left out of the copy: secrets, and what only the machine uses."""
    fate: Fate = Fate.ERASED
    exported: bool = True

    def rows_of(self, user_id: str) -> ColumnElement[bool]:
        return self.of(user_id) if self.of is not None else self.table.c[self.owner] == user_id


@dataclass(frozen=True, slots=True)
class Retained:
    """Rows that retention may delete."""

    data_class: RetentionClass
    table: Table
    moment: str
    """The column whose time counts."""
    unless: ColumnElement[bool] | None = None
    """Rows that must stay for now, however old."""
    children: tuple[Column[str], ...] = ()
    """Columns of other tables that name a row of this one, and go with it without the database's help."""


@dataclass(frozen=True, slots=True)
class Excused:
    """A table with people in it that is neither copied nor deleted with them."""

    table: Table
    reason: str


@dataclass(frozen=True, slots=True)
class Register:
    """Children stand before their parents: in this order rows are deleted."""

    holdings: tuple[Holding, ...] = ()
    retained: tuple[Retained, ...] = ()
    excused: tuple[Excused, ...] = ()

    def __add__(self, other: Register) -> Register:
        return Register(
            self.holdings + other.holdings, self.retained + other.retained, self.excused + other.excused
        )


def through(table: Table, column: str, parent: Table, owner: str = "user_id") -> Condition:
    """Rows whose `column` names a row of `parent` (by its id) that is the person's."""
    return lambda user_id: table.c[column].in_(select(parent.c.id).where(parent.c[owner] == user_id))
