"""Tasks of workers: an uploaded model checked, a spec as a model. Plain values in and out."""

from __future__ import annotations

from typing import Any

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.errors import BadModel
from huahua.avatars.three_d.avatar import avatar_glb
from huahua.avatars.three_d.check import check_model


def check(data: bytes) -> dict[str, Any]:
    """`{about}`, or `{refused, code}`."""
    try:
        return {"about": check_model(data)}
    except BadModel as fault:
        return {"refused": fault.message, "code": fault.code}


def build(
    spec: dict[str, Any], clothes: str | None = None, brand: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {"data": avatar_glb(AvatarSpec.model_validate(spec), clothes, brand)}
