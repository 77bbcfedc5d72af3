"""The command line as a caller of the gateway: the machine's own operator."""

from __future__ import annotations

from huahua.gateway.api import Caller

LOCAL_USER_ID = "usr_local"


def local_caller() -> Caller:
    return Caller(LOCAL_USER_ID, "administrator")
