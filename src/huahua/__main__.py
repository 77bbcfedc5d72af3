"""`python -m huahua` is the command line."""

from huahua.boot.cli.main import main

main()
