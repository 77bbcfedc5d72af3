"""The vault from the settings: data keys in the database, wrapped with the key-encryption key that they name."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tink import aead

from huahua.audit.api import Recorder
from huahua.boot.settings import Settings, SettingsError
from huahua.infra.db import Database, metadata
from huahua.infra.leases import Leases
from huahua.infra.sealing import SealBroken, Sealer
from huahua.infra.vault import BrokenSeal, Vault
from huahua.infra.vault.kek import KeyEncryptionError, open_kek
from huahua.infra.vault.store import KeysetStore
from huahua.kit.clock import utc_now
from huahua.kit.ids import new_id
from huahua.ops.keys.resealing import Resealing
from huahua.ops.keys.rotation import LEASE_LASTING, Rotation, RotationPolicy

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


def build_rotation(settings: Settings, db: Database, vaulting: Vaulting, audit: Recorder) -> Rotation:
    chosen = settings.encryption
    policy = RotationPolicy(
        rotate_after=timedelta(days=chosen.rotate_days) if chosen.rotate_days else None,
        keep_old=timedelta(days=chosen.keep_old_days),
    )
    return Rotation(
        vaulting.vault,
        vaulting.keysets,
        Resealing(db, vaulting.vault, metadata, utc_now),
        Leases(db, new_id("exe"), utc_now, lasting=LEASE_LASTING),
        audit,
        utc_now,
        policy,
    )


async def opened_vault(settings: Settings, sealer: Sealer) -> Vault:
    """Raises SettingsError where the data keys cannot be had."""
    vaulting = build_vaulting(settings, sealer)
    try:
        await vaulting.open()
    except KeyEncryptionError as fault:
        raise SettingsError(f"encryption.key: {fault}") from fault
    return vaulting.vault
