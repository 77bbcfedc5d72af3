"""What OpenAPI promises of `/api` is what a running server does: no 5xx, and answers of the shape that is declared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.running_server import RunningServer

EXAMPLES = 2
LEFT_OUT = {
    "DELETE /api/session",  # these four would end the test's own session
    "DELETE /api/sessions/{session_id}",
    "POST /api/me/password",
    "PATCH /api/users/{user_id}",
    "GET /api/admin/discover",  # these three ask other machines
    "POST /api/admin/providers",
    "POST /api/admin/providers/test",
    "POST /api/pictures",  # paints for minutes
    "POST /api/avatars",
}
REMARKS = {"title", "description"}
ANY_TEXT: list[dict[str, Any]] = [{"type": "string"}, {"anyOf": [{"type": "string"}, {"type": "null"}]}]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with RunningServer(tmp_path_factory.mktemp("schema")) as running:
        yield running


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_answers_are_as_the_schema_says(server: RunningServer, mode: GenerationMode) -> None:
    """As the administrator, who reaches everything; what others reach is told by test_permissions."""
    key = server.make_key()
    headers = {"authorization": f"Bearer {key}"}
    schema = schemathesis.openapi.from_url(f"{server.url}/api/openapi.json", timeout=180)
    failed: list[str] = []
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if operation.label in LEFT_OUT or (mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation)):
            continue
        try:
            _try(operation, mode, headers)
        except Exception as fault:
            failed.append(f"{operation.label}: {fault}")
    assert failed == []


def _can_be_wrong(operation: Any) -> bool:
    """Whether anything that is sent can break the schema. A text without bounds cannot, in a path or a header, and
    hypothesis draws hundreds of examples before it finds that out."""
    texts = (each.definition["schema"] for each in [*operation.path_parameters, *operation.headers])
    return bool(
        list(operation.body)
        or list(operation.query)
        or any({key: schema[key] for key in schema if key not in REMARKS} not in ANY_TEXT for schema in texts)
    )


def _try(operation: Any, mode: GenerationMode, headers: dict[str, str]) -> None:
    @seed(1)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        response = case.call(headers=headers, timeout=30)
        case.validate_response(response, checks=CHECKS)

    one()
