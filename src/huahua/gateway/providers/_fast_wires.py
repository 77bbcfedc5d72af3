"""The protocol families of the fast lane: OpenAI's and Anthropic's, each in its own dialect on both sides."""

from __future__ import annotations

from huahua.gateway.domain.calls import ChatCall, Usage
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import GatewayError
from huahua.gateway.profiles.openai import OpenAIProfile
from huahua.gateway.providers._faults import broken, read_vendor_error, vendor_error
from huahua.gateway.wire import anthropic, openai
from huahua.gateway.wire.scanning import AnthropicScan, OpenAIScan


class FastOpenAI:
    """Port `FastWire`."""

    def __init__(self, config: ProviderConfig, profile: OpenAIProfile) -> None:
        self._config = config
        self._profile = profile

    def encode(self, call: ChatCall, *, stream: bool) -> bytes:
        return openai.encode_chat(call, self._profile, stream=stream)

    def read_reply(self, raw: bytes) -> Usage:
        return openai.read_usage(raw)

    def scan(self, *, hide_usage: bool) -> OpenAIScan:
        return OpenAIScan(hide_usage=hide_usage)

    def as_gateway_error(self, fault: Exception) -> GatewayError | None:
        if isinstance(fault, openai.ErrorInReply):
            return vendor_error(self._config, fault.status, read_vendor_error(fault.body))
        if isinstance(fault, openai.NotAnOpenAIReply):
            return broken(self._config, str(fault))
        return None


class FastAnthropic:
    """Port `FastWire`."""

    def __init__(self, config: ProviderConfig) -> None:
        self._config = config

    def encode(self, call: ChatCall, *, stream: bool) -> bytes:
        return anthropic.encode_request(call, stream=stream)

    def read_reply(self, raw: bytes) -> Usage:
        return anthropic.read_usage(raw)

    def scan(self, *, hide_usage: bool) -> AnthropicScan:
        """Usage is part of Anthropic's streams, whoever asked: `hide_usage` changes nothing."""
        return AnthropicScan()

    def as_gateway_error(self, fault: Exception) -> GatewayError | None:
        if isinstance(fault, anthropic.ErrorInReply):
            error = read_vendor_error(fault.body)
            return vendor_error(self._config, anthropic.error_status(error.code if error else None), error)
        if isinstance(fault, anthropic.NotAnAnthropicReply):
            return broken(self._config, str(fault))
        return None
