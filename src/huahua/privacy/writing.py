"""Policies and lists as JSON, for the store, the audit log and the page; and from what somebody wrote. Pure."""

from __future__ import annotations

from typing import Any

from huahua.privacy.errors import BadRule
from huahua.privacy.masking.kinds import KINDS, Kind
from huahua.privacy.policy import PLACES, TASKS, MaskingPolicy
from huahua.privacy.rules.lists import (
    MAX_PATTERNS,
    MAX_WORD_CHARS,
    MAX_WORDS,
    Direction,
    Judge,
    JudgeKind,
    RuleList,
    Tier,
)
from huahua.privacy.rules.matcher import compile_pattern


def policy_json(policy: MaskingPolicy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "enabled": policy.enabled,
        "kinds": [kind.value for kind in KINDS if kind in policy.kinds],
        "roles": sorted(policy.roles),
        "teams": sorted(policy.teams),
        "users": sorted(policy.users),
        "keys": sorted(policy.keys),
        "models": sorted(policy.models),
        "tasks": [task for task in TASKS if task in policy.tasks],
        "exempt": [place for place in PLACES if place in policy.exempt],
        "exempt_data_classes": sorted(policy.exempt_data_classes),
        "restore": policy.restore,
        "audio": policy.audio,
    }


def policy_from(said: dict[str, Any]) -> MaskingPolicy:
    """From what `policy_json` makes; fields that are missing have their defaults. Raises BadRule."""
    fields: dict[str, Any] = {"name": said["name"]}
    if "kinds" in said:
        fields["kinds"] = frozenset(Kind(_known(kind, KINDS, "kind")) for kind in said["kinds"])
    for name, known in (("tasks", TASKS), ("exempt", PLACES)):
        if name in said:
            fields[name] = frozenset(_known(one, known, name) for one in said[name])
    for name in ("roles", "teams", "users", "keys", "models", "exempt_data_classes"):
        if name in said:
            fields[name] = frozenset(said[name])
    for name in ("restore", "audio", "enabled"):
        if name in said:
            fields[name] = bool(said[name])
    policy = MaskingPolicy(**fields)
    if not policy.kinds or not policy.tasks:
        raise BadRule(
            "A policy that masks nothing, or nowhere, is none: name kinds and tasks, or switch it off."
        )
    return policy


def list_json(rules: RuleList) -> dict[str, Any]:
    judge = rules.judge
    return {
        "name": rules.name,
        "enabled": rules.enabled,
        "tier": rules.tier.value,
        "words": list(rules.words),
        "allow": list(rules.allow),
        "patterns": list(rules.patterns),
        "directions": [one.value for one in Direction if one in rules.directions],
        "roles": sorted(rules.roles),
        "models": sorted(rules.models),
        "judge": None
        if judge is None
        else {
            "model": judge.model,
            "kind": judge.kind.value,
            "guideline": judge.guideline,
            "strict": judge.strict,
        },
    }


def list_from(said: dict[str, Any]) -> RuleList:
    """From what `list_json` makes; fields that are missing have their defaults. Raises BadRule."""
    judge = said.get("judge")
    rules = RuleList(
        name=said["name"],
        tier=Tier(_known(said["tier"], tuple(Tier), "tier")),
        words=_lines(said.get("words"), "words", MAX_WORDS, MAX_WORD_CHARS),
        allow=_lines(said.get("allow"), "allow", MAX_WORDS, MAX_WORD_CHARS),
        patterns=_lines(said.get("patterns"), "patterns", MAX_PATTERNS, 10_000),
        directions=frozenset(
            Direction(_known(one, tuple(Direction), "direction"))
            for one in said.get("directions", tuple(Direction))
        ),
        roles=frozenset(said.get("roles", ())),
        models=frozenset(said.get("models", ())),
        judge=None if judge is None else _judge(judge),
        enabled=bool(said.get("enabled", True)),
    )
    for pattern in rules.patterns:
        compile_pattern(pattern)
    if not (rules.words or rules.patterns or rules.judge):
        raise BadRule("A list needs words, patterns or a model that judges.")
    if not rules.directions:
        raise BadRule("A list looks at requests, at answers, or at both.")
    return rules


def _judge(said: dict[str, Any]) -> Judge:
    if not said.get("model"):
        raise BadRule("Name the model that judges.")
    kind = JudgeKind(_known(said.get("kind", "moderation"), tuple(JudgeKind), "kind of judge"))
    if kind is JudgeKind.CHAT and not str(said.get("guideline", "")).strip():
        raise BadRule("Say in words what the model that judges shall not let pass.")
    return Judge(said["model"], kind, str(said.get("guideline", "")), bool(said.get("strict", False)))


def _lines(said: Any, what: str, most: int, longest: int) -> tuple[str, ...]:
    """Without blanks around them, empty ones and repetitions."""
    lines = tuple(dict.fromkeys(line.strip() for line in said or () if line.strip()))
    if len(lines) > most:
        raise BadRule(f"'{what}' holds {len(lines)} lines; a list takes {most}.")
    for line in lines:
        if len(line) > longest:
            raise BadRule(f"'{what}': a line has at most {longest} characters.")
    return lines


def _known(value: str, known: tuple[Any, ...], what: str) -> str:
    if value not in {str(one) for one in known}:
        raise BadRule(f"There is no {what} '{value}'.")
    return value
