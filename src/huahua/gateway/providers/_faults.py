"""What goes wrong at an upstream, as errors of the gateway: one place for all providers.

Statuses 401, 402 and 403 concern the operator's account. They never pass on as such: the caller's own key is
fine. Messages of a vendor pass on only where the fault is the caller's request, without the operator's secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec

from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import (
    AddressNotAllowed,
    GatewayError,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    UpstreamForbidden,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from huahua.gateway.wire.openai import status_in
from huahua.gateway.wire.sse import SseTooLarge
from huahua.infra.http import (
    OutboundBroken,
    OutboundError,
    OutboundForbiddenAddress,
    OutboundTimeout,
    OutboundTooLarge,
    OutboundUnreachable,
)

MAX_ERROR_BYTES = 64 * 1024
"""How much of an error body is read."""
_MAX_MESSAGE_CHARS = 2_000
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)s")
_KEY_LIKE = re.compile(r"\b(?:sk|pk|rk|gsk|xai|AIza)[-_]?[\w*.-]{8,}")
_OPERATOR_CODES = frozenset(
    {
        "insufficient_quota",
        "billing_error",
        "billing_not_active",
        "invalid_api_key",
        "authentication_error",
        "permission_error",
        "API_KEY_INVALID",
    }
)
"""Codes that mean 'the operator's account' whatever the status is."""
_KEY_CODES = frozenset({"invalid_api_key", "authentication_error", "API_KEY_INVALID"})
"""Those that mean its key, for all models alike."""
_FILTERED = re.compile(
    r"content_filter|content_policy_violation|moderation_blocked|\w*SensitiveContentDetected(?:\.\w+)?|1301"
)
"""Codes by which Azure, OpenAI, Ark and Zhipu say that their filter took offence: the caller's words, not a slip."""
_PROXIES = frozenset({502, 520, 522, 524})
_OPERATOR_WORDS = ("credit balance is too low", "api key not valid", "insufficient balance")


@dataclass(frozen=True, slots=True)
class VendorError:
    """What an error body says, in any vendor's shape."""

    message: str = ""
    code: str | None = None
    param: str | None = None
    retry_after: float | None = None
    status: int = 500
    """What the body says of itself, for errors that come with HTTP status 200."""


def read_vendor_error(body: bytes) -> VendorError | None:
    """The error in a body; None when it is not a JSON error.

    Shapes: OpenAI `{"error": {"message", "type", "param", "code"}}`, Anthropic `{"type": "error", "error":
    {"type", "message"}}`, Google `{"error": {"code", "message", "status", "details"}}` (in a list when
    streamed), Ollama `{"error": "…"}`, others `{"message": …}` or `{"detail": …}`.
    """
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    if isinstance(data, list) and data:
        data = data[0]
    if not isinstance(data, dict):
        return None
    error = data.get("error")
    if isinstance(error, dict):
        return _from_object(error)
    for value in (error, data.get("message"), data.get("detail")):
        if isinstance(value, str) and value:
            return VendorError(value, code=_string(data.get("code")), status=status_in(data))
    return None


def status_error(
    config: ProviderConfig, status: int, headers: Mapping[str, str], body: bytes
) -> GatewayError:
    """The error for a reply whose status is not 200."""
    vendor = read_vendor_error(body)
    if 300 <= status < 400:
        return _settled(UpstreamBroken(f"{_who(config)} answered with a redirect; check its base URL"), True)
    retry_after = retry_after_of(headers) or (vendor.retry_after if vendor else None)
    return vendor_error(config, status, vendor, retry_after=retry_after)


def vendor_error(
    config: ProviderConfig, status: int, vendor: VendorError | None, *, retry_after: float | None = None
) -> GatewayError:
    """The error for a status and what the vendor said about it; also for error events of a stream."""
    who = _who(config)
    if status in (401, 402, 403) or (status < 500 and vendor and _is_operators(vendor)):
        wrong_key = status == 401 or (vendor is not None and vendor.code in _KEY_CODES)
        refused = UpstreamCredential if wrong_key else UpstreamForbidden
        return refused(_credential_message(config, status))
    if status in (408, 504):
        return UpstreamTimeout(f"{who} timed out on its own side (status {status})")
    if status == 424:
        return UpstreamError(f"{who} failed: its model broke down (status 424)")
    words = _words(config, vendor)
    if status == 429:
        return UpstreamLimited(
            f"{who} limits the rate of requests{words and ': ' + words}", retry_after=retry_after
        )
    if status in (503, 529):
        return UpstreamError(
            f"{who} is overloaded or not ready (status {status})",
            code="upstream_overloaded",
            retry_after=retry_after,
        )
    if 400 <= status < 500:
        if vendor is None:
            # No API answered but a proxy or a web site: not the caller's fault.
            return UpstreamError(f"{who} answered status {status} without a reason; check its base URL")
        code = "model_not_found" if status == 404 else None
        code = "content_filter" if vendor.code and _FILTERED.fullmatch(vendor.code) else code
        return UpstreamRefused(words or "request refused", status=status, param=vendor.param, code=code)
    # A proxy before the vendor lost sight of it: what became of the request is not known.
    return _settled(UpstreamError(f"{who} failed (status {status})"), status not in _PROXIES)


