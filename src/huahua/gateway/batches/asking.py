"""Asking one line of a batch."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import msgspec

from huahua.gateway.batches.lines import Line, answered
from huahua.gateway.batches.model import Batch, DoneLine
from huahua.gateway.batches.ports import AskOne
from huahua.gateway.domain.calls import Caller
from huahua.gateway.errors import GatewayError, InvalidRequest

ATTEMPTS = 6
MAX_PAUSE_S = 60.0

log = logging.getLogger(__name__)


class Asker:
    """Asks lines of one batch. A line that is told to come back later does so, a few times."""

    def __init__(
        self, batch: Batch, caller: Caller, ask: AskOne, sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._batch = batch
        self._caller = caller
        self._ask = ask
        self._sleep = sleep

    async def ask(self, line: Line) -> DoneLine:
        """The line's answer, whatever came of it."""
        request_id = line_id(self._batch, line)
        try:
            body = await self._patiently(line, request_id)
        except GatewayError as fault:
            return answered(line, request_id, fault.status, {"error": _error(fault)})
        except Exception:
            log.exception("line %d of batch %s failed", line.number, self._batch.id)
            unknown = GatewayError("The server failed; quote the request id when you report it.")
            return answered(line, request_id, unknown.status, {"error": _error(unknown)})
        return answered(line, request_id, 200, msgspec.Raw(body))

    async def _patiently(self, line: Line, request_id: str) -> bytes:
        if bytes(line.body.get("stream") or b"") == b"true":
            raise InvalidRequest(
                "Requests of a batch cannot be streamed; leave 'stream' out.", param="stream"
            )
        attempt = 0
        while True:
            attempt += 1
            # A failed attempt has a usage line of its own, which the next may not hide behind.
            this = request_id if attempt == 1 else f"{request_id}.{attempt}"
            try:
                return await self._ask(self._caller, dict(line.body), this)
            except GatewayError as fault:
                if fault.retry_after is None or attempt == ATTEMPTS:
                    raise
                await self._sleep(min(MAX_PAUSE_S, max(fault.retry_after, 0.1)))


def line_id(batch: Batch, line: Line) -> str:
    """The request id of a line, the same whenever it is asked: its usage is written once."""
    return f"breq_{batch.stem}_{line.number}"


def _error(fault: GatewayError) -> dict[str, str | None]:
    kind = "invalid_request_error" if fault.status < 500 else "server_error"
    return {"message": fault.message, "type": kind, "param": fault.param, "code": fault.code}
