"""The address of local models, as an administrator types it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.catalogue import check_provider
from huahua.gateway.domain.local_models import LocalModels, parse_local_models
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import InvalidRequest


def test_a_folder_with_everything() -> None:
    url = (
        "local:/srv/my%20models?dtype=float16&device=cuda:1&offload=model&adapters=/srv/loras&steps=4,8,20"
        "&guidance=0&control.canny=/srv/canny&control.depth=d&sketcher.depth=ready&ip_adapter=ip"
        "&ip_adapter_file=ip.safetensors&max_batch=2"
    )
    assert parse_local_models(url) == LocalModels(
        root="/srv/my models",
        dtype="float16",
        device="cuda:1",
        offload="model",
        adapters="/srv/loras",
        steps=(4, 8, 20),
        guidance=0.0,
        controls={"canny": "/srv/canny", "depth": "d"},
        sketchers={"depth": "ready"},
        ip_adapter="ip",
        ip_adapter_file="ip.safetensors",
        max_batch=2,
    )
    assert parse_local_models("hub:stabilityai?steps=4") == LocalModels("stabilityai", True, steps=(4, 4, 4))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.com",
        "local:",
        "local:/",
        "local:/srv?dtype=float8",
        "local:/srv?device=tpu",
        "local:/srv?steps=0",
        "local:/srv?steps=1,2",
        "local:/srv?guidance=nan",
        "local:/srv?unknown=1",
        "local:/srv?control.smell=x",
        "local:/srv?control.canny=",
        "local:/srv?ip_adapter_file=evil.bin",
        "local:/srv?max_batch=1000",
        "hub:a b;c",
        "local:%00",
    ],
)
def test_a_wrong_one_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match=r"\w+"):
        parse_local_models(url)
    with pytest.raises(InvalidRequest) as refused:
        check_provider(ProviderConfig("here", "diffusers", url))
    assert refused.value.param == "base_url"


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for url in (text, f"local:{text}", f"local:/srv?{text}", f"hub:{text}"):
        try:
            parse_local_models(url)
        except ValueError as fault:
            assert str(fault)
