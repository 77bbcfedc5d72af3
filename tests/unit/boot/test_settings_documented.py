"""Every setting is in docs/reference/settings.md, and every preset that the page offers."""

from pathlib import Path

from pydantic import BaseModel

from huahua.boot.settings import ModelSettings, ProviderSettings, Settings
from huahua.gateway.api import PRESETS

TEXT = (Path(__file__).parents[3] / "docs" / "reference" / "settings.md").read_text()


def paths(model: type[BaseModel], prefix: str = "") -> list[str]:
    found = []
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found += paths(inner, f"{prefix}{name}.")
        else:
            found.append(prefix + name)
    return found


def test_every_setting_is_documented() -> None:
    assert [path for path in paths(Settings) if f"`{path}`" not in TEXT] == []


def test_every_field_of_a_row_is_documented() -> None:
    names = {*ProviderSettings.model_fields, *ModelSettings.model_fields}
    assert [name for name in sorted(names) if f"`{name}`" not in TEXT] == []


def test_every_preset_is_named() -> None:
    listed = TEXT.split("Presets: `")[1].split("`")[0].split()
    assert sorted(listed) == sorted(preset.id for preset in PRESETS)
