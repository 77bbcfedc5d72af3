"""Whose limits a call counts against: its key's, its user's, its team's, and those of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller
from huahua.kit.limits import NO_LIMITS, Limits, tighter

NOBODY: Mapping[str, Limits] = {}
Subject = tuple[str, Limits]
"""Under which name the call is counted, and what that may use at most."""


class Subjects:
    """`per_user` and `per_key` are for everybody, `per_model` is of each user for one model, and `customers` (by the
    id of a user or team, looked at anew with every call) is what an operator gave to one of them: for a user instead
    of what everybody has."""

    def __init__(
        self,
        per_user: Limits = NO_LIMITS,
        per_key: Limits = NO_LIMITS,
        *,
        per_model: Mapping[str, Limits] = NOBODY,
        customers: Mapping[str, Limits] = NOBODY,
    ) -> None:
        self._per_user = per_user
        self._per_key = per_key
        self._per_model = per_model
        self._customers = customers
        self._everybody = bool(per_user or per_key or per_model)
        self._parallel = any(each.parallel_calls for each in (per_user, per_key, *per_model.values()))

    def concern(self, caller: Caller) -> bool:
        """Whether any call of this caller may be limited. Asked with every call."""
        return self._everybody or caller.restrictions is not None or bool(self._customers)

    def parallel(self, ask: Ask) -> Sequence[Subject]:
        """Those whose calls at once are limited; none is looked for where nobody's can be."""
        if not self._parallel and ask.caller.restrictions is None and not self._customers:
            return ()
        return [subject for subject in self.of(ask) if subject[1].parallel_calls]

    def of(self, ask: Ask) -> Sequence[Subject]:
        caller, found = ask.caller, []
        own = self._customers.get(caller.user_id) if self._customers else None
        by_user = self._per_user if own is None else _instead(own, self._per_user)
        if by_user:
            found.append((caller.user_id, by_user))
        if caller.key_id is not None:
            restrictions = caller.restrictions
            limits = self._per_key if restrictions is None else _both(restrictions.limits, self._per_key)
            if limits:
                found.append((caller.key_id, limits))
        if caller.team_id is not None and (team := self._customers.get(caller.team_id)):
            found.append((caller.team_id, team))
        if self._per_model and (of_model := self._per_model.get(ask.model)):
            found.append((f"{caller.team_id or caller.user_id}:{ask.model}", of_model))
        return found

    def caps(self, caller: Caller) -> Sequence[Subject]:
        """Those whose spending is limited."""
        restrictions, found = caller.restrictions, []
        if restrictions is not None:
            if restrictions.limits.spend_micros and caller.key_id is not None:
                found.append((caller.key_id, restrictions.limits))
            if restrictions.member.spend_micros and caller.team_id is not None:
                found.append((f"{caller.team_id}/{caller.user_id}", restrictions.member))
        if self._customers:
            for name in (caller.user_id, caller.team_id):
                limits = self._customers.get(name) if name is not None else None
                if limits is not None and limits.spend_micros:
                    found.append((name or "", limits))
        return found


@lru_cache(maxsize=4096)
def _instead(own: Limits, usual: Limits) -> Limits:
    """Somebody's own limits; the usual one where they have none of a kind."""
    return Limits(
        own.requests_per_minute or usual.requests_per_minute,
        own.tokens_per_minute or usual.tokens_per_minute,
        own.parallel_calls or usual.parallel_calls,
    )


@lru_cache(maxsize=4096)
def _both(one: Limits, other: Limits) -> Limits:
    return Limits(
        tighter(one.requests_per_minute, other.requests_per_minute),
        tighter(one.tokens_per_minute, other.tokens_per_minute),
        tighter(one.parallel_calls, other.parallel_calls),
    )
