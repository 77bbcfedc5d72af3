"""A lean HTTP/1.1 client in call-backs, on httptools: pooled, guarded, with a limit on every phase and size.

`HttpPool.send` is the whole of it; `infra.http.Outbound` is the same for those who await.
"""

from huahua.infra.http1.call import Call, CallLimits, ReplySink
from huahua.infra.http1.errors import (
    OutboundBadRequest,
    OutboundBroken,
    OutboundError,
    OutboundForbiddenAddress,
    OutboundTimeout,
    OutboundTooLarge,
    OutboundUnreachable,
)
from huahua.infra.http1.origin import Origin
from huahua.infra.http1.pool import HttpPool
from huahua.infra.http1.request import PreparedHead, header_line, prepare

__all__ = [
    "Call",
    "CallLimits",
    "HttpPool",
    "Origin",
    "OutboundBadRequest",
    "OutboundBroken",
    "OutboundError",
    "OutboundForbiddenAddress",
    "OutboundTimeout",
    "OutboundTooLarge",
    "OutboundUnreachable",
    "PreparedHead",
    "ReplySink",
    "header_line",
    "prepare",
]
