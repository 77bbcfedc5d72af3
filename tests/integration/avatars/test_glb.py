"""Exported models, as Khronos' own validator sees them: `tests/node/glb.mjs` in a process of its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from huahua.avatars.domain.spec import AvatarSpec, values_of
from huahua.avatars.three_d.avatar import avatar_glb

NODE = Path(__file__).parents[2] / "node"


def test_the_validator_of_the_format_finds_nothing(tmp_path: Path) -> None:
    assert (NODE / "node_modules" / "gltf-validator").is_dir(), (
        "run `npm ci` in tests/node first; `make test` does"
    )
    specs = {
        "plain": AvatarSpec(),
        "bald": AvatarSpec(hair_style="bald", facial_hair="beard", glasses="none"),
        "everything": AvatarSpec(
            hair_style="braids",
            glasses="sunglasses",
            expression="laughing",
            clothing="suit",
            accessories=values_of("accessories"),
        ),
    }
    for name, spec in specs.items():
        (tmp_path / f"{name}.glb").write_bytes(avatar_glb(spec))
    files = [str(tmp_path / f"{name}.glb") for name in specs]
    done = subprocess.run(
        ["node", "glb.mjs", *files], cwd=NODE, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {name: (one["numErrors"], one["messages"]) for name, one in found.items()} == {
        name: (0, []) for name in files
    }
