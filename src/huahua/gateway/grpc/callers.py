"""Who calls: proved by the call's metadata before its message is read."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote

import grpc

from huahua.gateway.domain.calls import Caller
from huahua.gateway.errors import GatewayError, NotAuthenticated
from huahua.gateway.grpc.context import Context
from huahua.gateway.grpc.faults import metadata_of, status_of
from huahua.gateway.http._asgi import Authenticate, RawHeaders
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)

CALLER: ContextVar[Caller] = ContextVar("caller")
"""Of the running call of one of our services."""
_OURS = "/huahua."
_NO_KEY = (
    "The API key is missing, wrong or revoked. Send the metadata `authorization: Bearer sk-…` with a key made on the "
    "page 'API keys'."
)


def host_of(peer: str) -> str | None:
    """The address in what gRPC calls a peer: `ipv4:203.0.113.5:51234`, `ipv6:[2001:db8::1]:51234` (its brackets may
    be escaped); None for others, such as a Unix socket."""
    kind, _, address = peer.partition(":")
    if kind not in ("ipv4", "ipv6"):
        return None
    host = unquote(address).rpartition(":")[0].strip("[]").partition("%")[0]
    mapped = host.removeprefix("::ffff:")
    return mapped if "." in mapped else host or None


def raw_headers(metadata: Any) -> RawHeaders:
    """Metadata of a call (None where it has none) as HTTP's headers; binary values are none of ours."""
    return [
        (name.encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in metadata or ()
        if isinstance(value, str)
    ]


class NeedsKey(grpc.aio.ServerInterceptor):  # type: ignore[misc]
    """Refuses calls of our services without a valid key; health and reflection are for everybody."""

    def __init__(self, authenticate: Authenticate) -> None:
        self._authenticate = authenticate

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Any]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Any:
        if handler_call_details.method.startswith(_OURS):
            try:
                caller = await self._authenticate(raw_headers(handler_call_details.invocation_metadata))
            except GatewayError as fault:
                return _refusing(fault)
            except Exception:
                # gRPC would tell the stranger what it says.
                log.exception("authentication of a gRPC call failed")
                return _refusing(GatewayError("The server cannot check keys at the moment."))
            if caller is None:
                return _refusing(NotAuthenticated(_NO_KEY))
            CALLER.set(caller)
        return await continuation(handler_call_details)


def _refusing(fault: GatewayError) -> Any:
    """A handler that reads no message, as those of streams need not."""

    async def refuse(_requests: Any, context: Context) -> None:
        await context.abort(status_of(fault), fault.message, metadata_of(fault, new_id("req")))

    return grpc.stream_stream_rpc_method_handler(refuse)
