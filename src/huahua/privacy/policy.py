"""Who masks what, before which models. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from huahua.privacy.masking.kinds import Kind
from huahua.privacy.masking.recognise import ALL

TASKS = ("dialogue", "embedding", "painting", "moderation", "rerank", "speech", "transcription", "realtime")
"""As the gateway calls them."""
MASKED_TASKS = frozenset(TASKS) - {"transcription"}
"""Sound cannot be masked. Where a policy names transcription, such calls are refused unless it lets sound pass."""
PLACES = ("builtin", "near", "local")
"""Of this process; marked `near` by the operator; at an address of this machine."""


@dataclass(frozen=True, slots=True)
class Person:
    """On whose behalf something is asked."""

    user_id: str
    role: str
    key_id: str | None = None
    team_id: str | None = None
    """Whose key it is, where it is a team's."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One model row that may get the call."""

    builtin: bool = False
    near: bool = False
    local: bool = False
    data_classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MaskingPolicy:
    """Roles, teams, users, keys and models (the names that callers ask for): empty means all. `exempt` are the
    places, and `exempt_data_classes` what a model row must say it may see, for which nothing is masked. Without
    `restore`, answers keep the tokens. With `audio`, sound, which cannot be masked, may leave as it is."""

    name: str
    kinds: frozenset[Kind] = ALL
    roles: frozenset[str] = field(default_factory=frozenset)
    teams: frozenset[str] = field(default_factory=frozenset)
    users: frozenset[str] = field(default_factory=frozenset)
    keys: frozenset[str] = field(default_factory=frozenset)
    models: frozenset[str] = field(default_factory=frozenset)
    tasks: frozenset[str] = MASKED_TASKS
    exempt: frozenset[str] = frozenset({"builtin", "near"})
    exempt_data_classes: frozenset[str] = field(default_factory=frozenset)
    restore: bool = True
    audio: bool = False
    enabled: bool = True

    def covers(self, person: Person, model: str, task: str) -> bool:
        return (
            self.enabled
            and task in self.tasks
            and (not self.roles or person.role in self.roles)
            and (not self.teams or person.team_id in self.teams)
            and (not self.users or person.user_id in self.users)
            and (not self.keys or person.key_id in self.keys)
            and (not self.models or model in self.models)
        )

    def trusts(self, place: Destination) -> bool:
        return (
            (place.builtin and "builtin" in self.exempt)
            or (place.near and "near" in self.exempt)
            or (place.local and "local" in self.exempt)
            or bool(place.data_classes & self.exempt_data_classes)
        )


def in_force(
    policies: Iterable[MaskingPolicy], person: Person, model: str, task: str, places: Sequence[Destination]
) -> MaskingPolicy | None:
    """The first policy that covers the call, unless it trusts all of the rows that may get it: what one of them must
    not see, the others are not told either, because a reply may be kept and one may stand in for another."""
    for policy in policies:
        if policy.covers(person, model, task):
            return None if all(policy.trusts(place) for place in places) else policy
    return None
