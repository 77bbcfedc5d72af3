"""From the settings to the cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from huahua.boot.settings import SettingsError, load_settings
from huahua.boot.wiring import build, check
from huahua.gateway.cache.config import CacheConfig, ModelRule, SemanticConfig

YAML = """
models:
  - {name: row, provider: openai, model: gpt-4o, api_key: sk-x, cache: {use: off, ttl: 9}}
  - {name: talk, provider: openai, model: gpt-4o, api_key: sk-x, cache: {use: off}}
cache:
  mode: on
  memory_mb: 2
  entry_kb: 3
  ttl: 60
  price: 0.1
  replay_ms: 20
  keys: {key_1: on, key_2: "off"}
  models:
    talk: {use: on, scope: everyone, ttl: 5, price: 0.5, semantic: verify, threshold: 0.9}
  semantic: {mode: shadow, verify_model: judge, threshold: 0.8, entries: 7}
"""


async def test_every_setting_reaches_the_cache(tmp_path: Path) -> None:
    file = tmp_path / "huahua.yaml"
    file.write_text(YAML)
    services = build(load_settings({"HUAHUA_CONFIG": str(file), "HUAHUA_DATA_DIR": str(tmp_path)}))
    assert services.cache is not None
    assert services.cache.config == CacheConfig(
        mode="on",
        memory_bytes=2 * 1024 * 1024,
        entry_bytes=3 * 1024,
        ttl_s=60,
        price=0.1,
        replay_pause_s=0.02,
        keys={"key_1": True, "key_2": False},
        models={
            "row": ModelRule(use=False, ttl_s=9),
            "talk": ModelRule(True, "everyone", 5, 0.5, "verify", 0.9),
        },
        semantic=SemanticConfig(mode="shadow", verify_model="judge", threshold=0.8, max_entries=7),
    )
    assert services.cache.semantic is not None
    await services.close()


async def test_the_cache_serves_only_who_asks_unless_told_otherwise(tmp_path: Path) -> None:
    services = build(load_settings({"HUAHUA_DATA_DIR": str(tmp_path)}))
    assert services.cache is not None and services.cache.config == CacheConfig()
    assert services.cache.semantic is None and services.cache.levels.far is None
    await services.close()
    off = build(load_settings({"HUAHUA_DATA_DIR": str(tmp_path), "HUAHUA_CACHE__MODE": "off"}))
    assert off.cache is None
    await off.close()


@pytest.mark.parametrize(
    ("variable", "value", "named"),
    [
        ("HUAHUA_REDIS_URL", "nowhere", "redis_url"),
        ("HUAHUA_CACHE__SEMANTIC__MODE", "verify", "cache.semantic.verify_model"),
        ("HUAHUA_CACHE__PRICE", "2", "HUAHUA_CACHE__PRICE"),
    ],
)
def test_what_cannot_work_stops_the_start(tmp_path: Path, variable: str, value: str, named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        check(load_settings({"HUAHUA_DATA_DIR": str(tmp_path), variable: value}))
