"""What a server may never need is not loaded at its start, which everybody waits for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_grpc_without_a_port_and_the_built_in_assistant_are_not_loaded(tmp_path: Path) -> None:
    program = (
        "import sys, asyncio\n"
        "from huahua.boot.app import assemble\n"
        "from huahua.boot.grpc import serving_grpc\n"
        "from huahua.boot.settings import load_settings\n"
        "from huahua.boot.wiring import build\n"
        f"settings = load_settings({{'HUAHUA_DATA_DIR': {str(tmp_path)!r}}})\n"
        "assemble(settings)\n"
        "async def work():\n"
        "    async with serving_grpc(build(settings), asyncio.Event()):\n"
        "        late = ('grpc', 'huahua.gateway.providers.builtin.assistant.intents',\n"
        "                'authlib', 'joserfc', 'segno')\n"
        "        found = [name for name in sys.modules if f'{name}.'.startswith(tuple(f'{x}.' for x in late))]\n"
        "        assert not found, found\n"
        "asyncio.run(work())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
