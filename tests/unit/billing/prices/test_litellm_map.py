"""LiteLLM's price map, in its own shape."""

from __future__ import annotations

import json

import pytest

from huahua.billing.faults import Invalid
from huahua.billing.prices.litellm import read_price_map
from huahua.billing.prices.shapes import BookPrice

MAP = json.dumps(
    {
        "sample_spec": {"input_cost_per_token": 0.0},
        "gpt-4o": {
            "input_cost_per_token": 2.5e-06,
            "output_cost_per_token": 1e-05,
            "cache_read_input_token_cost": 1.25e-06,
            "litellm_provider": "openai",
            "mode": "chat",
        },
        "azure/gpt-4o": {"input_cost_per_token": 9e-06},
        "anthropic/claude-x": {
            "input_cost_per_token": 3e-06,
            "output_cost_per_token": 1.5e-05,
            "cache_creation_input_token_cost": 3.75e-06,
            "cache_creation_input_token_cost_above_1hr": 6e-06,
            "cache_read_input_token_cost": 3e-07,
            "input_cost_per_token_above_200k_tokens": 6e-06,
            "output_cost_per_token_above_200k_tokens": 2.25e-05,
        },
        "voice": {"input_cost_per_audio_token": 3.2e-05, "output_cost_per_audio_token": 6.4e-05},
        "whisper-1": {"input_cost_per_second": 0.0001, "mode": "audio_transcription"},
        "local": {"output_cost_per_second": 0.0001, "mode": "chat"},
        "tts-1": {"input_cost_per_character": 1.5e-05, "mode": "audio_speech"},
        "ocr": {"ocr_cost_per_page": 0.001, "mode": "ocr"},
        "low/1024-x-1024/gpt-image-1": {"output_cost_per_image": 0.011},
        "high/1024-x-1536/gpt-image-1": {"input_cost_per_image": 0.25},
        "256-x-256/dall-e-2": {"input_cost_per_pixel": 2.4414e-07},
        "broken": {"input_cost_per_token": "cheap"},
        "negative": {"input_cost_per_token": -1},
        "nothing": {"mode": "chat"},
    }
)
WANTED = {
    "gpt-4o",
    "claude-x",
    "voice",
    "whisper-1",
    "local",
    "tts-1",
    "ocr",
    "gpt-image-1",
    "dall-e-2",
    "broken",
    "negative",
    "nothing",
    "absent",
}


def test_prices_become_whole_micros_for_a_million_exactly() -> None:
    found = read_price_map(MAP, WANTED).entries
    assert found["gpt-4o"] == {"input": 2_500_000, "output": 10_000_000, "cache_read": 1_250_000}
    assert found["claude-x"]["cache_write"] == 3_750_000 and found["claude-x"]["cache_write_1h"] == 6_000_000
    (step,) = found["claude-x"]["longer"]
    assert step["above"] == 200_000
    assert step["price"]["input"] == 6_000_000 and step["price"]["cache_read"] == 300_000
    assert found["voice"] == {"audio_input": 32_000_000, "audio_output": 64_000_000}
    assert found["whisper-1"] == {"sound": 100} and found["local"] == {"second": 100}
    assert found["tts-1"] == {"character": 15_000_000} and found["ocr"] == {"page": 1_000}
    assert found["gpt-image-1"] == {"pictures": {"1024x1024/low": 11_000, "1024x1536/high": 250_000}}
    assert found["dall-e-2"] == {"pictures": {"256x256": 16_000}}
    for price in found.values():
        BookPrice.model_validate({"currency": "USD", **price})


def test_what_cannot_be_taken_is_said() -> None:
    skipped = dict(read_price_map(MAP, WANTED).skipped)
    assert skipped["absent"] == "the map has no price for it"
    assert "no price" in skipped["nothing"]
    assert {"broken", "negative"} <= set(skipped)


@pytest.mark.parametrize("text", ["", "[]", "{", "null", "[" * 100_000])
def test_what_is_no_map_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_price_map(text, {"gpt-4o"})
