"""The command line: `huahua …`. One module per verb; exit status 0 only on success."""

from huahua.boot.cli.main import main

__all__ = ["main"]
