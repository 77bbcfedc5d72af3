"""Write what the page is checked against: the description of `/api` and the codes of errors and findings.

python scripts/interface.py [--check]

`web/src/api/openapi.json` is what `/api/openapi.json` answers; `npm run types` makes TypeScript of it.
`web/src/i18n/codes.json` lists every code that the page must have a sentence for. With `--check` nothing is
written; the exit status is 1 when a file is out of date.
"""

from __future__ import annotations

import ast
import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import huahua
from huahua.audit.domain.actions import Action
from huahua.boot.app import new_api
from huahua.boot.settings import load_settings
from huahua.boot.wiring import build
from huahua.gateway.hints import HINTS

ROOT = Path(__file__).parent.parent
SOURCE = Path(huahua.__file__).parent
FOR_PROGRAMS = (
    "gateway/http/app.py",
    "gateway/batches/service.py",
    "gateway/http/multipart.py",
    "gateway/http/realtime.py",
    "chat/simple.py",
    "chat/service/simple.py",
)
"""Edges that the page never calls: their own codes need no translation."""
_PLACES = {"Problem": 1, "_problem": 2, "RunFailure": 0, "Finding": 1, "_Refused": 0}
"""Which positional argument of these calls is the code."""


def description() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return new_api(build(load_settings({"HUAHUA_DATA_DIR": folder})), asyncio.Event()).openapi()


def codes() -> dict[str, list[str]]:
    """`errors`: of problems, failed runs and tested providers; `findings`: of the doctor; `hints`: what can be
    done about a provider that fails; `actions`: of the audit log."""
    errors: set[str] = set()
    findings: set[str] = set()
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        if name not in FOR_PROGRAMS:
            found = set(codes_in(path.read_text()))
            is_doctor = name.startswith("ops/") and name.count("/") == 1 and name != "ops/http.py"
            (findings if is_doctor else errors).update(found)
    return {
        "errors": sorted(errors),
        "findings": sorted(findings),
        "hints": sorted(HINTS),
        "actions": sorted(Action),
    }


def codes_in(source: str) -> Iterator[str]:
    """Codes as the sources write them: class attributes and names called `code`, arguments and keys of
    that name, the positional arguments of `_PLACES`, refusals of workers, and the values of a table called
    `CODES`. The empty one, which says that there is none, is left out."""
    for node in ast.walk(ast.parse(source)):
        for value in _values(node):
            yield from filter(None, _texts(value))


def _values(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions of this node that are codes, where they are written out."""
    match node:
        case ast.Assign(targets=[ast.Name(id="code")], value=value):
            yield value
        case ast.AnnAssign(target=ast.Name(id="code"), value=ast.expr() as value):
            yield value
        case ast.Assign(targets=[ast.Name(id="CODES")], value=ast.Dict(values=values)):
            yield from values
        case ast.Dict(keys=keys, values=values):
            named = {_text(key): value for key, value in zip(keys, values, strict=True)}
            if "code" in named and named.keys() & {"message", "type"}:
                yield named["code"]
            if named.keys() >= {"refused", "detail"}:  # what a worker says in place of a picture
                yield named["refused"]
        case ast.FunctionDef(args=arguments):
            yield from (default for name, default in _defaults(arguments) if name == "code")
        case ast.Call(func=ast.Attribute(value=ast.Name(id="CODES"), attr="get"), args=[_, fallback]):
            yield fallback
        case ast.Call(func=called, args=given, keywords=keywords):
            yield from (keyword.value for keyword in keywords if keyword.arg == "code")
            place = _PLACES.get(getattr(called, "id", ""), len(given))
            yield from given[place : place + 1]


def _texts(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body)
            yield from _texts(orelse)


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = arguments.args[len(arguments.args) - len(arguments.defaults) :]
    for argument, default in zip(positional, arguments.defaults, strict=True):
        yield argument.arg, default


def files() -> dict[Path, str]:
    return {
        ROOT / "web/src/api/openapi.json": _json(description()),
        ROOT / "web/src/i18n/codes.json": _json(codes()),
    }


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    stale = {path: text for path, text in files().items() if not path.exists() or path.read_text() != text}
    for path, text in stale.items():
        if arguments:
            print(f"{path.relative_to(ROOT)} is out of date: run `make types` and commit the result.")  # noqa: T201
        else:
            path.write_text(text)
    return 1 if arguments and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
