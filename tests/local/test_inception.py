"""Inception's features for FID and KID, on a tiny TorchScript module, beside clean-fid's own functions."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import torch
from cleanfid.resize import make_resizer
from PIL import Image

from huahua.avatars.lab import inception
from huahua.infra.workers import WorkerPool


class Layers(torch.nn.Module):
    """Each of 2,048 features is a weighing of the picture's mean colours, with a bend in it."""

    def __init__(self) -> None:
        super().__init__()
        self.weigh = torch.nn.Linear(3 * 16, inception.LENGTH)
        self.small = torch.nn.AdaptiveAvgPool2d(4)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.tanh(self.weigh(self.small(x).flatten(1))).view(-1, 2048, 1, 1)


class Whole(torch.nn.Module):
    """As clean-fid's file is put together: the features come from `layers`, given what is scaled already."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = Layers()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(7)
    file = tmp_path_factory.mktemp("weights") / "inception-2015-12-05.pt"
    torch.jit.script(Whole()).save(str(file))
    return file


def picture(seed: int, size: tuple[int, int] = (97, 61), mode: str = "RGB") -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], len(mode)), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels, mode).save(out, "PNG")
    return out.getvalue()


def clean(data: bytes) -> np.ndarray:
    """What clean-fid gives its network, before the network scales it."""
    pixels = np.array(Image.open(io.BytesIO(data)).convert("RGB"))
    return np.asarray(make_resizer("PIL", False, "bicubic", (299, 299))(pixels))


@pytest.mark.parametrize("size", [(97, 61), (640, 480), (299, 299), (1, 1)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_pictures_are_resized_as_clean_fid_does(size: tuple[int, int], mode: str) -> None:
    data = picture(3, size, mode)
    np.testing.assert_allclose(inception.prepared(data), clean(data).transpose(2, 0, 1), atol=1e-4)


def test_features_are_those_that_clean_fid_computes(weights: Path) -> None:
    data = picture(5)
    base = torch.jit.load(str(weights)).eval()
    given = torch.from_numpy(clean(data).transpose(2, 0, 1))[None].float()
    with torch.no_grad():  # InceptionV3W.forward of clean-fid
        expected = base.layers((given - 128) / 128).view(1, 2048)[0].numpy()
    np.testing.assert_allclose(inception.features(data, str(weights)), expected, atol=1e-5)


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    none = tmp_path / "weights.pt"
    none.write_bytes(b"no module")
    other = tmp_path / "other.pt"
    torch.jit.script(Layers()).save(str(other))
    pickled = tmp_path / "pickled.pt"
    torch.save({"weight": torch.zeros(3)}, pickled)
    for file in (none, other, pickled, tmp_path / "missing.pt"):
        with pytest.raises(inception.NotInception):
            inception.features(picture(1), str(file))


def test_a_network_of_another_length_is_refused(tmp_path: Path) -> None:
    whole = Whole()
    whole.layers = torch.nn.Sequential(torch.nn.AdaptiveAvgPool2d(4))  # type: ignore[assignment]
    file = tmp_path / "short.pt"
    torch.jit.script(whole).save(str(file))
    with pytest.raises(inception.NotInception, match="2048"):
        inception.features(picture(1), str(file))


async def test_a_worker_of_the_server_has_room_for_it(weights: Path) -> None:
    workers = WorkerPool()
    try:
        given = {"data": picture(3), "weights": str(weights)}
        found = await workers.run("huahua.avatars.lab.inception:features", given)
    finally:
        await workers.close()
    assert found == inception.features(picture(3), str(weights))
