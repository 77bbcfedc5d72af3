"""One account at a painter's address: JSON, forms and pictures out and in, with every fault as the gateway's own."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import msgspec

from huahua.gateway.domain.calls import ImageInput, ImageResult, JsonObject
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import GatewayError, PictureRejected, UpstreamBroken
from huahua.gateway.pictures import picture_size
from huahua.gateway.providers._exchange import MAX_REPLY_BYTES, exchange
from huahua.gateway.providers._faults import MAX_ERROR_BYTES, broken, status_error, upstream_faults
from huahua.gateway.resilience.current import saw_head
from huahua.gateway.wire.multipart import FormFile, encode_form
from huahua.infra.http import Outbound, OutboundResponse
from huahua.kit.pictures import media_type_of

Refusal = Callable[[OutboundResponse], GatewayError | None]
"""What a vendor means by a reply that is no success, where it says so in its own way; None: the usual reading."""
_SUCCESS = range(200, 300)


class Vendor:
    """`headers` prove who asks. They go to the account's own address and to no other."""

    def __init__(
        self,
        config: ProviderConfig,
        outbound: Outbound,
        root: str,
        headers: Mapping[str, str],
        refusal: Refusal = lambda _reply: None,
    ) -> None:
        self.config = config
        self.outbound = outbound
        self.root = root.rstrip("/")
        self.headers = {name.lower(): value for name, value in {**headers, **config.headers}.items()}
        self._refusal = refusal

    async def post(self, path: str, body: Any = None, **headers: str) -> JsonObject:
        """A JSON object for a JSON body. Raises UpstreamError."""
        encoded = msgspec.json.encode({} if body is None else body)
        return self.object(
            await self.send("POST", path, encoded, {"content-type": "application/json", **headers})
        )

    async def post_form(
        self, path: str, fields: Iterable[tuple[str, str]], files: Iterable[FormFile], **headers: str
    ) -> JsonObject:
        body, content_type = await asyncio.to_thread(encode_form, fields, list(files))
        return self.object(await self.send("POST", path, body, {"content-type": content_type, **headers}))

    async def get(self, path: str, *, timeout_s: float | None = None) -> Any:
        """Any JSON value."""
        return self.json(await self.send("GET", path, None, {}, timeout_s))

    async def send(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
        timeout_s: float | None = None,
    ) -> bytes:
        """The body of a reply that is a success. What is posted goes out once. Raises UpstreamError."""
        config = self.config
        with upstream_faults(config):
            reply = await self.outbound.request(
                method,
                self.root + path,
                headers={**self.headers, **headers},
                body=body,
                allow_private=config.allow_private,
                connect_timeout_s=config.connect_timeout_s,
                timeout_s=timeout_s or config.timeout_s,
                max_bytes=MAX_REPLY_BYTES,
                once=method == "POST",
            )
        saw_head(reply.headers)
        if reply.status not in _SUCCESS:
            fault = self._refusal(reply)
            raise fault or status_error(config, reply.status, reply.headers, reply.body[:MAX_ERROR_BYTES])
        return reply.body

    def json(self, raw: bytes) -> Any:
        try:
            return msgspec.json.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
            raise self.broken("answered something that is not JSON") from fault

    def object(self, raw: bytes) -> JsonObject:
        found = self.json(raw)
        if not isinstance(found, dict):
            raise self.broken("answered JSON of another shape than its interface says")
        return found

    def broken(self, what: str) -> UpstreamBroken:
        """It does not keep to its protocol; `what` completes 'The provider … '."""
        return broken(self.config, what)

    async def link(self, link: Any) -> bytes:
        """The bytes behind a link of a reply, or inside a `data:` one; without our key.

        Leave to reach a private address holds for the provider's own host, not for any that it names.
        """
        if not isinstance(link, str) or not link:
            raise self.broken("answered without a picture")
        if link.startswith("data:"):
            return await asyncio.to_thread(self.decoded, link)
        own_host = urlsplit(link).hostname == urlsplit(self.root).hostname
        guarded = replace(self.config, allow_private=self.config.allow_private and own_host)
        return await exchange(self.outbound, guarded, "GET", link, {})

    def decoded(self, encoded: Any) -> bytes:
        """The bytes of base64, with or without what a `data:` link has before them."""
        try:
            return base64.b64decode(encoded.rpartition(",")[2], validate=True)
        except (AttributeError, binascii.Error, TypeError, ValueError) as fault:
            raise self.broken("sent a picture that is not base64") from fault

    async def result(
        self, data: bytes, *, seed: int | None = None, revised_prompt: str | None = None
    ) -> ImageResult:
        """A picture of a reply, proved to be one."""
        media_type = media_type_of(data)
        if media_type is None:
            raise self.broken("sent something that is not a picture")
        try:
            width, height = await asyncio.to_thread(picture_size, data)
        except PictureRejected as fault:
            raise self.broken("sent something that is not a picture") from fault
        return ImageResult(data, media_type, width, height, seed=seed, revised_prompt=revised_prompt)


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def data_url(picture: ImageInput) -> str:
    return f"data:{picture.media_type};base64,{base64_of(picture.data)}"
