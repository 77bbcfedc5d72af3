"""Models that would do harm, opened the way real ones are."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest

from huahua.gateway.api import ProviderConfig
from huahua.painting.engines.diffusers.adapters import AdapterRefused
from huahua.painting.engines.diffusers.folders import BadFolder, FolderRules
from huahua.painting.engines.diffusers.painter import DiffusersPainter
from huahua.painting.engines.diffusers.painters import Painters
from huahua.painting.engines.diffusers.plain import Model
from huahua.painting.engines.diffusers.studio import Studio
from tests.local.conftest import adapter, drawing, given, shared

ModelMaker = Callable[..., Model]


class Harm:
    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self._mark}",)


@pytest.fixture
def copy(models: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(models / "sd15", tmp_path / "sd15"))


def refused(model: Model, words: str) -> None:
    with pytest.raises(BadFolder, match=words):
        Studio().paint(model, shared(), [given()], lambda *_: None, lambda _: False)


@pytest.mark.parametrize(
    ("part", "name"), [("unet", "diffusion_pytorch_model"), ("text_encoder", "pytorch_model")]
)
def test_pickled_weights_are_never_opened(
    model: ModelMaker, copy: Path, tmp_path: Path, part: str, name: str
) -> None:
    mark = tmp_path / "harm"
    for file in (copy / part).glob("*.safetensors"):
        file.unlink()
    (copy / part / f"{name}.bin").write_bytes(pickle.dumps(Harm(mark)))
    refused(model(root=str(copy)), "pickled weights")
    assert not mark.exists()


def test_code_that_comes_with_a_model_is_never_run(model: ModelMaker, copy: Path, tmp_path: Path) -> None:
    mark = tmp_path / "harm"
    code = f"from pathlib import Path\nPath({str(mark)!r}).touch()\n"
    index = json.loads((copy / "model_index.json").read_text())
    for name in ("evil.py", "pipeline.py", "unet/evil.py"):
        (copy / name).write_text(code)
    for wrong in (
        {"_class_name": ["pipeline", "EvilPipeline"]},
        {"_class_name": "EvilPipeline"},
        {"unet": ["evil", "UNet"]},
        {"unet": ["transformers", "pipeline"]},
    ):
        (copy / "model_index.json").write_text(json.dumps(index | wrong))
        refused(model(root=str(copy)), r"\w")
    (copy / "model_index.json").write_text(json.dumps(index))
    config = json.loads((copy / "text_encoder" / "config.json").read_text())
    config |= {"model_type": "evil", "auto_map": {"AutoModel": "evil.Evil"}}
    (copy / "text_encoder" / "config.json").write_text(json.dumps(config))
    Studio().paint(model(root=str(copy)), shared(), [given()], lambda *_: None, lambda _: False)
    assert not mark.exists()


def test_weights_of_other_shapes_are_refused_in_words(model: ModelMaker, models: Path, copy: Path) -> None:
    weights = copy / "unet" / "diffusion_pytorch_model.safetensors"
    shutil.copy(models / "sdxl" / "unet" / weights.name, weights)
    refused(model(root=str(copy)), "cannot be opened")
    weights.write_bytes(weights.read_bytes()[:1000])
    refused(model(root=str(copy)), r"\w")


def test_an_ip_adapter_with_pickles_is_refused(model: ModelMaker, models: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(models / "parts" / "ip", tmp_path / "ip"))
    for file in (folder / "image_encoder").glob("*.safetensors"):
        file.rename(file.with_suffix(".bin"))
    with pytest.raises(BadFolder, match="image_encoder"):
        Studio().paint(
            model(ip_adapter=str(folder)),
            shared(),
            [given(references=[drawing()])],
            lambda *_: None,
            lambda _: False,
        )


def test_a_style_that_is_none_is_refused(
    model: ModelMaker, models: Path, studio: Studio, tmp_path: Path
) -> None:
    weights = models / "sd15" / "unet" / "diffusion_pytorch_model.safetensors"
    file = Path(shutil.copy(weights, tmp_path / "style.safetensors"))
    with pytest.raises(AdapterRefused):
        studio.paint(model(), shared(adapters=[adapter(file)]), [given()], lambda *_: None, lambda _: False)


def test_models_of_the_hub_only_where_the_settings_allow_it(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = ProviderConfig("hub", "diffusers", "hub:acme")
    painter = DiffusersPainter(config, Painters(), FolderRules(hub=True))
    unknown = painter.capabilities("tiny")
    assert unknown is not None and not unknown.edit
    asked: list[tuple[str, str]] = []

    def cached(name: str, file: str) -> str:
        asked.append((name, file))
        return str(models / "sd15" / file)

    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", cached)
    known = painter.capabilities("tiny")
    assert known is not None and known.edit and asked == [("acme/tiny", "model_index.json")]
    assert painter.capabilities("tiny") == known and len(asked) == 1
