"""`kill -9` at points that the environment names, in a server that loads this module before anything else.

`HUAHUA_TEST_DEADLY` is a folder with one file for each point; who comes to a point often enough, and takes its file
away first, dies there. So each point kills one process, whichever gets there, in however many.
"""

import asyncio
import functools
import importlib
import os
import signal
from pathlib import Path

POINTS = {
    "leased": ("huahua.billing.ledger.leases", "SqlLeaseStore.lease", "after"),
    "leasing": ("huahua.billing.ledger.leases", "SqlLeaseStore._add", "before"),
    "answered": ("huahua.gateway.lane.books", "Books.settle", "before"),
    "settled": ("huahua.gateway.lane.books", "Books.settle", "after"),
    "ended": ("huahua.gateway.metering.meter", "CallMeter.end", "before"),
    "writing": ("huahua.gateway.metering.log", "UsageLog._write_rows", "before"),
    "written": ("huahua.gateway.metering.log", "UsageLog._write_rows", "after"),
    "marked": ("huahua.billing.ledger.ledger", "Ledger.post_usage", "before"),
    "booked": ("huahua.billing.ledger.ledger", "Ledger.post_usage", "after"),
    "posted": ("huahua.billing.ledger.posting", "Poster._post", "after"),
}
"""Where each point is, and whether a process dies as it gets there or when it is done."""
TIMES = {"leased": 2, "leasing": 1, "marked": 2, "booked": 2, "posted": 3}
"""How often a process comes to a point before it dies there; others 5 times."""


def die(token):
    try:
        token.unlink()
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def deadly(work, token, when, times):
    left = [times]

    def passes():
        left[0] -= 1
        if left[0] <= 0:
            die(token)

    if asyncio.iscoroutinefunction(work):

        @functools.wraps(work)
        async def changed(*given, **named):
            if when == "before":
                passes()
            result = await work(*given, **named)
            if when == "after":
                passes()
            return result

    else:

        @functools.wraps(work)
        def changed(*given, **named):
            if when == "before":
                passes()
            result = work(*given, **named)
            if when == "after":
                passes()
            return result

    return changed


def arm(folder):
    for point, (module, path, when) in POINTS.items():
        if not (folder / point).exists():
            continue
        holder = importlib.import_module(module)
        *outer, name = path.split(".")
        for part in outer:
            holder = getattr(holder, part)
        setattr(holder, name, deadly(getattr(holder, name), folder / point, when, TIMES.get(point, 5)))


folder = os.environ.get("HUAHUA_TEST_DEADLY")
if folder:
    arm(Path(folder))
