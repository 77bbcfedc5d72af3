from __future__ import annotations

import pytest

from huahua.infra.db import Database
from tests.integration.accounts.office import Office


@pytest.fixture
def office(db: Database) -> Office:
    return Office(db)
