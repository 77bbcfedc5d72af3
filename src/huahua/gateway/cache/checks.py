"""Whether a rule of the page agrees with what the settings say of the cache."""

from __future__ import annotations

from huahua.gateway.cache.config import CacheConfig, ModelRule
from huahua.gateway.errors import InvalidRequest


def check_rule(config: CacheConfig, name: str, rule: ModelRule | None) -> None:
    """Raises InvalidRequest where the rule of this model or route could never be in force."""
    if rule is None:
        return
    if config.mode == "off":
        raise _invalid("The settings file turns the cache off (cache.mode).")
    if name in config.models:
        raise _invalid(f"The settings file says how the cache serves '{name}'; change it there.")
    if rule.semantic == "verify" and not config.semantic.verify_model:
        raise _invalid("No model verifies: name one in the settings file as cache.semantic.verify_model.")


def _invalid(message: str) -> InvalidRequest:
    return InvalidRequest(message, param="cache", code="invalid_field", status=422)
