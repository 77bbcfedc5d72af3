from __future__ import annotations

from pathlib import Path

import pytest

from huahua.boot.routes import configured_routes
from huahua.boot.settings import SettingsError, load_settings
from huahua.gateway.domain.routing import PolicyName, Rule, TaskKind, TaskRule


def _routes(tmp_path: Path, text: str) -> list[Rule]:
    file = tmp_path / "huahua.yaml"
    file.write_text(text)
    return configured_routes(load_settings({"HUAHUA_CONFIG": str(file)}))


def test_a_route_of_the_settings_is_a_rule(tmp_path: Path) -> None:
    (rule,) = _routes(
        tmp_path,
        """
routes:
  - name: house
    among: [qwen, gpt]
    weights: {cost: 1, quality: 3}
    tasks:
      code: [deepseek]
      translation: {models: [qwen], policy: cost}
    fallback: [local]
    max_cost: 0.02
    region: eu
    data_classes: [personal]
    sticky: true
    near_far: true
""",
    )
    assert rule == Rule(
        "house",
        PolicyName.BALANCE,
        models=("qwen", "gpt"),
        weights={"cost": 1, "quality": 3},
        tasks={
            TaskKind.CODE: TaskRule(("deepseek",)),
            TaskKind.TRANSLATION: TaskRule(("qwen",), PolicyName.COST),
        },
        fallback=("local",),
        max_cost_micros=20_000,
        region="eu",
        data_classes=frozenset({"personal"}),
        sticky=True,
        near_far=True,
        source="config",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("routes: [{name: a}, {name: a}]", "routes.a: the name is there twice"),
        (
            "routes: [{name: a}]\nmodels: [{name: a, provider: deepseek, model: x}]",
            "routes.a: a row of models: has this name too",
        ),
        ("routes: [{name: a, models: [a]}]", "routes.a: a route cannot be a member of itself"),
        ("routes: [{name: a, models: [b]}, {name: b}]", "routes.a: 'b' is a route; name models"),
        ("routes: [{name: a, weights: {cost: 0}}]", "routes.a.weights: at least one must be more than 0"),
        ("routes: [{name: a, polcy: cost}]", "routes.0.polcy: there is no such setting"),
        ("routes: [{name: a, policy: luck}]", "routes.0.policy: Input should be 'weights', 'cost'"),
        ("routes: [{name: a, tasks: {cooking: [x]}}]", "routes.0.tasks.cooking"),
        ("routes: [{name: a, max_cost: -1}]", "routes.0.max_cost: Input should be greater"),
    ],
)
def test_a_wrong_route_is_named_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        _routes(tmp_path, text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
