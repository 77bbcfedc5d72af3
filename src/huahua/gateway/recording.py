"""What the audit log is told of providers, models and routes. It hides keys and headers itself, by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from huahua.audit.api import Action, InTransaction, Recorder, Subject
from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.gateway.domain.routing import Rule
from huahua.gateway.ports import ModelRow


def provider_fields(config: ProviderConfig, models: Sequence[ModelRow] = ()) -> dict[str, Any]:
    fields = asdict(config)
    return fields | ({"models": [row.config.name for row in models]} if models else {})


def model_fields(config: ModelConfig) -> dict[str, Any]:
    return asdict(config)


def rule_fields(rule: Rule) -> dict[str, Any]:
    return asdict(rule)


def changed_models(
    audit: Recorder, before: Mapping[str, ModelRow], after: Iterable[ModelRow]
) -> list[InTransaction]:
    """An entry for each row: saving one may change others of its name, which share a rule of the cache."""
    found = []
    for row in after:
        there, fields = before.get(row.id), model_fields(row.config)
        subject = Subject("model", row.id)
        if there is None:
            found.append(audit.within(Action.MODEL_CREATED, subject, after=fields))
        else:
            old = model_fields(there.config) | {"source": row.config.source}
            found.append(audit.within(Action.MODEL_CHANGED, subject, before=old, after=fields))
    return found
