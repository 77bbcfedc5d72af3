"""What rules and a language model read of one description, and what the user has locked, in one spec."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.avatars.domain.reading.read import Reading
from huahua.avatars.domain.spec import FIELDS, AvatarSpec

BOTH, MODEL_ALONE, SURE = 0.98, 0.85, 0.9


@dataclass(frozen=True, slots=True)
class Parsed:
    """`confidence` has the fields that are not null; `locked` those that stayed as they were told to; `source` is
    `rules` or `model`, `note` says why the model was not followed."""

    spec: AvatarSpec
    unmet: tuple[str, ...]
    confidence: dict[str, float]
    locked: tuple[str, ...] = ()
    source: str = "rules"
    note: str | None = None


def merged(
    rules: Reading,
    model: tuple[AvatarSpec, tuple[str, ...]] | None,
    locked: AvatarSpec | None,
    note: str | None,
) -> Parsed:
    """Locked fields win, then the model's, then what rules are sure of."""
    if model is None:
        spec, unmet, sure = rules.spec, tuple(rules.unmet), dict(rules.confidence)
    else:
        spec, unmet, sure = _with_model(rules, *model)
    kept = (
        {}
        if locked is None
        else {name: getattr(locked, name) for name in FIELDS if getattr(locked, name) is not None}
    )
    spec = spec.model_copy(update=kept)
    sure |= dict.fromkeys(kept, 1.0)
    return Parsed(spec, unmet, sure, tuple(kept), "rules" if model is None else "model", note)


def _with_model(
    rules: Reading, told: AvatarSpec, unmet: tuple[str, ...]
) -> tuple[AvatarSpec, tuple[str, ...], dict[str, float]]:
    values, sure = {}, {}
    for name in FIELDS:
        by_rules, by_model = getattr(rules.spec, name), getattr(told, name)
        if by_model is not None:
            values[name], sure[name] = by_model, BOTH if by_model == by_rules else MODEL_ALONE
        elif by_rules is not None and rules.confidence[name] >= SURE:
            values[name], sure[name] = by_rules, rules.confidence[name]
    return AvatarSpec(**values), unmet, sure
