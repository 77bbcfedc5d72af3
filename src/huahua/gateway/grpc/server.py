"""The gRPC server of one process, on the loop of the HTTP server."""

from __future__ import annotations

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection, reflection_pb2

from huahua.gateway.grpc.callers import NeedsKey
from huahua.gateway.grpc.gen import chat_pb2, chat_pb2_grpc, painting_pb2, painting_pb2_grpc
from huahua.gateway.grpc.service import ChatServicer, PaintingServicer
from huahua.gateway.http._asgi import Authenticate
from huahua.gateway.ports import PictureLinks
from huahua.gateway.service import GatewayService

SERVICES = (
    chat_pb2.DESCRIPTOR.services_by_name["Chat"].full_name,
    painting_pb2.DESCRIPTOR.services_by_name["Painting"].full_name,
)
REFLECTION = "grpc.reflection.v1.ServerReflection"
MAX_STREAMS = 1_000
"""Calls at once over one connection; a client's others wait on its side."""
HANDSHAKE_MS = 10_000
IDLE_MS = 300_000
"""A connection without a call."""
PING_MS, PING_TIMEOUT_MS = 60_000, 20_000
"""So that the calls of a client that has vanished end."""
_IDENTITY_ONLY = 1
"""No compression (a bit set with only the first, identity): a small message may not unpack to a large one."""


class GrpcServer:
    """`start` it once and `stop` it once."""

    def __init__(
        self,
        service: GatewayService,
        authenticate: Authenticate,
        *,
        links: PictureLinks | None = None,
        shared_port: bool = False,
        certificate: tuple[bytes, bytes] | None = None,
    ) -> None:
        """`shared_port`: further processes listen on it too. `certificate`: its chain and its key in PEM, to speak
        TLS (1.2 and later: gRPC knows nothing older)."""
        self._certificate = certificate
        queue = service.limits.queue
        self._server = grpc.aio.server(
            interceptors=[NeedsKey(authenticate)],
            options=[
                ("grpc.max_receive_message_length", service.limits.max_body_bytes),
                ("grpc.max_send_message_length", -1),
                ("grpc.max_concurrent_streams", MAX_STREAMS),
                ("grpc.server_handshake_timeout_ms", HANDSHAKE_MS),
                ("grpc.max_connection_idle_ms", IDLE_MS),
                ("grpc.keepalive_time_ms", PING_MS),
                ("grpc.keepalive_timeout_ms", PING_TIMEOUT_MS),
                ("grpc.compression_enabled_algorithms_bitset", _IDENTITY_ONLY),
                ("grpc.so_reuseport", int(shared_port)),
            ],
            maximum_concurrent_rpcs=queue.concurrent_calls + queue.waiting_calls,
        )
        chat_pb2_grpc.add_ChatServicer_to_server(ChatServicer(service), self._server)
        painting_pb2_grpc.add_PaintingServicer_to_server(PaintingServicer(service, links), self._server)
        self._health = health.aio.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        _add_reflection(self._server)

    async def start(self, host: str, port: int) -> int:
        """The port, which is `port` unless that is 0. Raises OSError where it cannot be had."""
        try:
            bound = self._add_port(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
        except RuntimeError as fault:
            raise OSError(f"cannot listen on {host}:{port} for gRPC") from fault
        await self._server.start()
        for name in ("", *SERVICES):
            await self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        return bound

    def _add_port(self, address: str) -> int:
        if self._certificate is None:
            bound: int = self._server.add_insecure_port(address)
            return bound
        chain, key = self._certificate
        credentials = grpc.ssl_server_credentials([(key, chain)])
        bound = self._server.add_secure_port(address, credentials)
        return bound

    async def stop(self, grace_s: float) -> None:
        """Takes no further calls, and gives those that run `grace_s` seconds before they are cancelled."""
        await self._health.enter_graceful_shutdown()
        await self._server.stop(grace_s)


def _add_reflection(server: grpc.aio.Server) -> None:
    """Under both names: `grpcio-reflection` knows only the elder, whose messages are the same on the wire.
    https://github.com/grpc/grpc/blob/master/doc/server-reflection.md"""
    names = (*SERVICES, health.SERVICE_NAME, REFLECTION, reflection.SERVICE_NAME)
    reflection.enable_server_reflection(names, server)
    handler = grpc.stream_stream_rpc_method_handler(
        reflection.aio.ReflectionServicer(names).ServerReflectionInfo,
        request_deserializer=reflection_pb2.ServerReflectionRequest.FromString,
        response_serializer=reflection_pb2.ServerReflectionResponse.SerializeToString,
    )
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(REFLECTION, {"ServerReflectionInfo": handler}),)
    )
