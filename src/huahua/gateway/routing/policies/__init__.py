"""Policies, one file each: pure functions from a request and its candidates to marks with reasons."""

from __future__ import annotations

from huahua.gateway.domain.routing import PolicyName
from huahua.gateway.routing.policies import balance, cost, least_busy, quality, speed, weights
from huahua.gateway.routing.runners import Policy

POLICIES: dict[PolicyName, Policy] = {
    PolicyName.WEIGHTS: weights.score,
    PolicyName.COST: cost.score,
    PolicyName.SPEED: speed.score,
    PolicyName.QUALITY: quality.score,
    PolicyName.BALANCE: balance.score,
    PolicyName.LEAST_BUSY: least_busy.score,
}
