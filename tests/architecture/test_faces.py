"""Rules that import-linter has no contract for: faces, edges, the environment."""

import ast
from functools import cache
from pathlib import Path

import grimp

import huahua

SOURCE = Path(huahua.__file__).parent
SHARED = {"infra", "kit"}
MAX_LINES = 600
MAX_FUNCTION_LINES = 70
REASON = "This file is long because"


@cache
def graph() -> grimp.ImportGraph:
    """Built by who runs these tests, and not by every process that collects them."""
    return grimp.build_graph("huahua")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def area(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else None


def foreign_imports() -> list[tuple[str, str]]:
    found = []
    for importer in sorted(graph().modules):
        if area(importer) in {None, "boot", "__main__"}:
            continue
        for imported in sorted(graph().find_modules_directly_imported_by(importer)):
            if imported.startswith("huahua.") and area(imported) not in {area(importer), None, *SHARED}:
                found.append((importer, imported))
    return found


def test_other_areas_see_only_an_areas_face() -> None:
    behind = [f"{a} -> {b}" for a, b in foreign_imports() if not b.endswith(".api")]
    assert behind == []


def test_the_rule_above_looks_at_something() -> None:
    assert any(b == "huahua.jobs.api" for _, b in foreign_imports())


def test_edges_do_not_reach_past_their_service() -> None:
    wrong = [
        f"{importer} -> {imported}"
        for importer in graph().modules
        if {"http", "ws"} & set(importer.split(".")) and area(importer) not in {"infra", "boot", "ops"}
        for imported in graph().find_modules_directly_imported_by(importer)
        if imported.startswith(f"huahua.{area(importer)}.") and imported.split(".")[2] in {"store", "engines"}
    ]
    assert wrong == []


def python_files() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def test_only_boot_reads_the_environment() -> None:
    readers = []
    for path in python_files():
        if path.relative_to(SOURCE).parts[0] == "boot":
            continue
        for node in ast.walk(tree(path)):
            named = isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
            if named and isinstance(node.value, ast.Name) and node.value.id == "os":
                readers.append(f"{path.relative_to(SOURCE)}:{node.lineno}")
    assert readers == []


def test_files_stay_readable() -> None:
    long = []
    for path in python_files():
        text = path.read_text()
        if text.count("\n") > MAX_LINES and REASON not in text[:300]:
            long.append(f"{path.relative_to(SOURCE)}: {text.count(chr(10))} lines")
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > MAX_FUNCTION_LINES:
                    long.append(f"{path.relative_to(SOURCE)} {node.name}: {lines} lines")
    assert long == []
