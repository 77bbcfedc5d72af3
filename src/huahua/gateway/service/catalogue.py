"""Which models there are."""

from __future__ import annotations

from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.models import ModelInfo
from huahua.gateway.domain.route import Defaults
from huahua.gateway.service.core import Core


class CatalogueVerbs(Core):
    def models(self, caller: Caller) -> list[ModelInfo]:
        """The models that this caller may use, pools as one model each."""
        return self._registry.models()

    def model(self, caller: Caller, name: str) -> ModelInfo:
        return self._registry.model(name)

    def defaults(self) -> Defaults:
        return self._registry.defaults()
