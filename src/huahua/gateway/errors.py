"""Errors of the gateway. An edge renders them in its caller's dialect.

GatewayError
├── InvalidRequest            400  malformed, wrong type, missing field
│   └── ContentBlocked        400  a rule for content stopped the request, or its answer
├── NotAuthenticated          401  no key, or one that is wrong or revoked
├── InsufficientCredit        402  the caller's credit or spending limit does not cover the call
├── NotAllowed                403  this role may not do that
├── NotFound                  404  no such row of the catalogue
├── UnknownModel              404  no such model for this caller
├── AlreadyThere              409  a row of the catalogue with this name
├── NotSupported              422  understood, but this model or engine cannot do it
├── RequestTooLarge           413  over a configured limit
├── PictureRejected           422  not a picture, a bomb, an unreadable format
├── Overloaded                429  this server's own limit (carries retry_after)
├── NotReady                  503  this server cannot keep its records at the moment (carries retry_after)
├── ServerBusy                503  the queue is full or moves too slowly (carries retry_after)
├── DeadlineMissed            504  the caller's own deadline passed in the queue; 503 where it cannot be met
└── UpstreamError             502  the provider's fault
    ├── UpstreamRefused       4xx  the provider refused the caller's request: its status and message pass on
    ├── UpstreamLimited       429  the provider's rate limit (carries retry_after)
    ├── UpstreamCredential    502  the operator's key is wrong: an operator's alarm, not the customer's fault
    │   └── UpstreamForbidden 502  the key is good and may not do this
    ├── UpstreamUnreachable   502  refused, reset, DNS, TLS
    ├── UpstreamTimeout       504  no connection, no first byte, silence in mid-stream, or too long in all
    ├── UpstreamBroken        502  not the protocol: garbage, a cut stream, an over-long reply
    └── AddressNotAllowed     502  the SSRF guard refused the provider's address
"""

from __future__ import annotations


class GatewayError(Exception):
    """`status` is the HTTP status, `code` a stable snake_case name, `param` the request field at fault."""

    status = 500
    code = "internal_error"

    def __init__(
        self,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        status: int | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.retry_after = retry_after
        self.headers: list[tuple[bytes, bytes]] = []
        """What else the caller is told in response headers."""
        self.settled: bool | None = None
        """Whether it is sure that the upstream did not do, and bill, what was asked for; None: as of its kind. Of
        paintings: one that may be done is not asked for a second time (`resilience.faults.may_be_done`)."""
        self.goes_on = False
        """Whether the upstream goes on with it: whoever asks again with the same `remote_jobs` waits for that one."""
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status


class InvalidRequest(GatewayError):
    status = 400
    code = "invalid_request"


class ContentBlocked(InvalidRequest):
    code = "content_blocked"


class NotAuthenticated(GatewayError):
    status = 401
    code = "invalid_api_key"


class InsufficientCredit(GatewayError):
    status = 402
    code = "insufficient_credit"


class NotAllowed(GatewayError):
    status = 403
    code = "not_allowed"


class NotFound(GatewayError):
    status = 404
    code = "not_found"


class UnknownModel(GatewayError):
    status = 404
    code = "model_not_found"


class AlreadyThere(GatewayError):
    status = 409
    code = "already_there"


class NotSupported(GatewayError):
    status = 422
    code = "not_supported"


class RequestTooLarge(GatewayError):
    status = 413
    code = "request_too_large"


class PictureRejected(GatewayError):
    status = 422
    code = "invalid_image"


class Overloaded(GatewayError):
    status = 429
    code = "rate_limit_exceeded"


class NotReady(GatewayError):
    status = 503
    code = "not_ready"


class ServerBusy(GatewayError):
    status = 503
    code = "server_busy"


class DeadlineMissed(GatewayError):
    status = 504
    code = "deadline_missed"


class UpstreamError(GatewayError):
    status = 502
    code = "upstream_error"


class UpstreamRefused(UpstreamError):
    status = 400
    code = "upstream_refused"


class UpstreamLimited(UpstreamError):
    status = 429
    code = "upstream_rate_limited"


class UpstreamCredential(UpstreamError):
    code = "upstream_credential"


class UpstreamForbidden(UpstreamCredential):
    """The key is good, and its account has no credit or may not use this model."""


class UpstreamUnreachable(UpstreamError):
    code = "upstream_unreachable"


class UpstreamTimeout(UpstreamError):
    status = 504
    code = "upstream_timeout"


class UpstreamBroken(UpstreamError):
    code = "upstream_broken"


class AddressNotAllowed(UpstreamError):
    code = "address_not_allowed"
