"""Which models there are."""

from __future__ import annotations

from huahua.gateway.admission.permits import check_model
from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.models import ModelInfo
from huahua.gateway.domain.route import Defaults
from huahua.gateway.service.core import Core


class CatalogueVerbs(Core):
    def models(self, caller: Caller) -> list[ModelInfo]:
        """The models that this caller may use, pools as one model each."""
        found = self._registry.models()
        allowed = caller.restrictions.models if caller.restrictions is not None else None
        return found if allowed is None else [info for info in found if info.id in allowed]

    def model(self, caller: Caller, name: str) -> ModelInfo:
        """Raises UnknownModel, or NotAllowed where the caller's key is not for it."""
        if caller.restrictions is not None:
            check_model(caller.restrictions, name)
        return self._registry.model(name)

    def defaults(self) -> Defaults:
        return self._registry.defaults()
