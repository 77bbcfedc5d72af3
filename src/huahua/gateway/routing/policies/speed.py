"""The quickest first: the wait for the first token of a stream, for the whole reply otherwise.

The tail counts for a third, and failures make slow: what fails half the time has to be asked twice. A model that
nobody has measured yet counts as quick as the quickest, so that it gets measured.
"""

from __future__ import annotations

from huahua.gateway.routing.plan import Standing
from huahua.gateway.routing.runners import Request, Runner, Scored

_TAIL = 1 / 3
_KNOWN = 0.99
"""The quickest that was measured stands just below whoever was not."""


def score(request: Request, runners: list[Runner]) -> list[Scored]:
    waits = [_wait_ms(runner.standing, stream=request.ask.stream) for runner in runners]
    quickest = min((wait for wait in waits if wait is not None), default=1.0)
    return [_scored(runner, wait, quickest) for runner, wait in zip(runners, waits, strict=True)]


def _wait_ms(standing: Standing, *, stream: bool) -> float | None:
    p50, p99 = standing.p50_ms, standing.p99_ms
    if stream and standing.first_token_ms is not None:
        usual = standing.first_token_ms
    elif p50 is not None:
        usual = p50
    else:
        return None
    tail = usual * (p99 / p50) if p50 and p99 else usual
    return (usual * (1 - _TAIL) + tail * _TAIL) / max(0.05, 1 - standing.error_rate)


def _scored(runner: Runner, wait: float | None, quickest: float) -> Scored:
    if wait is None:
        return Scored(runner, 1.0, "not measured yet")
    return Scored(runner, _KNOWN * (quickest + 1) / (wait + 1), f"speed {wait:.0f} ms")
