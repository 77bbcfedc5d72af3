"""The ways to pay that are switched on here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from huahua.billing.payments.errors import ProviderOff
from huahua.billing.payments.ports import PaymentProvider


class Providers:
    def __init__(self, providers: Iterable[PaymentProvider]) -> None:
        self._by_name = {provider.name: provider for provider in providers}

    def __iter__(self) -> Iterator[PaymentProvider]:
        return iter(self._by_name.values())

    def get(self, name: str) -> PaymentProvider:
        """Raises ProviderOff."""
        provider = self._by_name.get(name)
        if provider is None:
            raise ProviderOff(name)
        return provider

    def find(self, name: str) -> PaymentProvider | None:
        return self._by_name.get(name)
