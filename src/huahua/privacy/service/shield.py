"""What is in force, and one call under it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id
from huahua.privacy.findings import Finding
from huahua.privacy.policy import Destination, MaskingPolicy, Person, in_force
from huahua.privacy.ports import Judges, NoJudges, PrivacyStore
from huahua.privacy.rules.lists import Direction, RuleList, Tier
from huahua.privacy.rules.matcher import Matcher
from huahua.privacy.service.looking import Look, LookedAt

_CACHED_MATCHERS = 64
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """What is looked at. `own`: nothing in the body is a name of a protocol, every text in it is somebody's."""

    person: Person
    model: str
    task: str
    request_id: str
    places: Sequence[Destination]
    own: bool = False
    json_text: bool = False
    """The caller wants JSON for an answer."""


class Shield:
    """One per process. `on` is all that a call pays while nothing is configured."""

    def __init__(
        self,
        store: PrivacyStore,
        *,
        policies: Sequence[MaskingPolicy] = (),
        lists: Sequence[RuleList] = (),
        judges: Judges | None = None,
        clock: Clock = utc_now,
        new_finding_id: Callable[[], str] = lambda: new_id("fnd"),
    ) -> None:
        """`policies` and `lists` are those of the settings, which come first. Raises BadRule."""
        self.store = store
        self.set_policies, self.set_lists = tuple(policies), tuple(lists)
        self.judges: Judges = judges or NoJudges()
        self.clock = clock
        self.new_finding_id = new_finding_id
        self.policies, self.lists = self.set_policies, self.set_lists
        self.stamp: str | None = None
        self.on = False
        self._matchers: dict[tuple[str, ...], Matcher] = {}
        Matcher(self.set_lists)
        self._take(self.set_policies, self.set_lists)

    async def load(self) -> None:
        saved = await self.store.load()
        self.stamp = saved.stamp
        self._take((*self.set_policies, *saved.policies), (*self.set_lists, *saved.lists))

    async def watch(self, interval_s: float = 0.5) -> None:
        """Take over what another process changed, for ever."""
        while True:
            await asyncio.sleep(interval_s)
            try:
                if await self.store.stamp() != self.stamp:
                    await self.load()
            except Exception:
                log.exception("rules and policies could not be read again; the last ones stay in force")

    def concerns(self, person: Person, model: str, task: str, places: Sequence[Destination]) -> bool:
        return in_force(self.policies, person, model, task, places) is not None or any(
            rules.covers(person.role, model) for rules in self.lists
        )

    def keeps_sound(self, person: Person, model: str, task: str, places: Sequence[Destination]) -> bool:
        """Whether sound, which cannot be masked, must not leave."""
        policy = in_force(self.policies, person, model, task, places)
        return policy is not None and not policy.audio

    async def look(self, call: Call, body: object) -> LookedAt:
        """The call with personal data replaced and its texts checked. Raises ContentBlocked."""
        policy = in_force(self.policies, call.person, call.model, call.task, call.places)
        lists = [rules for rules in self.lists if rules.covers(call.person.role, call.model)]
        into = [rules for rules in lists if Direction.INPUT in rules.directions]
        out = [rules for rules in lists if Direction.OUTPUT in rules.directions]
        look = Look(
            policy=policy,
            into=self._matcher(into),
            out=self._matcher([rules for rules in out if rules.tier is Tier.BLOCK]),
            noted=self._matcher([rules for rules in out if rules.tier is not Tier.BLOCK]),
            judged_in=[rules for rules in into if rules.judge],
            judged_out=[rules for rules in out if rules.judge],
        )
        return await LookedAt.of(self, call, look, body)

    async def keep(self, found: Sequence[Finding]) -> None:
        """A call does not fail because the queue could not be written to."""
        if not found:
            return
        try:
            await self.store.add_findings(found)
        except Exception:
            log.exception("%d findings of rules were not kept", len(found))

    def _take(self, policies: tuple[MaskingPolicy, ...], lists: tuple[RuleList, ...]) -> None:
        self._matchers = {}
        self.policies, self.lists = policies, lists
        self.on = any(policy.enabled for policy in policies) or any(rules.enabled for rules in lists)

    def _matcher(self, lists: Sequence[RuleList]) -> Matcher | None:
        if not lists:
            return None
        names = tuple(rules.name for rules in lists)
        matcher = self._matchers.get(names)
        if matcher is None:
            if len(self._matchers) >= _CACHED_MATCHERS:
                self._matchers.clear()
            matcher = self._matchers[names] = Matcher(lists)
        return None if matcher.empty else matcher
