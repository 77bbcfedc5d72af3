"""Data keys: a tink keyset of AES-256-GCM keys, one of which seals, all of which open.

tink (https://developers.google.com/tink) puts the id of its key before each sealed value, so a value says which key it
needs. A ring never changes; what adds or drops a key returns another one.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import tink
from tink import aead, json_proto_keyset_format, secret_key_access

aead.register()

PREFIX = "\x02s1."
"""Begins a sealed text. Nobody can write the control character: edges strip it."""
_KEYSET_CONTEXT = b"huahua data keyset v1"
_ID_BYTES = slice(1, 5)
"""Where tink puts the id of the key (wire format of AEAD keys with the prefix TINK)."""


class BrokenSeal(Exception):
    """A value was changed, moved from another place, or its key is gone."""


class KeyGone(BrokenSeal):
    """No key of this ring made the value; a newer ring may have it."""


@dataclass(frozen=True)
class KeyRing:
    keyset: str
    """In tink's JSON, in clear: never stored or logged like this."""

    @classmethod
    def fresh(cls) -> KeyRing:
        return cls._of(tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM))

    @classmethod
    def unwrap(cls, wrapped: str, key: aead.Aead) -> KeyRing:
        """Raises BrokenSeal where `key` is not the one that wrapped it."""
        try:
            handle = json_proto_keyset_format.parse_encrypted(wrapped, key, _KEYSET_CONTEXT)
        except (tink.TinkError, ValueError) as fault:
            raise BrokenSeal("the data keys were wrapped with another key-encryption key") from fault
        return cls._of(handle)

    @classmethod
    def _of(cls, handle: tink.KeysetHandle) -> KeyRing:
        written = json_proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
        return cls(json.dumps(json.loads(written)))

    def wrap(self, key: aead.Aead) -> str:
        return str(json_proto_keyset_format.serialize_encrypted(self._handle, key, _KEYSET_CONTEXT))

    @property
    def primary(self) -> str:
        """The id of the key that seals: 8 hexadecimal digits."""
        return _shown(self._tree["primaryKeyId"])

    @property
    def keys(self) -> list[str]:
        return [_shown(key["keyId"]) for key in self._tree["key"]]

    def with_new_primary(self) -> KeyRing:
        """Raises nothing: an id that is taken already is drawn again."""
        while True:
            added = KeyRing.fresh()
            if added.primary not in self.keys:
                break
        keys = [*self._tree["key"], *added._tree["key"]]
        return KeyRing(json.dumps({"primaryKeyId": added._tree["primaryKeyId"], "key": keys}))

    def without(self, key_id: str) -> KeyRing:
        """Raises ValueError for the primary key."""
        if key_id == self.primary:
            raise ValueError("the key that seals cannot be dropped")
        keys = [key for key in self._tree["key"] if _shown(key["keyId"]) != key_id]
        return KeyRing(json.dumps({"primaryKeyId": self._tree["primaryKeyId"], "key": keys}))

    def seal(self, text: str, context: bytes) -> str:
        sealed = self._aead.encrypt(text.encode(), context)
        return PREFIX + base64.urlsafe_b64encode(sealed).decode()

    def open(self, sealed: str, context: bytes) -> str:
        """Raises BrokenSeal, or KeyGone."""
        raw = _raw(sealed)
        try:
            return str(self._aead.decrypt(raw, context), "utf-8")
        except (tink.TinkError, UnicodeDecodeError) as fault:
            if _shown(int.from_bytes(raw[_ID_BYTES], "big")) not in self.keys:
                raise KeyGone("the data key of a stored value is not in the keyset") from fault
            raise BrokenSeal("a stored value was changed, or belongs elsewhere") from fault

    @cached_property
    def _tree(self) -> dict[str, Any]:
        tree: dict[str, Any] = json.loads(self.keyset)
        return tree

    @cached_property
    def _handle(self) -> tink.KeysetHandle:
        return json_proto_keyset_format.parse(self.keyset, secret_key_access.TOKEN)

    @cached_property
    def _aead(self) -> aead.Aead:
        return self._handle.primitive(aead.Aead)

    def __repr__(self) -> str:
        return f"KeyRing(primary={self.primary}, keys={self.keys})"


def is_sealed(value: object) -> bool:
    return isinstance(value, str) and value.startswith(PREFIX)


def key_of(sealed: str) -> str:
    """The id of the key that made a sealed text. Raises BrokenSeal."""
    return _shown(int.from_bytes(_raw(sealed)[_ID_BYTES], "big"))


def _raw(sealed: str) -> bytes:
    try:
        raw = base64.b64decode(sealed.removeprefix(PREFIX), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as fault:
        raise BrokenSeal("a stored value was changed") from fault
    if not is_sealed(sealed) or len(raw) < _ID_BYTES.stop:
        raise BrokenSeal("a stored value was changed")
    return raw


def _shown(key_id: int) -> str:
    return f"{key_id:08x}"
