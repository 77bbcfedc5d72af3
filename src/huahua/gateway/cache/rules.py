"""Whether a call may use the cache, and by which rule of the operator. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huahua.gateway.cache.config import CacheConfig
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.caching import PLAIN, ModelRule, SemanticMode
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.inputs import texts_of

RulesOfPage = Callable[[], Mapping[str, ModelRule]]
"""By name of a model: what rows and routes of the page say at this moment."""


class Rules:
    """The operator's rules, ready to be asked for every call."""

    def __init__(self, config: CacheConfig, of_page: RulesOfPage = dict) -> None:
        """What the settings say of a name goes before what the page says of it."""
        self._config = config
        self._of_page = of_page
        self._settled = config.mode == "on"

    def of(self, model: str) -> ModelRule:
        return self._config.models.get(model) or self._of_page().get(model, PLAIN)

    def wants(self, ask: Ask) -> bool:
        """May this call be answered from the cache, and its reply be kept?

        What the operator switched off stays off. A sampled reply (any temperature but 0) is kept only where the
        caller asked for it or the operator said so for the model or the key.
        """
        controls = ask.controls
        if controls.no_store or controls.cache == "off":
            return False
        by_model = self.of(ask.model).use
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
        rules = (*self._config.models.values(), *self._of_page().values())
        return max([self._config.ttl_s, *(rule.ttl_s or 0.0 for rule in rules)])

    def semantic(self, ask: Ask) -> SemanticMode:
        """Who says `x-huahua-cache: on` wants an exact reply or none."""
        if ask.controls.cache == "on":
            return "off"
        return self.of(ask.model).semantic or self._config.semantic.mode

    def has_price_of_page(self, model: str) -> bool:
        """Whether `price` may be another one at the next call."""
        rule = self._of_page().get(model)
        return rule is not None and rule.price is not None and model not in self._config.models

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
