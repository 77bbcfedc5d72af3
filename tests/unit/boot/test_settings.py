from pathlib import Path

import pytest

from huahua.boot.catalogue import configured
from huahua.boot.settings import SettingsError, load_settings, resolve_secret
from huahua.gateway.domain.caching import ModelRule
from huahua.gateway.domain.price import Price


def test_defaults_need_nothing() -> None:
    settings = load_settings({})
    assert settings.server.port == 8000
    assert settings.effective_database_url.startswith("sqlite:///")


def test_the_environment_wins_over_the_file_and_options_over_both(tmp_path: Path) -> None:
    file = tmp_path / "huahua.yaml"
    file.write_text("server: {port: 1000, host: 0.0.0.0}\nlog_level: debug\n")
    environ = {"HUAHUA_CONFIG": str(file), "HUAHUA_SERVER__PORT": "2000"}
    assert load_settings(environ).server.port == 2000
    assert load_settings(environ).server.host == "0.0.0.0"
    assert load_settings(environ).log_level == "debug"
    assert load_settings(environ, {"server": {"port": 3000}}).server.port == 3000


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"HUAHUA_PROT": "1"}, "HUAHUA_PROT: there is no such setting"),
        ({"HUAHUA_SERVER__PORT": "many"}, "HUAHUA_SERVER__PORT: "),
        ({"HUAHUA_SERVER__PROT": "1"}, "HUAHUA_SERVER__PROT: there is no such setting"),
        ({"HUAHUA_LOG_LEVEL": "loud"}, "HUAHUA_LOG_LEVEL: "),
        ({"HUAHUA_CONFIG": "/nowhere/at/all.yaml"}, "HUAHUA_CONFIG: cannot read"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line(environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ)
    assert str(caught.value).startswith(named)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("serverr: {}\n", "serverr: there is no such setting"),
        (
            "models:\n  - {name: a, provider: b, model: c, wieght: 2}\n",
            "models.0.wieght: there is no such setting",
        ),
        ("a: [\n", "not valid YAML"),
        ("- a\n", "must hold settings by name"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "huahua.yaml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=named) as caught:
        load_settings({"HUAHUA_CONFIG": str(file)})
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_password_does_not_show() -> None:
    settings = load_settings({"HUAHUA_ADMIN_EMAIL": "a@b.c", "HUAHUA_ADMIN_PASSWORD": "hunter22"})
    assert "hunter22" not in repr(settings)


def test_secrets_from_the_environment_and_files(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-file\n")
    assert resolve_secret("env:KEY", {"KEY": "sk-env"}) == "sk-env"
    assert resolve_secret(f"file:{tmp_path / 'key'}", {}) == "sk-file"
    assert resolve_secret("sk-plain", {}) == "sk-plain"
    for missing in ("env:NONE", "file:/nowhere/key"):
        with pytest.raises(SettingsError):
            resolve_secret(missing, {})


def test_a_model_row_has_prices_in_units_of_the_currency(tmp_path: Path) -> None:
    file = tmp_path / "huahua.yaml"
    file.write_text(
        "models:\n  - {name: a, provider: deepseek, model: c, region: cn, data_classes: [public], near: true,\n"
        "     price: {input: 0.28, output: 1, currency: CNY}, quality: {code: 0.8}}\n"
    )
    (row,) = configured(load_settings({"HUAHUA_CONFIG": str(file)}))[1]
    assert row.price == Price("CNY", input=280_000, output=1_000_000)
    assert row.cost is None
    assert (row.region, row.data_classes, row.quality, row.near) == (
        "cn",
        frozenset({"public"}),
        {"code": 0.8},
        True,
    )


def test_a_score_for_an_unknown_task_is_named(tmp_path: Path) -> None:
    file = tmp_path / "huahua.yaml"
    file.write_text("models:\n  - {name: a, provider: deepseek, model: c, quality: {cooking: 0.8}}\n")
    with pytest.raises(SettingsError, match="quality"):
        load_settings({"HUAHUA_CONFIG": str(file)})


LIMITED = """
providers:
  - name: vendor
    kind: openai
    base_url: https://vendor.example.com/v1
    api_keys: [sk-one, {key: sk-two, weight: %s}]
    max_concurrency: 4
    max_waiting: 0
models:
  - name: talk
    provider: vendor
    model: m
    hedge: true
    hedge_after: 0.5
    max_waiting: 3
    cache: {use: on, ttl: 9, semantic: shadow}
"""


def test_rows_of_the_file_say_what_rows_of_the_page_may_say(tmp_path: Path) -> None:
    file = tmp_path / "huahua.yaml"
    file.write_text(LIMITED % 3)
    [vendor], [talk] = configured(load_settings({"HUAHUA_CONFIG": str(file)}))
    assert (vendor.api_key, vendor.more_api_keys, vendor.key_weights) == ("sk-one", ("sk-two",), (1, 3))
    assert vendor.key_shares() == [0.25, 0.75]
    assert (vendor.max_concurrency, vendor.max_waiting) == (4, 0)
    assert (talk.hedge, talk.hedge_after_s, talk.max_waiting) == (True, 0.5, 3)
    assert talk.cache == ModelRule(use=True, ttl_s=9, semantic="shadow")


def test_keys_without_any_weight_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "huahua.yaml"
    file.write_text(LIMITED.replace("sk-one", "{key: sk-one, weight: 0}") % 0)
    with pytest.raises(SettingsError, match=r"providers\.vendor\.api_keys"):
        configured(load_settings({"HUAHUA_CONFIG": str(file)}))
