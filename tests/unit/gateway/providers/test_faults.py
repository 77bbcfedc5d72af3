"""Error bodies of every vendor, and that they tell nobody the operator's secrets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import (
    GatewayError,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    UpstreamForbidden,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamTimeout,
)
from huahua.gateway.providers._faults import VendorError, read_vendor_error, status_error, without_secrets

KEY = "sk-ant-api03-Zm9vYmFyYmF6"
CONFIG = ProviderConfig(
    name="acme", kind="openai", api_key=KEY, headers={"x-org": "org-private-77"}, allow_private=True
)


def error(status: int, body: Any, **headers: str) -> GatewayError:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return status_error(
        CONFIG, status, {name.replace("_", "-"): value for name, value in headers.items()}, raw
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"error": {"message": "m", "type": "t", "param": "p", "code": "c"}},
            VendorError("m", "c", "p"),
        ),
        ({"error": {"message": "m", "type": "t", "param": None, "code": None}}, VendorError("m", "t")),
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "m"}},
            VendorError("m", "overloaded_error", status=503),
        ),
        (
            {"error": {"code": 400, "message": "m", "status": "INVALID_ARGUMENT"}},
            VendorError("m", "INVALID_ARGUMENT", status=400),
        ),
        ([{"error": {"code": 400, "message": "m", "status": "X"}}], VendorError("m", "X", status=400)),
        ({"error": "model 'x' not found"}, VendorError("model 'x' not found")),
        ({"message": "m", "code": "c"}, VendorError("m", "c")),
        ({"detail": "Not Found"}, VendorError("Not Found")),
    ],
    ids=[
        "OpenAI",
        "OpenAI without code",
        "Anthropic",
        "Google",
        "Google streamed",
        "Ollama",
        "message",
        "detail",
    ],
)
def test_shapes_of_vendors(body: Any, expected: VendorError) -> None:
    assert read_vendor_error(json.dumps(body).encode()) == expected


@pytest.mark.parametrize("body", [b"", b"<html>", b"5", b"[]", b"{}", b'{"error": 5}', b"\xff", b"[" * 5000])
def test_what_is_no_error_body(body: bytes) -> None:
    assert read_vendor_error(body) is None


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": {"message": "You exceeded", "code": "insufficient_quota"}}, UpstreamForbidden),
        (429, {"error": {"message": "You exceeded", "code": "insufficient_quota"}}, UpstreamForbidden),
        (
            400,
            {"error": {"message": "Your credit balance is too low", "type": "invalid_request_error"}},
            UpstreamForbidden,
        ),
        (
            400,
            {
                "error": {
                    "code": 400,
                    "message": "API key not valid.",
                    "status": "INVALID_ARGUMENT",
                    "details": [{"@type": "ErrorInfo", "reason": "API_KEY_INVALID"}],
                }
            },
            UpstreamCredential,
        ),
        (408, {"error": {"message": "m"}}, UpstreamTimeout),
        (504, b"<html>", UpstreamTimeout),
        (529, {"error": {"message": "m"}}, UpstreamError),
        (404, b"<html>Not Found</html>", UpstreamError),
        (404, {"error": {"message": "no model"}}, UpstreamRefused),
        (307, b"", UpstreamBroken),
        (451, {"error": {"message": "not here"}}, UpstreamRefused),
        (500, {"error": {"message": "boom", "code": "insufficient_quota"}}, UpstreamError),
    ],
)
def test_kinds(status: int, body: Any, kind: type[GatewayError]) -> None:
    assert type(error(status, body)) is kind


def test_waiting_times() -> None:
    limited = error(429, {"error": {"message": "slow down"}}, retry_after="2.5")
    assert isinstance(limited, UpstreamLimited) and limited.retry_after == 2.5
    google = {"error": {"message": "m", "details": [{"retryDelay": "13s"}]}}
    assert error(429, google).retry_after == 13
    assert error(429, google, retry_after="Wed, 21 Oct 2026 07:28:00 GMT").retry_after == 13
    assert error(429, {"error": {"message": "m"}}, retry_after="nan").retry_after is None


def test_a_refusal_passes_on_status_message_and_field() -> None:
    fault = error(422, {"error": {"message": "too hot", "param": "temperature"}})
    assert (fault.status, fault.message, fault.param) == (422, "too hot", "temperature")


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 422, 429, 500, 503])
def test_no_secret_of_the_operator_passes_on(status: int) -> None:
    words = f"key {KEY} of org-private-77, or sk-proj-********abcd and AIzaSyA1234567890"
    fault = error(status, {"error": {"message": words}})
    for secret in (KEY, "org-private-77", "abcd", "AIzaSy"):
        assert secret not in fault.message


@given(st.text(), st.text())
def test_the_key_never_survives(before: str, after: str) -> None:
    assert KEY not in without_secrets(CONFIG, before + KEY + after)


def test_long_messages_are_cut() -> None:
    assert len(error(400, {"error": {"message": "x" * 10_000}}).message) <= 2_000
