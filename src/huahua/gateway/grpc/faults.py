"""Errors of the gateway as statuses of gRPC: https://grpc.io/docs/guides/status-codes/"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc

from huahua.gateway.errors import GatewayError
from huahua.gateway.grpc.context import Context, Metadata
from huahua.gateway.http.dialect import error_headers, header_value

log = logging.getLogger(__name__)

_CODES = {
    400: grpc.StatusCode.INVALID_ARGUMENT,
    401: grpc.StatusCode.UNAUTHENTICATED,
    402: grpc.StatusCode.RESOURCE_EXHAUSTED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    409: grpc.StatusCode.ALREADY_EXISTS,
    413: grpc.StatusCode.INVALID_ARGUMENT,
    422: grpc.StatusCode.INVALID_ARGUMENT,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    502: grpc.StatusCode.UNAVAILABLE,
    503: grpc.StatusCode.UNAVAILABLE,
    504: grpc.StatusCode.DEADLINE_EXCEEDED,
}


class ClientStalled(Exception):
    """The client stopped reading. It learns so when it reads again; its upstream is let go at once."""


def status_of(fault: GatewayError) -> grpc.StatusCode:
    code = _CODES.get(fault.status)
    if code is not None:
        return code
    return grpc.StatusCode.INVALID_ARGUMENT if 400 <= fault.status < 500 else grpc.StatusCode.INTERNAL


def metadata_of(fault: GatewayError, request_id: str) -> Metadata:
    """`huahua-error-code`, the field at fault, and what HTTP callers are told in headers."""
    found = [("x-request-id", request_id), ("huahua-error-code", fault.code)]
    if fault.param:
        found.append(("huahua-error-param", header_value(fault.param).decode()))
    found += [(name.decode("latin-1"), value.decode("latin-1")) for name, value in error_headers(fault)]
    return tuple(found)


@asynccontextmanager
async def told(context: Context, request_id: str) -> AsyncIterator[None]:
    """Ends the call with the status of whatever error arises inside."""
    try:
        yield
    except GatewayError as fault:
        await context.abort(status_of(fault), fault.message, metadata_of(fault, request_id))
    except ClientStalled as fault:
        await context.abort(grpc.StatusCode.CANCELLED, str(fault), (("x-request-id", request_id),))
    except Exception:
        log.exception("call %s failed", request_id)
        lost = GatewayError("The server failed; quote the request id when you report it.")
        await context.abort(status_of(lost), lost.message, metadata_of(lost, request_id))
