"""Write the next migration from the difference between the tables and the migrations so far.

python scripts/migration.py "what changes"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import make_url

from huahua.infra.migrate import migrations_folder, upgrade


def main(message: str) -> None:
    versions = migrations_folder() / "versions"
    number = f"{len(list(versions.glob('*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'empty.db'}"
        if number != "0001":
            upgrade(url)
        config = Config()
        config.set_main_option("script_location", str(migrations_folder()))
        config.attributes["url"] = make_url(url)
        command.revision(config, message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
