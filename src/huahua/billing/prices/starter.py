"""Vendors' list prices for models of the presets, to start a price book from. Data.

They were read on the date below from what vendors and others publish. Vendors change prices: whoever runs HuaHua must
compare them with the vendor's own page before publishing a book. Models whose price was not found are left out rather
than guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huahua.gateway.domain.api import micros

CHECKED = "2026-11-21"
CURRENCY = "USD"
MUST_CHECK = f"list price, read {CHECKED}; check it with the vendor"
_PEAK = [("09:00", "12:00"), ("14:00", "18:00")]
"""Of DeepSeek: Beijing time, Monday to Friday; its holidays are not counted."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One model; amounts in dollars, as vendors write them. `long` is (tokens, amounts by name)."""

    preset: str
    model: str
    amounts: dict[str, str]
    long: tuple[tuple[int, dict[str, str]], ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    peak: bool = False


def _tokens(entry: str, output: str, read: str = "", write: str = "", hour: str = "") -> dict[str, str]:
    given = {
        "input": entry,
        "output": output,
        "cache_read": read,
        "cache_write": write,
        "cache_write_1h": hour,
    }
    return {name: amount for name, amount in given.items() if amount}


LISTED: tuple[Listed, ...] = (
    Listed(
        "openai",
        "gpt-6-sol",
        _tokens("2", "10", "0.20", "2.5"),
        ((272_000, _tokens("4", "15", "0.40", "5")),),
    ),
    Listed(
        "openai",
        "gpt-6-luna",
        _tokens("0.10", "0.50", "0.01", "0.125"),
        ((272_000, _tokens("0.20", "0.75", "0.02", "0.25")),),
    ),
    Listed(
        "openai",
        "gpt-image-1-mini",
        {"picture": "0.011"},
        pictures=(
            ("1024x1024/low", "0.005"),
            ("1024x1024/medium", "0.011"),
            ("1024x1024/high", "0.036"),
            ("1024x1536/low", "0.006"),
            ("1024x1536/medium", "0.015"),
            ("1024x1536/high", "0.052"),
            ("1536x1024/low", "0.006"),
            ("1536x1024/medium", "0.015"),
            ("1536x1024/high", "0.052"),
        ),
    ),
    Listed("openai", "text-embedding-3-small", {"input": "0.02"}),
    Listed("openai", "text-embedding-3-large", {"input": "0.13"}),
    Listed("openai", "gpt-4o-transcribe", {"input": "2.5", "audio_input": "6", "output": "10"}),
    Listed("openai", "whisper-1", {"sound": "0.0001"}),
    Listed("openai", "omni-moderation-latest", {}),
    Listed(
        "openai",
        "gpt-realtime",
        {"input": "4", "output": "16", "cache_read": "0.40", "audio_input": "32", "audio_output": "64"},
    ),
    Listed("anthropic", "claude-opus-5-5", _tokens("4", "20", "0.20", "5", "8")),
    Listed("anthropic", "claude-sonnet-5-5", _tokens("2", "10", "0.10", "2.5", "4")),
    Listed(
        "anthropic",
        "claude-haiku-5-5",
        _tokens("0.10", "0.50", "0.01", "0.125", "0.20"),
        ((100_000, _tokens("0.50", "2.50", "0.05", "0.625", "1")),),
    ),
    Listed("gemini", "gemini-3.8-flash", _tokens("0.75", "3.75", "0.075")),
    Listed("gemini", "gemini-3.1-flash-image", {"picture": "0.067"}),
    Listed("gemini", "gemini-3-pro-image", {"picture": "0.134"}),
    Listed("gemini", "gemini-embedding-001", {"input": "0.15"}),
    Listed("deepseek", "deepseek-flash", _tokens("0.15", "0.60", "0.003"), peak=True),
    Listed("deepseek", "deepseek-v4-pro", _tokens("0.66", "1.98", "0.022"), peak=True),
    Listed("zhipu", "glm-5.3", _tokens("1.40", "4.40")),
    Listed("zhipu", "glm-5.3-flash", _tokens("0.15", "0.50")),
    Listed("moonshot", "kimi-k3", _tokens("3", "15", "0.30")),
    Listed(
        "minimax",
        "MiniMax-M3",
        _tokens("0.30", "1.20", "0.06"),
        ((512_000, _tokens("0.60", "2.40", "0.12")),),
    ),
    Listed("xai", "grok-4.7", _tokens("2", "6", "0.50"), ((200_000, _tokens("4", "12", "1")),)),
    Listed("xai", "grok-4.6", _tokens("2", "6", "0.50"), ((200_000, _tokens("4", "12", "1")),)),
    Listed(
        "bedrock",
        "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
        _tokens("3", "15", "0.30", "3.75", "6"),
        ((200_000, _tokens("6", "22.50", "0.60", "7.50", "12")),),
    ),
    Listed("bedrock", "amazon.nova-pro-v1:0", _tokens("0.80", "3.20", "0.20")),
    Listed(
        "vertex-claude",
        "claude-sonnet-4-5@20250929",
        _tokens("3", "15", "0.30", "3.75", "6"),
        ((200_000, _tokens("6", "22.50", "0.60", "7.50", "12")),),
    ),
    Listed("vertex-claude", "claude-haiku-4-5@20251001", _tokens("1", "5", "0.10", "1.25", "2")),
)


def starter_entries() -> list[dict[str, Any]]:
    """Entries of a book in which the customer's price is the vendor's."""
    return [_entry(listed) for listed in LISTED]


def _entry(listed: Listed) -> dict[str, Any]:
    price: dict[str, Any] = {"currency": CURRENCY, **_micros(listed.amounts)}
    if listed.pictures:
        price["pictures"] = {kind: micros(amount) for kind, amount in listed.pictures}
    if listed.long:
        price["longer"] = [{"above": above, "price": _micros(amounts)} for above, amounts in listed.long]
    entry: dict[str, Any] = {"model": listed.model, "price": price, "cost": price, "source": MUST_CHECK}
    if listed.peak:
        entry["windows"] = [
            {
                "zone": "Asia/Shanghai",
                "from": start,
                "until": end,
                "days": [0, 1, 2, 3, 4],
                "factor": "2",
                "cost_factor": "2",
            }
            for start, end in _PEAK
        ]
    return entry


def _micros(amounts: dict[str, str]) -> dict[str, int]:
    return {name: micros(amount) for name, amount in amounts.items()}
