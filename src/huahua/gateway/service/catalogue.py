"""Which models there are."""

from __future__ import annotations

from huahua.gateway.admission.permits import check_model
from huahua.gateway.domain.calls import Caller, Task
from huahua.gateway.domain.models import ModelInfo
from huahua.gateway.domain.route import Defaults
from huahua.gateway.domain.styles import allowed
from huahua.gateway.errors import UpstreamError
from huahua.gateway.ports import Styled
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

    async def adapters(self, caller: Caller, name: str) -> list[str]:
        """Trained styles that the rows behind a painting model have, each once. Raises UnknownModel, NotAllowed, or
        UpstreamError where none of them answers."""
        self.model(caller, name)
        rows = self._registry.pool(name, [Task.PAINTING, Task.AVATAR])
        providers = {row.row.provider: row.provider for row in rows if isinstance(row.provider, Styled)}
        found: list[str] = []
        fault: UpstreamError | None = None
        for provider in providers.values():
            assert isinstance(provider, Styled)
            try:
                found += await provider.list_adapters()
            except UpstreamError as refused:
                fault = refused
        if fault is not None and not found:
            raise fault
        names = sorted(dict.fromkeys(found))
        return (
            names if self._styles is None else allowed(names, await self._styles.find(caller.user_id, names))
        )

    def defaults(self) -> Defaults:
        return self._registry.defaults()
