"""What is used of a call's context in `grpc.aio`, which has no types."""

from __future__ import annotations

from typing import Any, NoReturn, Protocol

import grpc

Metadata = tuple[tuple[str, str], ...]


class Context(Protocol):
    """https://grpc.github.io/grpc/python/grpc_asyncio.html#grpc.aio.ServicerContext"""

    async def abort(self, code: grpc.StatusCode, details: str, trailing_metadata: Metadata) -> NoReturn: ...

    async def write(self, message: Any) -> None:
        """Returns when flow control has room for the message."""
        ...

    async def send_initial_metadata(self, metadata: Metadata) -> None: ...

    def peer(self) -> str:
        """Where the call comes from."""
        ...

    def invocation_metadata(self) -> Any: ...

    def time_remaining(self) -> float | None:
        """Seconds; None without a deadline."""
        ...
