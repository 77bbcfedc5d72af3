"""Vaults with real keys, for tests of stores."""

from __future__ import annotations

from collections.abc import Callable

from huahua.infra.sealing import SealBroken, Sealer
from huahua.infra.vault import BrokenSeal, KeyRing, Vault

SECRET = b"0123456789abcdef0123456789abcdef"
RING = KeyRing.fresh()


def new_vault(ring: KeyRing = RING, secret: bytes = SECRET) -> Vault:
    """With the ring of all tests, or another."""
    return vault_of(lambda: ring, secret)


def vault_of(load: Callable[[], KeyRing], secret: bytes = SECRET) -> Vault:
    sealer = Sealer(secret)

    def legacy(text: str, context: str) -> str:
        try:
            return sealer.open(text, context=context)
        except SealBroken as fault:
            raise BrokenSeal(str(fault)) from fault

    return Vault(load, sealer.key("findable columns"), legacy=legacy)
