"""Whether a call may use the cache, and by which rule of the operator. Pure."""

from __future__ import annotations

from huahua.gateway.cache.config import CacheConfig, ModelRule
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.inputs import texts_of

_PLAIN = ModelRule()


class Rules:
    """The operator's rules, ready to be asked for every call."""

    def __init__(self, config: CacheConfig) -> None:
        self._config = config
        self._settled = config.mode == "on"

    def of(self, model: str) -> ModelRule:
        return self._config.models.get(model, _PLAIN)

    def wants(self, ask: Ask) -> bool:
        """May this call be answered from the cache, and its reply be kept?

        What the operator switched off stays off. A sampled reply (any temperature but 0) is kept only where the
        caller asked for it or the operator said so for the model or the key.
        """
        controls = ask.controls
        if controls.no_store or controls.cache == "off":
            return False
        by_model = self._config.models.get(ask.model, _PLAIN).use
        by_key = self._config.keys.get(ask.caller.key_id or "")
        if by_model is False or by_key is False:
            return False
        return bool(by_model or by_key or controls.cache or (self._settled and is_settled(ask)))

    def ttl_s(self, model: str) -> float:
        own = self.of(model).ttl_s
        return self._config.ttl_s if own is None else own

    @property
    def longest_s(self) -> float:
        """No reply is older than this."""
        return max([self._config.ttl_s, *(rule.ttl_s or 0.0 for rule in self._config.models.values())])

    def price(self, model: str) -> float:
        """Share of the model's price that a reply from the cache costs."""
        own = self.of(model).price
        return self._config.price if own is None else own


def is_settled(ask: Ask) -> bool:
    """Would the model say nearly the same again? Embeddings, rankings, moderations of texts (behind a picture's
    address there may be another one by now), and chats that ask for `temperature: 0`."""
    if ask.task in (Task.EMBEDDING, Task.RERANK):
        return True
    if ask.task is Task.MODERATION:
        return texts_of(ask.body) is not None
    given = ask.body.get("temperature")
    if given is None:
        return False
    try:
        return float(given if isinstance(given, int | float) else bytes(given)) == 0.0
    except (TypeError, ValueError):
        return False
