from __future__ import annotations

from huahua.gateway import errors
from huahua.gateway.errors import UpstreamCredential, UpstreamTimeout
from huahua.gateway.hints import hint_for
from huahua.gateway.presets import PRESETS, find_preset


def test_hints_go_by_the_beginning_of_the_code() -> None:
    assert "key" in hint_for(UpstreamCredential("x"))
    assert hint_for(UpstreamTimeout("x", code="upstream_timeout_idle")) == hint_for(UpstreamTimeout("x"))
    assert hint_for(errors.GatewayError("x"))


def test_every_status_of_the_error_tree_is_one_that_architecture_allows() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    statuses = {kind.status for kind in kinds if issubclass(kind, errors.GatewayError)}
    assert statuses <= {400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504}


CLOUDS = {"azure", "bedrock", "vertex", "vertex-claude"}
"""Their addresses follow from a resource, a region or a project."""


def test_presets_are_found_by_their_names() -> None:
    assert len({preset.id for preset in PRESETS}) == len(PRESETS)
    for preset in PRESETS:
        assert find_preset(preset.id) is preset
        assert preset.base_url.startswith("https://") or preset.local or preset.kind in CLOUDS
    assert find_preset("Kimi") is find_preset("moonshot")
    assert find_preset("nothing") is None
