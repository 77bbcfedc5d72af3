"""The router of `/v1` and `/v1beta`: authenticates, picks the dialect's handler, renders every error in that dialect.

A handler is `async def handle(exchange, caller, service) -> None`. It raises GatewayError while nothing
was sent; once a stream has started it renders the error as one event itself. Each dialect module offers
`render_error(fault, request_id) -> bytes`, the JSON body of an error.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from huahua.gateway.admission.permits import check_address, check_endpoint
from huahua.gateway.batches.service import BatchService, FileService
from huahua.gateway.domain.calls import Caller
from huahua.gateway.errors import GatewayError, InvalidRequest, NotAllowed, NotAuthenticated
from huahua.gateway.http import anthropic, completions, gemini, openai, openai_images, openai_relay, responses
from huahua.gateway.http._asgi import (
    Authenticate,
    ClientGone,
    Exchange,
    RawHeaders,
    Receive,
    Scope,
    Send,
    peer_of,
    presented_key,
)
from huahua.gateway.http.dialect import RenderError, error_headers
from huahua.gateway.http.openai_batches import BatchEdge, FileEdge
from huahua.gateway.http.problems import caller_of
from huahua.gateway.http.realtime import serve_realtime
from huahua.gateway.ports import PictureLinks
from huahua.gateway.service import GatewayService
from huahua.infra.identity import Authenticator
from huahua.infra.permissions import MODELS_SCOPE
from huahua.kit.ids import new_id
from huahua.kit.limits import Restrictions

log = logging.getLogger(__name__)

Handler = Callable[[Exchange, Caller, GatewayService], Awaitable[None]]
OnCaller = Callable[[Caller, str | None, str], None]
"""Hears of each call: who, from which address, with which program."""


class GatewayApp:
    """A bare ASGI application for `/v1/*` and `/v1beta/*`; boot sends only such paths here."""

    def __init__(
        self,
        service: GatewayService,
        authenticate: Authenticate,
        *,
        links: PictureLinks | None = None,
        files: FileService | None = None,
        batches: BatchService | None = None,
        new_request_id: Callable[[], str] = lambda: new_id("req"),
        on_caller: OnCaller = lambda _caller, _address, _program: None,
    ) -> None:
        self._service = service
        self._authenticate = authenticate
        self._new_request_id = new_request_id
        self._on_caller = on_caller
        images = openai_images.ImageEdge(links)
        self._routes: dict[tuple[str, str], Handler] = {
            ("POST", "/v1/chat/completions"): openai.handle_chat,
            ("POST", "/v1/completions"): completions.handle_completions,
            ("POST", "/v1/responses"): responses.handle_responses,
            ("POST", "/v1/embeddings"): openai.handle_embeddings,
            ("GET", "/v1/models"): openai.handle_models,
            ("POST", "/v1/images/generations"): images.handle_generations,
            ("POST", "/v1/images/edits"): images.handle_edits,
            ("POST", "/v1/audio/speech"): openai_relay.handle_speech,
            ("POST", "/v1/audio/transcriptions"): openai_relay.handle_transcriptions,
            ("POST", "/v1/audio/translations"): openai_relay.handle_translations,
            ("POST", "/v1/moderations"): openai_relay.handle_moderations,
            ("POST", "/v1/rerank"): openai_relay.handle_rerank,
            ("POST", "/v1/messages"): anthropic.handle_messages,
            ("POST", "/v1/messages/count_tokens"): anthropic.handle_count_tokens,
        }
        if files is not None:
            file_edge = FileEdge(files)
            self._routes |= {
                ("POST", "/v1/files"): file_edge.handle_create,
                ("GET", "/v1/files"): file_edge.handle_list,
                ("GET", "/v1/files/{id}"): file_edge.handle_one,
                ("DELETE", "/v1/files/{id}"): file_edge.handle_delete,
                ("GET", "/v1/files/{id}/content"): file_edge.handle_content,
            }
        if batches is not None:
            batch_edge = BatchEdge(batches)
            self._routes |= {
                ("POST", "/v1/batches"): batch_edge.handle_create,
                ("GET", "/v1/batches"): batch_edge.handle_list,
                ("GET", "/v1/batches/{id}"): batch_edge.handle_one,
                ("POST", "/v1/batches/{id}/cancel"): batch_edge.handle_cancel,
            }
        self._paths = {path for _method, path in self._routes}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            request_id = self._new_request_id()
            authenticate = self._told_of(scope)
            await serve_realtime(scope, receive, send, self._service, authenticate, request_id)
            return
        exchange = Exchange(scope, receive, send, self._new_request_id())
        render = _render_for(exchange)
        try:
            handler = self._handler(exchange)
            headers = gemini.headers_with_key(scope) if gemini.speaks(exchange) else scope["headers"]
            caller = await self._told_of(scope)(headers)
            if caller is None:
                raise NotAuthenticated(
                    "The API key is missing, wrong or revoked. Send `Authorization: Bearer sk-…` with a key "
                    "made on the page 'API keys'."
                )
            if caller.restrictions is not None:
                _check_key(caller, caller.restrictions, exchange)
            await handler(exchange, caller, self._service)
        except ClientGone:
            return
        except asyncio.CancelledError:
            if not exchange.gone:
                raise
        except GatewayError as fault:
            await _answer_error(exchange, render, fault)
        except Exception:
            log.exception("call %s failed", exchange.request_id)
            await _answer_error(
                exchange, render, GatewayError("The server failed; quote the request id when you report it.")
            )

    def _told_of(self, scope: Scope) -> Authenticate:
        """`authenticate`, and whoever wants to know hears of it."""

        async def authenticate(headers: RawHeaders) -> Caller | None:
            caller = await self._authenticate(headers)
            if caller is not None:
                program = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")
                self._on_caller(caller, peer_of(scope), program.decode("latin-1"))
            return caller

        return authenticate

    def _handler(self, exchange: Exchange) -> Handler:
        path = exchange.path.rstrip("/")
        if "/models" in path and (of_gemini := gemini.find_handler(exchange)) is not None:
            return of_gemini
        handler = self._routes.get((exchange.method, path))
        if handler is not None:
            return handler
        if exchange.method == "GET" and path.startswith("/v1/models/"):
            return openai.handle_model
        pattern = _with_id(path)
        handler = self._routes.get((exchange.method, pattern))
        if handler is not None:
            return handler
        if path in self._paths or pattern in self._paths:
            raise InvalidRequest(
                f"{exchange.method} is not allowed on {path}.", code="method_not_allowed", status=405
            )
        raise InvalidRequest(f"There is nothing at {exchange.method} {path}.", code="unknown_url", status=404)


def _check_key(caller: Caller, restrictions: Restrictions, exchange: Exchange) -> None:
    """Raises NotAllowed. What model a call is for is checked when it is known."""
    check_address(caller, peer_of(exchange.scope))
    if exchange.path.startswith(("/v1/files", "/v1/batches")):
        check_endpoint(restrictions, "files")


def _with_id(path: str) -> str:
    """`/v1/files/file_1/content` as `/v1/files/{id}/content`."""
    parts = path.split("/")
    return "/".join([*parts[:3], "{id}", *parts[4:]]) if len(parts) > 3 and parts[3] else path


def _render_for(exchange: Exchange) -> RenderError:
    """Anthropic's errors on its own paths, and on shared ones when its SDK asks; Google's on its own; OpenAI's
    elsewhere."""
    if exchange.path.startswith("/v1/messages") or exchange.header(b"anthropic-version"):
        return anthropic.render_error
    if gemini.speaks(exchange):
        return gemini.render_error
    return openai.render_error


async def _answer_error(exchange: Exchange, render: RenderError, fault: GatewayError) -> None:
    if exchange.started:
        # The head is out and the handler could not end the stream in order: cutting it is all that is left.
        raise fault
    await exchange.send_json(fault.status, render(fault, exchange.request_id), error_headers(fault))


def by_api_key(authenticator: Authenticator) -> Authenticate:
    """The identity behind a bearer key or `x-api-key`, as the caller that the service knows."""

    async def authenticate(headers: RawHeaders) -> Caller | None:
        key = presented_key(headers)
        if key is None:
            return None
        identity = await authenticator.by_headers({"authorization": f"Bearer {key}"})
        if identity is not None and not identity.has_scope(MODELS_SCOPE):
            raise NotAllowed("The access token has no scope for calls to models.", code="insufficient_scope")
        return caller_of(identity) if identity else None

    return authenticate
