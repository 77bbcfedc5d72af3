"""Specs from outside, checked."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.errors import InvalidAvatar

MAX_SPEC_CHARS = 4_000


def parse_spec(given: Any) -> AvatarSpec:
    """A spec from JSON text or from what JSON holds. Raises InvalidAvatar naming the first field that is wrong."""
    try:
        if isinstance(given, str):
            if len(given) > MAX_SPEC_CHARS:
                raise InvalidAvatar(f"The spec has more than {MAX_SPEC_CHARS} characters.", param="spec")
            return AvatarSpec.model_validate_json(given)
        return AvatarSpec.model_validate(given)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(["spec", *map(str, first["loc"])])
        raise InvalidAvatar(f"'{where}': {first['msg']}.", param=where) from fault
