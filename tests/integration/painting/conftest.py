from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from huahua.infra.db import Database
from tests.integration.painting.studio import Studio


@pytest.fixture
async def studio(db: Database, tmp_path: Path) -> AsyncIterator[Studio]:
    async with Studio(db, tmp_path / "blobs") as studio:
        yield studio