@contextmanager
def upstream_faults(config: ProviderConfig) -> Iterator[None]:
    """Translates faults of the outbound client and of the stream parser, once, keeping the cause."""
    who = _who(config)
    try:
        yield
    except OutboundTimeout as fault:
        waited = {
            "connect": "accepted no connection in time",
            "first_byte": "did not begin to answer in time",
            "idle": "fell silent in the middle of its answer",
        }.get(fault.phase, "did not finish its answer in time")
        raise _settled(UpstreamTimeout(f"{who} {waited}"), fault.phase == "connect") from fault
    except OutboundForbiddenAddress as fault:
        raise AddressNotAllowed(f"{who}: {fault}") from fault
    except OutboundUnreachable as fault:
        raise _settled(UpstreamUnreachable(f"{who} cannot be reached: {fault}"), not fault.sent) from fault
    except (OutboundTooLarge, SseTooLarge) as fault:
        raise UpstreamBroken(f"{who} sent more than an answer can hold") from fault
    except OutboundBroken as fault:
        raise UpstreamBroken(f"{who} broke off its answer") from fault
    except OutboundError as fault:
        raise UpstreamError(f"{who} could not be asked") from fault


def broken(config: ProviderConfig, what: str) -> UpstreamBroken:
    """The upstream does not keep to its protocol; `what` completes 'The provider … '."""
    return UpstreamBroken(f"{_who(config)} {what}")


def without_secrets(config: ProviderConfig, words: str) -> str:
    """`words` without the operator's key, configured header values and anything that looks like a key."""
    for secret in (config.api_key, *config.api_key.split(":"), *config.headers.values()):
        if len(secret) >= 4:
            words = words.replace(secret, "***")
    return _KEY_LIKE.sub("***", words)


def _settled(fault: GatewayError, settled: bool) -> GatewayError:
    fault.settled = settled
    return fault


def _who(config: ProviderConfig) -> str:
    return f"The provider '{config.name}'"


def _credential_message(config: ProviderConfig, status: int) -> str:
    reason = {402: "has no credit left on", 403: "does not allow this with"}.get(status, "did not accept")
    return f"{_who(config)} {reason} the configured account; an administrator has to look at it"


def _words(config: ProviderConfig, vendor: VendorError | None) -> str:
    return without_secrets(config, vendor.message)[:_MAX_MESSAGE_CHARS] if vendor else ""


def _is_operators(vendor: VendorError) -> bool:
    words = vendor.message.lower()
    return vendor.code in _OPERATOR_CODES or any(phrase in words for phrase in _OPERATOR_WORDS)


def _from_object(error: dict[str, Any]) -> VendorError:
    reason, retry_after = _google_details(error.get("details"))
    code = reason or next(
        (value for value in (error.get("code"), error.get("type"), error.get("status")) if _string(value)),
        None,
    )
    return VendorError(
        _string(error.get("message")) or "",
        _string(code),
        _string(error.get("param")),
        retry_after,
        status_in(error),
    )


def _google_details(details: Any) -> tuple[str | None, float | None]:
    """`reason` of an ErrorInfo and `retryDelay` of a RetryInfo: https://google.aip.dev/193."""
    reason, retry_after = None, None
    for detail in details if isinstance(details, list) else ():
        if not isinstance(detail, dict):
            continue
        reason = _string(detail.get("reason")) or reason
        delay = _SECONDS.fullmatch(str(detail.get("retryDelay", "")))
        retry_after = float(delay[1]) if delay else retry_after
    return reason, retry_after


def retry_after_of(headers: Mapping[str, str]) -> float | None:
    """Seconds of `retry-after`. Its date form is left out: no vendor of models sends it."""
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e6 else None


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
