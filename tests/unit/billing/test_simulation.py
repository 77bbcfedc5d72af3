"""The simulation of `bench/ledger.py`, small: random failures, zero drift, nobody below the credit limit."""

from __future__ import annotations

import pytest
from bench.ledger import Line, World, simulate


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_no_history_with_failures_drifts(seed: int) -> None:
    world, outcome = await simulate(6_000, seed)
    assert outcome.refused > 100 and outcome.killed > 0, "the dice were kind"
    assert len(world.recorded) > 1_000


async def test_the_simulations_own_audit_can_fail() -> None:
    world, _ = await simulate(500, 1)
    wallet_id = next(iter(world.positions))
    world.write(10**9, Line(wallet_id, "lse_none", 5))
    world.recorded[10**9] = 6
    with pytest.raises(AssertionError, match="calls and revenue differ"):
        World.audit(world)
