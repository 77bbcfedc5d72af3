"""The vault from the settings: data keys in the database, wrapped with the key-encryption key that they name."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass

from tink import aead

from huahua.boot.settings import Settings, SettingsError
from huahua.infra.sealing import SealBroken, Sealer
from huahua.infra.vault import BrokenSeal, Vault
from huahua.infra.vault.kek import KeyEncryptionError, open_kek
from huahua.infra.vault.store import KeysetStore

HASHES = "findable columns"


@dataclass(frozen=True, slots=True)
class Vaulting:
    vault: Vault
    keysets: KeysetStore

    async def open(self) -> None:
        """Read the data keys, or make the first one. Raises KeyEncryptionError."""
        self.vault.use(await asyncio.to_thread(self.keysets.load))


def build_keysets(settings: Settings, sealer: Sealer) -> KeysetStore:
    """Nothing is read yet: a key server is asked when the keys are needed first."""

    def opener(address: str) -> Callable[[], aead.Aead]:
        return lambda: open_kek(address, sealer, os.environ.get)

    chosen = settings.encryption
    old = [opener(address) for address in chosen.old_keys]
    return KeysetStore(settings.effective_database_url, opener(chosen.key), old)


def build_vaulting(settings: Settings, sealer: Sealer) -> Vaulting:
    def legacy(text: str, context: str) -> str:
        try:
            return sealer.open(text, context=context)
        except SealBroken as fault:
            raise BrokenSeal(str(fault)) from fault

    keysets = build_keysets(settings, sealer)
    return Vaulting(Vault(keysets.load, sealer.key(HASHES), legacy=legacy), keysets)


async def opened_vault(settings: Settings, sealer: Sealer) -> Vault:
    """Raises SettingsError where the data keys cannot be had."""
    vaulting = build_vaulting(settings, sealer)
    try:
        await vaulting.open()
    except KeyEncryptionError as fault:
        raise SettingsError(f"encryption.key: {fault}") from fault
    return vaulting.vault
