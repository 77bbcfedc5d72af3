"""OpenAI's dialect: files and batches.

https://platform.openai.com/docs/api-reference/files, https://platform.openai.com/docs/api-reference/batch
"""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qsl, quote

import msgspec

from huahua.gateway.batches.model import batch_body, file_body
from huahua.gateway.batches.service import MAX_PAGE, BatchService, FileService, page_size
from huahua.gateway.domain.calls import Caller
from huahua.gateway.errors import InvalidRequest, NotFound
from huahua.gateway.http._asgi import Exchange
from huahua.gateway.http.multipart import parse_form
from huahua.gateway.service import GatewayService
from huahua.gateway.shapes import convert

FORM_BYTES = 64 * 1024
"""Around the file: boundaries, headers and the other fields."""
MAX_BODY_BYTES = 64 * 1024


class _NewBatch(msgspec.Struct):
    input_file_id: str
    endpoint: str
    completion_window: str
    metadata: dict[str, Any] | None = None


_NEW_FIELDS = frozenset(_NewBatch.__struct_fields__)


class FileEdge:
    """Handlers of `/v1/files`."""

    def __init__(self, files: FileService) -> None:
        self._files = files

    async def handle_create(self, exchange: Exchange, caller: Caller, _service: GatewayService) -> None:
        """`POST /v1/files`: a form with `purpose` and `file`."""
        raw = await exchange.read_body(self._files.limits.max_file_bytes + FORM_BYTES)
        form = await asyncio.to_thread(parse_form, exchange.header(b"content-type"), raw)
        del raw  # the form holds the file
        found = next((file for file in form.files if file.name == "file"), None)
        if found is None:
            raise InvalidRequest("'file' is missing: attach the file.", param="file")
        purpose = form.fields.get("purpose", "")
        await _send(
            exchange, file_body(await self._files.upload(caller, found.filename, purpose, found.data))
        )

    async def handle_list(self, exchange: Exchange, caller: Caller, _service: GatewayService) -> None:
        query = _query(exchange)
        newest_first = query.get("order", "desc") != "asc"
        limit = page_size(query.get("limit"), MAX_PAGE)
        rows, more = await self._files.page(
            caller, query.get("purpose"), query.get("after"), limit, newest_first=newest_first
        )
        await _send(exchange, _list([file_body(row) for row in rows], more))

    async def handle_one(self, exchange: Exchange, caller: Caller, _service: GatewayService) -> None:
        await _send(exchange, file_body(await self._files.get(caller, _id(exchange))))

    async def handle_delete(self, exchange: Exchange, caller: Caller, _service: GatewayService) -> None:
        file_id = _id(exchange)
        await self._files.delete(caller, file_id)
        await _send(exchange, {"id": file_id, "object": "file", "deleted": True})

    async def handle_content(self, exchange: Exchange, caller: Caller, _service: GatewayService) -> None:
        """The file's bytes, as a download: whatever was uploaded, no browser takes it for a page of ours."""
        file, pieces = await self._files.content(caller, _id(exchange))
        try:
            first = await anext(pieces)
        except FileNotFoundError as fault:
            raise NotFound("The file's content is gone.", param="file_id") from fault
        exchange.headers_out += (
            (
                b"content-disposition",
                f"attachment; filename*=UTF-8''{quote(file.filename, safe='')}".encode(),
            ),
            (b"content-length", str(file.bytes).encode()),
        )
        await exchange.start_stream("application/octet-stream")
        await exchange.send_raw(first)
        async for piece in pieces:
            await exchange.send_raw(piece)
        await exchange.end()


class BatchEdge:
    """Handlers of `/v1/batches`."""

    def __init__(self, batches: BatchService) -> None:
        self._batches = batches

    async def handle_create(self, exchange: Exchange, caller: Caller, _service: GatewayService) -> None:
        body = await exchange.read_object(MAX_BODY_BYTES)
        known = {name: value for name, value in body.items() if name in _NEW_FIELDS}
        fields: _NewBatch = convert(msgspec.json.encode(known), _NewBatch)
        batch = await self._batches.create(
            caller, fields.input_file_id, fields.endpoint, fields.completion_window, fields.metadata
        )
        await _send(exchange, batch_body(batch))

    async def handle_list(self, exchange: Exchange, caller: Caller, _service: GatewayService) -> None:
        query = _query(exchange)
        rows, more = await self._batches.page(caller, query.get("after"), page_size(query.get("limit"), 20))
        await _send(exchange, _list([batch_body(row) for row in rows], more))

    async def handle_one(self, exchange: Exchange, caller: Caller, _service: GatewayService) -> None:
        await _send(exchange, batch_body(await self._batches.get(caller, _id(exchange))))

    async def handle_cancel(self, exchange: Exchange, caller: Caller, _service: GatewayService) -> None:
        await _send(exchange, batch_body(await self._batches.cancel(caller, _id(exchange))))


def _id(exchange: Exchange) -> str:
    """The fourth part of `/v1/files/{id}` and all below it."""
    return exchange.path.split("/")[3]


def _query(exchange: Exchange) -> dict[str, str]:
    raw: bytes = exchange.scope.get("query_string", b"")
    return dict(parse_qsl(raw.decode("latin-1"), max_num_fields=20))


def _list(rows: list[dict[str, Any]], more: bool) -> dict[str, Any]:
    return {
        "object": "list",
        "data": rows,
        "first_id": rows[0]["id"] if rows else None,
        "last_id": rows[-1]["id"] if rows else None,
        "has_more": more,
    }


async def _send(exchange: Exchange, body: dict[str, Any]) -> None:
    await exchange.send_json(200, msgspec.json.encode(body))
