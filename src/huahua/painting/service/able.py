"""Whether a model can paint a wish at all, told before anything is queued."""

from __future__ import annotations

from huahua.gateway.api import (
    Adapter,
    Control,
    ImageInput,
    ImageRequest,
    ModelInfo,
    NotSupported,
    unsupported,
)
from huahua.painting.domain.spec import Mode, PaintSpec
from huahua.painting.errors import InvalidPainting

_PARAMS = {"image": "source_id"}
_SOME = ImageInput(b"", "")
"""Stands for a picture that nobody has read yet."""


def check_able(info: ModelInfo, spec: PaintSpec) -> None:
    """Raises InvalidPainting with the field that the model cannot follow."""
    if info.painting is None:
        return
    request = ImageRequest(
        spec.prompt,
        images=(_SOME,) if spec.mode is Mode.EDIT else (),
        mask=_SOME if spec.mask_digest is not None or spec.extend is not None else None,
        references=(_SOME,) * len(spec.references),
        controls=tuple(Control(wish.kind, _SOME, wish.weight) for wish in spec.controls),
        adapters=tuple(Adapter(wish.id, wish.weight) for wish in spec.adapters),
        operation=spec.operation,
    )
    try:
        unsupported(request, info.painting)
    except NotSupported as fault:
        param = _PARAMS.get(fault.param or "", fault.param)
        raise InvalidPainting(f"'{info.id}': {fault.message}", code=fault.code, param=param) from fault
