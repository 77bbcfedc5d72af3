"""Writes the Python code of `proto/` into `src/huahua/gateway/grpc/gen`: `python scripts/proto.py`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROTO = ROOT / "proto"
TARGET = ROOT / "src" / "huahua" / "gateway" / "grpc" / "gen"
PACKAGE = "huahua/v1"


def generate(target: Path) -> None:
    """Raises SystemExit when the compiler finds a fault."""
    import grpc_tools
    from grpc_tools import protoc

    common = Path(grpc_tools.__file__).parent / "_proto"
    sources = [str(path.relative_to(PROTO)) for path in sorted((PROTO / PACKAGE).glob("*.proto"))]
    with tempfile.TemporaryDirectory() as folder:
        outputs = [f"--{kind}_out={folder}" for kind in ("python", "pyi", "grpc_python")]
        status = protoc.main(["protoc", f"-I{PROTO}", f"-I{common}", *outputs, *sources])
        if status != 0:
            sys.exit(status)
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        (target / "__init__.py").write_text('"""Generated from `proto/` by `make proto`."""\n')
        for path in sorted((Path(folder) / PACKAGE).iterdir()):
            if path.name.endswith("_grpc.py") and "def add_" not in path.read_text():
                continue  # a file without a service
            # protoc names modules after the proto's path; these stand elsewhere
            text = path.read_text().replace("from huahua.v1 import", "from huahua.gateway.grpc.gen import")
            (target / path.name).write_text(text)


if __name__ == "__main__":
    generate(TARGET)
