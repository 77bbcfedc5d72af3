"""What people with the permission set and decide. Every change stands in the audit log, in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huahua.audit.api import Action, Recorder, Subject
from huahua.kit.clock import Clock, utc_now
from huahua.privacy.errors import AlreadyThere, FromSettings, NotThere
from huahua.privacy.findings import Decision, Finding
from huahua.privacy.masking.kinds import Kind, Span
from huahua.privacy.masking.recognise import recognise
from huahua.privacy.masking.tokens import Tokens
from huahua.privacy.policy import MaskingPolicy
from huahua.privacy.ports import FindingFilter
from huahua.privacy.rules.lists import Hit, RuleList
from huahua.privacy.rules.matcher import Matcher
from huahua.privacy.rules.starter import STARTER
from huahua.privacy.service.shield import Shield
from huahua.privacy.writing import list_json, policy_json

MAX_POLICIES = 100
MAX_LISTS = 200


@dataclass(frozen=True, slots=True)
class Tried:
    """What would become of a text."""

    masked: str
    spans: Sequence[Span]
    hits: Sequence[Hit]


class PrivacyAdmin:
    def __init__(self, shield: Shield, audit: Recorder, *, clock: Clock = utc_now) -> None:
        self._shield = shield
        self._store = shield.store
        self._audit = audit
        self._clock = clock

    # --- policies ----------------------------------------------------------------------------------

    def policies(self) -> list[tuple[MaskingPolicy, str]]:
        """In the order in which they are looked at, with where each is set: `config` or `page`."""
        fixed = self._shield.set_policies
        return [(policy, "config" if policy in fixed else "page") for policy in self._shield.policies]

    async def save_policy(self, policy: MaskingPolicy, *, new: bool) -> None:
        """Raises AlreadyThere, NotThere, FromSettings or BadRule."""
        await self._shield.load()
        self._own(policy.name, [one.name for one in self._shield.set_policies])
        names = [one.name for one in self._page_policies()]
        before = next((one for one in self._page_policies() if one.name == policy.name), None)
        self._expect(policy.name, new=new, there=before is not None, room=len(names) < MAX_POLICIES)
        position = names.index(policy.name) if policy.name in names else len(names)
        done = self._audit.within(
            Action.MASKING_POLICY_SAVED,
            Subject("masking_policy", policy.name),
            before=None if before is None else policy_json(before),
            after=policy_json(policy),
        )
        await self._store.save_policy(policy, position, done)
        await self._shield.load()

    async def delete_policy(self, name: str) -> None:
        """Raises NotThere or FromSettings."""
        await self._shield.load()
        self._own(name, [one.name for one in self._shield.set_policies])
        before = next((one for one in self._page_policies() if one.name == name), None)
        if before is None:
            raise NotThere(f"There is no masking policy '{name}'.")
        done = self._audit.within(
            Action.MASKING_POLICY_DELETED, Subject("masking_policy", name), before=policy_json(before)
        )
        await self._store.delete_policy(name, done)
        await self._shield.load()

    # --- lists -------------------------------------------------------------------------------------

    def lists(self) -> list[tuple[RuleList, str]]:
        fixed = self._shield.set_lists
        return [(rules, "config" if rules in fixed else "page") for rules in self._shield.lists]

    def starters(self) -> list[RuleList]:
        """Lists to begin with that are not there yet."""
        names = {rules.name for rules in self._shield.lists}
        return [rules for rules in STARTER if rules.name not in names]

    async def save_list(self, rules: RuleList, *, new: bool) -> None:
        """Raises AlreadyThere, NotThere, FromSettings or BadRule."""
        Matcher([rules])
        await self._shield.load()
        self._own(rules.name, [one.name for one in self._shield.set_lists])
        before = next((one for one in self._shield.lists if one.name == rules.name), None)
        self._expect(rules.name, new=new, there=before is not None, room=len(self._shield.lists) < MAX_LISTS)
        done = self._audit.within(
            Action.CONTENT_RULES_SAVED,
            Subject("content_rules", rules.name),
            before=None if before is None else _told(before),
            after=_told(rules),
        )
        await self._store.save_list(rules, done)
        await self._shield.load()

    async def delete_list(self, name: str) -> None:
        """Raises NotThere or FromSettings."""
        await self._shield.load()
        self._own(name, [one.name for one in self._shield.set_lists])
        before = next((one for one in self._shield.lists if one.name == name), None)
        if before is None:
            raise NotThere(f"There is no list '{name}'.")
        done = self._audit.within(
            Action.CONTENT_RULES_DELETED, Subject("content_rules", name), before=_told(before)
        )
        await self._store.delete_list(name, done)
        await self._shield.load()

    def try_out(self, text: str, kinds: frozenset[Kind]) -> Tried:
        """Nothing of it is kept."""
        spans = recognise(text, kinds)
        tokens = Tokens()
        tokens.reserve([text])
        lists = [rules for rules in self._shield.lists if rules.enabled]
        return Tried(tokens.mask(text, spans), spans, Matcher(lists).hits(text))

    # --- findings ----------------------------------------------------------------------------------

    async def findings(self, wanted: FindingFilter, before: str | None, limit: int) -> list[Finding]:
        return await self._store.find(wanted, before, limit)

    async def decide(self, finding_id: str, decision: Decision, by: str, note: str) -> None:
        """Raises NotThere."""
        done = self._audit.within(
            Action.FINDING_DECIDED,
            Subject("content_finding", finding_id),
            after={"decision": decision.value, "note": note},
        )
        if not await self._store.decide(finding_id, decision, by, self._clock(), note, done):
            raise NotThere("There is no such finding.")

    async def reveal(self, finding_id: str) -> str:
        """The excerpt in clear; that somebody looked is on record before they see it. Raises NotThere."""
        finding = await self._store.finding(finding_id)
        if finding is None:
            raise NotThere("There is no such finding.")
        await self._audit.record(
            Action.CONTENT_UNMASKED,
            Subject("content_finding", finding_id),
            after={"user_id": finding.user_id, "request_id": finding.request_id},
        )
        return finding.original

    def _page_policies(self) -> list[MaskingPolicy]:
        return list(self._shield.policies[len(self._shield.set_policies) :])

    def _own(self, name: str, fixed: Sequence[str]) -> None:
        if name in fixed:
            raise FromSettings(f"'{name}' stands in the settings file; change it there.")

    def _expect(self, name: str, *, new: bool, there: bool, room: bool) -> None:
        if new and there:
            raise AlreadyThere(f"There already is one named '{name}'.")
        if new and not room:
            raise AlreadyThere("There are as many as this server keeps; delete one first.")
        if not new and not there:
            raise NotThere(f"There is none named '{name}'.")


def _told(rules: RuleList) -> dict[str, object]:
    """Lists are long: the audit log has how long, and everything else."""
    said = list_json(rules)
    return said | {name: len(said[name]) for name in ("words", "allow")}
