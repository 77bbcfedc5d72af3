"""What makes two calls equal: who may share, the model, and every field that can change the reply. Pure."""

from __future__ import annotations

from hashlib import blake2b

import msgspec

from huahua.gateway.domain.ask import Ask

LEFT_OUT = frozenset({"model", "stream", "stream_options", "user", "metadata"})
"""Fields that change how a reply travels or whom the vendor books it to, never what it says. `model` is in the
key as the name that was asked for."""
EVERYONE = "*"
_encode = msgspec.json.Encoder(order="deterministic").encode


class CacheKey(msgspec.Struct, frozen=True, gc=False):
    """`digest` names the reply; `tenant` (a user's id, or `*`) and `model` are what an administrator clears by."""

    digest: bytes
    tenant: str
    model: str


def cache_key(ask: Ask, tenant: str, pool_stamp: bytes) -> CacheKey:
    """The key of a call. `pool_stamp` stands for what the model's name means now, so that a reply of the model
    that had this name before is not found.

    One JSON text of everything is hashed: no two different calls make the same text. Values that are still
    undecoded go in as they came, so that a caller who writes the same with other blanks misses, and nothing
    has to be decoded.
    """
    fields = {name: value for name, value in ask.body.items() if name not in LEFT_OUT}
    controls = ask.controls
    text = _encode(
        (pool_stamp, tenant, ask.model, ask.dialect, ask.task, controls.region, controls.data_class, fields)
    )
    return CacheKey(blake2b(text, digest_size=32).digest(), tenant, ask.model)
