"""Errors in the caller's dialect, as a body and as one event of a stream."""

from __future__ import annotations

from huahua.gateway.domain.calls import Dialect
from huahua.gateway.errors import GatewayError
from huahua.gateway.http import anthropic, openai


def error_body(dialect: Dialect, fault: GatewayError, request_id: str) -> bytes:
    if dialect is Dialect.ANTHROPIC:
        return anthropic.render_error(fault, request_id)
    return openai.render_error(fault, request_id)


def error_event(dialect: Dialect, fault: GatewayError, request_id: str) -> bytes:
    if dialect is Dialect.ANTHROPIC:
        return anthropic.stream_error(fault, request_id)
    return openai.stream_error(fault)
