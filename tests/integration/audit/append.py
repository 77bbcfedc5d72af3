"""A process of its own that appends entries: `python -m tests.integration.audit.append URL COUNT`."""

import asyncio
import sys

from huahua.audit.api import Action, Subject
from huahua.infra.db import open_database
from tests.integration.audit.log import Book


async def main(url: str, count: int) -> None:
    database = open_database(url)
    book = Book(database)
    await asyncio.gather(
        *(book.log.record(Action.USER_CHANGED, Subject("user", f"usr_{number}")) for number in range(count))
    )
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
