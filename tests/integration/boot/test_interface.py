"""What the page is checked against is what the server says: its description of `/api` and its codes."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]
NOT_JSON = {"/api/avatars/styles", "/api/avatars/schema", "/api/avatars/preview.svg"}
"""Made once and sent as they are."""
FREE_FORM = {"/chat", "/api/invoke"}
"""For programs; `docs/reference/http.md` describes them."""


@pytest.fixture(scope="module")
def interface() -> ModuleType:
    spec = importlib.util.spec_from_file_location("interface", ROOT / "scripts/interface.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_committed_files_are_up_to_date(
    interface: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    status = interface.main(["--check"])
    assert (status, capsys.readouterr().out) == (0, "")


def test_an_outdated_file_is_named_with_the_command_that_mends_it(
    interface: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(interface, "ROOT", tmp_path)
    monkeypatch.setattr(interface, "files", lambda: {tmp_path / "openapi.json": "{}"})
    assert interface.main(["--check"]) == 1
    assert capsys.readouterr().out.startswith("openapi.json is out of date: run `make types`")
    assert interface.main([]) == 0 and interface.main(["--check"]) == 0


def test_every_route_of_the_page_says_what_it_answers() -> None:
    described = json.loads((ROOT / "web/src/api/openapi.json").read_text())
    vague = []
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert "Problem" in json.dumps(operation["responses"]["default"]), (method, path)
            (answer,) = (
                found for code, found in operation["responses"].items() if code.startswith(("2", "3"))
            )
            schema = answer.get("content", {}).get("application/json", {}).get("schema")
            if schema is not None and "$ref" not in schema and path not in NOT_JSON | FREE_FORM:
                vague.append(f"{method} {path}")
    assert vague == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("class Gone(Fault):\n    code = 'gone'", ["gone"]),
        ("class Refused(Fault):\n    code: str = ''", []),
        ("raise Problem(404, 'gone', 'It is gone.')", ["gone"]),
        ("raise RunFailure('gone', 'It is gone.')", ["gone"]),
        ("raise Fault('It is gone.', code='gone')", ["gone"]),
        ("code = 'weak' if short else 'bad'", ["weak", "bad"]),
        ("error = {'code': 'gone', 'message': 'It is gone.'}", ["gone"]),
        ("def wrong(message, code='bad'): ...", ["bad"]),
        ("CODES = {404: 'gone'}\nCODES.get(1, 'other')", ["gone", "other"]),
        ("Finding(Status.OK, 'disk_ok', 'fine')", ["disk_ok"]),
        ("raise Fault('gone')\ncolumn = {'code': 'x'}\nreturn Fault(message, code=fault.code)", []),
    ],
)
def test_codes_are_found_however_they_are_written(
    interface: ModuleType, source: str, found: list[str]
) -> None:
    assert sorted(interface.codes_in(source)) == sorted(found)
