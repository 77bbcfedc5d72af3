"""Encryption at rest: what people wrote and who they are is stored sealed (`docs/reference/encryption.md`).

A store marks columns with `SEALED` and passes its rows through a `Vault`; the rest (keys, rotation, sealing anew) needs
nothing from it.
"""

from huahua.infra.vault.columns import SEALED, findable, sealed_before
from huahua.infra.vault.keyring import BrokenSeal, KeyRing
from huahua.infra.vault.vault import PLAIN, PlainVault, RowVault, Vault

__all__ = [
    "PLAIN",
    "SEALED",
    "BrokenSeal",
    "KeyRing",
    "PlainVault",
    "RowVault",
    "Vault",
    "findable",
    "sealed_before",
]
